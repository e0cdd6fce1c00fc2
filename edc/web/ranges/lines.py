"""Ranges in words: one line each, and the list with its filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import g, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.access.rules_grants import Sites
from edc.casebook.ranges import RangeRow, RangeState, RangeStep, range_names, range_rows
from edc.casebook.rules_ranges import analytes, laboratories
from edc.study.definition import Item, Label, Range, Study, say
from edc.study.ranges import LabRange, in_unit_of
from edc.study.values import range_text, unit_text
from edc.web.keys import new_key
from edc.web.punctuation import beside
from edc.web.shapes import Filter, Link
from edc.web.shapes.ranges import RangeLine, RangesShape, StepLine
from edc.web.spoken import moment

STATES: tuple[RangeState, ...] = ("proposed", "approved", "ended", "declined")


@dataclass(frozen=True)
class Teller:
    """Says ranges in the reader's language."""

    study: Study
    language: str
    people: Mapping[str, str]
    laboratories: Mapping[str, Label]
    analytes: Mapping[str, Sequence[Item]]

    def line(self, row: RangeRow) -> RangeLine:
        """*row* with what the reader may do about it."""
        found = row.range
        decides = row.state == "proposed" and g.me.may(Permission.RANGES_APPROVE, row.site)
        own = row.person == g.me.username
        ends = row.state in ("approved", "ended") and g.me.may(Permission.RANGES_MANAGE, row.site)
        return RangeLine(
            number=found.id,
            site=row.site,
            laboratory=self.laboratory(found.laboratory),
            analyte=self._analyte(found),
            whom=self._whom(found),
            range=self._limits(found),
            standard=self._standard(found),
            days=f"{found.first} – {row.last or ''}".rstrip(),
            certificate=row.certificate,
            state=row.state,
            state_word=state_word(row.state),
            steps=tuple(self._step(row, step) for step in row.steps),
            decides=decides and not own,
            own=decides and own,
            end_url=url_for("ranges.end", number=found.id) if ends else "",
        )

    def laboratory(self, code: str) -> str:
        """A laboratory by its label, or by its code where the study no longer has it."""
        return say(self.laboratories.get(code, {}), self.language) or code

    def _analyte(self, found: LabRange) -> str:
        items = self.analytes.get(found.analyte)
        return say(items[0].label, self.language) if items else found.analyte

    def _whom(self, found: LabRange) -> str:
        sex = {"F": _("women"), "M": _("men")}.get(found.sex or "", "")
        low, high = found.age_from, found.age_to
        if low is not None and high is not None:
            ages = _("%(low)s to %(high)s years", low=low, high=high)
        elif low is not None:
            ages = _("from %(low)s years", low=low)
        else:
            ages = "" if high is None else _("up to %(high)s years", high=high)
        return beside(*(word for word in (sex, ages) if word))

    def _limits(self, found: LabRange) -> str:
        return range_text(Range(ge=found.low, le=found.high), unit_text(self.study, found.unit, self.language))

    def _standard(self, found: LabRange) -> str:
        items = self.analytes.get(found.analyte)
        if not items or (items[0].unit or "") == found.unit:
            return ""
        low, high = (in_unit_of(items[0], limit, found.unit) for limit in (found.low, found.high))
        if low is None and high is None:
            return ""
        return self._limits(replace(found, low=low, high=high, unit=items[0].unit or ""))

    def _step(self, row: RangeRow, step: RangeStep) -> StepLine:
        word = state_word(step.step)
        if step.last is not None:
            word = _("ended with %(day)s", day=step.last.isoformat())
        return StepLine(word, self.people.get(step.person, step.person), self._at(step.at), step.reason)

    def proposed(self, row: RangeRow) -> StepLine:
        """Who proposed it, and when."""
        return StepLine(state_word("proposed"), self.people.get(row.person, row.person), self._at(row.at))

    def _at(self, at: str) -> str:
        return moment(at, self.study.timezone)


def state_word(state: str) -> str:
    """A state, or the step that led to it."""
    return {
        "proposed": _("proposed"),
        "approved": _("approved"),
        "declined": _("declined"),
        "ended": _("ended"),
    }[state]


def teller(connection: Connection, study: Study, language: str) -> Teller:
    return Teller(study, language, range_names(connection), laboratories(study), analytes(study))


def ranges_shape(
    connection: Connection,
    study: Study,
    language: str,
    asked: Mapping[str, str],
    *,
    problem: str = "",
    typed: str = "",
    chosen: frozenset[int] = frozenset(),
) -> RangesShape:
    """The list that *asked* (``site``, ``laboratory``, ``state``) names."""
    says = teller(connection, study, language)
    every = range_rows(connection, Sites(True))
    kept = {name: asked.get(name, "") for name in ("site", "laboratory", "state")}
    rows = [row for row in every if _wanted(row, kept)]
    labs = sorted({row.range.laboratory for row in every})
    names = {code: says.laboratory(code) for code in labs}
    may_propose = g.me.may(Permission.RANGES_MANAGE)
    return RangesShape(
        lines=tuple(
            replace(line, steps=(says.proposed(row), *line.steps)) for row in rows for line in (says.line(row),)
        ),
        states=_chips(every, kept, "state", {state: state_word(state) for state in STATES}),
        sites=_chips(every, kept, "site", {code: code for code in sorted({row.site for row in every})}),
        laboratories=_chips(every, kept, "laboratory", names),
        action_url=_url("ranges.decide", kept),
        request_key=new_key(),
        propose=Link(_("Propose ranges ..."), url_for("ranges.propose")) if may_propose else None,
        problem=problem,
        typed=typed,
        chosen=chosen,
    )


def _url(endpoint: str, kept: Mapping[str, str]) -> str:
    """The address of the list, or of deciding on it, with what it is filtered by."""
    return url_for(
        endpoint,
        site=kept["site"] or None,
        laboratory=kept["laboratory"] or None,
        state=kept["state"] or None,
    )


def _wanted(row: RangeRow, kept: Mapping[str, str], but: str = "") -> bool:
    own = {"site": row.site, "laboratory": row.range.laboratory, "state": row.state}
    return all(own[name] == text for name, text in kept.items() if text and name != but)


def _chips(
    every: Sequence[RangeRow], kept: Mapping[str, str], name: str, words: Mapping[str, str]
) -> tuple[Filter, ...]:
    """One chip for each of *words*, and one for all of them; none where there is nothing to choose."""
    rows = [row for row in every if _wanted(row, kept, but=name)]
    own = {"site": lambda row: row.site, "laboratory": lambda row: row.range.laboratory, "state": lambda row: row.state}
    if len(words) < 2:
        return ()
    chips = [Filter(_("all"), _url("ranges.index", {**kept, name: ""}), not kept[name], len(rows))]
    for code, word in words.items():
        count = sum(own[name](row) == code for row in rows)
        chips.append(Filter(word, _url("ranges.index", {**kept, name: code}), kept[name] == code, count))
    return tuple(chips)
