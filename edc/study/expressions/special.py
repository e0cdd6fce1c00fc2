"""Functions that take more than values: an item rather than its operand, or where they stand."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from edc.study.definition import Form, Group, Item
from edc.study.expressions import limits
from edc.study.expressions.across import ACROSS
from edc.study.expressions.kinds import BOOLEAN, NUMBER, Kind, Typed, kind_of
from edc.study.expressions.names import ExpressionError, Ref, place

if TYPE_CHECKING:
    from edc.study.expressions.translate import Translator

_MOST_PLACES = 12


def _round(translator: Translator, node: ast.Call) -> Typed:
    match node.args:
        case [number]:
            places = 0
        case [number, ast.Constant(value=int(places))] if 0 <= places <= _MOST_PLACES:
            pass
        case _:
            raise ExpressionError(f"round() is written round(x) or round(x, places), up to {_MOST_PLACES}")
    return Typed(f"round_half_up({translator.of_kind(number, NUMBER).code}, {int(places)})", NUMBER, node)


def _missing(translator: Translator, node: ast.Call) -> Typed:
    return Typed(f"({_one(translator, node).code} is None)", BOOLEAN, node)


def _known(translator: Translator, node: ast.Call) -> Typed:
    return Typed(f"({_one(translator, node).code} is not None)", BOOLEAN, node)


def _coded(translator: Translator, node: ast.Call) -> Typed:
    """Whether a missing value carries the code; never unknown."""
    match node.args:
        case [target, ast.Constant(value=str(code))]:
            found = place(translator.setting, target)
        case _:
            raise ExpressionError('coded() is written coded(ITEM, "CODE")')
    study = [each.code for each in translator.setting.study.missing]
    allowed = study if found.item.missing is None else [each for each in found.item.missing if each in study]
    if code not in allowed:
        known = f"; it may be {', '.join(allowed)}" if allowed else ""
        raise ExpressionError(f"{found.item.name} cannot be missing as {code}{known}")
    name = translator.constant(code)
    return Typed(f"({translator.operands(found)}.values.code({found.item.name!r}) == {name})", BOOLEAN, node)


def _event(translator: Translator, node: ast.Call) -> Typed:
    _no_operands(node)
    _needs_visit(translator, node)
    return Typed("f.event()", Kind("text", tuple(translator.setting.study.event_by_name)), node)


def _row(translator: Translator, node: ast.Call) -> Typed:
    """The number of the row an expression stands in, or the key of a fixed one."""
    _no_operands(node)
    group = translator.setting.group
    if group is None:
        raise ExpressionError("row() is known only in an expression about one row")
    if group.repeat == "added":
        return Typed("f.row_number()", NUMBER, node)
    return Typed("f.row_key()", Kind("text", tuple(row.key for row in group.rows)), node)


def _visit_date(translator: Translator, node: ast.Call) -> Typed:
    _no_operands(node)
    _needs_visit(translator, node)
    form, _, item = _study_item(translator, node, translator.setting.study.visit_date)
    translator.reads.add(Ref(form.name, item.name, "visit"))
    translator.sources[f"(f.visit({form.name!r}),)", item.name] = None
    return Typed("f.visit_date()", kind_of(translator.setting.study, item), node)


def _consent_date(translator: Translator, node: ast.Call) -> Typed:
    _no_operands(node)
    form, group, item = _study_item(translator, node, translator.setting.study.consent_date)
    translator.reads.add(Ref(form.name, item.name, "subject"))
    page = f"f.one({form.name!r})"
    rows = f"({page},)" if group.repeat == "none" else f"{page}.rows[{group.name!r}].values()"
    translator.sources[rows, item.name] = None
    return Typed("f.consent_date()", kind_of(translator.setting.study, item), node)


def _outside_window(translator: Translator, node: ast.Call) -> Typed:
    """Days by which the visit lies outside its window: it hangs on its own date, its anchor's and consent."""
    _no_operands(node)
    _needs_visit(translator, node)
    study = translator.setting.study
    form, _, item = _study_item(translator, node, study.visit_date)
    # one event's anchor is not another's, so every visit date of the subject may move it
    translator.reads.add(Ref(form.name, item.name, "subject"))
    translator.sources["f.window_pages()", item.name] = None
    if study.consent_date is not None:
        _consent_date(translator, node)
    return Typed("f.outside_window()", NUMBER, node)


def _study_item(translator: Translator, node: ast.Call, name: str | None) -> tuple[Form, Group, Item]:
    form_name, _, item = (name or "").partition(".")
    form = translator.setting.study.form_by_name.get(form_name)
    if form is None or item not in form.by_name:
        raise ExpressionError(f"{ast.unparse(node)}: the study does not say which item that is")
    return form, *form.by_name[item]


def _one(translator: Translator, node: ast.Call) -> Typed:
    if len(node.args) != 1:
        raise ExpressionError(f"{ast.unparse(node.func)}() takes one operand")
    return translator.typed(node.args[0])


def _no_operands(node: ast.Call) -> None:
    if node.args:
        raise ExpressionError(f"{ast.unparse(node.func)}() takes no operand")


def _needs_visit(translator: Translator, node: ast.Call) -> None:
    if translator.setting.form is None and translator.setting.visits_of is None:
        raise ExpressionError(f"{ast.unparse(node)} is known only on a page")


SPECIAL: Mapping[str, Callable[[Translator, ast.Call], Typed]] = {
    "round": _round,
    "missing": _missing,
    "known": _known,
    "coded": _coded,
    "event": _event,
    "row": _row,
    "visit_date": _visit_date,
    "consent_date": _consent_date,
    "low_limit": limits.low_limit,
    "high_limit": limits.high_limit,
    "outside_window": _outside_window,
    **ACROSS,
}
