"""What the screens of people and roles are given."""

from __future__ import annotations

from dataclasses import dataclass

from edc.web.me import EventLine


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One role in words. ``last`` empty: no end."""

    number: int
    role: str
    site: str
    first: str
    last: str
    trained: str
    given_by: str
    reason: str
    ended_by: str
    end_reason: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person with one role held on the day shown; ``None``: none."""

    username: str
    name: str
    grant: GrantLine | None
    url: str


@dataclass(frozen=True, slots=True)
class PeopleShape:
    """Who held which role on ``day``. Gets ``on`` and ``q``; posts ``username`` and ``name``."""

    day: str
    sought: str
    lines: tuple[PersonLine, ...]
    url: str
    may_manage: bool


@dataclass(frozen=True, slots=True)
class PersonShape:
    """One person, their roles from first to last, and their access log."""

    username: str
    name: str
    active: bool
    temporary: bool
    grants: tuple[GrantLine, ...]
    events: tuple[EventLine, ...]
    may_manage: bool
    roles: tuple[tuple[str, str], ...]
    """Roles that may be given: what is posted, and its word."""
    sites: tuple[tuple[str, str], ...]
