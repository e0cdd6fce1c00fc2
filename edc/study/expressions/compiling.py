"""One line of text to one Python function.

The line is parsed as Python and translated node by node (``translate``); what
comes out is compiled once and run as often as wanted, without builtins.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from edc.study.definition import Form, Group, Study
from edc.study.expressions import limits, logic, rows
from edc.study.expressions.calls import ORDINARY
from edc.study.expressions.kinds import Kind
from edc.study.expressions.names import ExpressionError, Ref, Setting
from edc.study.expressions.operands import Operands
from edc.study.expressions.reading import Frame
from edc.study.expressions.row_names import ROW_FUNCTIONS
from edc.study.expressions.translate import ARITHMETIC, Translator

LONGEST = 4000
"""Characters."""
DEEPEST = 50
"""Levels of a syntax tree; Python itself stops at 200 parentheses."""
MOST_PARTS = 800

_COMPARING = ("less", "at_most", "equal", "differs", "among", "holds", "moment")
_NAMESPACE: dict[str, object] = {
    "__builtins__": {},
    **{name: getattr(logic, name) for name in (*_COMPARING, *ARITHMETIC.values(), "negate", "round_half_up")},
    **{name: getattr(rows, name) for name in (*ROW_FUNCTIONS, "where", "linked")},
    "lower": limits.lower,
    "upper": limits.upper,
    **{name: function.run for name, function in ORDINARY.items()},
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where one operand of an expression is read from."""

    find: Callable[[Frame], Iterable[Operands]]
    item: str
    alone: bool
    """One place, not one of many that a function gathers from."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """An expression ready to run. ``fn`` gives its value in a frame, ``None`` where unknown."""

    text: str
    fn: Callable[[Frame], Any]
    reads: frozenset[Ref]
    type: Kind
    sources: tuple[Source, ...]
    gathered: tuple[Callable[[Frame], Any], ...] = ()
    """What each function makes of the many places it gathers from."""

    def grounds(self, frame: Frame) -> Hashable:
        """What its value rests on: each operand it reads at one place, and what functions make of many.

        A page or row that comes, goes or changes without changing that is no new ground.
        """
        operands = (each for source in self.sources if source.alone for each in _inputs((source,), frame))
        return frozenset(operands), tuple(function(frame) for function in self.gathered)

    def inputs(self, frame: Frame) -> Iterator[tuple[int, str, str | None]]:
        """Page id, path and stored text of every operand there is, each once."""
        return _inputs(self.sources, frame)


def _inputs(sources: Iterable[Source], frame: Frame) -> Iterator[tuple[int, str, str | None]]:
    seen = set()
    for source in sources:
        for operands in source.find(frame):
            page = operands.sheet.page
            path = operands.values.prefix + source.item
            if page is not None and (page.page, path) not in seen:
                seen.add((page.page, path))
                yield page.page, path, operands.values.text(source.item)


def parse(text: str) -> ast.expr:
    """The syntax tree of an expression. Raises :class:`ExpressionError`."""
    if len(text) > LONGEST:
        raise ExpressionError(f"an expression has at most {LONGEST} characters, this one {len(text)}")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise ExpressionError(f"not an expression: {error.msg}, at character {error.offset}") from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError("not an expression: it cannot be read") from None
    parts, depth = _measure(tree)
    if depth > DEEPEST or parts > MOST_PARTS:
        raise ExpressionError("the expression is too long to be understood: split it, or derive a part of it")
    return tree


def compile_expression(
    text: str, study: Study, form: Form | None, group: Group | None = None, *, visits_of: Form | None = None
) -> Compiled:
    """Compile *text* as it stands on *form*, in a row of *group* if that repeats.

    Without a form it stands at the subject, as the states of a study do, or at each of the
    *visits_of* a form, as it does where it says whether a page of that form is expected.
    Raises :class:`ExpressionError`.
    """
    tree = parse(text)
    repeats = group is not None and group.repeat != "none"
    translator = Translator(Setting(study, form, group if repeats else None, visits_of=visits_of), text.strip())
    result = translator.typed(tree)
    namespace = {**_NAMESPACE, **translator.constants}
    sources = tuple(Source(_source(found), item, _alone(found)) for found, item in translator.sources)
    gathered = tuple(_function(code, namespace) for code in translator.gathered)
    return Compiled(
        text, _function(result.code, namespace), frozenset(translator.reads), result.kind, sources, gathered
    )


def _alone(found: str) -> bool:
    """Whether the Python that finds operands names one page or row."""
    return found.startswith("(f.") and found.endswith(",)")


@lru_cache(maxsize=4096)
def _source(code: str) -> Callable[[Frame], Iterable[Operands]]:
    """What finds operands; most expressions find theirs on the same few pages, and none needs a constant for it."""
    return _function(code, dict(_NAMESPACE))


def _function(code: str, namespace: dict[str, object]) -> Callable[[Frame], Any]:
    compiled = compile(f"lambda f: {code}", "<expression>", "eval")
    return eval(compiled, namespace)  # type: ignore[no-any-return]  # noqa: S307  # our own text: see translate


def _measure(tree: ast.expr) -> tuple[int, int]:
    """Number of parts and levels of a tree, counted without recursion."""
    parts, depth, level = 0, 0, [tree]
    while level:
        parts, depth = parts + len(level), depth + 1
        level = [child for node in level for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    return parts, depth
