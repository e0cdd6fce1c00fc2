"""What every command shares: settings, database, the person who acts, and words."""

from __future__ import annotations

import os
import sys
from functools import cached_property

import click

from config import Config, from_environment
from edc.access import reading
from edc.access.rules import Permission, Role
from edc.access.rules_grants import Grant, permits
from edc.acts.access_log import log, study_timezone
from edc.acts.identify import identify
from edc.clock import today
from edc.db import Database
from edc.errors import Refusal
from edc.trail.unit import SYSTEM, Actor, Unit
from edc.web.person import not_permitted, widest_actor
from edc.web.words import catalogue

ADDRESS = "command line"


def words(text: str, **params: object) -> str:
    """*text* in Chinese where the terminal speaks Chinese, else in English."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    said = catalogue("zh" if spoken.startswith("zh") else "en").gettext(text)
    return said % params if params else said


def tell(text: str, **params: object) -> None:
    """Print one sentence."""
    click.echo(words(text, **params))


def asked_secret(question: str) -> str:
    """A password: typed unseen at a terminal, or one line of standard input where there is none."""
    if sys.stdin.isatty():
        return str(click.prompt(words(question), hide_input=True, err=True))
    return sys.stdin.readline().rstrip("\n")


class Cli:
    """What ``@click.pass_obj`` gives to every command."""

    def __init__(self, name: str | None, config: Config | None = None) -> None:
        self.name = name
        self._config = config

    @cached_property
    def config(self) -> Config:
        return self._config or from_environment()

    @cached_property
    def database(self) -> Database:
        return Database(self.config.database_url)

    def actor(self, permission: Permission, site: str | None = None) -> Actor:
        """The person of ``--as``, once their password is right, in the role that gives *permission*.

        Raises :class:`Refusal` like :func:`edc.acts.identify.identify`, for a temporary
        password, or where the permission is missing; :class:`click.UsageError` without
        ``--as``.
        """
        if not self.name:
            raise click.UsageError(words("Say who you are: edc --as NAME ..."))
        username = self.identified(self.name, asked_secret("Password"))
        with self.database.reading() as connection:
            zone = study_timezone(connection)
            grants = reading.live_grants(connection, username, zone)
        if not permits(grants, permission, site, today(zone)):
            raise not_permitted(permission, words)
        return widest_actor(username, grants, permission, site, today(zone))

    def identified(self, name: str, password: str) -> str:
        """The user name of somebody whose password is right and their own; noted as ``command``."""
        found: list[str] = []

        def note(work: Unit, secret: reading.Secret) -> None:
            if secret.temporary:
                raise Refusal("temporary_password")
            log(work, "command", secret.username, ADDRESS)
            found.append(secret.username)

        identify(self.database, name, password, address=ADDRESS, name="command", then=note)
        return found[0]

    def manager(self) -> Actor:
        """Who manages people: an administrator, or the house itself while there is none yet."""
        if not self.name and not self.has_administrator():
            return SYSTEM
        return self.actor(Permission.PEOPLE_MANAGE)

    def has_administrator(self) -> bool:
        with self.database.reading() as connection:
            zone = study_timezone(connection)
            active = [person.username for person in reading.people(connection) if person.active]
            grants: list[Grant] = [grant for name in active for grant in reading.live_grants(connection, name, zone)]
        return any(grant.role is Role.ADMINISTRATOR and grant.holds(today(zone)) for grant in grants)
