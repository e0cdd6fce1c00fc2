"""A study with enough in it for the stories of marks, queries, signatures and locks.

Two visits, an unscheduled one and the logs; RENAL derives from DM, which is on
another page, and is checked against it; AE has added rows; DS is signed as a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from edc import clock
from edc.acts.add_subject import add_subject
from edc.acts.save import Entry, Saved, save
from edc.acts.sign import Scope, sign, to_sign
from edc.acts.verify_trail import verify_trail
from edc.casebook.reading import PageRef, SubjectRef, page_ref
from edc.db import Database, rows
from edc.study.definition import Check, Coded, Event, Form, Group, Item, Range, Study
from edc.study.document import Document, Value, decode
from tests.people import actor, amend, small_study


def story_study() -> Study:
    """The small study of ``tests.people`` grown to version 2."""
    small = small_study()
    forms = (
        small.form_by_name["SV"],
        _form(
            "DM",
            _group(
                "DM_G",
                _item("WEIGHT", "number", required=True),
                _item("NOTE", "text"),
                _item("BRTHDT", "date", identifying=True),
            ),
        ),
        small.form_by_name["VS"],
        _form(
            "RENAL",
            _group(
                "RENAL_G",
                _item("CREAT", "number", required=True, soft=Range(ge=Decimal(60), le=Decimal(300)), medical=True),
                _item("UREA", "number", missing=()),
                _item("RATIO", "derived", value="CREAT / DM.WEIGHT", decimals=2),
            ),
            _group("EXTRA", _item("CYST", "number", required=True), _item("URATE", "number", required=True)),
            checks=(
                Check(id="EC1", when="CREAT > 4 * DM.WEIGHT", message={"en": "High for the weight"}, items=("CREAT",)),
            ),
        ),
        _form(
            "AE",
            _group("AE", _item("AETERM", "text", required=True), _item("AEGR", "integer"), repeat="added"),
        ),
        _form("DS", _group("DS_G", _item("DSDECOD", "text", required=True)), sign=True),
    )
    return study_with(
        small,
        version="2",
        missing=(_coded("ND"), _coded("UNK")),
        reasons=(
            _coded("typing"),
            _coded("source"),
            _coded("other", text=True),
        ),
        confirmations=(_coded("checked"), _coded("explained", text=True)),
        not_done_reasons=(_coded("absent"), _coded("other", text=True)),
        meanings=(_coded("responsible"), _coded("approved")),
        events=(
            _event("SCN", "SV", "DM", "VS", "RENAL"),
            _event("W4", "SV", "VS", "RENAL"),
            _event("UNS", "SV", "RENAL", kind="unscheduled", repeating=True),
            _event("ET", "SV", kind="unscheduled"),
            _event("LOG", "AE", "DS", kind="log"),
        ),
        forms=forms,
    )


def study_with(study: Study, **parts: Any) -> Study:
    """*study* with other parts. (``model_copy`` would take over what it has worked out of itself.)"""
    return Study.model_validate({name: getattr(study, name) for name in Study.model_fields} | parts)


def _coded(code: str, *, text: bool = False) -> Coded:
    return Coded(code=code, label={"en": code}, text=text)


def _event(name: str, *forms: str, **more: Any) -> Event:
    return Event(oid=f"E.{name}", name=name, label={"en": name}, forms=forms, **more)


def _form(name: str, *groups: Group, **more: Any) -> Form:
    return Form(oid=f"F.{name}", name=name, label={"en": name}, groups=groups, **more)


def _group(name: str, *items: Item, **more: Any) -> Group:
    return Group(oid=f"G.{name}", name=name, items=items, **more)


def _item(name: str, kind: str, **more: Any) -> Item:
    return Item.model_validate({"oid": f"I.{name}", "name": name, "label": {"en": name}, "type": kind} | more)


def begin(database: Database, site: str = "YA", study: Study | None = None) -> SubjectRef:
    """The study is published and Li Wen (at KM: Wang Lei) adds a participant."""
    amend(database, study or story_study())
    return add_subject(database, actor("li.wen" if site == "YA" else "wang.lei", site), site)


def page_of(database: Database, subject: SubjectRef, event: str, form: str, visit_repeat: int = 1) -> PageRef:
    sql = (
        "SELECT p.id FROM page p JOIN visit v ON v.id = p.visit"
        " WHERE p.subject = ? AND v.event = ? AND v.repeat = ? AND p.form = ?"
    )
    with database.reading() as connection:
        page = page_ref(connection, rows(connection, sql, (subject.id, event, visit_repeat, form))[0][0])
    assert page is not None
    return page


def enter(
    database: Database,
    page: PageRef,
    values: Mapping[str, str | None],
    *,
    who: str = "li.wen",
    finish: bool = True,
    because: str = "typing",
    **more: Any,
) -> Saved:
    """*who* saves these values (and finishes the page), with one reason where one is owed."""
    now = document(database, page)
    given: Document = {path: None if text is None else Value(v=text) for path, text in values.items()}
    entry = Entry(head(database, page), given, {path: because for path in given if path in now}, **more)
    return save(database, actor(who, page.subject.site), page, entry, request_key=None, finish=finish)


FULL: Mapping[str, Mapping[str, str]] = {
    "SV": {"SVDAT": "2025-03-04"},
    "DM": {"WEIGHT": "60", "NOTE": "came by bus", "BRTHDT": "1970-01-05"},
    "VS": {"SBP": "120", "DBP": "80"},
    "RENAL": {"CREAT": "120", "UREA": "7", "CYST": "1.1", "URATE": "300"},
    "AE": {"AE/1/AETERM": "Headache", "AE/1/AEGR": "1"},
    "DS": {"DSDECOD": "COMPLETED"},
}
"""A value for everything that is owed."""


def enter_all(database: Database, subject: SubjectRef, who: str = "li.wen") -> None:
    """Every expected page of the participant is entered and finished."""
    for event in ("SCN", "W4", "LOG"):
        for form in story_study().event_by_name[event].forms:
            enter(database, page_of(database, subject, event, form), FULL[form], who=who)


def head(database: Database, page: PageRef) -> int:
    return int(state(database, page, "head"))


def document(database: Database, page: PageRef) -> dict[str, Value | None]:
    """What the page holds now."""
    sql = "SELECT data FROM page_version WHERE page = ? ORDER BY seq DESC LIMIT 1"
    found = asked(database, sql, page.id)
    return decode(found[0][0]) if found else {}


def state(database: Database, page: PageRef, column: str) -> Any:
    """One column of the page's cached state."""
    return asked(database, f"SELECT {column} FROM page_state WHERE page = ?", page.id)[0][0]


