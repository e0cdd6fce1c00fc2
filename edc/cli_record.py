"""``edc demo``, ``edc up``, ``edc audit``: a demonstration, and the trail verified and sealed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click

from config import Config
from edc.access.rules import Permission
from edc.acts.demo_told import DemoPerson, read_people
from edc.acts.go_live import go_live
from edc.acts.redact import redact
from edc.acts.seal_trail import seal_trail
from edc.acts.seed_demo import is_demo, seed_demo
from edc.acts.verify_trail import count_kept_for_good, verify_trail
from edc.casebook.reading import page_ref
from edc.cli_frame import Cli, tell
from edc.cli_server import serve
from edc.db import Database, rows
from edc.errors import N_, Refusal
from edc.study.loading import load
from edc.trail.migrate import migrate
from edc.trail.unit import SYSTEM


def demo_file(config: Config) -> Path:
    """The file that tells the demonstration: beside the study's versions."""
    return config.study.parent / "demo.toml"


@click.command()
@click.pass_obj
def demo(cli: Cli) -> None:
    """Fill an empty database with synthetic participants, and print the people.

    Everything is done through the application's own acts. The database is marked as
    a demonstration for good. Needs no terminal.
    """
    migrate(cli.config.database_url) if cli.database.sqlite else None
    _introduce(_seed(cli.config, cli.database))


def _seed(config: Config, database: Database) -> list[DemoPerson]:
    return seed_demo(database, load(config.study), demo_file(config), _played)


def _played(done: int, of: int) -> None:
    """A word at the start, and after every tenth of the steps."""
    if done == 1:
        tell(N_("Playing the demonstration: %(of)s steps, less than a minute as a rule."), of=of)
    elif done * 10 // of > (done - 1) * 10 // of:
        tell(N_("%(done)s of %(of)s steps"), done=done, of=of)


def _introduce(people: list[DemoPerson]) -> None:
    click.echo()
    for person in people:
        click.echo(f"  {person.username:<11} {person.role.replace('_', ' '):<24} {person.name}")
    click.echo()
    tell(N_("Everybody's password: %(password)s"), password=people[0].password)


@click.command()
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.pass_context
def up(context: click.Context, port: int) -> None:
    """Set up a demonstration if there is none, print its address and people, and serve it.

    A demonstration whose study has changed since is set aside under another name and
    made anew; anything that is no demonstration is served as it is.
    """
    cli: Cli = context.obj
    cli.config = replace(cli.config, secure_cookies=os.environ.get("EDC_SECURE_COOKIES") == "1")
    path = Path(cli.database.url.database or "")
    if cli.database.sqlite and path.exists():
        _set_aside_if_changed(cli, path)
    if cli.database.sqlite and not path.exists():
        migrate(cli.config.database_url)
        people = _seed(cli.config, cli.database)
    else:
        people = read_people(demo_file(cli.config)) if is_demo(cli.database) else []
    tell(N_("Open http://127.0.0.1:%(port)s in a browser."), port=port)
    if people:
        _introduce(people)
    context.invoke(serve, port=port)


def _set_aside_if_changed(cli: Cli, path: Path) -> None:
    with cli.database.reading() as connection:
        # the demonstration itself may have gone on to another version since
        published = {digest for (digest,) in rows(connection, "SELECT digest FROM study_version")}
    if not published or load(cli.config.study).digest in published or not is_demo(cli.database):
        return
    cli.database.engine.dispose()
    number = 1
    while (kept := path.with_suffix(f".before-{number}.db")).exists():
        number += 1
    path.rename(kept)
    for beside in ("-wal", "-shm"):
        Path(f"{path}{beside}").unlink(missing_ok=True)
    tell(N_("The study has changed: the old demonstration was set aside as %(name)s."), name=kept.name)


@click.group()
def audit() -> None:
    """Verify the trail, or seal it."""


@audit.command()
@click.pass_obj
def verify(cli: Cli) -> None:
    """Recompute chains, differences, commitments, derived values and cached states.

    Names the first bad row and ends with status 1 where anything is wrong.
    """
    flaws = list(verify_trail(cli.database))
    for flaw in flaws[:20]:
        click.echo(str(flaw))
    if flaws:
        tell(N_("%(count)s flaws. The first bad row is named first."), count=len(flaws))
        raise click.exceptions.Exit(1)
    tell(N_("The trail is as it was written."))
    if kept := count_kept_for_good(cli.database):
        tell(N_("%(count)s texts were written before texts of their kind could be removed: they stay."), count=kept)


@audit.command()
@click.pass_obj
def seal(cli: Cli) -> None:
    """Note the heads of all chains, and print a root worth keeping somewhere else."""
    actor = cli.actor(Permission.ACCESS_TRAIL_READ) if cli.name else SYSTEM
    click.echo(seal_trail(cli.database, actor))


@click.command("go-live")
@click.pass_obj
def production(cli: Cli) -> None:
    """Mark the database as production, for good; it must have no participants yet."""
    go_live(cli.database, cli.actor(Permission.SETTINGS_MANAGE))
    tell(N_("The database is in production now."))


@click.command("redact")
@click.argument("page", type=int)
@click.argument("seq", type=int)
@click.argument("path")
@click.option("--asked-by", required=True, help="User name of the person who asked; somebody else than yourself.")
@click.option("--reason", required=True, help="Why the value is blanked everywhere.")
@click.pass_obj
def redact_value(cli: Cli, page: int, seq: int, path: str, asked_by: str, reason: str) -> None:
    """Blank what version SEQ of PAGE gave to PATH, in every copy; digests and chains still verify.

    PATH is an item, or "?" and the item for the reason of its change. query/N, notice/N (a deviation or
    an alert) and strike/N (participant N created in error) name what was said in step SEQ of it.
    """
    with cli.database.reading() as connection:
        place = page_ref(connection, page)
    if place is None:
        raise Refusal("not_found")
    actor = cli.actor(Permission.REDACT_APPROVE, place.subject.site)
    redact(cli.database, actor, place, seq, path, asked_by=asked_by, reason=reason, request_key=None)
    tell(N_("The value is blanked. Run: edc audit verify"))
