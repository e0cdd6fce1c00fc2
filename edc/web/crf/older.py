"""A page of an older version: what it holds that is no longer asked, and the way forward."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.acts.move_page import movable
from edc.study.definition import Item, say
from edc.web.crf.sheet import Sheet
from edc.web.shapes import Link
from edc.web.spoken import value_words
from forms.crf import CONTROLS


def kept_values(sheet: Sheet) -> tuple[tuple[str, str], ...]:
    """Items that the page holds and its version does not ask any more, each with its value in words."""
    context, page = sheet.context, sheet.ref.id
    if not context.rules.several:
        return ()
    found = context.rules.unasked(sheet.ref.form, context.version_of(page), sheet.document)
    return tuple(
        (named(path, item, sheet.language), _value(sheet, path, item, study.version)) for path, study, item in found
    )


def _value(sheet: Sheet, path: str, item: Item, version: str) -> str:
    if sheet.masked(item):
        return _("masked")
    study = sheet.context.rules.study(version)
    return value_words(item, sheet.document.get(path), study, sheet.language)


def named(path: str, item: Item, spoken: str) -> str:
    """What an item is called, with the number of its row."""
    row = path.split("/")[1] if path.count("/") == 2 else ""
    word = say(item.label, spoken)
    return _("No. %(n)s", n=row) + f": {word}" if row else word


def asked_before(sheet: Sheet, posted: Mapping[str, str]) -> bool:
    """Whether *posted* fills in an item that only another version of the form asks: the page was opened under that
    one, and came to be of its version since."""
    filled = [name for name, value in posted.items() if value and "@" not in name and name not in CONTROLS]
    filled = [name for name in filled if sheet.form.at(name) is None]
    if not filled:
        return False  # nearly always: then nothing is read of the participant before the save reads it
    others = [form for study in sheet.context.rules.studies if (form := study.form_by_name.get(sheet.ref.form))]
    return any((at := form.at(name)) is not None and at[2].stored for name in filled for form in others)


def move_link(sheet: Sheet) -> Link | None:
    """The way to move the page forward, for those who may, where there is a newer version in use."""
    if not (sheet.may(Permission.DATA_ENTER) and sheet.open and movable(sheet.context, sheet.ref.id)):
        return None
    word = _("Move to version %(n)s ...", n=sheet.context.pinning.effective)
    return Link(word, url_for("crf.move", page_id=sheet.ref.id))
