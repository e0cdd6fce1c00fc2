"""Tables of what was collected.

Identity (subject, visit, page) carries no clinical value. Values live in
``page_version``; ``item_change`` is written by the database alone.
Numbers are allotted under the subject's lock: ``subject * 1,000,000 + k``.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from edc.db import Table
from edc.trail.tables import Id, Recorded, recorded

SPAN = 1_000_000
"""Numbers set aside for the visits, the pages and the queries of one subject."""


class Subject(Recorded, Table):
    """A trial participant, known by code alone; the code is never used again."""

    __tablename__ = "subject"
    __table_args__ = recorded("subject")

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(Text, unique=True)
    site: Mapped[str] = mapped_column(ForeignKey("site.code"), index=True)


class ChainBirth(Recorded, Table):
    """The study's own note that a subject's chain began: a vanished subject would show."""

    __tablename__ = "chain_birth"
    __table_args__ = recorded("chain_birth")

    subject: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True, autoincrement=False)


class Rescreening(Recorded, Table):
    """A participant who was screened before under another number."""

    __tablename__ = "rescreening"
    __table_args__ = recorded("rescreening")

    subject: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True, autoincrement=False)
    previous: Mapped[int] = mapped_column(ForeignKey("subject.id"))


class SubjectStrike(Recorded, Table):
    """One step on the way to strike out a participant created in error, or back.

    ``step``: asked, confirmed, struck (the second to confirm), declined, withdrawn,
    restoring, restored (the second to say so). Both are the principal investigator and
    the data manager, neither of whom asked. ``reason`` is covered as the text of ``query_event``;
    a row without ``commitment`` is of before revision 0003, and its digest covers the reason itself.
    """

    __tablename__ = "subject_strike"
    __table_args__ = recorded("subject_strike")

    subject: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    step: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[str | None] = mapped_column(Text)
    commitment: Mapped[str | None] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class LabRange(Recorded, Table):
    """A laboratory's reference range of one analyte. It holds once a second person approved it.

    ``laboratory``: code of the laboratory at ``site``. ``sex``: M, F or null for both.
    ``age_from`` and ``age_to``: completed years, both included; null is open. ``low`` and
    ``high``: limits in ``unit``; null is open. ``first`` and ``last``: days of sampling,
    both included. ``certificate``: where the laboratory says so.
    """

    __tablename__ = "lab_range"
    __table_args__ = recorded("lab_range", Index("ix_lab_range_site", "site"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    site: Mapped[str] = mapped_column(ForeignKey("site.code"))
    laboratory: Mapped[str] = mapped_column(Text)
    analyte: Mapped[str] = mapped_column(Text)
    sex: Mapped[str | None] = mapped_column(Text)
    age_from: Mapped[int | None] = mapped_column(Integer)
    age_to: Mapped[int | None] = mapped_column(Integer)
    low: Mapped[str | None] = mapped_column(Text)
    high: Mapped[str | None] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    first: Mapped[str] = mapped_column(Text)
    last: Mapped[str | None] = mapped_column(Text)
    certificate: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class LabRangeStep(Recorded, Table):
    """What became of a range. ``step``: approved, declined, ended (``last`` is the last day it holds)."""

    __tablename__ = "lab_range_step"
    __table_args__ = recorded("lab_range_step")

    range: Mapped[int] = mapped_column(ForeignKey("lab_range.id"), primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    step: Mapped[str] = mapped_column(Text)
    last: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class Visit(Recorded, Table):
    """One event of the schedule for one subject; unscheduled ones repeat."""

    __tablename__ = "visit"
    __table_args__ = recorded("visit", UniqueConstraint("subject", "event", "repeat", name="uq_visit"))

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    subject: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    event: Mapped[str] = mapped_column(Text)
    repeat: Mapped[int] = mapped_column(Integer)


class Page(Recorded, Table):
    """One form of one visit of one subject. Identity only."""

    __tablename__ = "page"
    __table_args__ = recorded(
        "page", UniqueConstraint("visit", "form", "repeat", name="uq_page"), Index("ix_page_subject", "subject", "form")
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    subject: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    visit: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    form: Mapped[str] = mapped_column(Text)
    repeat: Mapped[int] = mapped_column(Integer)


class PageVersion(Recorded, Table):
    """The whole page as one person saved it. Append-only, numbered without gaps.

    ``data``: canonical document (``edc.study.document``). ``reasons``: JSON, path to
    reason, for each change of something that was there. ``salts`` and
    ``commitments``: JSON, for the paths this version changed (a reason's path is
    preceded by ``?``). ``digest`` covers the previous version's digest, the
    columns and the commitments, never the values: a redaction leaves it intact.
    """

    __tablename__ = "page_version"
    __table_args__ = recorded("page_version")

    page: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    study_version: Mapped[str] = mapped_column(Text)
    data: Mapped[str] = mapped_column(Text)
    reasons: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)
    request_key: Mapped[str | None] = mapped_column(Text)
    salts: Mapped[str] = mapped_column(Text)
    commitments: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)


class ItemChange(Table):
    """The flat trail an inspector reads, first entries included. Written by a trigger."""

    __tablename__ = "item_change"

    page: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    path: Mapped[str] = mapped_column(Text, primary_key=True)
    old: Mapped[str | None] = mapped_column(Text)
    new: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)


class Derived(Recorded, Table):
    """A computed value; the last row of a path holds. Written when an input changed.

    ``formula``: digest of the expression. ``inputs``: JSON list of ``page:path``.
    """

    __tablename__ = "derived"
    __table_args__ = recorded("derived")

    page: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    path: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    value: Mapped[str | None] = mapped_column(Text)
    formula: Mapped[str] = mapped_column(Text)
    inputs: Mapped[str] = mapped_column(Text)


class Redaction(Recorded, Table):
    """One value blanked everywhere: the one that version ``seq`` gave to ``path``.

    A path ``query/17``, ``notice/17`` or ``strike/17`` names step ``seq`` of that query, of that
    deviation or alert, or of striking that participant out. Asked for by one person, done by
    another. Digests and chains still verify.
    """

    __tablename__ = "redaction"
    __table_args__ = recorded("redaction")

    page: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    path: Mapped[str] = mapped_column(Text, primary_key=True)
    asked_by: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)


class StoredFile(Recorded, Table):
    """A file kept in the database, so that a study restored is whole."""

    __tablename__ = "stored_file"
    __table_args__ = recorded("stored_file")

    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    size: Mapped[int] = mapped_column(Integer)
    media_type: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class PageState(Table):
    """The one cache: where each page stands. Recomputed by ``audit verify``.

    ``entry``: not_started, in_entry, finished, not_done, struck. ``head``: last
    ``seq`` (0: none). ``owed`` and ``verified``: items of the verification plan that
    hold a value, and those with a standing mark. ``signed``: unsigned, signed,
    again, withdrawn. ``held``: open, frozen, locked.
    """

    __tablename__ = "page_state"

    page: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    subject: Mapped[int] = mapped_column(Id, index=True)
    visit: Mapped[int] = mapped_column(Id)
    site: Mapped[str] = mapped_column(Text)
    event: Mapped[str] = mapped_column(Text)
    form: Mapped[str] = mapped_column(Text)
    head: Mapped[int] = mapped_column(Integer)
    entry: Mapped[str] = mapped_column(Text)
    dated: Mapped[str | None] = mapped_column(Text)
    """The visit's date, where this page is the one that says it."""
    open_queries: Mapped[int] = mapped_column(Integer)
    answered_queries: Mapped[int] = mapped_column(Integer)
    owed: Mapped[int] = mapped_column(Integer)
    verified: Mapped[int] = mapped_column(Integer)
    signed: Mapped[str] = mapped_column(Text)
    held: Mapped[str] = mapped_column(Text)


class Draft(Table):
    """What somebody typed and has not saved. Beside the record, and gone once saved."""

    __tablename__ = "draft"

    page: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    person: Mapped[str] = mapped_column(Text, primary_key=True)
    opened_seq: Mapped[int] = mapped_column(Integer)
    typed: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)
