"""Conditions in plain words: ``AEONGO == "N"`` becomes "Ongoing is No" for those who write by hand.

What has no words here is printed as the expression says it: a condition is never
left out and never guessed at.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from edc.errors import N_
from edc.exchange.paper.speech import YES_NO, Speech, Text, joined
from edc.study.definition import Form, Item, Label, Study

_COMPARED: dict[type[ast.cmpop], str] = {
    ast.Eq: N_("%(a)s is %(b)s"),
    ast.NotEq: N_("%(a)s is not %(b)s"),
    ast.In: N_("%(a)s is one of: %(b)s"),
    ast.NotIn: N_("%(a)s is none of: %(b)s"),
}
_SIGNS: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "≤", ast.Gt: ">", ast.GtE: "≥"}
_CALLS = {
    "known": N_("%(a)s is known"),
    "missing": N_("%(a)s is missing"),
    "any_row": N_("in any row, %(a)s"),
    "latest": N_("%(a)s (latest)"),
    "first": N_("%(a)s (first)"),
    "prior": N_("%(a)s (previous)"),
}


def in_words(study: Study, form: Form | None, expression: str, speech: Speech) -> Text:
    """*expression* of a page of *form* (``None``: of the participant) in words."""
    try:
        node = ast.parse(expression.strip(), mode="eval").body
    except SyntaxError:  # a foreign expression, kept as text
        return [expression]
    return _Teller(study, form, speech).said(node)


@dataclass(frozen=True, slots=True)
class _Teller:
    study: Study
    form: Form | None
    speech: Speech

    def said(self, node: ast.expr) -> Text:
        match node:
            case ast.BoolOp(op, values):
                return self._all_of(op, values)
            case ast.UnaryOp(ast.Not(), operand):
                return self.speech(N_("not (%(a)s)"), a=self.said(operand))
            case ast.Compare(left, [op], [right]):
                return self._compared(left, op, right)
            case ast.Call(ast.Name("event"), []):
                return self.speech(N_("the visit"))
            case ast.Call(ast.Name("at"), [ast.Constant(str(event)), inner]):
                return self.speech(N_("%(a)s at %(visit)s"), a=self.said(inner), visit=self._event(event))
            case ast.Call(ast.Name(name), [inner]) if name in _CALLS:
                return self.speech(_CALLS[name], a=self.said(inner))
            case ast.Constant(value):
                return [str(value)]
        item = self._item(node)
        return (
            [ast.unparse(node)] if item is None else self.speech(N_('"%(label)s"'), label=self.speech.label(item.label))
        )

    def _all_of(self, op: ast.boolop, values: list[ast.expr]) -> Text:
        mark = self.speech(N_("and") if isinstance(op, ast.And) else N_("or"))
        parts = [self._bracketed(value) for value in values]
        found = parts[0]
        for part in parts[1:]:
            found = joined([found, mark, part], " ")
        return found

    def _bracketed(self, node: ast.expr) -> Text:
        said = self.said(node)
        return [f"({text})" for text in said] if isinstance(node, ast.BoolOp) else said

    def _compared(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Text:
        item, event = self._item(left), isinstance(left, ast.Call) and ast.unparse(left) == "event()"
        if isinstance(op, ast.In | ast.NotIn) and isinstance(left, ast.Constant):
            listed = self._item(right)
            if listed is not None:  # "UTI" in UCONF: one of several answers
                told = N_("%(a)s includes %(b)s") if isinstance(op, ast.In) else N_("%(a)s does not include %(b)s")
                return self.speech(told, a=self.said(right), b=self._value(left, listed, event=False))
        if type(op) in _SIGNS:
            return joined([self.said(left), [_SIGNS[type(op)]], self._value(right, item, event=event)], " ")
        return self.speech(_COMPARED[type(op)], a=self.said(left), b=self._value(right, item, event=event))

    def _value(self, node: ast.expr, item: Item | None, *, event: bool) -> Text:
        """What is compared with: codes of *item* and names of visits in words."""
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            return joined([self._value(one, item, event=event) for one in node.elts])
        if not isinstance(node, ast.Constant):
            return self.said(node)
        text = str(node.value)
        if event:
            return self._event(text)
        if item is not None and isinstance(node.value, bool):
            return self.speech.label(YES_NO[0 if node.value else 1].label)
        codelist = self.study.codelist_by_oid.get(item.codelist or "") if item is not None else None
        label: Label = codelist.by_code[text].label if codelist is not None and text in codelist.by_code else {}
        return self.speech.label(label) if label else [text]

    def _event(self, name: str) -> Text:
        event = self.study.event_by_name.get(name)
        return [name] if event is None else self.speech.label(event.short or event.label)

    def _item(self, node: ast.expr) -> Item | None:
        """The item that a name, a qualified name or the inside of ``latest(...)`` means."""
        match node:
            case ast.Name(name) if self.form is not None and name in self.form.by_name:
                return self.form.by_name[name][1]
            case ast.Attribute(ast.Name(form), name):
                known = self.study.form_by_name.get(form)
                return known.by_name[name][1] if known is not None and name in known.by_name else None
            case ast.Call(ast.Name("at"), [_, inner]):
                return self._item(inner)
            case ast.Call(ast.Name(call), [inner, *_]) if call in ("latest", "first", "prior"):
                return self._item(inner)
        return None
