"""What happened to YA-001, and how to tell it without the screens where they were walked before.

The values are those of ``tests.trial.participant`` with what this story adds: a visit four
days late, a pressure that is extreme and true, creatinine printed in mg/dL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from edc import clock
from edc.acts.add_subject import add_subject
from edc.acts.dismiss_deviation import dismiss_deviation
from edc.acts.reasons import Reason
from edc.acts.save import Entry, save
from edc.acts.see_alert import see_alert
from edc.acts.sign import Scope, sign, to_sign
from edc.acts.verify_items import verify_items
from edc.casebook.reading import PageRef, SubjectRef, page_ref
from edc.casebook.states import to_verify
from edc.db import rows
from edc.study.definition import Item, Study
from edc.study.document import Document, Value, decode
from edc.study.values import read
from edc.trail.unit import Actor
from tests.people import PEOPLE, actor
from tests.trial.participant import VISITS, YA_001, Differences
from tests.walk.hands import Typed
from tests.walk.house import House

LATE = "2025-04-19"
"""Two days after the window of week 4 closed on 17 April."""


def _moved(event: str, before: str, day: str) -> dict[str, Typed]:
    """Everything of a visit as if it had been on *day*, the night before on the day *before*."""
    on = VISITS[event]
    days = {on.isoformat(): day, (on - timedelta(days=1)).isoformat(): before}

    def when(text: str) -> str:
        return days.get(text[:10], text[:10]) + text[10:]

    visit = {key: typed for key, typed in YA_001.items() if key.startswith(f"{event}.")}
    return {key: when(typed) if isinstance(typed, str) else typed for key, typed in visit.items() if typed is not None}


IN_CHINESE: Differences = {
    "LOG.MH.MH/1/MHTERM": "高血压",
    "LOG.MH.MH/2/MHTERM": "非增殖期糖尿病视网膜病变",
    "LOG.CM.CM/1/CMTRT": "对乙酰氨基酚",
    "LOG.CM.CM/2/CMTRT": "二甲双胍",
    "LOG.CM.CM/3/CMTRT": "甘精胰岛素",
    "LOG.CM.CM/4/CMTRT": "缬沙坦",
    "LOG.AE.AE/1/AETERM": "发热",
}
"""What people write, as they write it in Kunming."""

TOLD: dict[str, Typed] = {
    **{key: typed for key, typed in (YA_001 | IN_CHINESE).items() if typed is not None},
    "W0.VS.SBP": "236",
    "W0.VS.DBP": "138",
    "W0.VS.SBP2": "232",
    "W0.VS.DBP2": "136",
    "W0.RENAL.CREAT": ("1.58", "mg/dL"),
    **_moved("W4", "2025-04-18", LATE),
    **_moved("W8", "2025-05-13", "2025-05-14"),
    "LOG.AE.AE/1/AESTDT": "2025-04-20",
    "LOG.AE.AE/1/AEENDT": "2025-04-21",
    "LOG.CM.CM/1/CMSTDT": "2025-04-20",
    "LOG.CM.CM/1/CMENDT": "2025-04-21",
    "LOG.EOT.EOTDT": "2025-05-14",
}


def told(event: str, form: str, of: Mapping[str, Typed] = TOLD) -> dict[str, Typed]:
    """Path to what is typed on one page."""
    start = f"{event}.{form}."
    return {key.removeprefix(start): typed for key, typed in of.items() if key.startswith(start)}


@dataclass(frozen=True)
class Tale:
    """Goes on with a participant of a house by the acts themselves. ``subject``: the participant's number."""

    house: House
    study: Study
    subject: int = 1

    @classmethod
    def begin(cls, house: House, study: Study) -> Tale:
        """Li Wen adds a participant and logs the consent."""
        with house.time():
            tale = cls(house, study, add_subject(house.database, actor("li.wen"), "YA").id)
        tale.enter("LOG", "IC")
        return tale

    def page(self, event: str, form: str) -> PageRef:
        """The page of that form at that event; the first of several."""
        sql = (
            "SELECT p.id FROM page p JOIN visit v ON v.id = p.visit WHERE p.subject = ? AND v.event = ? AND p.form = ?"
            " ORDER BY p.id"
        )
        with self.house.database.reading() as connection:
            found = page_ref(connection, rows(connection, sql, (self.subject, event, form))[0][0])
        assert found is not None
        return found

    def head(self, page: PageRef) -> tuple[int, Document]:
        sql = "SELECT seq, data FROM page_version WHERE page = ? ORDER BY seq DESC LIMIT 1"
        with self.house.database.reading() as connection:
            found = rows(connection, sql, (page.id,))
        return (found[0][0], decode(found[0][1])) if found else (0, {})

    def text(self, event: str, form: str) -> dict[str, str]:
        """Path to what is stored on a page; coded missing values as ``=ND``."""
        _seq, document = self.head(self.page(event, form))
        stored = {path: value for path, value in document.items() if value is not None}
        return {path: f"={value.m}" if value.m else value.v or "" for path, value in stored.items()}

    def state(self, column: str) -> dict[str, str | int]:
        """``W8.RENAL`` to one column of the cached state, for every page."""
        with self.house.database.reading() as connection:
            found = rows(connection, f"SELECT event, form, {column} FROM page_state WHERE subject = ?", (self.subject,))
        return {f"{event}.{form}": value for event, form, value in found}

    def derived(self, path: str) -> dict[str, str | None]:
        """Event to the value of a derived item now."""
        sql = (
            "SELECT v.event, d.value FROM derived d JOIN page p ON p.id = d.page JOIN visit v ON v.id = p.visit"
            " WHERE d.path = ? AND v.subject = ? AND d.n = (SELECT max(l.n) FROM derived l WHERE l.page = d.page AND l.path = d.path)"
        )
        with self.house.database.reading() as connection:
            return dict(map(tuple, rows(connection, sql, (path, self.subject))))

    def asked(self) -> list[str]:
        """``W8.RENAL CREAT RF02`` for each query that waits for an answer."""
        sql = (
            "SELECT v.event, p.form, q.path, q.check_id FROM query q JOIN query_event e ON e.query = q.id"
            " AND e.n = (SELECT max(l.n) FROM query_event l WHERE l.query = q.id)"
            " JOIN page p ON p.id = q.page JOIN visit v ON v.id = p.visit WHERE e.state = 'open' AND v.subject = ? ORDER BY q.id"
        )
        with self.house.database.reading() as connection:
            return [
                f"{event}.{form} {path} {check}" for event, form, path, check in rows(connection, sql, (self.subject,))
            ]

    def enter(self, event: str, *forms: str, of: Mapping[str, Typed] | None = None) -> None:
        """Enter and finish pages as the story says, Chen Jie those with something only she may judge.

        *of*: what is told; by default TOLD.
        """
        for form in forms:
            page = self.page(event, form)
            values = self._read(event, form, told(event, form, TOLD if of is None else of))
            who = "chen.jie" if any(self._item(form, path).medical for path in values) else "li.wen"
            entry = Entry(self.head(page)[0], values)
            with self.house.time():
                saved = save(self.house.database, actor(who), page, entry, request_key=None, finish=True)
            assert saved.finished, f"{event}.{form}: {saved.owed}"

    def _item(self, form: str, path: str) -> Item:
        at = self.study.form_by_name[form].at(path)
        assert at is not None, f"{form} has no {path}"
        return at[2]

    def _read(self, event: str, form: str, typed: Mapping[str, Typed]) -> dict[str, Value | None]:
        """What the parser of every channel makes of it."""
        values = {}
        for path, one in typed.items():
            text, unit = one if isinstance(one, tuple) else (one, None)
            missing = text[1:] if text.startswith("=") else None
            today = self.house.wall.now().date()
            text = "" if missing else text
            reading = read(
                self._item(form, path), text, study=self.study, today=today, unit=unit, missing=missing, language="en"
            )
            assert reading.problem is None, f"{event}.{form}.{path}: {reading.problem}"
            values[path] = reading.value
        return values

    def settle_notices(self) -> None:
        """Dismiss what was drafted as a deviation and say that what alerts was seen: this story is not about them."""
        sql = "SELECT o.id, o.kind FROM notice o WHERE (SELECT e.state FROM notice_event e WHERE e.notice = o.id ORDER BY e.n DESC LIMIT 1) = 'open'"
        with self.house.database.reading() as connection:
            waiting = rows(connection, sql)
        with self.house.time():
            for number, kind in waiting:
                if kind == "alert":
                    see_alert(self.house.database, actor("chen.jie"), number, "12", request_key=None)
                else:
                    dismiss_deviation(self.house.database, actor("chen.jie"), number, "12", request_key=None)

    def verify(self, pages: Iterable[str], who: str = "zhao.rui") -> None:
        """Mark everything that the plan wants on these pages."""
        for name in pages:
            page = self.page(*name.split("."))
            seq, document = self.head(page)
            form = self.study.form_by_name[page.form]
            paths = to_verify(form, document)
            typed = {path: document[path] for path in paths}
            known = {path: value for path, value in typed.items() if value is not None}
            if paths:
                with self.house.time():
                    verify_items(
                        self.house.database,
                        actor(who),
                        page,
                        sorted(paths),
                        opened_seq=seq,
                        typed=known,
                        request_key=None,
                    )

    def sign(self, *events: str, who: str = "chen.jie") -> None:
        """Sign visits."""
        _name, role, sites = PEOPLE[who]
        for event in events:
            page = self.page(event, self.study.event_by_name[event].forms[0])
            self._sign(Actor(who, role.value, sites[0]), page.subject, "visit", page.visit)

    def sign_page(self, event: str, form: str, who: str = "chen.jie") -> None:
        """Sign one page; what asks the signer is in the medical record as it is here."""
        page = self.page(event, form)
        self._sign(actor(who), page.subject, "page", page.id)

    def _sign(self, who: Actor, subject: SubjectRef, scope: Scope, key: int) -> None:
        with self.house.time():
            with self.house.database.reading() as connection:
                shown = to_sign(connection, subject, scope, key)
            sign(
                self.house.database,
                who,
                subject,
                scope,
                key,
                meaning="responsible",
                seen=shown.seen,
                identified_at=clock.stamp(clock.now()),
                explained={question.key: Reason("checked") for question in shown.questions},
                request_key=None,
            )
