"""Whatever was done, the matrix says what the record says."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from flask import Flask

from edc.acts.answer_query import answer_query
from edc.acts.not_done import not_done, visit_not_done
from edc.acts.raise_query import raise_query
from edc.acts.reasons import Reason
from edc.acts.strike_out import strike_out
from edc.acts.verify_items import verify_items
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.errors import Refusal
from tests.acts.story import asked, enter, give_signature, head, page_of
from tests.people import actor
from tests.web.record_truth import record_truth
from tests.web.watched import (
    ago,
    matrix_row,
    opened,
    participant,
    sign_of,
    signed_in,
    text,
    today,
    visit_of,
    watch,
)

ABSENT = Reason("absent")


@pytest.mark.parametrize("seed", [1, 2])
def test_the_matrix_equals_the_record(app: Flask, study_database: Database, seed: int) -> None:
    """Whatever was done, every cell says what the record itself says (B.3.14.0800).

    The truth is worked out anew from page versions, query events, marks and signatures;
    the cache that the matrix is read from is not looked at.
    """
    watch(study_database)
    dice = random.Random(seed)  # noqa: S311  # a story, not a secret
    people = [participant(study_database) for _ in range(3)] + [participant(study_database, "KM")]
    for _ in range(60):
        try:
            _something(study_database, dice, dice.choice(people))
        except Refusal:
            continue
    manager = signed_in(app, "sun.yan")
    truth = record_truth(study_database, today())
    for show in ("entry", "verification", "signature"):
        tree = opened(manager, f"/participants?show={show}")
        for subject in people:
            row = matrix_row(tree, subject.code)
            assert truth[subject.code].state in text(row["Participant"])
            for word, cell in truth[subject.code].cells.items():
                assert _shown(row[word]) == cell.shown(show), (subject.code, word, show)


def _shown(cell: object) -> tuple[str, ...]:
    """A cell as it is read: sign, date, open and answered queries, corner."""
    if cell.get("class") == "m-na":  # type: ignore[attr-defined]  # lxml's elements
        return ("Not expected",)
    link = cell.xpath("./a")[0]  # type: ignore[attr-defined]
    date = "".join(link.xpath("./span[contains(@class, 'm-date')]/text()")).strip()
    queries = "".join(link.xpath("./span[contains(@class, 'm-q')]/text()")).strip()
    corner = link.xpath("./span[@class='m-corner']//title/text()")
    return (sign_of(cell), date, queries, corner[0] if corner else "")


def _something(database: Database, dice: random.Random, subject: SubjectRef) -> None:
    """One thing that people do, or try."""
    visit = dice.choice(("SCN", "W0", "W4", "W8"))
    form = dice.choice(("SV", "VS", "VS", "DM"))
    who = "li.wen" if subject.site == "YA" else "wang.lei"
    if form == "DM" or dice.random() < 0.1:
        visit, form = dice.choice((("SCN", "DM"), ("LOG", "DS")))
    page = page_of(database, subject, visit, form)
    values = {
        "SV": {"SVDAT": ago(dice.randrange(0, 90))},
        "VS": {"SBP": dice.choice(("120", "190")), "DBP": "80"},
        "DM": {"SEX": "M", "BRTHDT": "1970-01-05"},
        "DS": {"DSDECOD": dice.choice(("SCREEN FAILURE", "WITHDRAWAL BY SUBJECT"))},
    }[form]
    item = next(iter(values))
    acts: tuple[Callable[[], object], ...] = (
        *[lambda: enter(database, page, values, who=who, finish=dice.random() < 0.7)] * 6,
        lambda: not_done(database, actor(who, subject.site), page, ABSENT, request_key=None),
        lambda: strike_out(database, actor(who, subject.site), page, Reason("typing"), request_key=None),
        lambda: visit_not_done(
            database, actor(who, subject.site), subject, visit_of(database, subject, visit), ABSENT, request_key=None
        ),
        lambda: raise_query(database, actor("sun.yan"), page, item, "Compare with the source", request_key=None),
        lambda: answer_query(
            database, actor(who, subject.site), _last_query(database), Reason("checked"), request_key=None
        ),
        lambda: verify_items(
            database, actor("zhao.rui"), page, [item], opened_seq=head(database, page), request_key=None
        ),
        lambda: give_signature(database, subject, "visit", visit_of(database, subject, visit)),
    )
    dice.choice(acts)()


def _last_query(database: Database) -> int:
    found = asked(database, "SELECT max(id) FROM query")[0][0]
    if found is None:
        raise Refusal("not_found")
    return int(found)
