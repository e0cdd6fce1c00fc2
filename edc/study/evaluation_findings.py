"""What a page is asked about, what it owes, and what it hides."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from edc.study.definition import Deviation, Label, Level
from edc.study.document import FINISHED, VERSION, Value
from edc.study.evaluation_links import astray
from edc.study.evaluation_page import Page, open_page, owed_of
from edc.study.evaluation_release import CONDITIONS, not_cleared, states_of
from edc.study.expressions.logic import less, multiply
from edc.study.expressions.operands import Operands
from edc.study.expressions.parts import BUILT_IN, LINKS, RELEASE, CompiledStudy, Rule
from edc.study.problems import Code
from edc.study.values import asks_of, misfit
from edc.study.view import SubjectView

Kind = Literal[
    "check",
    "range",
    "limits",
    "link",
    "slip",
    "future",
    "decimals",
    "personal",
    "required",
    "hidden",
    "release",
    "unfit",
]

_BUILT_IN: Mapping[str, Kind] = {
    Code.SOFT_RANGE: "range",
    Code.SLIP: "slip",
    Code.SLIP_HINT: "slip",
    Code.FUTURE_ASK: "future",
    Code.DECIMALS: "decimals",
    Code.PERSONAL: "personal",
}
_TOGETHER = frozenset(f"{kind.upper()}." for kind in get_args(Kind)) - {"CHECK.", LINKS, RELEASE}
TEN_TIMES, A_FIFTH = Decimal(10), Decimal("0.2")
"""How far beyond the upper and the lower reference limit a result is asked about."""
_SLIPS = frozenset({Code.SLIP, Code.SLIP_HINT})
HIDDEN_VALUE = "hidden_value"
REQUIRED = "required"
LINK_ASTRAY = "link_astray"
UNFIT = "unfit"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a page is asked about now.

    ``check``, ``page`` and ``path`` together say which it is, from one evaluation to
    the next. ``path`` is empty where a check speaks of the page as a whole. A check
    brings its ``message``; a built-in one brings the ``code`` of its sentence.
    ``params`` fill either: for a check, the stored texts by item name. ``inputs``
    are page id and path of every operand it read: a question that was settled is
    asked again only when one of them changes, and ``grounds`` with them where there are
    any: what functions make of many pages or rows may well stay the same. While it fires it drafts the
    ``deviation`` and raises the ``alert`` of its check.
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
    deviation: Deviation | None = None
    alert: bool = False
    grounds: Hashable = None


def findings(
    study: CompiledStudy, view: SubjectView, page: int, today: date, names: Container[str] | None = None
) -> list[Finding]:
    """Everything page *page* is asked about; *today* is the site's.

    Nothing is asked of a page that is struck out or was not done. A finished page
    is asked for what it owes. What only the signer is asked is not among it
    (:func:`signing_findings`). *names*: what alone is looked at (see
    :func:`~edc.study.evaluation_reach.questions`), if not all of it is.
    """
    here = open_page(study, view, page)
    if here is None:
        return []
    built_in = names is None or BUILT_IN in names
    found = list(_of_items(study, here, today)) if built_in else []
    if names is None or LINKS in names:
        found += _of_links(here)
    if built_in:
        found += [*_of_hidden(here), *_of_misfits(study, here, today)]
    for rule in here.form.rules:
        if rule.check.at == "save" and (names is None or rule.check.id in names):
            found += _of_rule(here, rule)
    found += _of_releases(here, names)
    if built_in and here.stored(FINISHED) is not None:
        found += [_built_in(here, owed.path, "required", REQUIRED, {}) for owed in owed_of(here)]
    return found


def asked_under(check: str) -> str:
    """The name under which check *check* is asked (see :func:`~edc.study.evaluation_reach.questions`)."""
    start = check[: check.find(".") + 1]
    return LINKS if start == LINKS else BUILT_IN if start in _TOGETHER else check


def signing_findings(study: CompiledStudy, view: SubjectView, page: int) -> list[Finding]:
    """What the person who signs page *page* is asked, and nobody before (``at = "sign"``)."""
    here = open_page(study, view, page)
    if here is None:
        return []
    return [one for rule in here.form.rules if rule.check.at == "sign" for one in _of_rule(here, rule)]


def _of_items(study: CompiledStudy, here: Page, today: date) -> Iterator[Finding]:
    for group, item in here.form.asking:
        for path, holder in here.places(group, item):
            value = here.stored(path) if item.stored else Value(v=holder.values.text(item.name))
            asked = asks_of(item, value, study.study, today)
            for problem in asked:
                yield _built_in(here, path, _BUILT_IN[problem.code], problem.code, problem.params)
            # what was probably typed in another unit is asked about that alone
            slip = any(problem.code in _SLIPS for problem in asked)
            if item.limits and not slip and _far_out(holder, item.name, item.limits):
                yield _built_in(here, path, "limits", Code.LIMITS, {})


def _far_out(holder: Operands, item: str, limits: tuple[str, str]) -> bool:
    """Whether a value surely lies above ten times its upper reference limit, or below a fifth of the lower one."""
    number, low, high = (holder.values[name] for name in (item, *limits))
    return less(multiply(TEN_TIMES, high), number) is True or less(number, multiply(A_FIFTH, low)) is True


def _of_links(here: Page) -> Iterator[Finding]:
    for group, item in here.form.links:
        for path, _ in here.places(group, item):
            rows = frozenset(astray(here, item, here.stored(path)))
            if rows:
                asked = _built_in(here, path, "link", LINK_ASTRAY, {})
                yield replace(asked, inputs=asked.inputs | rows)


def _of_misfits(study: CompiledStudy, here: Page, today: date) -> Iterator[Finding]:
    """Values that were entered under an earlier version, and that the page's own would not take."""
    if here.stored(VERSION) is None:
        return
    for group, item in here.form.form.items():
        for path, _ in here.places(group, item):
            if misfit(item, here.stored(path), study.study, today):
                yield _built_in(here, path, "unfit", UNFIT, {})


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


def _of_releases(here: Page, names: Container[str] | None) -> Iterator[Finding]:
    """Acts that took place although something they wait for was not met: one finding each, naming what lacked."""
    for state in states_of(here, names):
        if state.given is True and not state.cleared:
            ids = " ".join(condition.id for condition in state.lacking)
            yield Finding(
                RELEASE + state.release.name,
                here.id,
                "",
                (),
                "tell",
                not_cleared(state),
                {CONDITIONS: ids},
                False,
                "release",
                inputs=state.inputs,
                deviation=state.release.deviation,
                alert=True,
                grounds=ids,
            )


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
    check, frame = rule.check, here.at(holder)
    inputs = frozenset((page, path) for page, path, _ in rule.compiled.inputs(frame))
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
        deviation=check.deviation,
        alert=check.alert,
        grounds=rule.compiled.grounds(frame) if rule.compiled.gathered else None,
    )


def _built_in(here: Page, path: str, kind: Kind, code: str, params: Mapping[str, str]) -> Finding:
    name = path.rpartition("/")[2]
    medical = here.form.form.by_name[name][1].medical
    inputs = frozenset({(here.id, path)})
    return Finding(f"{kind.upper()}.{name}", here.id, path, (path,), "ask", {}, params, medical, kind, code, inputs)
