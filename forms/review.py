"""Forms of queries, signing, freezing and locking, exports and the trail.

They read and clean what was typed; whether something may be done is decided by the act.
"""

from __future__ import annotations

from wtforms import Form, PasswordField, StringField


def _trimmed(text: str | None) -> str | None:
    return text.strip() if text else text


class WordsForm(Form):
    """A coded answer and words: a step of a query, a verdict, a reason."""

    code = StringField(filters=[_trimmed])
    text = StringField(filters=[_trimmed])


class RaiseForm(Form):
    """A query to raise on the item at ``path``."""

    path = StringField(filters=[_trimmed])
    text = StringField(filters=[_trimmed])
    for_investigator = StringField()


class SignForm(Form):
    """An electronic signature: meaning, user name at the first of a session, password.

    ``seen`` is the token of what was shown.
    """

    meaning = StringField(filters=[_trimmed])
    name = StringField(filters=[_trimmed])
    password = PasswordField()
    seen = StringField()


class HoldForm(Form):
    """A place to freeze or to open again, and why."""

    scope = StringField(filters=[_trimmed])
    key = StringField(filters=[_trimmed])
    step = StringField()
    reason = StringField(filters=[_trimmed])


class ExportForm(Form):
    """An export to make. An empty ``lock``: the data as they stand."""

    lock = StringField(filters=[_trimmed])
    profile = StringField()
    reason = StringField(filters=[_trimmed])
