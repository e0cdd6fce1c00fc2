"""Forms of deviations and alerts. They read and clean what was typed; the act decides."""

from __future__ import annotations

from wtforms import Form, StringField


def _trimmed(text: str | None) -> str | None:
    return text.strip() if text else text


class StepForm(Form):
    """A step of a notice: ``act`` is its name, ``text`` what is said with it."""

    act = StringField()
    text = StringField(filters=[_trimmed])


class ProposeForm(Form):
    """A deviation to propose; ``major`` is ``yes`` or nothing."""

    category = StringField(filters=[_trimmed])
    major = StringField()
    text = StringField(filters=[_trimmed])
