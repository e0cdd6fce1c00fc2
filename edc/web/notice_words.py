"""What a notice says, in words: its cause, its category, its state, its steps."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from edc.review.notices import NoticeRow
from edc.review.rules_notices import (
    NOT_DONE_PAGE,
    NOT_DONE_VISIT,
    RELEASE,
    Notice,
    NoticeState,
    NoticeStep,
)
from edc.study.definition import Study, say
from edc.study.deviations import categories, filled_item
from edc.study.evaluation_release import lacking_words
from edc.web.cells import event_word
from edc.web.punctuation import beside
from edc.web.shapes.notices import NoticeGlyph


def cause_words(study: Study, notice: Notice, own: str | None, language: str) -> str:
    """What gave rise to a notice: the message of its check, what lacked, or the proposer's *own* words, if not removed."""
    if not notice.check:
        return _("removed") if own is None else own
    if notice.check == NOT_DONE_VISIT:
        return _("The visit was not done.")
    if notice.check == NOT_DONE_PAGE:
        return _("The page was not done.")
    if notice.check.startswith(RELEASE):
        release = next((one for one in study.releases if RELEASE + one.name == notice.check), None)
        if release is not None:
            what = say(lacking_words(release, notice.detail.split()), language)
            return _("Given although not cleared. %(what)s", what=what)
    messages = (check.message for form in study.forms for check in form.checks if check.id == notice.check)
    return next((say(message, language) for message in messages), notice.check)


def source_words(study: Study, check: str, language: str) -> str:
    """What drafted a notice, in short: the name of the release check, or the id of the edit check."""
    if check in (NOT_DONE_VISIT, NOT_DONE_PAGE):
        return _("Not done")
    return next((say(one.label, language) for one in study.releases if RELEASE + one.name == check), check)


def category_words(study: Study, code: str, language: str) -> str:
    known = categories(study)
    choice = known.by_code.get(code) if known is not None else None
    return say(choice.label, language) if choice is not None else code


def class_words(study: Study, major: bool, language: str) -> str:
    """The class of a deviation: in the words of the log where it has them."""
    item = filled_item(study, "class")
    known = study.codelist_by_oid.get(item.codelist or "") if item is not None else None
    choice = known.by_code.get("MAJOR" if major else "MINOR") if known is not None else None
    if choice is not None:
        return say(choice.label, language)
    return _("major") if major else _("minor")


def place_words(study: Study, row: NoticeRow, language: str) -> str:
    """The page a notice stands on: ``Renal function, week 20``; a log has no visit."""
    form, event = study.form_by_name.get(row.form), study.event_by_name.get(row.event)
    word = say(form.label, language) if form is not None else row.form
    if event is None:
        return beside(word, row.event)
    return word if event.kind == "log" else beside(word, event_word(event, language, row.visit_repeat))


def glyph_of(notice: Notice) -> NoticeGlyph:
    """The sign of a notice: of a filed one, what became of its class."""
    if notice.state is NoticeState.FILED:
        return {NoticeStep.AGREED: "agreed", NoticeStep.SENT_BACK: "sent_back"}.get(notice.step, "filed")  # type: ignore[return-value]  # the three words
    return notice.state.value  # type: ignore[return-value]  # the other states are glyphs of the same name


def step_words(step: NoticeStep) -> str:
    """One step as the history tells it."""
    words: Mapping[NoticeStep, str] = {
        NoticeStep.DRAFTED: _("drafted by the program"),
        NoticeStep.PROPOSED: _("proposed as a deviation"),
        NoticeStep.RAISED: _("raised by the program"),
        NoticeStep.FILED: _("filed in the deviation log"),
        NoticeStep.DISMISSED: _("dismissed"),
        NoticeStep.AGREED: _("class agreed"),
        NoticeStep.SENT_BACK: _("asked about the class again"),
        NoticeStep.SEEN: _("seen"),
        NoticeStep.LAPSED: _("lapsed: its cause was corrected"),
        NoticeStep.FIRED_AGAIN: _("came up again: a value changed"),
    }
    return words[step]
