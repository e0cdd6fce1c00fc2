"""Forms about participants and their visits. They read and clean; the act decides."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms import Form, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired


class AddSubjectForm(Form):
    """Where a participant is added. ``request_key`` makes it happen once, however often it is sent."""

    request_key = HiddenField()
    site = RadioField(
        lazy_gettext("Site"),
        [InputRequired(lazy_gettext("Choose the site. Nobody was added."))],
        choices=[],
        validate_choice=False,
    )

    def __init__(self, *given: Any, sites: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.site.choices = sites


class NotDoneForm(Form):
    """Why a visit was not done: a code of the study, and words."""

    request_key = HiddenField()
    reason = SelectField(choices=[], validate_choice=False)
    reason_text = StringField()


class AddVisitForm(Form):
    """Which unscheduled visit is added."""

    request_key = HiddenField()
    event = SelectField(choices=[], validate_choice=False)
