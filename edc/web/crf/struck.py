"""What was struck out of a page: why, by whom, when."""

from __future__ import annotations

from edc.db import rows
from edc.study.document import STRUCK
from edc.web.crf.sheet import Sheet
from edc.web.gate import edc
from edc.web.saying import say_reason
from edc.web.shapes import Struck
from edc.web.spoken import moment, who


def struck_shape(sheet: Sheet, prefix: str = "") -> Struck | None:
    """The mark on the page, or on the row whose paths begin with *prefix* (``AE/2/``); ``None`` where there is none."""
    mark = sheet.document.get(prefix + STRUCK)
    if mark is None:
        return None
    sql = (
        "SELECT v.saved_at, p.name, v.person, v.role FROM item_change c"
        " JOIN page_version v ON v.page = c.page AND v.seq = c.seq LEFT JOIN person p ON p.username = v.person"
        " WHERE c.page = ? AND c.path = ? ORDER BY c.seq DESC LIMIT 1"
    )
    with edc().database.reading() as connection:
        found = rows(connection, sql, (sheet.ref.id, prefix + STRUCK))
    at, name, person, role = found[0]
    by = who({person: name} if name else {}, person, role)
    return Struck(say_reason(sheet.study, mark.v, sheet.language), by, moment(at, sheet.timezone))
