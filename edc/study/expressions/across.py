"""Functions that look at the other pages of a form, at other rows, at links and at signatures."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from edc.study.expressions.kinds import BOOLEAN, DATE, DATETIME, NUMBER, TEXT, TIME, Kind, Typed
from edc.study.expressions.names import (
    OWN_PAGE,
    SIGNED,
    ExpressionError,
    Ref,
    Scope,
    comes_once,
    find_item,
    nearest,
    refuse_ambiguous,
)
from edc.study.expressions.row_names import LINKED, OTHER_ROW, inside, places

if TYPE_CHECKING:
    from edc.study.expressions.translate import Translator

_ORDERED = (NUMBER, DATE, TIME, DATETIME)


def _any_page(translator: Translator, node: ast.Call) -> Typed:
    if len(node.args) != 1:
        raise ExpressionError("any_page() is written any_page(condition)")
    pages, condition = _over_pages(translator, node, BOOLEAN)
    return Typed(f"any_row({pages}, {condition.code})", BOOLEAN, node)


def _count_pages(translator: Translator, node: ast.Call) -> Typed:
    if len(node.args) != 1:
        raise ExpressionError("count_pages() is written count_pages(condition)")
    pages, condition = _over_pages(translator, node, BOOLEAN)
    return Typed(f"count_rows({pages}, {condition.code})", NUMBER, node)


def _extreme_page(translator: Translator, node: ast.Call) -> Typed:
    """``max_pages(x)`` and ``max_pages(x, condition)``: over the pages in which the condition surely holds."""
    name = ast.unparse(node.func)
    if len(node.args) not in (1, 2):
        raise ExpressionError(f"{name}() is written {name}(ITEM) or {name}(ITEM, condition)")
    pages, operand = _over_pages(translator, node, *_ORDERED)
    if len(node.args) == 2:
        pages = f"where({pages}, {_over_pages(translator, node, BOOLEAN, n=1)[1].code})"
    return Typed(f"{name.removesuffix('_pages')}_rows({pages}, {operand.code})", Kind(operand.kind.name), node)


def _over_pages(translator: Translator, node: ast.Call, *kinds: Kind, n: int = 0) -> tuple[str, Typed]:
    """The pages that a function goes through, and what it asks of each, by its operand *n*."""
    before = translator.setting
    _stands_alone(translator, node)
    translator.setting = inside(before, node)
    try:
        found = translator.of_kind(node.args[n], *kinds)
    finally:
        form, translator.setting = translator.setting.pages, before
    return f"f.pages({form.name if form else ''!r})", replace(found, code=f"lambda p: {found.code}")


def _any_other_row(translator: Translator, node: ast.Call) -> Typed:
    """Whether the condition holds in another row of the group that the expression stands in."""
    if len(node.args) != 1:
        raise ExpressionError(f"{OTHER_ROW}() is written {OTHER_ROW}(condition)")
    form, group, before = translator.setting.form, translator.setting.group, translator.setting
    if form is None or group is None:
        raise ExpressionError(f"{OTHER_ROW}() is known only in an expression about one row")
    _stands_alone(translator, node)
    setting = inside(before, node)
    if not any(each.other for each in places(setting, node.args[0])):
        raise ExpressionError(f"{OTHER_ROW}() needs an item of the other row, as {form.name}.{group.items[0].name}")
    translator.setting = setting
    try:
        condition = translator.of_kind(node.args[0], BOOLEAN)
    finally:
        translator.setting = before
    return Typed(f"any_row(f.other_rows({group.name!r}), lambda r: {condition.code})", BOOLEAN, node)


def _any_linked(translator: Translator, node: ast.Call) -> Typed:
    """Whether the condition holds in one of the standing rows that a link names; without a link, in none."""
    _stands_alone(translator, node)
    before = translator.setting
    setting = inside(before, node)
    form = setting.linked
    groups = [group.name for group in form.groups if group.repeat == "added"] if form else []
    if form is None or len(groups) != 1:
        raise ExpressionError(f"{LINKED}(): {form.name if form else ''} is no log with one group of added rows")
    link = translator.item(node.args[0]).code
    translator.linked = f"f.linked_rows({form.name!r}, {groups[0]!r}, {link})"
    translator.setting = setting
    try:
        condition = translator.of_kind(node.args[1], BOOLEAN)
    finally:
        translator.setting = before
    return Typed(f"any_row({translator.linked}, lambda l: {condition.code})", BOOLEAN, node)


def _stands_alone(translator: Translator, node: ast.Call) -> None:
    """Refuse a function that goes through something inside another."""
    setting = translator.setting
    if setting.pages is not None or setting.others or setting.linked is not None or translator.target is not None:
        raise ExpressionError(f"{ast.unparse(node.func)}() cannot stand inside a function over pages or rows")


def _ref(translator: Translator, node: ast.Call) -> Typed:
    if node.args:
        raise ExpressionError("ref() takes no operand")
    _needs_added_row(translator, "ref")
    return Typed("f.ref()", TEXT, node)


def _linked(translator: Translator, node: ast.Call) -> Typed:
    """Whether a standing row or page links to the row the expression stands in; never unknown."""
    if len(node.args) != 1:
        raise ExpressionError("linked() is written linked(FORM.LINK)")
    own = _needs_added_row(translator, "linked")
    form, group, item = find_item(translator.setting, node.args[0])
    name = f"{form.name}.{item.name}"
    if item.type != "link":
        raise ExpressionError(f"{name} is no link: linked() needs an item of type link")
    if own not in item.links:
        raise ExpressionError(f"{name} links to {', '.join(item.links)}, not to rows of {own}")
    translator.reads.add(Ref(form.name, item.name, "subject"))
    rows = None if group.repeat == "none" else group.name
    holders = f"f.holders({form.name!r}, {rows!r})"
    translator.sources[holders, item.name] = None
    return Typed(f"linked({holders}, {item.name!r}, f.ref())", BOOLEAN, node)


def _needs_added_row(translator: Translator, name: str) -> str:
    """The form of the added row in which the expression stands."""
    form, group = translator.setting.form, translator.setting.group
    if form is None or group is None or group.repeat != "added":
        raise ExpressionError(f"{name}() is known only in an expression about one added row")
    return form.name


def _signed_at(translator: Translator, node: ast.Call) -> Typed:
    """When the standing signature of a page was given: this one, the only one, or that of the same visit."""
    match node.args:
        case [ast.Constant(value=str(name))]:
            pass
        case _:
            raise ExpressionError('signed_at() is written signed_at("FORM")')
    setting = translator.setting
    form = setting.study.form_by_name.get(name)
    if form is None:
        raise ExpressionError(f"there is no form {name}{nearest(name, setting.study.form_by_name)}")
    if not form.sign:
        raise ExpressionError(f"form {name} is not signed as a page: it needs sign = true")
    code: str
    scope: Scope
    if setting.form is not None and setting.form.name == name:
        code, scope = OWN_PAGE, "page"
    elif comes_once(setting.study, form):
        code, scope = f"f.one({name!r})", "subject"
    else:
        refuse_ambiguous(setting, form)
        code, scope = f"f.visit({name!r})", "visit"
    translator.reads.add(Ref(name, SIGNED, scope))
    translator.sources[f"({code},)", SIGNED] = None
    return Typed(f"{code}.values[{SIGNED!r}]", DATETIME, node)


ACROSS: Mapping[str, Callable[[Translator, ast.Call], Typed]] = {
    "any_page": _any_page,
    "count_pages": _count_pages,
    "max_pages": _extreme_page,
    "min_pages": _extreme_page,
    OTHER_ROW: _any_other_row,
    LINKED: _any_linked,
    "ref": _ref,
    "linked": _linked,
    "signed_at": _signed_at,
}
