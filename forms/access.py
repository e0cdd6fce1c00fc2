"""Forms of sign-in, one's own account, and people and roles.

They read and clean; whether something may be done is decided by the act. The token
against forged requests is checked by the gate, once for every form.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, DateField, Form, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from edc.access.rules import Role

_OWED = InputRequired(lazy_gettext("This is missing."))
_SHORT = Length(max=200, message=lazy_gettext("Use at most 200 characters."))


def _trimmed(text: str | None) -> str | None:
    return text.strip() if text else text


class SignInForm(Form):
    """User name and password; ``next`` and ``kept`` say how to go on."""

    name = StringField(filters=[_trimmed])
    password = PasswordField()
    next = HiddenField()
    kept = HiddenField()


class PasswordForm(Form):
    """The present password, the new one twice, and at first the statement."""

    old = PasswordField()
    new = PasswordField()
    again = PasswordField()
    accept = BooleanField()


class PersonForm(Form):
    """A person to add. ``name`` is what a signature prints."""

    username = StringField(lazy_gettext("User name"), [_OWED, _SHORT], filters=[_trimmed])
    name = StringField(lazy_gettext("Name as a signature shows it"), [_OWED, _SHORT], filters=[_trimmed])


class GrantForm(Form):
    """A role to give. An empty site means all sites; an empty first day, today."""

    role = SelectField(lazy_gettext("Role"), [_OWED], choices=[(role.value, role.value) for role in Role])
    site = SelectField(lazy_gettext("Site"), [Optional()], choices=[])
    trained = DateField(lazy_gettext("Day of training"), [_OWED])
    first = DateField(lazy_gettext("First day"), [Optional()])
    last = DateField(lazy_gettext("Last day"), [Optional()])
    reason = StringField(lazy_gettext("Reason"), [_SHORT], filters=[_trimmed])

    def __init__(self, *given: Any, sites: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.site.choices = [("", lazy_gettext("All sites")), *sites]


class ReasonForm(Form):
    """Why a role ends or an account is opened or closed."""

    reason = StringField(lazy_gettext("Reason"), [_OWED, _SHORT], filters=[_trimmed])


class DayForm(Form):
    """A day to look back to."""

    on = DateField(lazy_gettext("As of"), [Optional()])

    def day(self, today: date) -> date:
        """The day asked for, or today where none or none that exists was given."""
        return self.on.data or today if self.validate() else today
