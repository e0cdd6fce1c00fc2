"""People, moments and values as screens say them."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import Connection

from edc import clock
from edc.access.rules import Role
from edc.casebook.reading import definition, digests
from edc.db import rows
from edc.exchange.paper.speech import YES_NO as YES_NO
from edc.exchange.whole import whole_study
from edc.study.definition import Form, Item, Study, say
from edc.study.document import Value, decode_value
from edc.study.values import shown
from edc.trail.guards import REDACTED as REDACTED_TEXT
from edc.trail.unit import SYSTEM
from edc.web.person import ROLE_WORDS
from edc.web.punctuation import beside, listed, named


def names(connection: Connection) -> dict[str, str]:
    """User name to the name that a signature prints, of everybody who ever was here."""
    return dict(map(tuple, rows(connection, "SELECT username, name FROM person")))


def role_words(roles: str) -> str:
    """Roles as the journal keeps them (``monitor`` or ``monitor, data_manager``) in words."""
    known = {role.value: role for role in Role}
    if roles == SYSTEM.role:
        return _("the system")
    return listed(_(ROLE_WORDS[known[role]]) if role in known else role for role in roles.split(", "))


def person_words(people: Mapping[str, str], person: str) -> str:
    """The name of a person; the house itself is just the system."""
    return _("the system") if person == SYSTEM.person else people.get(person, person)


def who(people: Mapping[str, str], person: str, role: str) -> str:
    """``Li Wen, coordinator``; the house itself is just the system."""
    if person == SYSTEM.person:
        return _("the system")
    return beside(people.get(person, person), role_words(role))


REDACTED = decode_value(REDACTED_TEXT).m  # type: ignore[union-attr]  # it is a value
"""The missing code that stands where a value was removed for good."""

_whole: dict[tuple[str, ...], Study] = {}


def every_study(connection: Connection) -> Study:
    """The study with the forms and items of all its versions: what anything recorded is named by.

    Raises :class:`Refusal` (``no_study``).
    """
    key = tuple(digests(connection))
    if key not in _whole:
        _whole[key] = whole_study([definition(connection, digest) for digest in key])
    return _whole[key]


def site_zones(connection: Connection) -> dict[str, str]:
    """Site to its time zone."""
    return dict(map(tuple, rows(connection, "SELECT code, timezone FROM site")))


def moment(stamp: str, zone: str, *, seconds: bool = False) -> str:
    """A stored time on the wall of *zone*, with its name: ``2025-08-07 14:03 UTC+8``."""
    local = clock.local(stamp, zone)
    return f"{local:{'%Y-%m-%d %H:%M:%S' if seconds else '%Y-%m-%d %H:%M'}} {clock.zone_name(zone, local)}"


def value_words(item: Item, value: Value | None, study: Study, language: str) -> str:
    """A stored value in words with its unit; empty where there is none."""
    if value is not None and value.m == REDACTED:
        return _("removed")
    if item.type == "boolean" and value is not None and value.v is not None:
        return next((say(each.label, language) for each in YES_NO if each.code == value.v), value.v)
    if item.type == "link" and value is not None and value.v is not None:
        return listed(_linked(row, study, language) for row in value.v.split())
    return shown(item, value, study, language)


def _linked(row: str, study: Study, language: str) -> str:
    """A row of a log in words: ``Concomitant medication, No. 5``."""
    name, _slash, n = row.rpartition("/")
    form = next((form for form in study.forms if any(group.name == name for group in form.groups)), None)
    return row if form is None else beside(say(form.label, language), _("No. %(n)s", n=n))


def path_words(form: Form, path: str, language: str) -> str:
    """What a path is called: ``Creatinine``, ``No. 7: Term``, ``2 h: Pulse``; as it is where it is none of *form*."""
    at = form.at(path)
    if at is None:
        return path
    group, row, item = at
    word = say(item.label, language)
    if row is None:
        return word
    fixed = next((say(each.label, language) for each in group.rows if each.key == row), "")
    return named(fixed or _("No. %(n)s", n=row), word)
