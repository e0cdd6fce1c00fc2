"""Tables of what left and what came in."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from edc.db import Table
from edc.trail.tables import Recorded, recorded


class Export(Recorded, Table):
    """Files made from a lock (or, marked as such, from the data as they stood).

    ``manifest`` is the manifest file itself: SHA-256 and rows per file, study
    digest, chain heads, software version.
    """

    __tablename__ = "export"
    __table_args__ = recorded("export")

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    lock: Mapped[int | None] = mapped_column(ForeignKey("data_lock.n"))
    profile: Mapped[str] = mapped_column(Text)
    formats: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    manifest: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class Download(Recorded, Table):
    """Somebody took a file of an export away."""

    __tablename__ = "download"
    __table_args__ = recorded("download")

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    export: Mapped[int] = mapped_column(ForeignKey("export.id"))
    file: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class ImportRun(Recorded, Table):
    """A file that was read in: its name, SHA-256 and the report, line by line."""

    __tablename__ = "import_run"
    __table_args__ = recorded("import_run")

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    file: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    report: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)
