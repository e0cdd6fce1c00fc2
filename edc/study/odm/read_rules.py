"""Conditions, methods and checks: ours are understood, anybody else's are kept as text and never run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from edc.study.odm.fragments import children, first, text_of
from edc.study.odm.marks import MARK, Data
from edc.study.odm.names import OURS, local
from edc.study.odm.report import Code
from edc.study.odm.source import Source

_NEGATED = re.compile(r"not \((.*)\)", re.DOTALL)


def negated(expression: str) -> str:
    """When something is *not* collected (ODM's way) if *expression* says when it is shown (ours)."""
    return f"not ({expression})"


@dataclass(slots=True)
class Rules:
    """OID of each condition and method to our expression, ``None`` where it is not ours.

    ``checks``: OID of a form to the edit checks written as conditions.
    """

    shown: dict[str, str | None] = field(default_factory=dict)
    formulas: dict[str, str | None] = field(default_factory=dict)
    checks: dict[str, list[Data]] = field(default_factory=dict)


def read_rules(source: Source, conditions: Iterable[Element], methods: Iterable[Element], odm: Data) -> Rules:
    """The rules of a file; the text of those that are not ours goes to *odm*."""
    rules = Rules()
    for element in conditions:
        oid, expression = source.oid(element), _ours(element)
        check = None if expression is None else _check(source, element, expression)
        if check is not None:
            rules.checks.setdefault(check.pop("form"), []).append(check)
            continue
        if expression is not None:
            found = _NEGATED.fullmatch(expression)
            expression = found[1] if found else negated(expression)
        else:
            keep(source, element, odm)
        rules.shown[oid] = expression
    for element in methods:
        oid, expression = source.oid(element), _ours(element)
        if expression is None:
            keep(source, element, odm)
        rules.formulas[oid] = expression
    return rules


def keep(source: Source, element: Element, odm: Data, code: Code = Code.KEPT) -> None:
    """Keep a whole definition as text, under its element's name."""
    name = local(element.tag)
    odm.setdefault(name, []).append(text_of(element))
    oid = element.get("OID", "")
    source.report.add("kept", element, code, element=name, oid=oid)
    for expression in children(element, "FormalExpression"):
        context = expression.get("Context", "")
        source.report.add("kept", expression, Code.EXPRESSION, element=name, oid=oid, context=context)


def _ours(element: Element) -> str | None:
    """The one formal expression, if it is in our language."""
    expressions = list(children(element, "FormalExpression"))
    if len(expressions) != 1 or expressions[0].get("Context") != OURS:
        return None
    return expressions[0].text or ""


def _check(source: Source, element: Element, expression: str) -> Data | None:
    """An edit check, if the mark of this condition says which form it belongs to."""
    part: Data = {}
    source.aliases(element, part)
    mark = part.get(MARK)
    if mark is None or not isinstance(mark.get("form"), str):
        return None
    message = source.label(element, {}, "message", first(element, "Description"), None)
    plain: Data = {"id": element.get("Name", ""), "when": expression, "message": message}
    return {k: v for k, v in (plain | mark).items() if v is not None}
