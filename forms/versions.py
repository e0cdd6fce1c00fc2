"""Forms of study versions: a proposal, a verdict, a start at a site, a page moved forward."""

from __future__ import annotations

from wtforms import DateField, FileField, Form, HiddenField, StringField
from wtforms.validators import InputRequired


def _trimmed(text: str | None) -> str | None:
    return text.strip() if text else text


class ProposeForm(Form):
    """A version folder as a ZIP, why the study changes, and who approved that.

    ``kept`` and ``kept_name``: the ZIP that was sent before, in Base64, and what its file was called.
    """

    act = StringField()
    reason = StringField(filters=[_trimmed])
    ethics = StringField(filters=[_trimmed])
    file = FileField()
    kept = HiddenField()
    kept_name = HiddenField()


class VerdictForm(Form):
    """What somebody says to a proposal; words are owed when declining."""

    verdict = StringField()
    text = StringField(filters=[_trimmed])


class StartForm(Form):
    """From which day a site uses a version, and by which approval of its own."""

    site = StringField(filters=[_trimmed])
    version = StringField(filters=[_trimmed])
    first = DateField(validators=[InputRequired()])
    approval = StringField(filters=[_trimmed])


class MoveForm(Form):
    """Why a page or a visit is moved forward."""

    reason = StringField(filters=[_trimmed])
