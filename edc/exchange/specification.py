"""The specification of edit checks: those of the forms, and those that items bring of their own (REQ-52).

The same for the screen, the file and paper; who asks brings the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from edc.errors import N_
from edc.exchange.paper.speech import Speech, Text, joined
from edc.problem_texts import PROBLEM_TEXTS
from edc.study.definition import Check, Deviation, Form, Item, Level, Study
from edc.study.deviations import categories
from edc.study.evaluation import compiled
from edc.study.evaluation_findings import A_FIFTH, TEN_TIMES
from edc.study.values import SCANNED

LEVELS: Mapping[Level, str] = {"refuse": N_("refuses"), "ask": N_("asks"), "tell": N_("tells")}
_DATES = frozenset({"date", "datetime", "partial_date", "partial_datetime"})


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check. ``id`` has a point in it where an item brings it of its own."""

    id: str
    form: str
    items: str
    when: Text
    level: Level
    does: Text
    """What it does, in words: asks, drafts a deviation, alerts."""
    message: Text
    medical: bool = False
    proposed: bool = False
    source: Text = field(default_factory=list)

    @property
    def built_in(self) -> bool:
        return "." in self.id


def check_lines(study: Study, form: Form, speech: Speech) -> Iterator[CheckLine]:
    """The checks of *form*: numbered ones first, then those of each item's bounds."""
    rules = {rule.check.id: rule for rule in compiled(study).forms[form.name].rules}
    for check in form.checks:
        items = [item.name for item in rules[check.id].items] if check.id in rules else list(check.items)
        yield _numbered(study, check, form, ", ".join(items), speech)
    for _group, item in form.items():
        yield from _built_in(study, form, item, speech)


def what_it_drafts(study: Study, deviation: Deviation, speech: Speech) -> Text:
    """*drafts a major deviation (Informed consent)*."""
    known = categories(study)
    choice = known.by_code.get(deviation.category) if known is not None else None
    told = N_("drafts a major deviation (%(category)s)") if deviation.major else N_("drafts a deviation (%(category)s)")
    return speech(told, category=speech.label(choice.label) if choice is not None else deviation.category)


def _numbered(study: Study, check: Check, form: Form, items: str, speech: Speech) -> CheckLine:
    does = [speech(LEVELS[check.level])]
    if check.at == "sign":
        does.append(speech(N_("of the signer, when the page is signed")))
    if check.deviation:
        does.append(what_it_drafts(study, check.deviation, speech))
    if check.alert:
        does.append(speech(N_("alerts the investigators and the safety physician")))
    if check.medical:
        does.append(speech(N_("answered by the investigator alone")))
    return CheckLine(
        check.id,
        form.name,
        items,
        [check.when],
        check.level,
        joined(does, "; "),
        speech.label(check.message),
        check.medical,
        check.basis == "proposed",
        [check.source] if check.source else [],
    )


def _built_in(study: Study, form: Form, item: Item, speech: Speech) -> Iterator[CheckLine]:
    def line(kind: str, when: Text, level: Level, sentence: str, **known: object) -> CheckLine:
        said = speech(PROBLEM_TEXTS[sentence], **known)
        source, proposed = speech(N_("the item's own")), item.basis == "proposed"
        does = speech(LEVELS[level])
        return CheckLine(
            f"{kind}.{item.name}", form.name, item.name, when, level, does, said, item.medical, proposed, source
        )

    for bounds, hard, kind in ((item.hard, True, "HARD"), (item.soft, False, "RANGE")):
        if bounds:
            told = speech.bounds(study, item, hard=hard)
            level: Level = "refuse" if hard else "ask"
            sentence = "hard_range" if hard else "soft_range"
            yield line(kind, speech(N_("outside %(range)s"), range=told), level, sentence, range=told)
    if item.limits:
        low, high = item.limits
        when = f"{item.name} > {TEN_TIMES} * {high} or {item.name} < {A_FIFTH} * {low}"
        yield line("LIMITS", [when], "ask", "limits")
    for slip in item.slips:
        above, below = (f"> {slip.above}" if slip.above is not None else ""), f"< {slip.below}"
        when = " ".join(part for part in (above, below if slip.below is not None else "") if part)
        unit, sentence = speech.unit(study, slip.unit), "slip" if slip.unit else "slip_hint"
        standard = speech.unit(study, item.unit)
        yield line("SLIP", [when], "ask", sentence, unit=unit, standard_unit=standard, hint=speech.label(slip.hint))
    if item.stored and item.type == "number" and item.decimals is not None:
        when_more = speech(N_("more than %(n)s decimals"), n=item.decimals)
        yield line("DECIMALS", when_more, "ask", "decimals", decimals=item.decimals)
    if item.type in _DATES and item.future != "allow":
        refused = item.future == "refuse"
        after = speech(N_("after today at the site"))
        yield line("FUTURE", after, "refuse" if refused else "ask", "date_future" if refused else "future_ask")
    if study.personal and item.type in SCANNED:
        yield line("PERSONAL", speech(N_("a number that tells who the participant is")), "ask", "personal")
    if item.required:
        owed = N_("no value") if item.required is True else N_("no value, when %(when)s")
        yield line("REQUIRED", speech(owed, when=item.required), "ask", "required")
    if item.type == "link":
        rows = speech(N_("a row of %(logs)s that is not there or is struck out"), logs=", ".join(item.links))
        yield line("LINK", rows, "ask", "link_astray")
    if item.show_if and item.stored:
        yield line("HIDDEN", speech(N_("a value, when not: %(when)s"), when=item.show_if), "ask", "hidden_value")
