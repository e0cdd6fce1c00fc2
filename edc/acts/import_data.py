"""Import the clinical data of an ODM file: blanks are filled, what differs becomes a query."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.acts.add_subject import add_subject
from edc.acts.import_subject import import_subject, refuse_subject
from edc.acts.permitted import require
from edc.casebook.reading import SubjectRef, definition, digests
from edc.db import Database, rows
from edc.errors import Refusal
from edc.exchange.import_report import ImportReport, report_of
from edc.exchange.odm_in import DataRefused, Incoming, Note, read_data
from edc.exchange.whole import whole_study
from edc.exchange.words import ExchangeRefusal
from edc.exchange.xmlsafe import XmlRefused, parse
from edc.study.definition import Study
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, unit


class ImportRefused(ExchangeRefusal):
    """The file was refused whole, and nothing was changed. ``notes`` has every reason, with its line."""

    def __init__(self, notes: list[Note]) -> None:
        self.notes = notes
        super().__init__("import_refused")


def import_data(database: Database, actor: Actor, content: bytes, file: str, site: str) -> ImportReport:
    """Read the ODM file *content*, named *file*, into the study, for participants of *site*.

    Participants it names are added under their SubjectKey. One unit for each of them, so
    that a file that was cut short by a power failure can be sent again: what is stored
    already stays as it is. A file that was read in before changes nothing, unless part
    of it was refused because data were frozen or locked then. Raises
    :class:`ImportRefused`, or :class:`Refusal`: ``import_production``,
    ``no_such_site``, ``no_study``.
    """
    require(actor, Permission.IMPORT_DATA, site)
    sha256 = hashlib.sha256(content).hexdigest()
    with database.reading() as connection:
        _refuse_place(connection, site)
        study = whole_study([definition(connection, digest) for digest in digests(connection)])
        before = _report_before(connection, sha256)
        if before is not None and not before.held:
            return before.again()
        incoming = _read(content, study)
        known = _known(connection, incoming, site)
    report = ImportReport(file, sha256, site, study.digest, notes=tuple(incoming.notes))
    for key, given in incoming.subjects.items():
        subject = known.get(key)
        try:
            if subject is None:
                subject = add_subject(database, actor, site, code=key)
                report = replace(report, subjects_added=(*report.subjects_added, key))
            lines = import_subject(database, actor, subject, given, {"file": file, "sha256": sha256})
        except Refusal as refusal:
            lines = refuse_subject(key, given, refusal)
        report = replace(report, lines=(*report.lines, *lines))
    _note_run(database, actor, report)
    return report


def _refuse_place(connection: Connection, site: str) -> None:
    if rows(connection, "SELECT 1 FROM mark WHERE name = 'production'"):
        raise ExchangeRefusal("import_production")
    if not rows(connection, "SELECT 1 FROM site WHERE code = ?", (site,)):
        raise Refusal("no_such_site", site=site)


def _read(content: bytes, study: Study) -> Incoming:
    try:
        return read_data(parse(content), study)
    except XmlRefused as error:
        raise ImportRefused([Note(error.line, error.code, error.params)]) from error
    except DataRefused as error:
        raise ImportRefused(error.notes) from error


def _known(connection: Connection, incoming: Incoming, site: str) -> dict[str, SubjectRef]:
    """The participants of the file that there are; refused where one belongs to another site."""
    known = {ref.code: ref for ref in map(_ref, rows(connection, "SELECT id, code, site FROM subject"))}
    found = {key: known[key] for key in incoming.subjects if key in known}
    elsewhere = [ref for ref in found.values() if ref.site != site]
    if elsewhere:
        raise ImportRefused(
            [Note(None, "data_other_site", {"subject": ref.code, "site": ref.site}) for ref in elsewhere]
        )
    return found


def _ref(row: Any) -> SubjectRef:
    return SubjectRef(*row)


def _report_before(connection: Connection, sha256: str) -> ImportReport | None:
    """The report of the last time this very file was read in."""
    found = rows(connection, "SELECT report FROM import_run WHERE sha256 = ? ORDER BY id DESC LIMIT 1", (sha256,))
    return report_of(found[0][0]) if found else None


def _note_run(database: Database, actor: Actor, report: ImportReport) -> None:
    about = {"file": report.file, "sha256": report.sha256, "site": report.site, **report.counts}
    with unit(database, "import_data", actor, about=about) as work:
        number = 1 + int(rows(work.connection, "SELECT coalesce(max(id), 0) FROM import_run")[0][0])
        row = {
            "id": number,
            "file": report.file,
            "sha256": report.sha256,
            "report": report.as_json(),
            "person": actor.person,
            "at": work.at,
        }
        work.append("import_run", STUDY_CHAIN, row)
