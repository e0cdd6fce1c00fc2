"""What a query asks and says, in words: texts of checks, steps, coded answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _

from edc.acts.correcting import CORRECTED
from edc.acts.queries import RULES
from edc.problem_texts import PROBLEM_TEXTS
from edc.review.rules_queries import QueryState, QueryStep
from edc.study.definition import Form, Study, say
from edc.study.document import Value
from edc.study.problems import Code
from edc.study.values import asks_of
from edc.web.saying import say_coded, say_problem
from edc.web.shapes.queries import QueryState as Shown

REOPENED = frozenset({QueryStep.SENT_BACK, QueryStep.FIRED_AGAIN})
_CODES: dict[str, tuple[str, ...]] = {
    "RANGE": (Code.SOFT_RANGE,),
    "SLIP": (Code.SLIP, Code.SLIP_HINT),
    "FUTURE": (Code.FUTURE_ASK,),
    "DECIMALS": (Code.DECIMALS,),
    "PERSONAL": (Code.PERSONAL,),
}
"""Begin of a built-in check's id to the problems it may name."""


def shown_state(state: QueryState, step: str) -> Shown:
    """A query's state as lists show it: what was asked again is reopened, what was confirmed is closed."""
    if state is QueryState.OPEN:
        return "reopened" if step in REOPENED else "open"
    return "closed" if state is QueryState.ACCEPTED else state.value  # type: ignore[return-value]  # the same words


def check_words(
    study: Study, form: Form, check: str, path: str, value: Value | None, today: date, language: str
) -> str:
    """What a check asked of *value*: its message, or the sentence of a built-in one."""
    own = next((say(each.message, language) for each in form.checks if each.id == check), "")
    if own:
        return own
    kind, _dot, _item = check.partition(".")
    at = form.at(path)
    if at is not None and kind in _CODES:
        asks = (one for one in asks_of(at[2], value, study, today, language=language) if one.code in _CODES[kind])
        found = next(asks, None)
        return say_problem(found) if found else _("The value was unusual. Correct it or confirm.")
    code = {
        "REQUIRED": "required",
        "HIDDEN": "hidden_value",
        "LIMITS": "limits",
        "LINK": "link_astray",
        "UNFIT": "unfit",
    }.get(kind)
    return _(PROBLEM_TEXTS[code]) if code else check


def answer_words(study: Study, code: str, language: str) -> str:
    """A coded answer of the study in words."""
    if code == CORRECTED:
        return _("Value corrected")
    if code == RULES:
        return _("Closed itself: other rules hold for the page now.")
    return say_coded(study.confirmations, code, language) if code else ""


def last_words(study: Study, step: str, code: str, text: str | None, asked: str, language: str) -> str:
    """The last message of a query in one line. *asked*: what it asks, for steps that say nothing else."""
    if text is None:
        return _("removed")
    said = " · ".join(_filled((answer_words(study, code, language), text)))
    if said:
        return said
    return {
        QueryStep.CLOSED: _("Closed"),
        QueryStep.CLOSED_ITSELF: _("Closed itself: the value no longer gives rise to it."),
        QueryStep.ACCEPTED: _("The value was confirmed."),
    }.get(QueryStep(step), asked)


def _filled(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if text]
