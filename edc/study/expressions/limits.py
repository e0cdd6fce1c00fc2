"""``low_limit(ITEM)`` and ``high_limit(ITEM)``: what the laboratory says is normal for this person on that day."""

from __future__ import annotations

import ast
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from edc.study.definition import Item
from edc.study.expressions.kinds import NUMBER, Typed
from edc.study.expressions.logic import Interval
from edc.study.expressions.names import OWN_PAGE, ExpressionError, Ref, place
from edc.study.expressions.reading import Frame
from edc.study.functions import age_at, as_day
from edc.study.ranges import SEXES, LabRange, in_unit_of

if TYPE_CHECKING:
    from edc.study.expressions.translate import Translator


def low_limit(translator: Translator, node: ast.Call) -> Typed:
    """Translate ``low_limit(ITEM)``. Raises :class:`ExpressionError`."""
    return _translated(translator, node, "lower")


def high_limit(translator: Translator, node: ast.Call) -> Typed:
    """Translate ``high_limit(ITEM)``. Raises :class:`ExpressionError`."""
    return _translated(translator, node, "upper")


def lower(frame: Frame, item: Item, laboratory: str | None, sex: str | None, birth: Any) -> Decimal | None:
    """The lower limit that holds for the page of *frame*; ``None`` where no range does, or it is open."""
    found = _range(frame, item, laboratory, sex, birth)
    return None if found is None else in_unit_of(item, found.low, found.unit)


def upper(frame: Frame, item: Item, laboratory: str | None, sex: str | None, birth: Any) -> Decimal | None:
    """The upper limit, as :func:`lower`."""
    found = _range(frame, item, laboratory, sex, birth)
    return None if found is None else in_unit_of(item, found.high, found.unit)


def _range(frame: Frame, item: Item, laboratory: str | None, sex: str | None, birth: Any) -> LabRange | None:
    days = None if frame.view is None else _days(frame.reading.sample_day(frame.view))
    if laboratory is None or days is None:
        return None
    known = sex if sex in SEXES else None
    return frame.reading.view.ranges.find(laboratory, item.analyte or "", known, _ages(days, birth), days)


def _days(day: Any) -> tuple[date, date] | None:
    if isinstance(day, Interval):
        return as_day(day.low), as_day(day.high)
    return (as_day(day), as_day(day)) if isinstance(day, (date, datetime)) else None


def _ages(days: tuple[date, date], birth: Any) -> tuple[int, int] | None:
    """The youngest and the oldest the person may have been."""
    born = _days(birth)
    if born is None:
        return None
    oldest = age_at(days[1], born[0])
    return None if oldest is None else (int(age_at(days[0], born[1]) or 0), int(oldest))


def _translated(translator: Translator, node: ast.Call, side: str) -> Typed:
    written = ast.unparse(node)
    if len(node.args) != 1:
        raise ExpressionError(f"{written}: it takes one item, the analyte")
    found = place(translator.setting, node.args[0])
    form, study = translator.setting.form, translator.setting.study
    if form is None or found.locate != OWN_PAGE or found.item.analyte is None:
        raise ExpressionError(f"{written}: it takes an item of the same form that has an analyte")
    if form.laboratory is None or form.laboratory not in form.by_name:
        raise ExpressionError(f"{written}: form {form.name} does not say which item names the laboratory")
    laboratory = _own(translator, form.name, form.laboratory)
    person = [_of_study(translator, name) for name in (study.sex, study.birth_date)]
    for _, item in form.items():
        if item.sample_time:
            _own(translator, form.name, item.name)
    visit_form, _, visit_item = (study.visit_date or "").partition(".")
    if visit_item:
        # where the page does not say when its sample was taken, its visit does
        translator.reads.add(Ref(visit_form, visit_item, "visit"))
        translator.sources[f"(f.visit({visit_form!r}),)", visit_item] = None
    constant = translator.constant(found.item)
    return Typed(f"{side}(f, {constant}, {', '.join((laboratory, *person))})", NUMBER, node)


def _own(translator: Translator, form: str, item: str) -> str:
    translator.reads.add(Ref(form, item, "page"))
    translator.sources[f"({OWN_PAGE},)", item] = None
    return f"{OWN_PAGE}.values[{item!r}]"


def _of_study(translator: Translator, name: str | None) -> str:
    """An item that the study itself names, such as the sex; nothing where it names none."""
    form, _, item = (name or "").partition(".")
    if form not in translator.setting.study.form_by_name:
        return "None"
    translator.reads.add(Ref(form, item, "subject"))
    translator.sources[f"(f.one({form!r}),)", item] = None
    return f"f.one({form!r}).values[{item!r}]"
