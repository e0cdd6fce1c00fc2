"""From the syntax tree of an expression to the Python that computes it.

Only what is listed here is part of the language; everything else is refused.
The Python consists of the calls in ``logic`` and ``rows``, look-ups on a frame
``f`` and on a row ``r``, and names ``k0, k1 ...`` of constants: nothing that was
written in a definition reaches it as text, save names of forms and items.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from edc.study.expressions import calls
from edc.study.expressions.compare import comparison
from edc.study.expressions.kinds import BOOLEAN, IN_WORDS, NOTHING, NUMBER, TEXT, Kind, Typed, kind_of
from edc.study.expressions.names import EACH_PAGE, LINKED_ROW, OWN_PAGE, ExpressionError, Place, Ref, Setting, place
from edc.study.expressions.row_names import row_target

ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.FloorDiv: "floor_divide",
    ast.Pow: "power",
}


class Translator:
    """One translation: what was read, and the constants met, are collected on the way."""

    def __init__(self, setting: Setting, text: str) -> None:
        self.setting = setting
        self.text = text
        self.reads: set[Ref] = set()
        self.sources: dict[tuple[str, str], None] = {}
        """Python giving the pages or rows an operand is read from, and the item's name."""
        self.gathered: list[str] = []
        """Python giving what each function makes of many places; none of those that stand inside another."""
        self.constants: dict[str, object] = {}
        self.target: Place | None = None
        """Where the rows of the row function lie that is being translated."""
        self.linked = ""
        """Python giving the rows that the link names which is being followed."""
        self._names = 0
        self._inside = False

    def typed(self, node: ast.expr) -> Typed:
        """Translate *node*. Raises :class:`ExpressionError`."""
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name() | ast.Attribute():
                return self.item(node)
            case ast.Call():
                return calls.call(self, node)
            case ast.Compare():
                return comparison(self, node)
            case ast.BoolOp(op=op, values=values):
                parts = [self.of_kind(each, BOOLEAN).code for each in values]
                return Typed(self.joined(parts, all_of=isinstance(op, ast.And)), BOOLEAN, node)
            case ast.UnaryOp(op=op, operand=operand):
                return self._unary(node, op, operand)
            case ast.BinOp(op=op, left=left, right=right) if type(op) in ARITHMETIC:
                first, second = self.of_kind(left, NUMBER).code, self.of_kind(right, NUMBER).code
                return Typed(f"{ARITHMETIC[type(op)]}({first}, {second})", NUMBER, node)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._either(node, test, body, orelse)
            case _:
                raise ExpressionError(f"{ast.unparse(node)} is not part of the language")

    def of_kind(self, node: ast.expr, *kinds: Kind) -> Typed:
        """Translate *node*, which must be of one of *kinds*."""
        found = self.typed(node)
        if found.kind.name not in [kind.name for kind in kinds]:
            wanted = " or ".join(IN_WORDS[kind.name] for kind in kinds)
            hint = ""
            if kinds == (BOOLEAN,) and found.kind.codes:
                hint = f'; write {ast.unparse(node)} == "{found.kind.codes[0]}"'
            elif kinds == (NUMBER,) and found.kind.name in ("date", "datetime", "time"):
                hint = "; write days(a, b), hours(a, b) or minutes(a, b) for the time between two of them"
            raise ExpressionError(f"{found.words} stands where {wanted} is needed{hint}")
        return found

    def item(self, node: ast.expr) -> Typed:
        """The operand of an item."""
        found = place(self.setting, node)
        return Typed(
            f"{self.operands(found)}.values[{found.item.name!r}]",
            kind_of(self.setting.study, found.item),
            node,
        )

    def operands(self, found: Place) -> str:
        """Python giving the page or row *found* is read from; notes that it is read."""
        name = f"{found.form.name}.{found.item.name}"
        self.reads.add(Ref(found.form.name, found.item.name, found.scope))
        self.reads.update(found.reads)
        target, group = self.target, self.setting.group
        if found.other:
            if group is None or found.group.name != group.name:
                raise ExpressionError(f"{name} is in no row of the group that the expression stands in")
            self._reads_from(f"f.other_rows({group.name!r})", found)
            return "r"
        if not found.in_rows:
            code = found.locate
        elif found.row is not None:
            code = f"{found.locate}.row({found.group.name!r}, {found.row!r})"
        elif target is not None and (found.locate, found.group) == (target.locate, target.group):
            self._reads_from(f"{found.locate}.rows[{found.group.name!r}].values()", found)
            return "r"
        elif group is not None and found.locate == OWN_PAGE and found.group.name == group.name:
            code = "f.row"
        else:
            raise ExpressionError(
                f"{name} stands in rows: use any_row(), all_rows(), count_rows(), sum_rows(), min_rows() or max_rows()"
            )
        self._reads_from(f"({code},)", found)
        return code

    def _reads_from(self, holders: str, found: Place) -> None:
        """Note the pages or rows that an operand is read from; of a page looked at, all those there are."""
        if found.locate == EACH_PAGE:
            holders = f"(each for p in f.pages({found.form.name!r}) for each in {holders})"
        elif found.locate == LINKED_ROW:
            holders = self.linked
        self.sources[holders, found.item.name] = None

    def over_rows(self, body: ast.expr, *kinds: Kind) -> tuple[str, Typed]:
        """Rows and body of a row function, as the first two arguments it is called with."""
        if self.target is not None:
            raise ExpressionError("a row function cannot stand inside another")
        self.target = row_target(self.setting, body)
        rows = f"{self.target.locate}.rows[{self.target.group.name!r}].values()"
        try:
            found = self.of_kind(body, *kinds)
        finally:
            self.target = None
        return f"{rows}, lambda r: {found.code}", found

    def gathering(self, translate: Callable[[], Typed]) -> Typed:
        """The call of a function that gathers from many places: what gives it is noted."""
        outermost, self._inside = not self._inside, True
        try:
            found = translate()
        finally:
            self._inside = not outermost
        if outermost:
            self.gathered.append(found.code)
        return found

    def constant(self, value: object) -> str:
        """The name under which the Python finds *value*."""
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name

    def name(self) -> str:
        """A fresh name for something computed once and used twice."""
        self._names += 1
        return f"t{self._names}"

    def joined(self, parts: list[str], *, all_of: bool) -> str:
        """Kleene's conjunction or disjunction, stopping at the first part that decides."""
        decides, otherwise = (False, True) if all_of else (True, False)
        names = [self.name() for _ in parts]
        steps = "".join(
            f"{decides} if ({name} := {part}) is {decides} else " for name, part in zip(names, parts, strict=True)
        )
        unknown = " or ".join(f"{name} is None" for name in names)
        return f"({steps}None if {unknown} else {otherwise})"

    def negated(self, code: str) -> str:
        name = self.name()
        return f"(None if ({name} := {code}) is None else not {name})"

    def _constant(self, node: ast.Constant) -> Typed:
        match node.value:
            case bool():
                return Typed(repr(node.value), BOOLEAN, node)
            case int() | float():
                return Typed(self.constant(self._number(node)), NUMBER, node)
            case str():
                return Typed(self.constant(node.value), TEXT, node)
            case None:
                return Typed("None", NOTHING, node)
        raise ExpressionError(f"{ast.unparse(node)} is not part of the language")

    def _unary(self, node: ast.expr, op: ast.unaryop, operand: ast.expr) -> Typed:
        match op:
            case ast.Not():
                return Typed(self.negated(self.of_kind(operand, BOOLEAN).code), BOOLEAN, node)
            case ast.USub() if isinstance(operand, ast.Constant) and self.typed(operand).kind == NUMBER:
                below = ast.Constant(-operand.value)  # type: ignore[operator]  # a number, as its kind says
                return Typed(self.constant(-self._number(operand)), NUMBER, below)
            case ast.USub():
                return Typed(f"negate({self.of_kind(operand, NUMBER).code})", NUMBER, node)
            case ast.UAdd():
                return self.of_kind(operand, NUMBER)
        raise ExpressionError(f"{ast.unparse(node)} is not part of the language")

    def _number(self, node: ast.Constant) -> Decimal:
        # From the text as written, so that 0.1 is a tenth and not the nearest binary.
        written = ast.get_source_segment(self.text, node) or ""
        try:
            return Decimal(written)
        except InvalidOperation:
            raise ExpressionError(f"{written} is not a decimal number") from None

    def _either(self, node: ast.expr, test: ast.expr, body: ast.expr, orelse: ast.expr) -> Typed:
        condition = self.of_kind(test, BOOLEAN).code
        first, second = self.typed(body), self.typed(orelse)
        kinds = {first.kind.name, second.kind.name} - {NOTHING.name}
        if len(kinds) > 1:
            raise ExpressionError(f"one value or the other must be of one kind: {first.words}, {second.words}")
        name = self.name()
        code = f"({first.code} if ({name} := {condition}) is True else {second.code} if {name} is False else None)"
        return Typed(code, Kind(kinds.pop()) if kinds else NOTHING, node)
