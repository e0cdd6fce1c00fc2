"""Forms about participants and their visits. They read and clean; the act decides."""

from __future__ import annotations

from wtforms import Form, StringField


def _trimmed(text: str | None) -> str | None:
    return text.strip() if text else text


class AddSubjectForm(Form):
    """Where a participant is added."""

    site = StringField(filters=[_trimmed])
    previous = StringField(filters=[_trimmed])


class RescreenForm(Form):
    """A participant to be screened again. ``sure``: in spite of what speaks against it."""

    sure = StringField()


class StrikeForm(Form):
    """One step about a participant created in error, and why."""

    act = StringField()
    reason = StringField(filters=[_trimmed])


class ReasonedForm(Form):
    """Why something is done to a visit: a code of the study, and words."""

    reason = StringField()
    reason_text = StringField()


class AddVisitForm(Form):
    """Which unscheduled visit is added."""

    event = StringField()


class AddPageForm(Form):
    """Of which form a further page is added."""

    form = StringField()
