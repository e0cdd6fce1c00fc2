"""Names, rows and pages: what a function goes through, and which row an expression is about."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from edc.study.definition import Form, Group
from edc.study.expressions.names import (
    ONE_OF_MANY,
    OWN_PAGE,
    REFERENCES,
    ExpressionError,
    Place,
    Setting,
    comes_once,
    find_item,
    place,
)

ROW_FUNCTIONS = frozenset({"any_row", "all_rows", "count_rows", "sum_rows", "min_rows", "max_rows"})
PAGE_FUNCTIONS = frozenset({"any_page", "count_pages", "max_pages", "min_pages"})
OTHER_ROW = "any_other_row"
LINKED = "any_linked"
_OF_A_ROW = frozenset({"ref", "linked"})
"""Functions that mean the row they stand in without naming an item of it."""


def places(setting: Setting, node: ast.AST) -> Iterator[Place]:
    """The items that are named below *node*, each as its function means it. Raises :class:`ExpressionError`."""
    match node:
        case ast.Name() | ast.Attribute():
            yield place(setting, node)
        case ast.Call(func=ast.Name(id=name)) if name in REFERENCES:
            yield place(setting, node)
        case ast.Call(func=ast.Name(id="linked")):
            return
        case ast.Call():
            for here, each in operands_of(setting, node):
                yield from places(here, each)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from places(setting, child)


def inside(setting: Setting, call: ast.Call) -> Setting:
    """What names mean among the operands of *call*."""
    match call.func:
        case ast.Name(id=name) if name in PAGE_FUNCTIONS:
            return replace(setting, pages=page_target(setting, call))
        case ast.Name(id=name) if name == OTHER_ROW:
            return replace(setting, others=True)
        case ast.Name(id=name) if name == LINKED:
            return replace(setting, linked=linked_target(setting, call))
    return setting


def operands_of(setting: Setting, call: ast.Call) -> Iterator[tuple[Setting, ast.expr]]:
    """The operands of *call*, each with what names mean in it."""
    here = inside(setting, call)
    for n, each in enumerate(call.args):
        # the link is not an item of the rows that it names
        yield (setting if n == 0 and here.linked is not setting.linked else here), each


def page_target(setting: Setting, call: ast.Call) -> Form:
    """The form whose pages a function goes through: the one that its operands name as ``FORM.ITEM``.

    Forms that a subject has once stand aside for another, and so does the own form: their
    items are then what they are everywhere else.
    """
    named = {form.name: form for arg in call.args for form in _qualified(setting, arg)}
    several = [form for form in named.values() if not comes_once(setting.study, form)] or list(named.values())
    others = [form for form in several if setting.form is None or form.name != setting.form.name]
    targets = others or several
    function = ast.unparse(call.func)
    if not targets:
        raise ExpressionError(f"{function}() needs an item of the pages to look at, as FORM.ITEM")
    if len(targets) > 1:
        names = ", ".join(sorted(form.name for form in targets))
        raise ExpressionError(f"{function}() goes through the pages of one form, not of several: {names}")
    return targets[0]


def linked_target(setting: Setting, call: ast.Call) -> Form:
    """The form whose rows ``any_linked`` looks at: of those that the link may name, the one that the condition names."""
    match call.args:
        case [link, condition]:
            item = place(setting, link).item
        case _:
            raise ExpressionError(f"{LINKED}() is written {LINKED}(LINK, condition)")
    if item.type != "link":
        raise ExpressionError(f"{ast.unparse(link)} is no link: {LINKED}() needs an item of type link first")
    named = {form.name: form for form in _qualified(setting, condition) if form.name in item.links}
    if not named:
        raise ExpressionError(f"{LINKED}() needs an item of the rows that {item.name} names, as {item.links[0]}.ITEM")
    if len(named) > 1:
        names = ", ".join(sorted(named))
        raise ExpressionError(f"{LINKED}() looks at the rows of one form, not of several: {names}; write it for each")
    return next(iter(named.values()))


def _qualified(setting: Setting, node: ast.AST) -> Iterator[Form]:
    match node:
        case ast.Attribute():
            yield find_item(setting, node)[0]
        case ast.Call(func=ast.Name(id=name)) if name in ONE_OF_MANY or name == "linked":
            return
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _qualified(setting, child)


def row_target(setting: Setting, body: ast.expr) -> Place:
    """The repeating group that a row function goes through, as a place in it.

    It is the one that *body* names; a group of another page wins over the row the
    expression itself stands in, whose items are then those of that row.
    """
    found: dict[tuple[str, str], Place] = {}
    for each in places(setting, body):
        if each.in_rows and each.row is None:
            found.setdefault((each.locate, each.group.name), each)
    own = (OWN_PAGE, setting.group.name) if setting.group is not None else None
    others = {key: each for key, each in found.items() if key != own}
    targets = list((others or found).values())
    if not targets:
        raise ExpressionError("a row function needs an item of a repeating group inside")
    if len(targets) > 1:
        named = ", ".join(sorted(f"{each.form.name}.{each.group.name}" for each in targets))
        raise ExpressionError(f"a row function goes through one repeating group, not through several: {named}")
    return targets[0]


def own_rows(setting: Setting, node: ast.AST) -> dict[str, Group]:
    """Repeating groups of its own page that an expression names outside row functions.

    An expression that names one speaks of one row. Inside a row function over the
    rows of another page, an item of an own row is one of the row it stands in.
    """
    children: Iterable[tuple[Setting, ast.AST]]
    match node:
        case ast.Call(func=ast.Name(id=name), args=args) if name in ROW_FUNCTIONS:
            found = [each for arg in args for each in places(setting, arg)]
            rows = [each for each in found if each.in_rows and each.row is None]
            own = {each.group.name: each.group for each in rows if each.locate == OWN_PAGE}
            meant = any(_means_its_row(each) for each in ast.walk(node))
            about = own if any(each.locate != OWN_PAGE for each in rows) else {}
            return about or (_only_rows(setting) if meant else {})
        case ast.Call() if _means_its_row(node):
            return _only_rows(setting)
        case ast.Name() | ast.Attribute():
            one = place(setting, node)
            return {one.group.name: one.group} if one.in_rows and one.locate == OWN_PAGE else {}
        case ast.Call(func=ast.Name(id=name)) if name in REFERENCES:
            return {}
        case ast.Call():
            children = operands_of(setting, node)
        case _:
            children = ((setting, child) for child in ast.iter_child_nodes(node))
    return {name: group for here, child in children for name, group in own_rows(here, child).items()}


def _means_its_row(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _OF_A_ROW


def _only_rows(setting: Setting) -> dict[str, Group]:
    """The group of added rows of the own form, where it has one."""
    groups = [] if setting.form is None else [group for group in setting.form.groups if group.repeat == "added"]
    return {group.name: group for group in groups} if len(groups) == 1 else {}
