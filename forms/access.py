"""Forms of sign-in, one's own account, and people and roles.

Labels and messages are English message ids, translated where they are shown. They read and clean; whether something may be done is decided by the act. The token
against forged requests is checked by the gate, once for every form.
"""

from __future__ import annotations

from datetime import date

from wtforms import BooleanField, DateField, Form, HiddenField, PasswordField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from edc.access.rules import Role
from edc.errors import N_

_OWED = InputRequired(N_("This is missing."))
_SHORT = Length(max=200, message=N_("Use at most 200 characters."))


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

    username = StringField(N_("User name"), [_OWED, _SHORT], filters=[_trimmed])
    name = StringField(N_("Name as a signature shows it"), [_OWED, _SHORT], filters=[_trimmed])


class GrantForm(Form):
    """A role to give. An empty site means all sites; an empty first day, today."""

    role = StringField(N_("Role"), [_OWED, AnyOf([role.value for role in Role])])
    site = StringField(N_("Site"), [_SHORT])
    trained = DateField(N_("Day of training"), [_OWED])
    first = DateField(N_("First day"), [Optional()])
    last = DateField(N_("Last day"), [Optional()])
    reason = StringField(N_("Reason"), [_SHORT], filters=[_trimmed])


class ReasonForm(Form):
    """Why a role ends or an account is opened or closed."""

    reason = StringField(N_("Reason"), [_OWED, _SHORT], filters=[_trimmed])


class DayForm(Form):
    """A day to look back to."""

    on = DateField(N_("As of"), [Optional()])

    def day(self, today: date) -> date:
        """The day asked for, or today where none or none that exists was given."""
        return self.on.data or today if self.validate() else today