def asked(database: Database, sql: str, *parameters: Any) -> list[Any]:
    with database.reading() as connection:
        return [tuple(row) for row in rows(connection, sql, parameters)]


def queries(database: Database, page: PageRef) -> dict[str, tuple[int, str]]:
    """Check id (or path, of a manual query) to number and state."""
    sql = (
        "SELECT coalesce(q.check_id, q.path), q.id, e.state FROM query q JOIN query_event e ON e.query = q.id"
        " AND e.n = (SELECT max(l.n) FROM query_event l WHERE l.query = q.id) WHERE q.page = ?"
    )
    return {name: (number, now) for name, number, now in asked(database, sql, page.id)}


def give_signature(database: Database, subject: SubjectRef, scope: Scope, key: int, who: str = "zhang.min") -> int:
    """*who* looks at what is to be signed, gives the password, and signs it."""
    with database.reading() as connection:
        seen = to_sign(connection, subject, scope, key).seen
    return sign(
        database,
        actor(who),
        subject,
        scope,
        key,
        meaning="responsible",
        seen=seen,
        identified_at=clock.stamp(clock.now()),
        request_key=None,
    )


def flaws(database: Database) -> list[str]:
    """What verifying the whole trail finds."""
    return [str(flaw) for flaw in verify_trail(database)]


def journal(database: Database, chain: str) -> list[str]:
    """Names of the acts on a chain, in order."""
    return [name for (name,) in asked(database, "SELECT name FROM journal WHERE chain = ? ORDER BY n", chain)]
