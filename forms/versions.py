"""Forms of study versions: a verdict, a start at a site, a page moved forward."""

from __future__ import annotations

from wtforms import DateField, Form, HiddenField, StringField
from wtforms.validators import InputRequired


def _trimmed(text: str | None) -> str | None:
    return text.strip() if text else text


class VerdictForm(Form):
    """What somebody says to a proposal; words are owed when declining."""

    request_key = HiddenField()
    verdict = StringField()
    text = StringField(filters=[_trimmed])


class StartForm(Form):
    """From which day a site uses a version, and by which approval of its own."""

    request_key = HiddenField()
    site = StringField(filters=[_trimmed])
    version = StringField(filters=[_trimmed])
    first = DateField(validators=[InputRequired()])
    approval = StringField(filters=[_trimmed])


class MoveForm(Form):
    """Why a page or a visit is moved forward."""

    request_key = HiddenField()
    reason = StringField(filters=[_trimmed])
