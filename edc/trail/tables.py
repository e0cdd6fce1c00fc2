"""Tables of the ledger, and what every table of the record has in common."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from edc.db import Table

Id = BigInteger().with_variant(Integer(), "sqlite")
STUDY_CHAIN = "study"


def subject_chain(subject: int) -> str:
    """The chain of one subject."""
    return f"s{subject}"


class Recorded:
    """A table of the record: append-only, each row made by one act.

    ``chain`` and ``act`` name the journal row. It is written last, hence the
    deferred foreign key: a row without its journal row cannot be committed.
    """

    chain: Mapped[str] = mapped_column(Text)
    act: Mapped[int] = mapped_column(Integer)


def recorded(table: str, *more: SchemaItem) -> tuple[Any, ...]:
    """The ``__table_args__`` of a table of the record."""
    return (
        ForeignKeyConstraint(
            ["chain", "act"], ["journal.chain", "journal.n"], f"fk_{table}_act", deferrable=True, initially="DEFERRED"
        ),
        Index(f"ix_{table}_act", "chain", "act"),
        *more,
        {"info": {"recorded": True}},
    )


class Journal(Table):
    """One row per act on each chain it touches: the study's, and one per subject.

    ``digest`` covers the previous digest and this row; ``wrote`` covers every row
    the act appended. ``clock`` is how many milliseconds the clock had gone back.
    """

    __tablename__ = "journal"
    # NULLs are distinct in a unique index on both databases
    __table_args__ = (Index("uq_journal_request", "chain", "request_id", unique=True),)

    chain: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    site: Mapped[str | None] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    clock: Mapped[int] = mapped_column(Integer)
    wrote: Mapped[str] = mapped_column(Text)
    digest_v: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(Text)


class Seal(Recorded, Table):
    """A root over the heads of all chains: shows a cut tail or a vanished subject."""

    __tablename__ = "seal"
    __table_args__ = recorded("seal")

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    heads: Mapped[str] = mapped_column(Text)
    """JSON: chain to ``[n, digest]``."""
    root: Mapped[str] = mapped_column(Text)


class Mark(Recorded, Table):
    """What this database is, for good: ``demo``, ``production``. Never removed."""

    __tablename__ = "mark"
    __table_args__ = recorded("mark")

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class StudyVersion(Recorded, Table):
    """A published definition, compiled and canonical: what the study runs from.

    A change of a label or a check is a new ``revision`` of the same version.
    """

    __tablename__ = "study_version"
    __table_args__ = recorded("study_version")

    version: Mapped[str] = mapped_column(Text, primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    digest: Mapped[str] = mapped_column(Text)
    definition: Mapped[str] = mapped_column(Text)


class StudyProposal(Recorded, Table):
    """A draft of a study version put up for approval; two people approve, none of them its author.

    ``kind``: amendment (the next version) or revision (words, ranges and checks of a version).
    ``ethics``: the committee's approval, as its letter names it; empty where none is needed.
    """

    __tablename__ = "study_proposal"
    __table_args__ = recorded("study_proposal")

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    definition: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    ethics: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class StudyVerdict(Recorded, Table):
    """A person approves or declines a proposal, or its author withdraws it."""

    __tablename__ = "study_verdict"
    __table_args__ = recorded("study_verdict")

    proposal: Mapped[int] = mapped_column(ForeignKey("study_proposal.id"), primary_key=True, autoincrement=False)
    person: Mapped[str] = mapped_column(Text, primary_key=True)
    role: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class SiteVersion(Recorded, Table):
    """From which day visits not yet started at a site use a study version; the last row holds from its day."""

    __tablename__ = "site_version"
    __table_args__ = recorded("site_version")

    site: Mapped[str] = mapped_column(ForeignKey("site.code"), primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[str] = mapped_column(Text)
    first: Mapped[str] = mapped_column(Text)
    approval: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)
