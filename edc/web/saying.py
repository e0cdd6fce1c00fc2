"""The house's problems and findings in the reader's language."""

from __future__ import annotations

from flask_babel import gettext

from edc.problem_texts import PROBLEM_TEXTS
from edc.study.definition import Coded, Study, say
from edc.study.document import REDACTED
from edc.study.evaluation import Finding
from edc.study.problems import Problem
from edc.web.punctuation import named


def say_problem(problem: Problem) -> str:
    """The sentence of a problem that ``study.values`` found."""
    return gettext(PROBLEM_TEXTS[problem.code], **problem.params)


def say_finding(finding: Finding, language: str) -> str:
    """What a check asks: the study's own message, or the built-in one's sentence."""
    if finding.code:
        return gettext(PROBLEM_TEXTS[finding.code], **finding.params)
    return say(finding.message, language)


def say_coded(codes: tuple[Coded, ...], stored: str, language: str) -> str:
    """A stored ``code`` or ``code: words`` as people read it."""
    code, _, words = stored.partition(": ")
    label = next((say(each.label, language) for each in codes if each.code == code), "")
    if not label:
        return stored
    return named(label, words) if words else label


def say_reason(study: Study, stored: str | None, language: str) -> str:
    """A stored reason for change, or for not done or striking out, unless it was removed."""
    if stored == REDACTED.m:
        return gettext("removed")
    return say_coded((*study.reasons, *study.not_done_reasons), stored or "", language)
