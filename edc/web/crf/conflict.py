"""The page that lets a person choose per item when two changed the same one."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from edc import clock
from edc.acts.save import Conflicted
from edc.casebook.rules_saving import Conflict
from edc.db import rows
from edc.study.values import shown
from edc.web.crf.posting import Post
from edc.web.crf.shaping import page_crumbs
from edc.web.crf.sheet import Sheet
from edc.web.crf.trouble import label_of
from edc.web.keys import new_key
from edc.web.shapes import ConflictRow, ConflictShape, Trouble


def conflict_shape(connection: Connection, sheet: Sheet, typed: Post, conflict: Conflicted) -> ConflictShape:
    """What both changed side by side. Nothing of the other's was overwritten, nothing typed is lost."""
    found = rows(
        connection,
        "SELECT p.name, v.saved_at FROM page_version v LEFT JOIN person p ON p.username = v.person"
        " WHERE v.page = ? AND v.seq = ?",
        (sheet.ref.id, conflict.seq),
    )
    by, at = found[0]
    contested = {each.path for each in conflict.conflicts}
    mine = {path: value for path, value in typed.values.items() if value != conflict.opened.get(path)}
    carried = [
        (name, text) for name, text in typed.raw.items() if name.partition("@")[0] in mine and "@keep" not in name
    ]
    carried += [("request_key", new_key()), ("opened_seq", str(conflict.seq))]
    return ConflictShape(
        crumbs=page_crumbs(sheet),
        saved_by=by or "",
        saved_at=clock.local(at, sheet.timezone).strftime("%H:%M"),
        rows=tuple(_row(sheet, each) for each in conflict.conflicts),
        action_url=url_for("crf.post", page_id=sheet.ref.id),
        cancel_url=url_for("crf.page", page_id=sheet.ref.id),
        carried=tuple(carried),
        merged=tuple(Trouble(path, label_of(sheet, path), "") for path in sorted(mine.keys() - contested)),
    )


def _row(sheet: Sheet, each: Conflict) -> ConflictRow:
    at = sheet.form.at(each.path)
    sides = (each.opened, each.theirs, each.mine)
    if at is None:  # a mark of the page or of a row
        was, saved, mine = (_("set") if value else "" for value in sides)
        return ConflictRow(each.path, {sheet.language: each.path}, was, saved, mine)
    was, saved, mine = (shown(at[2], value, sheet.study, sheet.language) for value in sides)
    return ConflictRow(each.path, at[2].label, was, saved, mine)


def settled(posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """A post from the conflict page: where the saved value was kept, what was typed is left out."""
    kept = {
        name.partition("@keep")[0] for name, choice in posted.items() if name.endswith("@keep") and choice != "mine"
    }
    result: MultiDict[str, str] = MultiDict()
    for name, text in posted.items(multi=True):
        if name.partition("@")[0] not in kept and not name.endswith("@keep"):
            result.add(name, text)
    return result
