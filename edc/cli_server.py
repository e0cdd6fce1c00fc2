"""``edc init``, ``edc serve``, ``edc doctor``."""

from __future__ import annotations

import gc
import sys
from typing import Any

import click
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from config import Config
from edc import create_app
from edc.access import reading
from edc.acts.add_site import add_site
from edc.acts.publish_study import publish_study
from edc.casebook.pinning import published
from edc.casebook.reading import current_study, digests
from edc.cli_frame import Cli, tell, words
from edc.db import Database
from edc.errors import N_, Refusal
from edc.study.definition import Study
from edc.study.loading import load
from edc.trail.migrate import migrate
from edc.trail.unit import SYSTEM
from edc.web.readiness import Check, checks


@click.command()
@click.pass_obj
def init(cli: Cli) -> None:
    """Set up the database: schema, guards, study and its sites.

    Asks nothing and may be run again: what is there already is left as it is. On
    PostgreSQL the database and two roles must exist: EDC_OWNER_URL names the owner,
    EDC_DATABASE_URL the role the application works with.
    """
    _migrate(cli.config)
    tell(N_("The schema and the guards of the record are set up."))
    study = _publish(cli.database, load(cli.config.study))
    with cli.database.reading() as connection:
        there = {site.code for site in reading.sites(connection)}
    for site in study.sites:
        if site.code not in there:
            add_site(cli.database, SYSTEM, site)
            tell(N_("Site %(site)s was added."), site=site.code)


def _migrate(config: Config) -> None:
    app, owner = make_url(config.database_url), make_url(config.owner_url)
    if app.get_backend_name() == "sqlite":
        migrate(config.database_url)
        return
    if app.username == owner.username:
        raise click.UsageError(words("EDC_DATABASE_URL and EDC_OWNER_URL must name two different roles."))
    migrate(config.owner_url, app_role=app.username)
    engine = create_engine(owner.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        quoted = connection.dialect.identifier_preparer.quote(owner.database or "")
        # a temporary table could stand in for one of the record
        connection.exec_driver_sql(f"REVOKE TEMPORARY ON DATABASE {quoted} FROM PUBLIC")
    engine.dispose()


def _publish(database: Database, study: Study) -> Study:
    """Publish *study* unless one is in force, which is then returned: a new version is an act of its own."""
    try:
        with database.reading() as connection:
            current, published = current_study(connection), digests(connection)
    except Refusal:
        publish_study(database, SYSTEM, study)
        tell(N_("Study %(study)s, version %(version)s, is published."), study=study.oid, version=study.version)
        return study
    if study.digest not in published:
        tell(N_("The folder of the study differs from what is published. The published version stays in force."))
    return current


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, help="Processes (not on Windows).")
@click.option("--threads", default=4, show_default=True, help="Threads of each process.")
@click.pass_obj
def serve(cli: Cli, host: str, port: int, workers: int, threads: int) -> None:
    """Serve the application until it is stopped.

    Put HTTPS before it (a reverse proxy), or set EDC_SECURE_COOKIES=0 for a
    demonstration on this machine.
    """
    app = create_app(cli.config, cli.database)
    with cli.database.reading() as connection:
        published(connection)  # compiled once, before the workers part: nobody's first page waits for it
    cli.database.engine.dispose()  # SQLite wants no connection to live through a fork
    gc.freeze()  # what is compiled stays: looking through all of it for garbage, again and again, takes 0.1 s
    scheme = "https" if cli.config.secure_cookies else "http"
    tell(N_("Serving on %(host)s port %(port)s; the cookies are for %(scheme)s."), host=host, port=port, scheme=scheme)
    if sys.platform == "win32":
        from waitress import serve as wait  # gunicorn does not run there

        wait(app, host=host, port=port, threads=workers * threads)
        return
    from gunicorn.app.base import BaseApplication  # imports what Windows does not have

    class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn publishes no types
        def load_config(self) -> None:
            settings = {
                "bind": f"{host}:{port}",
                "workers": workers,
                "threads": threads,
                "worker_class": "gthread",
                "preload_app": True,
                "control_socket_disable": True,  # nobody steers it but the signals of its parent
                "post_fork": _after_fork,
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return app

    def _after_fork(_server: object, _worker: object) -> None:
        # a connection belongs to the process that opened it
        cli.database.dispose()

    _Server().run()


@click.command()
@click.pass_obj
def doctor(cli: Cli) -> None:
    """Look at everything the application needs and say what to do where it is missing.

    Ends with status 1 where something is wrong.
    """
    found = checks(cli.database)
    if all(check.ok for check in found):
        found.append(Check(N_("Somebody manages people and roles"), _administrator(cli)))
    found += _settings(cli.config)
    for check in found:
        click.echo(f"{'ok' if check.ok else '!!'}  {words(check.name)}")
        if not check.ok:
            click.echo(f"    {words(check.todo)}")
    if not all(check.ok for check in found):
        raise click.exceptions.Exit(1)


def _administrator(cli: Cli) -> str:
    if cli.has_administrator():
        return ""
    return N_("Nobody does. Run `edc user add NAME --name TEXT --role administrator --trained DAY`.")


def _settings(config: Config) -> list[Check]:
    short = len(config.secret_key) < 32
    return [
        Check(
            N_("The key that signs cookies is long enough"),
            N_("Set EDC_SECRET_KEY to 32 random characters or more.") if short else "",
        ),
        Check(
            N_("Cookies are sent over HTTPS alone"),
            "" if config.secure_cookies else N_("EDC_SECURE_COOKIES=0 is for a demonstration. Remove it."),
        ),
    ]
