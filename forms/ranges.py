"""Forms of laboratory reference ranges. They read and clean what was typed; the acts decide."""

from __future__ import annotations

from wtforms import FileField, Form, SelectMultipleField, StringField

from edc.casebook.rules_ranges import MOST_BYTES


def _trimmed(text: str | None) -> str | None:
    return text.strip() if text else text


class DecideForm(Form):
    """Ranges that were ticked, and what becomes of them."""

    range = SelectMultipleField(coerce=int, validate_choice=False)
    verdict = StringField()
    reason = StringField(filters=[_trimmed])

    @property
    def numbers(self) -> list[int]:
        """The ranges ticked, as far as they are numbers a database can hold."""
        return [number for number in self.range.data or () if 0 < number < 2**31]


class EndForm(Form):
    """The last day on which a range holds, and why."""

    last = StringField()
    reason = StringField(filters=[_trimmed])


class ProposeForm(Form):
    """One range cell by cell, or a whole table as text or as a file."""

    site = StringField(filters=[_trimmed])
    act = StringField()
    table = StringField()
    file = FileField()


def text_of(content: bytes) -> str:
    """A file as text: UTF-8, or what spreadsheets here still write."""
    kept = content[: MOST_BYTES * 4 + 1]
    try:
        return kept.decode("utf-8-sig")
    except UnicodeDecodeError:
        return kept.decode("gb18030", errors="replace")
