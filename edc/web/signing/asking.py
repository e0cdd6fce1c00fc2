"""What the signer is asked before signing: the questions in words, and the explanations as they are posted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from edc.acts.context import Context
from edc.acts.explaining import Question
from edc.acts.reasons import Reason
from edc.review.rules_queries import Key
from edc.study.definition import say
from edc.study.document import Value
from edc.web.saying import say_finding
from edc.web.shapes.review import SignQuestion
from edc.web.spoken import path_words, value_words

NAME = "explain"
"""How the fields of an explanation begin: ``explain/PAGE/CHECK/PATH``."""
WORDS = "words"


def question_shapes(
    context: Context, questions: tuple[Question, ...], given: Mapping[Key, Reason], language: str
) -> tuple[SignQuestion, ...]:
    """The questions, with what was chosen and typed before something was refused."""
    return tuple(_shape(context, one, given.get(one.key, Reason("")), language) for one in questions)


def explanations(posted: Mapping[str, str]) -> dict[Key, Reason]:
    """The explanations of a form that was posted; what is nonsense explains nothing."""
    found = {}
    for name in posted:
        begin, *key = name.split("/", 3)
        if begin == NAME and len(key) == 3 and key[0].isascii() and key[0].isdigit() and len(key[0]) < 18:
            page, check, path = key
            words = posted.get(f"{WORDS}/{page}/{check}/{path}", "")
            found[Key(int(page), path, check)] = Reason(posted[name], words)
    return found


def _shape(context: Context, question: Question, given: Reason, language: str) -> SignQuestion:
    key = question.key
    field = f"{key.page}/{key.check}/{key.path}"
    form = context.study_of(key.page).form_by_name[context.pages[key.page].form]
    return SignQuestion(
        name=f"{NAME}/{field}",
        words_name=f"{WORDS}/{field}",
        check=key.check,
        form=say(form.label, language),
        text=say_finding(question.finding, language),
        values=tuple(_values(context, question, language)),
        picked=given.code,
        typed=given.words,
    )


def _values(context: Context, question: Question, language: str) -> Iterator[tuple[str, str]]:
    """Every value the check read, in words: those it points at first."""
    here = [(question.key.page, path) for path in question.finding.paths]
    others = sorted(question.finding.inputs - set(here))
    for page, path in (*here, *others):
        study = context.study_of(page)
        form = study.form_by_name[context.pages[page].form]
        at = form.at(path)
        if at is None:
            continue
        value = context.document(page).get(path)
        if not at[2].stored:
            computed = context.derived.get(page, {}).get(path)
            value = None if computed is None else Value(v=computed)
        label = path_words(form, path, language)
        where = label if page == question.key.page else f"{say(form.label, language)} · {label}"
        yield where, value_words(at[2], value, study, language) or "–"
