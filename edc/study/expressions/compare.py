"""Comparisons: chains, ``in``, and what may be compared with what."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from edc.study.expressions.kinds import BOOLEAN, DATETIME, IN_WORDS, TEXT, Kind, Typed, reader
from edc.study.expressions.logic import Interval
from edc.study.expressions.names import ExpressionError, nearest
from edc.study.values.links import ROW_NUMBER

if TYPE_CHECKING:
    from edc.study.expressions.translate import Translator

_ORDERED = frozenset({"number", "date", "time", "datetime", "duration"})
_OF_TIME = frozenset({"date", "time", "datetime", "duration"})
_MOST_CODES_SHOWN = 12


def comparison(translator: Translator, node: ast.Compare) -> Typed:
    """``a < b <= c``, ``a in ("X", "Y")``, ``"X" in MULTI``: true where every step is."""
    left = translator.typed(node.left)
    parts: list[str] = []
    for n, (op, right_node) in enumerate(zip(node.ops, node.comparators, strict=True)):
        if isinstance(op, ast.In | ast.NotIn):
            if len(node.ops) > 1:
                raise ExpressionError(f"{ast.unparse(node)}: join comparisons by and")
            code = _membership(translator, left, right_node)
            parts.append(translator.negated(code) if isinstance(op, ast.NotIn) else code)
            break
        right = translator.typed(right_node)
        following = right
        if n + 1 < len(node.ops) and not isinstance(right_node, ast.Constant):
            # Computed once, used by this step and by the next, which never runs without this one.
            name = translator.name()
            right = replace(right, code=f"({name} := {right.code})")
            following = replace(right, code=name)
        parts.append(_step(translator, op, left, right))
        left = following
    code = parts[0] if len(parts) == 1 else translator.joined(parts, all_of=True)
    return Typed(code, BOOLEAN, node)


def _step(translator: Translator, op: ast.cmpop, left: Typed, right: Typed) -> str:
    a, b = _alike(translator, left, right)
    if isinstance(op, ast.Eq | ast.NotEq):
        _refuse_code(a, b)
        _refuse_code(b, a)
        return f"{'equal' if isinstance(op, ast.Eq) else 'differs'}({a.code}, {b.code})"
    if a.kind.name not in _ORDERED:
        raise ExpressionError(f"{a.words} and {b.words} have no order: compare with == or !=")
    match op:
        case ast.Lt():
            return f"less({a.code}, {b.code})"
        case ast.Gt():
            return f"less({b.code}, {a.code})"
        case ast.LtE():
            return f"at_most({a.code}, {b.code})"
        case ast.GtE():
            return f"at_most({b.code}, {a.code})"
    raise ExpressionError("only == != < <= > >= in and not in compare")


def _alike(translator: Translator, left: Typed, right: Typed) -> tuple[Typed, Typed]:
    """Both sides as operands of one kind."""
    left, right = _read_constant(translator, left, right), _read_constant(translator, right, left)
    kinds = {left.kind.name, right.kind.name}
    if "nothing" in kinds:
        raise ExpressionError("nothing equals None: write missing(ITEM)")
    if "link" in kinds:
        raise ExpressionError('a link is asked for one row: write ref() in ITEM, or "FORM/1" in ITEM')
    if "multi" in kinds:
        raise ExpressionError('a multiple choice is asked for one code: write "CODE" in ITEM')
    if kinds == {"date", "datetime"}:
        left, right = (
            each if each.kind.name == "datetime" else replace(each, code=f"moment({each.code})", kind=DATETIME)
            for each in (left, right)
        )
    elif len(kinds) > 1:
        raise ExpressionError(f"{left.words} and {right.words} cannot be compared")
    return left, right


def _read_constant(translator: Translator, side: Typed, other: Typed) -> Typed:
    """A text constant beside a date, a time or a duration is one: ``LBDT >= "2020-04-01"``."""
    if not isinstance(side.constant, str) or other.kind.name not in _OF_TIME:
        return side
    value = reader(other.kind)(side.constant)
    if value is None or (isinstance(value, Interval) and other.kind.name != "duration"):
        raise ExpressionError(f'"{side.constant}" is not {IN_WORDS[other.kind.name]}, written whole')
    return replace(side, code=translator.constant(value), kind=Kind(other.kind.name))


def _membership(translator: Translator, left: Typed, right: ast.expr) -> str:
    if not isinstance(right, ast.Tuple | ast.List):
        chosen = translator.typed(right)
        if chosen.kind.name == "link" and left.kind.name == TEXT.name:
            _refuse_row(translator, left, chosen)
            return f"holds({chosen.code}, {left.code})"
        if chosen.kind.name != "multi" or left.kind.name != TEXT.name:
            raise ExpressionError(f'{ast.unparse(right)}: write ITEM in ("A", "B"), or "A" in MULTIPLE_CHOICE')
        _refuse_code(left, chosen)
        return f"holds({chosen.code}, {left.code})"
    members = []
    for each in right.elts:
        member = translator.typed(each)
        if member.constant is None:
            raise ExpressionError(f"{ast.unparse(each)}: only constants may stand in a list")
        item, found = _alike(translator, left, member)
        _refuse_code(found, item)
        members.append(found.code)
    return f"among({left.code}, ({''.join(member + ', ' for member in members)}))"


def _refuse_row(translator: Translator, row: Typed, link: Typed) -> None:
    """Refuse a row that the link can never name: a constant, or the own one by ``ref()``."""
    forms, own = link.kind.codes or (), translator.setting.form
    if isinstance(row.constant, str):
        form, _, number = row.constant.partition("/")
        if form not in forms or not ROW_NUMBER.fullmatch(number):
            raise ExpressionError(f'{link.words} names rows of {", ".join(forms)}, such as "{forms[0]}/1"')
    elif ast.unparse(row.node) == "ref()" and (own is None or own.name not in forms):
        raise ExpressionError(f"{link.words} names rows of {', '.join(forms)}, not of this form")


def _refuse_code(constant: Typed, item: Typed) -> None:
    """Refuse a constant that is no code of the item it is compared with."""
    codes, value = item.kind.codes, constant.constant
    if codes is None or value is None or isinstance(value, bool):
        return
    written = value if isinstance(value, str) else ast.unparse(constant.node)
    read = reader(item.kind)
    if read(written) not in [read(code) for code in codes]:
        shown = ", ".join(codes[:_MOST_CODES_SHOWN]) + (", ..." if len(codes) > _MOST_CODES_SHOWN else "")
        hint = nearest(written, codes) or f"; its codes are {shown}"
        raise ExpressionError(f"{ast.unparse(item.node)} has no code {written}{hint}")
