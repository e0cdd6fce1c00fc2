"""What of a page holds nothing yet and may be recorded as not done, several items in one act."""

from __future__ import annotations

from collections.abc import Iterator

from edc.access.rules import Permission
from edc.acts.not_done import ND, may_be_not_done
from edc.study.definition import Group
from edc.study.document import NOT_DONE, STRUCK
from edc.web.crf.groups import stored_rows
from edc.web.crf.sheet import Sheet
from edc.web.crf.trouble import label_of


def blank_items(sheet: Sheet) -> tuple[tuple[str, str], ...]:
    """Path and word of each such item, in the order of the page; none where this person may not enter."""
    if not (sheet.may(Permission.DATA_ENTER) and sheet.open):
        return ()
    if ND not in {coded.code for coded in sheet.study.missing}:
        return ()
    document = sheet.context.document(sheet.ref.id)
    return tuple(
        (path, label_of(sheet, path))
        for group in sheet.form.groups
        if document.get(f"{group.name}/{NOT_DONE}") is None
        for prefix in _prefixes(sheet, group)
        for path in (prefix + item.name for item in group.items)
        if document.get(path) is None
        and path not in sheet.hidden
        and may_be_not_done(sheet.study, sheet.form, document, path)
    )


def _prefixes(sheet: Sheet, group: Group) -> Iterator[str]:
    """Where items of a group stand: on the page, in a fixed row, or in a row that is stored and stands."""
    if group.repeat == "none":
        yield ""
    elif group.repeat == "fixed":
        yield from (f"{group.name}/{row.key}/" for row in group.rows)
    else:
        document = sheet.context.document(sheet.ref.id)
        rows = sorted(stored_rows(sheet, group), key=lambda row: int(row.rpartition("/")[2]))
        yield from (f"{row}/" for row in rows if document.get(f"{row}/{STRUCK}") is None)
