"""The functions of the language: what each takes and gives."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edc.study import functions
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
)
from edc.study.expressions.names import REFERENCES, ExpressionError, nearest
from edc.study.expressions.row_names import LINKED, OTHER_ROW, PAGE_FUNCTIONS, ROW_FUNCTIONS
from edc.study.expressions.special import SPECIAL

if TYPE_CHECKING:
    from edc.study.expressions.translate import Translator

_ORDERED = (NUMBER, DATE, TIME, DATETIME)
_CLOCK = (DATETIME, TIME)
_DAY = (DATE, DATETIME)


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
    "days": Function((_DAY, _DAY), NUMBER, logic.days),
    "years_between": Function((_DAY, _DAY), NUMBER, logic.known_only(functions.years_between)),
    "age_at": Function((_DAY, _DAY), NUMBER, logic.age_at),
    "hours": Function((_CLOCK, _CLOCK), NUMBER, logic.known_only(functions.hours)),
    "minutes": Function((_CLOCK, _CLOCK), NUMBER, logic.known_only(functions.minutes)),
    "at_time": Function(((DATE,), (TIME,)), DATETIME, logic.at_time),
    "flag": Function((_N, _N, _N), Kind("text", logic.FLAGS), logic.flag),
    "starts_with": Function((_T, _T), BOOLEAN, logic.known_only(str.startswith)),
    "length": Function((_T,), NUMBER, logic.length),
    "listed": Function((_T,), TEXT, logic.listed, more=True),
}
_ALIKE = frozenset({"min", "max", "hours", "minutes"})
"""Functions whose operands must all be of one kind."""
_GATHERING = ROW_FUNCTIONS | PAGE_FUNCTIONS | {OTHER_ROW, LINKED, "linked", "consent_date", "outside_window"}
"""Functions that make one value of what stands in many places."""


def call(translator: Translator, node: ast.Call) -> Typed:
    """Translate a call. Raises :class:`ExpressionError`."""
    if not isinstance(node.func, ast.Name) or node.keywords:
        raise ExpressionError(f"{ast.unparse(node)} is not part of the language")
    name = node.func.id
    if name in REFERENCES:
        return translator.item(node)
    if name in _GATHERING:
        return translator.gathering(lambda: _special(translator, name, node))
    if name in SPECIAL:
        return SPECIAL[name](translator, node)
    if name in ORDINARY:
        return _ordinary(translator, name, node)
    known = [*ORDINARY, *SPECIAL, *REFERENCES, *ROW_FUNCTIONS]
    hint = nearest(name.upper(), [each.upper() for each in known]).lower()
    raise ExpressionError(f"there is no function {name}(){hint}")


def _special(translator: Translator, name: str, node: ast.Call) -> Typed:
    return _over_rows(translator, name, node) if name in ROW_FUNCTIONS else SPECIAL[name](translator, node)


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
