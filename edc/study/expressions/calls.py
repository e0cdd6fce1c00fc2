"""The functions of the language: what each takes and gives."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edc.study import functions
from edc.study.definition import Form, Group, Item
from edc.study.expressions import logic
from edc.study.expressions.kinds import (
    BOOLEAN,
    DATE,
    DATETIME,
    NUMBER,
    TEXT,
    TIME,
    Kind,
    Typed,
    kind_of,
)
from edc.study.expressions.names import REFERENCES, ROW_FUNCTIONS, ExpressionError, Ref, nearest, place

if TYPE_CHECKING:
    from edc.study.expressions.translate import Translator

_ORDERED = (NUMBER, DATE, TIME, DATETIME)
_CLOCK = (DATETIME, TIME)
_DAY = (DATE, DATETIME)
_MOST_PLACES = 12


@dataclass(frozen=True, slots=True)
class Function:
    """An ordinary function: kinds each parameter may have, and the kind of its result."""

    takes: tuple[tuple[Kind, ...], ...]
    gives: Kind | None
    """``None``: that of its first operand, which all the others must share."""
    run: Callable[..., object]
    more: bool = False
    """The last parameter may be repeated."""


_N, _T = (NUMBER,), (TEXT,)
ORDINARY: Mapping[str, Function] = {
    "abs": Function((_N,), NUMBER, logic.absolute),
    "min": Function((_ORDERED,), None, logic.smallest, more=True),
    "max": Function((_ORDERED,), None, logic.largest, more=True),
    "floor": Function((_N,), NUMBER, logic.floor),
    "sqrt": Function((_N,), NUMBER, logic.sqrt),
    "ln": Function((_N,), NUMBER, logic.ln),
    "log10": Function((_N,), NUMBER, logic.log10),
    "exp": Function((_N,), NUMBER, logic.exp),
    "geometric_mean": Function((_N,), NUMBER, logic.known_only(functions.geometric_mean), more=True),
    "percent_change": Function((_N, _N), NUMBER, logic.known_only(functions.percent_change)),
    "bmi": Function((_N, _N), NUMBER, logic.known_only(functions.bmi)),
    "ckd_epi_2009": Function((_N, _T, _N), NUMBER, logic.known_only(functions.ckd_epi_2009)),
    "ckd_epi_2021": Function((_N, _T, _N), NUMBER, logic.known_only(functions.ckd_epi_2021)),
    "days": Function((_DAY, _DAY), NUMBER, logic.known_only(functions.days)),
    "years_between": Function((_DAY, _DAY), NUMBER, logic.known_only(functions.years_between)),
    "age_at": Function((_DAY, _DAY), NUMBER, logic.age_at),
    "hours": Function((_CLOCK, _CLOCK), NUMBER, logic.known_only(functions.hours)),
    "minutes": Function((_CLOCK, _CLOCK), NUMBER, logic.known_only(functions.minutes)),
    "at_time": Function(((DATE,), (TIME,)), DATETIME, logic.at_time),
    "starts_with": Function((_T, _T), BOOLEAN, logic.known_only(str.startswith)),
    "length": Function((_T,), NUMBER, logic.length),
}
_ALIKE = frozenset({"min", "max", "hours", "minutes"})
"""Functions whose operands must all be of one kind."""


def call(translator: Translator, node: ast.Call) -> Typed:
    """Translate a call. Raises :class:`ExpressionError`."""
    if not isinstance(node.func, ast.Name) or node.keywords:
        raise ExpressionError(f"{ast.unparse(node)} is not part of the language")
    name = node.func.id
    if name in REFERENCES:
        return translator.item(node)
    if name in ROW_FUNCTIONS:
        return _over_rows(translator, name, node)
    if name in _SPECIAL:
        return _SPECIAL[name](translator, node)
    if name in ORDINARY:
        return _ordinary(translator, name, node)
    known = [*ORDINARY, *_SPECIAL, *REFERENCES, *ROW_FUNCTIONS]
    hint = nearest(name.upper(), [each.upper() for each in known]).lower()
    raise ExpressionError(f"there is no function {name}(){hint}")


def _ordinary(translator: Translator, name: str, node: ast.Call) -> Typed:
    function, args = ORDINARY[name], node.args
    wanted, given = len(function.takes), len(args)
    if given < wanted or (given > wanted and not function.more):
        more = " or more" if function.more else ""
        raise ExpressionError(f"{name}() takes {wanted}{more} operand{'s' * (wanted != 1)}, not {given}")
    takes = function.takes + (function.takes[-1],) * (given - wanted)
    operands = [translator.of_kind(arg, *kinds) for arg, kinds in zip(args, takes, strict=True)]
    first = operands[0]
    if name in _ALIKE and any(each.kind.name != first.kind.name for each in operands):
        raise ExpressionError(f"{name}() takes operands of one kind: {', '.join(each.words for each in operands)}")
    gives = Kind(first.kind.name) if function.gives is None else function.gives
    return Typed(f"{name}({', '.join(each.code for each in operands)})", gives, node)


def _over_rows(translator: Translator, name: str, node: ast.Call) -> Typed:
    if len(node.args) != 1:
        raise ExpressionError(f"{name}() takes one operand")
    kinds = {"sum_rows": _N, "min_rows": _ORDERED, "max_rows": _ORDERED}.get(name, (BOOLEAN,))
    arguments, body = translator.over_rows(node.args[0], *kinds)
    gives = {"any_row": BOOLEAN, "all_rows": BOOLEAN, "count_rows": NUMBER}.get(name, Kind(body.kind.name))
    return Typed(f"{name}({arguments})", gives, node)


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
    _needs_page(translator, node)
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
    _needs_page(translator, node)
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


def _needs_page(translator: Translator, node: ast.Call) -> None:
    if translator.setting.form is None:
        raise ExpressionError(f"{ast.unparse(node)} is known only on a page")


_SPECIAL: Mapping[str, Callable[[Translator, ast.Call], Typed]] = {
    "round": _round,
    "missing": _missing,
    "known": _known,
    "coded": _coded,
    "event": _event,
    "row": _row,
    "visit_date": _visit_date,
    "consent_date": _consent_date,
}
