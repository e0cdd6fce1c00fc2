"""What a page is asked about, what it owes, and what it hides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from edc.study.definition import Label, Level
from edc.study.document import FINISHED, Value
from edc.study.evaluation_page import Page, open_page, owed_of
from edc.study.expressions.operands import Operands
from edc.study.expressions.parts import CompiledStudy, Rule
from edc.study.problems import Code
from edc.study.values import asks_of
from edc.study.view import SubjectView

Kind = Literal["check", "range", "slip", "future", "decimals", "required", "hidden"]

_BUILT_IN: Mapping[str, Kind] = {
    Code.SOFT_RANGE: "range",
    Code.SLIP: "slip",
    Code.SLIP_HINT: "slip",
    Code.FUTURE_ASK: "future",
    Code.DECIMALS: "decimals",
}
HIDDEN_VALUE = "hidden_value"
REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a page is asked about now.

    ``check``, ``page`` and ``path`` together say which it is, from one evaluation to
    the next. ``path`` is empty where a check speaks of the page as a whole. A check
    brings its ``message``; a built-in one brings the ``code`` of its sentence.
    ``params`` fill either: for a check, the stored texts by item name. ``inputs``
    are page id and path of every operand it read: a question that was settled is
    asked again only when one of them changes.
    """

    check: str
    page: int
    path: str
    paths: tuple[str, ...]
    level: Level
    message: Label
    params: Mapping[str, str]
    medical: bool
    kind: Kind
    code: str = ""
    inputs: frozenset[tuple[int, str]] = frozenset()


def findings(study: CompiledStudy, view: SubjectView, page: int, today: date) -> list[Finding]:
    """Everything page *page* is asked about; *today* is the site's.

    Nothing is asked of a page that is struck out or was not done. A finished page
    is asked for what it owes.
    """
    here = open_page(study, view, page)
    if here is None:
        return []
    found = [*_of_items(study, here, today), *_of_hidden(here)]
    for rule in here.form.rules:
        found += _of_rule(here, rule)
    if here.stored(FINISHED) is not None:
        found += [_built_in(here, owed.path, "required", REQUIRED, {}) for owed in owed_of(here)]
    return found


def _of_items(study: CompiledStudy, here: Page, today: date) -> Iterator[Finding]:
    for group, item in here.form.asking:
        for path, holder in here.places(group, item):
            value = here.stored(path) if item.stored else Value(v=holder.values.text(item.name))
            for problem in asks_of(item, value, study.study, today):
                yield _built_in(here, path, _BUILT_IN[problem.code], problem.code, problem.params)


def _of_hidden(here: Page) -> Iterator[Finding]:
    for path in sorted(here.hidden):
        value = here.stored(path)
        if value is not None and value.v is not None:
            yield _built_in(here, path, "hidden", HIDDEN_VALUE, {})


def _of_rule(here: Page, rule: Rule) -> Iterator[Finding]:
    holders = (here.operands,) if rule.group is None else here.operands.rows[rule.group.name].values()
    for holder in holders:
        if rule.compiled.fn(here.at(holder)) is True:
            yield _fired(here, rule, holder)


def _fired(here: Page, rule: Rule, holder: Operands) -> Finding:
    paths: list[str] = []
    params: dict[str, str] = {}
    alone = ""
    for item in rule.items:
        group = here.form.form.by_name[item.name][0]
        if group.repeat == "none":
            standing: Iterable[Operands] = (here.operands,)
        else:
            standing = (holder,) if rule.group is not None else here.operands.standing(group)
        single = group.repeat == "none" or rule.group is not None
        for each in standing:
            paths.append(each.values.prefix + item.name)
            if single:
                alone = alone or paths[-1]
                params[item.name] = each.values.text(item.name) or ""
    check = rule.check
    inputs = frozenset((page, path) for page, path, _ in rule.compiled.inputs(here.at(holder)))
    return Finding(
        check.id,
        here.id,
        alone,
        tuple(paths),
        check.level,
        check.message,
        params,
        check.medical,
        "check",
        inputs=inputs,
    )


def _built_in(here: Page, path: str, kind: Kind, code: str, params: Mapping[str, str]) -> Finding:
    name = path.rpartition("/")[2]
    medical = here.form.form.by_name[name][1].medical
    inputs = frozenset({(here.id, path)})
    return Finding(f"{kind.upper()}.{name}", here.id, path, (path,), "ask", {}, params, medical, kind, code, inputs)
