"""A page that nobody waits for, in words: that it is not expected, and by which values of the study's own."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

from edc.study.definition import Item, say
from edc.study.document import Value
from edc.study.evaluation import CompiledStudy, SubjectView, because
from edc.web.spoken import value_words


def not_expected(why: str) -> str:
    """``Not expected (Infusion given: No)``, or the words alone where there is nothing to tell besides."""
    return _("Not expected (%(why)s)", why=why) if why else _("Not expected")


def why_not(
    rules: CompiledStudy,
    view: SubjectView,
    place: tuple[str, int, str],
    language: str,
    masked: Callable[[Item], bool],
) -> str:
    """``Infusion given: No``. *place*: form, visit and event; *masked*: whether this person may not see an item."""
    told = []
    for number, path in because(rules, view, *place):
        page = view.pages[number]
        at = rules.study.form_by_name[page.form].at(path)
        if at is None or masked(at[2]):
            continue
        value = page.document.get(path) if at[2].stored else Value(v=page.derived.get(path))
        word = value_words(at[2], value, rules.study, language)
        told.append(_("%(item)s: %(value)s", item=say(at[2].label, language), value=word))
    return "; ".join(told)
