"""Tables of what is said of the data: queries, verification, signatures, holds, locks."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from edc.db import Table
from edc.trail.tables import Id, Recorded, recorded


class Query(Recorded, Table):
    """A thread about one item of one page. Its state is its last event's.

    ``kind``: check (raised by an edit check, ``check_id``), manual, or import.
    ``audience``: site, or investigator alone. ``raised_role``: who may close it.
    """

    __tablename__ = "query"
    __table_args__ = recorded("query", Index("ix_query_page", "page"))

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    page: Mapped[int] = mapped_column(ForeignKey("page.id"))
    path: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    check_id: Mapped[str | None] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(Text)
    raised_role: Mapped[str] = mapped_column(Text)


class QueryEvent(Recorded, Table):
    """One step of a thread.

    ``state`` after it: open, answered, closed, cancelled, accepted. ``name``: raised,
    answered, closed, sent_back, cancelled, accepted, fired_again, closed_itself.
    ``code``: coded answer or message id. ``text`` is free text and, like a value, is
    covered through a salted commitment only. ``seq``: the page's head then.
    """

    __tablename__ = "query_event"
    __table_args__ = recorded("query_event")

    query: Mapped[int] = mapped_column(ForeignKey("query.id"), primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    text: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[str | None] = mapped_column(Text)
    commitment: Mapped[str] = mapped_column(Text)
    seq: Mapped[int] = mapped_column(Integer)
    person: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class Notice(Recorded, Table):
    """Something put before people: a deviation to be filed or dismissed, an alert to be seen.

    ``kind``: deviation or alert. ``check_id``: the check, condition or rule it comes
    from, empty where a person proposed it. ``category`` and ``major``: of a deviation, as
    drafted. ``text``: empty; a proposal of before revision 0003 has its words here instead
    of in its first event, where nothing can remove them. Its state is its last event's.
    """

    __tablename__ = "notice"
    __table_args__ = recorded("notice", Index("ix_notice_page", "page"))

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    page: Mapped[int] = mapped_column(ForeignKey("page.id"))
    path: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    check_id: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    major: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)


class NoticeEvent(Recorded, Table):
    """One step of a notice.

    ``name``: drafted, proposed, filed, dismissed, agreed (the class, by the data manager),
    sent_back (the class is asked about again), raised, seen, lapsed (its cause was
    corrected), fired_again. ``state`` after it: open, filed, dismissed, seen, lapsed.
    ``text``: what was said, or codes of what fired, covered as that of ``query_event``; a row
    without ``commitment`` is of before revision 0003, and its digest covers the text itself.
    ``place``: ``page:path`` of the row it was filed as.
    """

    __tablename__ = "notice_event"
    __table_args__ = recorded("notice_event")

    notice: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    text: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[str | None] = mapped_column(Text)
    commitment: Mapped[str | None] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class Verification(Recorded, Table):
    """A monitor's mark that the value version ``seq`` gave to ``path`` agrees with the source.

    ``marked``: 1 set, 0 taken back; the last ``n`` holds. A later change of the
    path has a later ``seq``, so its mark lapses by construction.
    """

    __tablename__ = "verification"
    __table_args__ = recorded("verification")

    page: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    path: Mapped[str] = mapped_column(Text, primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    marked: Mapped[int] = mapped_column(Integer)
    person: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class Signature(Recorded, Table):
    """A person takes responsibility for what is on the pages of ``signature_page``.

    ``scope``: page, visit or subject; ``key``: its number. ``name`` as printed then.
    """

    __tablename__ = "signature"
    __table_args__ = recorded("signature", Index("ix_signature_scope", "scope", "key"))

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    scope: Mapped[str] = mapped_column(Text)
    key: Mapped[int] = mapped_column(Id)
    meaning: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class SignaturePage(Recorded, Table):
    """One page under a signature: its version, that version's digest, its derived values then."""

    __tablename__ = "signature_page"
    __table_args__ = recorded("signature_page", Index("ix_signature_page_page", "page"))

    signature: Mapped[int] = mapped_column(ForeignKey("signature.id"), primary_key=True)
    page: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(Text)
    derived: Mapped[str] = mapped_column(Text)
    """SHA-256 of the page's derived values, canonical."""


class SignatureEnd(Recorded, Table):
    """A signer withdrew a signature. (A change that voids one leaves no row: it is computed.)"""

    __tablename__ = "signature_end"
    __table_args__ = recorded("signature_end")

    signature: Mapped[int] = mapped_column(ForeignKey("signature.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class Hold(Recorded, Table):
    """``state`` of a scope: open, frozen, locked; the last row of (scope, key) holds.

    ``scope``: page, visit, subject, site or study; ``key``: its number or code as
    text, ``study`` for the study.
    """

    __tablename__ = "hold"
    __table_args__ = recorded("hold")

    scope: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class LockRequest(Recorded, Table):
    """Somebody asks to lock or unlock. ``about`` is JSON: scope, pages, justified gaps."""

    __tablename__ = "lock_request"
    __table_args__ = recorded("lock_request")

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class LockVerdict(Recorded, Table):
    """Another person approves or declines a request, or its author withdraws it."""

    __tablename__ = "lock_verdict"
    __table_args__ = recorded("lock_verdict")

    request: Mapped[int] = mapped_column(ForeignKey("lock_request.id"), primary_key=True, autoincrement=False)
    person: Mapped[str] = mapped_column(Text, primary_key=True)
    role: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class DataLock(Recorded, Table):
    """A set of (page, seq) frozen for good: what exports of lock ``n`` are a function of."""

    __tablename__ = "data_lock"
    __table_args__ = recorded("data_lock")

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    request: Mapped[int] = mapped_column(ForeignKey("lock_request.id"))
    study_version: Mapped[str] = mapped_column(Text)
    study_digest: Mapped[str] = mapped_column(Text)
    heads: Mapped[str] = mapped_column(Text)
    """JSON: chain to ``[n, digest]`` as they stood."""
    at: Mapped[str] = mapped_column(Text)


class LockedPage(Recorded, Table):
    """One page of a lock, at the version that the lock holds."""

    __tablename__ = "locked_page"
    __table_args__ = recorded("locked_page")

    lock: Mapped[int] = mapped_column(ForeignKey("data_lock.n"), primary_key=True, autoincrement=False)
    page: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer)
