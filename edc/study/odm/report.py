"""What became of a file: line by line what was accepted, changed, kept as text, skipped or refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal
from xml.etree.ElementTree import Element

from edc.study.problems import Problem

Kind = Literal["accepted", "changed", "kept", "skipped", "refused"]


class Code(StrEnum):
    """Codes of this room; each comment lists the parameters and says what the sentence must say."""

    # Refused: nothing was imported.
    NOT_ODM = "odm_not_odm"  # found: the root element is not ODM
    VERSION = "odm_version"  # found, understood: another version of ODM
    TOO_DEEP = "odm_too_deep"  # limit: elements are nested more deeply than any ODM file needs
    NO_STUDY = "odm_no_study"  # no Study with a MetaDataVersion
    NO_FORMS = "odm_no_forms"  # no FormDef: nothing to collect
    NO_OID = "odm_no_oid"  # element: a definition or reference without OID
    LONG_OID = "odm_long_oid"  # element, oid, limit
    TWICE = "odm_twice"  # element, oid: two different definitions under one OID
    UNKNOWN = "odm_unknown"  # element, attribute, oid: a reference to something not defined
    LOOP = "odm_loop"  # oid: a MetaDataVersion that includes itself
    INVALID = "odm_invalid"  # where, message: does not make a valid study
    KEPT_TEXT = "odm_kept_text"  # text: text kept under "odm" cannot be read back as XML

    # Accepted.
    STUDY = "odm_study"  # oid, version
    EVENT = "odm_event"  # oid, name
    FORM = "odm_form"  # oid, name
    GROUP = "odm_group"  # oid, items: number of its items
    ITEM = "odm_item"  # oid, type
    CODELIST = "odm_codelist"  # oid, choices: number of its members
    UNIT = "odm_unit"  # oid, unit

    # Changed, with how.
    NAME_FROM_OID = "odm_name_missing"  # element, oid: no Name; the OID stands for it
    ASSUMED = "odm_assumed"  # element, oid, attribute, found, value: not given (found is empty) or not understood; value was assumed
    DATA_TYPE = "odm_data_type"  # oid, data_type, type: read as another type
    LANGUAGE = "odm_language"  # element, oid, language: text without a language was read as this one
    TRANSLATION = "odm_translation"  # element, oid, languages: filled with the text of the first language
    HARD = "odm_hard"  # oid, check: a hard range asks, it does not refuse
    CHECK = "odm_check"  # oid, check, expression: a range check became a check that asks
    CONDITIONAL = "odm_conditional"  # oid, condition: always shown, and not owed
    NO_VISITS = "odm_no_visits"  # one unscheduled event was added; it is left out again on export
    NOT_IN_PROTOCOL = "odm_not_in_protocol"  # oid: event that Protocol does not list; it comes last
    NOT_SCHEDULED = "odm_not_scheduled"  # oid: form that no event asks for
    REFERRED_TWICE = "odm_referred_twice"  # element, oid: referred to twice in one place; taken once
    REPEATED = "odm_repeated"  # element, oid: the same definition twice; taken once
    ALIAS_TWICE = "odm_alias_twice"  # element, oid, context, new: context numbered
    INCLUDED = "odm_included"  # oid: definitions of this MetaDataVersion were taken over
    VERSIONS = "odm_versions"  # oid, number: of several versions the last was read

    # Kept as text for the way back; never run.
    KEPT = "odm_kept"  # element, oid
    ATTRIBUTES = "odm_attributes"  # element, oid, attributes
    EXPRESSION = "odm_expression"  # element, oid, context: a formal expression in another language
    METHOD = "odm_method"  # oid, method: comes in as an ordinary item
    UNITS = "odm_units"  # oid, units: further units, not to be chosen since no factor is known
    RANGE = "odm_range"  # oid, check: cannot be said here
    EMPTY_GROUP = "odm_empty_group"  # oid: a group without items; its words joined the form's notes
    UNUSED = "odm_unused"  # element, oid: not used by any form
    # Skipped: no part of a study definition.
    SKIPPED = "odm_skipped"  # element, oid


@dataclass(frozen=True, slots=True)
class Line:
    """One line: where in the file (``None`` where the parser does not say), what kind, and what."""

    line: int | None
    kind: Kind
    problem: Problem


@dataclass(slots=True)
class Report:
    """The lines of one reading, in the order things were met."""

    lines: list[Line] = field(default_factory=list)
    _said: set[tuple[object, ...]] = field(default_factory=set)

    def add(self, kind: Kind, at: Element | None, code: str, /, **params: str) -> None:
        """Note what became of the element *at*; said once, however often it is met."""
        line = getattr(at, "sourceline", None)
        said = (line, kind, code, *sorted(params.items()))
        if said not in self._said:
            self._said.add(said)
            self.lines.append(Line(line, kind, Problem(str(code), params)))

    def of(self, kind: Kind) -> Iterator[Line]:
        """The lines of one kind."""
        return (line for line in self.lines if line.kind == kind)

    @property
    def refused(self) -> bool:
        return any(True for _ in self.of("refused"))


class OdmRefused(Exception):
    """A file that does not make a study. Nothing of it was used.

    ``report`` lists every reason, not only the first.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(
            "; ".join(f"{line.line or '?'}: {line.problem.code} {line.problem.params}" for line in report.of("refused"))
        )

    @property
    def problems(self) -> list[Line]:
        """The reasons alone."""
        return list(self.report.of("refused"))
