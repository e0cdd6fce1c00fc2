"""Making a study ready to be locked, asking for it, and approving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edc.acts.decide_lock import decide_lock
from edc.acts.lock_checklist import lock_gaps
from edc.acts.request_lock import request_lock
from edc.acts.verify_items import verify_items
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.review.checklist import Gap
from edc.review.rules_requests import Verdict
from edc.trail.unit import Actor
from tests.acts.story import (
    asked,
    begin,
    enter_all,
    give_signature,
    page_of,
    state,
    story_study,
)
from tests.people import actor

SUN_YAN, ZHANG_MIN, QIAN_HAO, HE_PING = actor("sun.yan"), actor("zhang.min"), actor("qian.hao"), actor("he.ping")
ZHAO_RUI, LI_WEN = actor("zhao.rui"), actor("li.wen")


def gaps(database: Database) -> list[Gap]:
    with database.reading() as connection:
        return lock_gaps(connection)


def verify_all(database: Database, subject: SubjectRef) -> None:
    """Zhao Rui compares everything that is planned with the source."""
    study = story_study()
    pages = "SELECT s.page, s.event, s.form FROM page_state s WHERE s.subject = ? AND s.verified < s.owed"
    for _, event, name in asked(database, pages, subject.id):
        page = page_of(database, subject, event, name)
        held = "SELECT DISTINCT path FROM item_change WHERE page = ?"
        paths = [
            path
            for (path,) in asked(database, held, page.id)
            if (at := study.form_by_name[name].at(path)) and at[2].verified
        ]
        verify_items(database, ZHAO_RUI, page, paths, opened_seq=state(database, page, "head"), request_key=None)


def complete(database: Database) -> SubjectRef:
    """YA-001 is entered, verified and signed: nothing keeps the study from being locked."""
    subject = begin(database)
    enter_all(database, subject)
    verify_all(database, subject)
    give_signature(database, subject, "subject", subject.id)
    return subject


def ask(database: Database, justified: Mapping[str, str] | None = None) -> int:
    return request_lock(database, SUN_YAN, "last visit was in March", justified or {}, request_key=None)


def approve(database: Database, request: int, *who: Actor) -> Any:
    given = [decide_lock(database, one, request, Verdict.APPROVED, request_key=None) for one in who]
    return given[-1]


def lock(database: Database) -> int:
    decided = approve(database, ask(database), ZHANG_MIN, QIAN_HAO)
    assert decided.lock is not None
    return int(decided.lock)
