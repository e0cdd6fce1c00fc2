"""Tables of people and what they may do. Nobody is ever deleted; a name is never used again."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from edc.db import Table
from edc.trail.tables import Recorded, recorded


class Site(Recorded, Table):
    """A hospital taking part. ``label`` is JSON, language to text."""

    __tablename__ = "site"
    __table_args__ = recorded("site")

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    prefix: Mapped[str] = mapped_column(Text, unique=True)
    timezone: Mapped[str] = mapped_column(Text)


class Person(Recorded, Table):
    """A named person. ``username`` is folded to lower case; ``name`` is what a signature prints."""

    __tablename__ = "person"
    __table_args__ = recorded("person")

    username: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)


class PersonState(Recorded, Table):
    """Active or not; the last row holds."""

    __tablename__ = "person_state"
    __table_args__ = recorded("person_state")

    person: Mapped[str] = mapped_column(ForeignKey("person.username"), primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    active: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)


class Credential(Recorded, Table):
    """A password's hash; the last row holds, earlier ones may not be chosen again.

    ``temporary``: set by somebody else, so the owner must change it before anything else.
    """

    __tablename__ = "credential"
    __table_args__ = recorded("credential")

    person: Mapped[str] = mapped_column(ForeignKey("person.username"), primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    hash: Mapped[str] = mapped_column(Text)
    temporary: Mapped[int] = mapped_column(Integer)


class RoleGrant(Recorded, Table):
    """A role at a site (``NULL``: all sites) from a day to a day, inclusive."""

    __tablename__ = "role_grant"
    __table_args__ = recorded("role_grant")

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    person: Mapped[str] = mapped_column(ForeignKey("person.username"), index=True)
    role: Mapped[str] = mapped_column(Text)
    site: Mapped[str | None] = mapped_column(ForeignKey("site.code"))
    first: Mapped[str] = mapped_column(Text)
    last: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)


class RoleEnd(Recorded, Table):
    """A grant ended before its time: ``last`` is the last day it held."""

    __tablename__ = "role_end"
    __table_args__ = recorded("role_end")

    role_grant: Mapped[int] = mapped_column(ForeignKey("role_grant.id"), primary_key=True, autoincrement=False)
    last: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)


class AccessEvent(Recorded, Table):
    """A sign-in, a sign-out, a refused password, a lockout, a session that ran out.

    ``person`` is the name as typed where nobody of that name exists.
    """

    __tablename__ = "access_event"
    __table_args__ = recorded("access_event")

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    person: Mapped[str] = mapped_column(Text, index=True)
    kind: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class Acceptance(Recorded, Table):
    """A statement a person accepted, such as that an electronic signature equals a written one."""

    __tablename__ = "acceptance"
    __table_args__ = recorded("acceptance")

    person: Mapped[str] = mapped_column(ForeignKey("person.username"), primary_key=True, autoincrement=False)
    statement: Mapped[str] = mapped_column(Text, primary_key=True)


class Alert(Recorded, Table):
    """Something a person must be told: ``kind`` is a code, ``about`` canonical JSON."""

    __tablename__ = "alert"
    __table_args__ = recorded("alert")

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class Session(Table):
    """A signed-in browser. Not part of the record: its beginning and end are access events."""

    __tablename__ = "session"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    """SHA-256 of the cookie's token: whoever reads the table cannot sign in with it."""
    person: Mapped[str] = mapped_column(Text, index=True)
    started: Mapped[str] = mapped_column(Text)
    seen: Mapped[str] = mapped_column(Text)
    ended: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    signed: Mapped[int] = mapped_column(Integer)
    """1 once both parts of a signature were given in this session."""
