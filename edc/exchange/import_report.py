"""What became of a file that was read in: value by value, and what was said of the file itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from edc.errors import CATALOGUE, N_
from edc.exchange.odm_in import Note
from edc.exchange.words import WORDS
from edc.problem_texts import PROBLEM_TEXTS


class Outcome(StrEnum):
    """What became of one value."""

    ACCEPTED = "accepted"
    """Stored where there was nothing."""
    QUERIED = "queried"
    """Stored, and an edit check asks about it."""
    UNCHANGED = "unchanged"
    """What the file has is what is stored, or nothing."""
    DIFFERS = "differs"
    """Something else is stored and stays; a query was raised, unless it was before."""
    REFUSED = "refused"
    """Not stored."""


SENTENCES: dict[str, str] = {
    # of the file
    "xml_empty": N_("The file is empty."),
    "xml_too_large": N_("%(message)s"),
    "xml_doctype": N_("The file declares a document type (DOCTYPE). Remove it."),
    "xml_limits": N_("The file is nested too deeply or has one text too long: %(message)s"),
    "xml_malformed": N_("The file is not well-formed XML: %(message)s"),
    "data_not_odm": N_("The root element is %(found)s, not ODM of %(space)s."),
    "data_version": N_("ODM version %(found)s is not read; these are: %(understood)s."),
    "data_none": N_("The file has no ClinicalData."),
    "data_unknown": N_("%(element)s “%(oid)s” is not defined in this study."),
    "data_form_elsewhere": N_("Form “%(oid)s” is not scheduled at event %(event)s."),
    "data_row": N_("Group %(group)s has no row “%(key)s”."),
    "data_subject_key": N_("SubjectKey “%(key)s” is empty or longer than 64 characters."),
    "data_remove": N_("The file removes a %(element)s; nothing is ever removed."),
    "data_twice": N_("%(where)s of %(subject)s is given a second time; the first is in line %(before)s."),
    "data_other_site": N_("Participant %(subject)s belongs to site %(site)s."),
    "data_no_admin": N_("There is no AdminData: who the users and places are is not known."),
    "data_skipped": N_("%(element)s is no clinical data and was skipped."),
    "data_empty_group": N_("Group “%(oid)s” has no items; there is nothing to read."),
    "data_other_version": N_("The data name version “%(version)s”; they were read against version %(used)s."),
    "data_key_ignored": N_("%(element)s does not repeat; its repeat key “%(key)s” was ignored."),
    "data_key_missing": N_("%(element)s has no repeat key; it was read as number %(number)s."),
    "data_key_number": N_("The repeat key “%(key)s” of %(element)s is no number; it was read as number %(number)s."),
    "data_audit_misplaced": N_("The AuditRecord of %(element)s is misplaced; it was kept as the source of its values."),
    # of a value
    "import_same": N_("Stored already."),
    "import_blank": N_("The file gives no value."),
    "import_differs": N_("%(stored)s is stored and stays. A query was raised."),
    "import_differs_known": N_("%(stored)s is stored and stays. A query was raised before."),
    "import_mark_differs": N_("%(stored)s is stored and stays."),
    "import_asked": N_("A query asks about it: %(checks)s."),
    "import_computed": N_("Computed here, not stored."),
    "import_computed_differs": N_("Computed here as %(stored)s; what the file has was not stored."),
    "import_no_item": N_("The page belongs to study version %(version)s, which does not have this item."),
    "import_held": N_("The page is frozen or locked. Nothing was stored."),
    "import_check": N_("Check %(check)s refuses it. Nothing was stored."),
    "import_no_mark": N_("A mark needs a code that can be stored. Nothing was stored."),
}
"""Sentences by code; those of values are in ``edc.problem_texts``, refusals in ``edc.errors``."""


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One value of the file. ``source``: who entered it, where and when, as the file has it."""

    line: int | None
    subject: str
    event: str
    form: str
    path: str
    value: str
    outcome: Outcome
    why: str = ""
    params: dict[str, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True)
class ImportReport:
    """The whole. ``repeated``: this very file was read in before, so nothing was done."""

    file: str
    sha256: str
    site: str
    study: str
    lines: tuple[ImportLine, ...] = ()
    notes: tuple[Note, ...] = ()
    subjects_added: tuple[str, ...] = ()
    repeated: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """Values by outcome."""
        found = Counter(line.outcome for line in self.lines)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def held(self) -> bool:
        """Whether something was refused only because data were frozen or locked."""
        return any(line.why == "import_held" for line in self.lines)

    def again(self) -> ImportReport:
        """This report, for the same file sent once more."""
        return replace(self, repeated=True)

    def as_json(self) -> str:
        """The report as it is stored."""
        return json.dumps(asdict(self) | {"counts": self.counts}, ensure_ascii=False, separators=(",", ":"))


def report_of(text: str) -> ImportReport:
    """The report that :meth:`ImportReport.as_json` wrote."""
    told: dict[str, Any] = json.loads(text)
    del told["counts"]
    lines = tuple(ImportLine(**line | {"outcome": Outcome(line["outcome"])}) for line in told.pop("lines"))
    notes = tuple(Note(**note) for note in told.pop("notes"))
    added = tuple(told.pop("subjects_added"))
    return ImportReport(**told, lines=lines, notes=notes, subjects_added=added)


def sentence(code: str) -> str:
    """The English sentence of a code, with ``%(name)s`` places."""
    for known in (SENTENCES, PROBLEM_TEXTS):
        if code in known:
            return known[code]
    entry = WORDS.get(code) or CATALOGUE.get(code)
    return entry.text if entry is not None else code


def of_outcome(lines: Iterable[ImportLine], *outcomes: Outcome) -> list[ImportLine]:
    """The lines with one of *outcomes*."""
    return [line for line in lines if line.outcome in outcomes]
