"""``edc user``: people and their roles."""

from __future__ import annotations

from datetime import date, datetime

import click

from edc.access import reading
from edc.access.reading import GrantRow
from edc.access.rules import Role
from edc.acts.access_log import study_timezone
from edc.acts.add_person import add_person
from edc.acts.change_password import PasswordRefused, change_password
from edc.acts.end_role import end_role
from edc.acts.grant_role import grant_role
from edc.acts.identify import fold
from edc.acts.reset_password import reset_password
from edc.acts.set_active import set_active
from edc.cli_frame import ADDRESS, Cli, asked_secret, tell, words
from edc.clock import today
from edc.errors import CATALOGUE, N_, Refusal

DAY = click.DateTime(["%Y-%m-%d"])
ROLES = click.Choice([role.value for role in Role])


def _date(given: datetime | None) -> date | None:
    return given.date() if given else None


@click.group()
def user() -> None:
    """People and their roles.

    While there is no administrator, the first people are added by the house itself;
    afterwards an administrator does it: `edc --as NAME user ...`.
    """


@user.command()
@click.argument("username")
@click.option("--name", required=True, help="The name a signature shows.")
@click.option("--role", type=ROLES, help="A role to give at once; takes --trained.")
@click.option("--site", help="Code of the site; without it, all sites.")
@click.option("--trained", type=DAY, help="Day of the training the role rests on.")
@click.option("--first", type=DAY, help="First day of the role; today if not given.")
@click.option("--last", type=DAY, help="Last day of the role.")
@click.pass_obj
def add(
    cli: Cli,
    username: str,
    name: str,
    role: str | None,
    site: str | None,
    trained: datetime | None,
    first: datetime | None,
    last: datetime | None,
) -> None:
    """Add a person; prints a temporary password, once."""
    if role and trained is None:
        raise Refusal("no_training")
    actor = cli.manager()
    password = add_person(cli.database, actor, username, name)
    tell(N_("%(name)s was added. Temporary password, shown only now: %(password)s"), name=username, password=password)
    if role:
        number = grant_role(
            cli.database,
            actor,
            username,
            Role(role),
            site,
            trained=_date(trained),
            first=_date(first),
            last=_date(last),
        )
        tell(N_("%(name)s has role number %(number)s."), name=username, number=number)


@user.command()
@click.argument("username")
@click.option("--role", type=ROLES, required=True, help="The role to give.")
@click.option("--site", help="Code of the site; without it, all sites.")
@click.option("--trained", type=DAY, required=True, help="Day of the training the role rests on.")
@click.option("--first", type=DAY, help="First day; today if not given.")
@click.option("--last", type=DAY, help="Last day.")
@click.option("--reason", default="", help="Why.")
@click.pass_obj
def grant(
    cli: Cli,
    username: str,
    role: str,
    site: str | None,
    trained: datetime,
    first: datetime | None,
    last: datetime | None,
    reason: str,
) -> None:
    """Give a person a role."""
    number = grant_role(
        cli.database,
        cli.manager(),
        username,
        Role(role),
        site,
        trained=trained.date(),
        first=_date(first),
        last=_date(last),
        reason=reason,
    )
    tell(N_("%(name)s has role number %(number)s."), name=username, number=number)


@user.command()
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Why.")
@click.option("--last", type=DAY, help="Last day it holds; without it, it ends now.")
@click.pass_obj
def end(cli: Cli, number: int, reason: str, last: datetime | None) -> None:
    """End the role of that number (see `edc user list`)."""
    end_role(cli.database, cli.manager(), number, reason, _date(last))
    tell(N_("Role number %(number)s ends."), number=number)


@user.command()
@click.argument("username")
@click.pass_obj
def reset(cli: Cli, username: str) -> None:
    """Give a temporary password; ends sessions and lifts a lock."""
    password = reset_password(cli.database, cli.manager(), username)
    tell(N_("Temporary password of %(name)s, shown only now: %(password)s"), name=username, password=password)


@user.command()
@click.argument("username")
@click.option("--reason", required=True, help="Why.")
@click.pass_obj
def deactivate(cli: Cli, username: str, reason: str) -> None:
    """Close an account: the person is signed out at once. Nobody is ever deleted."""
    set_active(cli.database, cli.manager(), username, False, reason)
    tell(N_("The account of %(name)s is closed."), name=username)


@user.command()
@click.argument("username")
@click.option("--reason", required=True, help="Why.")
@click.pass_obj
def activate(cli: Cli, username: str, reason: str) -> None:
    """Open a closed account again."""
    set_active(cli.database, cli.manager(), username, True, reason)
    tell(N_("The account of %(name)s is open."), name=username)


@user.command()
@click.argument("username")
@click.pass_obj
def password(cli: Cli, username: str) -> None:
    """Change one's own password (also a temporary one)."""
    old, new, again = (
        asked_secret(question) for question in ("Present password", "New password", "New password again")
    )
    if new != again:
        raise Refusal("password_differs")
    try:
        change_password(cli.database, fold(username), old, new, address=ADDRESS, language="en", web=False)
    except PasswordRefused as refused:
        said = " ".join(words(CATALOGUE[code].text, **refused.params) for code in refused.codes)
        raise click.ClickException(said) from refused
    tell(N_("The password is changed. All sessions are ended."))


@user.command("list")
@click.pass_obj
def everybody(cli: Cli) -> None:
    """Everybody and the roles they hold today, tab-separated."""
    with cli.database.reading() as connection:
        zone = study_timezone(connection)
        people = reading.people(connection)
        held = [row for row in reading.grants(connection) if row.grant.holds(today(zone))]
    for person in people:
        lines = [_grant(row) for row in held if row.person == person.username] or ["-"]
        for line in lines:
            state = "active" if person.active else "closed"
            click.echo(f"{person.username}\t{person.name}\t{state}\t{line}")


@user.command("as-of")
@click.argument("day", type=DAY)
@click.pass_obj
def as_of(cli: Cli, day: datetime) -> None:
    """Who held which role on DAY (YYYY-MM-DD), tab-separated."""
    with cli.database.reading() as connection:
        rights = reading.rights_on(connection, day.date(), study_timezone(connection))
    for row in rights:
        click.echo(f"{row.person.username}\t{row.person.name}\t{_grant(row.held)}")


def _grant(row: GrantRow) -> str:
    """Number, role, site, days, and who gave it."""
    days = f"{row.grant.first} to {row.grant.last or '-'}"
    return f"{row.id}\t{row.grant.role.value}\t{row.grant.site or '*'}\t{days}\t{row.given_by}"
