"""The specification of edit checks: those of the forms, and those that items bring of their own (REQ-52)."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from edc.errors import N_
from edc.exchange.csv_values import protected
from edc.problem_texts import PROBLEM_TEXTS
from edc.study.definition import Check, Form, Item, Label, Study, say
from edc.study.evaluation import compiled
from edc.study.values import range_text, unit_text
from edc.web.shapes.study import CheckLine

LEVELS = {"refuse": N_("refuses"), "ask": N_("asks"), "tell": N_("tells")}


def check_lines(study: Study, form: Form, language: str) -> Iterator[CheckLine]:
    """The checks of *form*: numbered ones first, then those of each item's bounds."""
    label = say(form.label, language)
    rules = {rule.check.id: rule for rule in compiled(study).forms[form.name].rules}
    for check in form.checks:
        items = [item.name for item in rules[check.id].items] if check.id in rules else list(check.items)
        yield _numbered(check, label, items)
    for _group, item in form.items():
        yield from _built_in(study, label, item, language)


def _numbered(check: Check, form: str, items: list[str]) -> CheckLine:
    return CheckLine(
        id=check.id,
        form=form,
        items=", ".join(items),
        when=check.when,
        level=_(LEVELS[check.level]),
        message=check.message,
        medical=check.medical,
        proposed=check.basis == "proposed",
        source=check.source or "",
    )


def _built_in(study: Study, form: str, item: Item, language: str) -> Iterator[CheckLine]:
    unit = unit_text(study, item.unit, language) if item.unit else ""
    if item.hard:
        yield _bound(
            f"HARD.{item.name}",
            form,
            item,
            _("outside %(range)s", range=range_text(item.hard, unit)),
            "refuse",
            "hard_range",
        )
    if item.soft:
        yield _bound(
            f"RANGE.{item.name}",
            form,
            item,
            _("outside %(range)s", range=range_text(item.soft, unit)),
            "ask",
            "soft_range",
        )
    for slip in item.slips:
        bounds = (
            f"> {slip.above}" if slip.above is not None else "",
            f"< {slip.below}" if slip.below is not None else "",
        )
        when = " ".join(bound for bound in bounds if bound)
        yield _bound(f"SLIP.{item.name}", form, item, when, "ask", "slip" if slip.unit else "slip_hint")
    if item.type in ("date", "datetime", "partial_date", "partial_datetime") and item.future != "allow":
        level = "refuse" if item.future == "refuse" else "ask"
        text = "date_future" if level == "refuse" else "future_ask"
        yield _bound(f"FUTURE.{item.name}", form, item, _("after today at the site"), level, text)
    if item.required:
        when = _("no value") if item.required is True else _("no value, when %(when)s", when=item.required)
        yield _bound(f"REQUIRED.{item.name}", form, item, when, "ask", "required")


def _bound(number: str, form: str, item: Item, when: str, level: str, text: str) -> CheckLine:
    words = _(PROBLEM_TEXTS[text])
    message: Label = {"": words}
    return CheckLine(
        number,
        form,
        item.name,
        when,
        _(LEVELS[level]),
        message,
        item.medical,
        item.basis == "proposed",
        _("the item's own"),
    )


HEADING = ("CHECK", "FORM", "ITEMS", "WHEN", "LEVEL", "MESSAGE", "FOR_INVESTIGATOR", "PROPOSED", "SOURCE")


def check_rows(study: Study, language: str) -> Iterator[list[str]]:
    """The same as rows of a file."""
    for form in study.forms:
        for line in check_lines(study, form, language):
            texts = (line.id, line.form, line.items, line.when, line.level, say(line.message, language))
            yield [
                *map(protected, texts),
                "1" if line.medical else "0",
                "1" if line.proposed else "0",
                protected(line.source),
            ]
