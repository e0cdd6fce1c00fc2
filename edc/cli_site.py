"""``edc site``: the hospitals that take part."""

from __future__ import annotations

import click

from edc.access import reading
from edc.acts.add_site import add_site
from edc.cli_frame import Cli, tell
from edc.errors import N_
from edc.study.definition import Site


@click.group()
def site() -> None:
    """The sites of the study."""


@site.command()
@click.argument("code")
@click.option("--label", required=True, help="Name of the hospital.")
@click.option("--prefix", help="What its participants' codes begin with; default: CODE.")
@click.option("--timezone", default="UTC", show_default=True, help="Such as Asia/Shanghai.")
@click.pass_obj
def add(cli: Cli, code: str, label: str, prefix: str | None, timezone: str) -> None:
    """Add a site. The study's own sites are added by `edc init`."""
    given = Site(code=code, label={"en": label}, prefix=prefix or code, timezone=timezone)
    add_site(cli.database, cli.manager(), given)
    tell(N_("Site %(site)s was added."), site=code)


@site.command("list")
@click.pass_obj
def list_sites(cli: Cli) -> None:
    """The sites there are."""
    with cli.database.reading() as connection:
        for each in reading.sites(connection):
            click.echo(f"{each.code:<8} {each.timezone:<20} {' / '.join(each.label.values())}")
