"""Names and rows: which repeating group a row function goes through, which row an expression is about."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from edc.study.definition import Group
from edc.study.expressions.names import OWN_PAGE, REFERENCES, ExpressionError, Place, Setting, place

ROW_FUNCTIONS = frozenset({"any_row", "all_rows", "count_rows", "sum_rows", "min_rows", "max_rows"})


def references(node: ast.AST) -> Iterator[ast.expr]:
    """The nodes below *node* that mean an item."""
    match node:
        case ast.Name() | ast.Attribute():
            yield node
        case ast.Call(func=ast.Name(id=name)) if name in REFERENCES:
            yield node
        case ast.Call(args=args):
            for each in args:
                yield from references(each)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from references(child)


def row_target(setting: Setting, body: ast.expr) -> Place:
    """The repeating group that a row function goes through, as a place in it.

    It is the one that *body* names; a group of another page wins over the row the
    expression itself stands in, whose items are then those of that row.
    """
    found: dict[tuple[str, str], Place] = {}
    for node in references(body):
        each = place(setting, node)
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
    match node:
        case ast.Call(func=ast.Name(id=name), args=args) if name in ROW_FUNCTIONS:
            inside = [place(setting, each) for arg in args for each in references(arg)]
            rows = [each for each in inside if each.in_rows and each.row is None]
            own = {each.group.name: each.group for each in rows if each.locate == OWN_PAGE}
            return own if any(each.locate != OWN_PAGE for each in rows) else {}
        case ast.Name() | ast.Attribute():
            found = place(setting, node)
            return {found.group.name: found.group} if found.in_rows and found.locate == OWN_PAGE else {}
        case ast.Call(func=ast.Name(id=name)) if name in REFERENCES:
            return {}
        case ast.Call(args=args):
            children: Iterable[ast.AST] = args
        case _:
            children = ast.iter_child_nodes(node)
    return {name: group for child in children for name, group in own_rows(setting, child).items()}
