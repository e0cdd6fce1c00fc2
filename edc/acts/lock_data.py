"""Lock the study's data, within the act that gives the last approval."""

from __future__ import annotations

from edc.acts.holds import THE_STUDY, append_hold, read_holds, refresh_held, touch_covered
from edc.casebook.reading import current_study
from edc.casebook.strikes import STRUCK_SUBJECTS
from edc.db import rows
from edc.review.rules_holds import HoldState
from edc.trail import digests
from edc.trail.checking import heads
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Unit


def lock_data(work: Unit, request: int, reason: str) -> int:
    """Append the next lock: every page that holds anything at its version now. Returns its number.

    Participants created in error are no part of it.

    The heads of all chains are kept as they stood before this act, which is itself
    the next row of each.
    """
    stood = heads(work.connection)
    study = current_study(work.connection)
    touch_covered(work, [THE_STUDY])
    number = 1 + int(rows(work.connection, "SELECT coalesce(max(n), 0) FROM data_lock")[0][0])
    row = {
        "n": number,
        "request": request,
        "study_version": study.version,
        "study_digest": study.digest,
        "heads": digests.canonical(stood),
        "at": work.at,
    }
    work.append("data_lock", STUDY_CHAIN, row)
    sql = f"SELECT page, head FROM page_state WHERE head > 0 AND subject NOT IN {STRUCK_SUBJECTS} ORDER BY page"
    for page, seq in rows(work.connection, sql):
        work.append("locked_page", STUDY_CHAIN, {"lock": number, "page": page, "seq": seq})
    append_hold(work, THE_STUDY, HoldState.LOCKED, reason)
    holds = read_holds(work.connection) | {THE_STUDY: HoldState.LOCKED}
    refresh_held(work.connection, holds)
    work.about["lock"] = number
    return number
