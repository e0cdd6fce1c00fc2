"""A site comes to use version 2: what was begun stays, what is to come changes, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from edc import clock
from edc.access.rules_grants import Sites
from edc.acts.add_site import add_site
from edc.acts.add_subject import add_subject
from edc.acts.add_visit import add_visit
from edc.acts.lock_checklist import lock_gaps
from edc.casebook import listing
from edc.casebook.reading import SubjectRef
from edc.casebook.rules import VisitState
from edc.casebook.standing import Standing, VisitStanding
from edc.casebook.standings import standings
from edc.db import Database
from edc.errors import Refusal
from edc.review.checklist import GapKind
from edc.trail.unit import SYSTEM
from tests.acts.amended import FULL, LI_WEN, begin_two, publish, second_version, start
from tests.acts.story import asked, document, enter, flaws, journal, page_of, queries
from tests.people import SITES

TODAY = date(2025, 3, 10)


@pytest.fixture(autouse=True)
def at_ten() -> Iterator[None]:
    """It is ten in the morning of 10 March 2025 in Kunming; the database may lie a little ahead of it."""
    with clock.simulate(datetime(2025, 3, 10, 2, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def subject(database: Database) -> SubjectRef:
    """YA-001 came to screening on 4 March, under version 1."""
    for site in SITES:
        add_site(database, SYSTEM, site)
    found = begin_two(database)
    enter(database, page_of(database, found, "SCN", "SV"), FULL["SV"])
    enter(database, page_of(database, found, "SCN", "VS"), FULL["VS"])
    return found


def standing(database: Database) -> Standing:
    with database.reading() as connection:
        return standings(connection, listing.subjects(connection, Sites(True))[:1])[0]


def visit(database: Database, event: str) -> VisitStanding:
    return next(one for one in standing(database).visits if one.event.name == event)


def pinned(database: Database) -> dict[str, str]:
    """Event and form to the version the page was saved under."""
    sql = (
        "SELECT t.event || '.' || t.form, v.study_version FROM page_state t"
        " JOIN page_version v ON v.page = t.page AND v.seq = t.head ORDER BY t.page"
    )
    return dict(asked(database, sql))


def pages(database: Database) -> list[str]:
    return [name for (name,) in asked(database, "SELECT event || '.' || form FROM page_state ORDER BY page")]


def test_publication_alone_changes_nothing_at_a_site(database: Database, subject: SubjectRef) -> None:
    """REQ-50: version 2 is approved, but this site has not started it: W0 is still version 1."""
    before = pages(database)
    assert publish(database, second_version()).revision == 1
    assert pages(database) == before
    enter(database, page_of(database, subject, "W0", "VS"), FULL["VS"])
    assert pinned(database)["W0.VS"] == "1" and visit(database, "W0").awaited == ("SV",)
    assert flaws(database) == []


def test_a_begun_visit_keeps_its_version_and_a_later_one_uses_the_new_one(
    database: Database, subject: SubjectRef
) -> None:
    """REQ-50: W0 was begun under version 1 and goes on under it; W4 asks the pulse and an ECG, by version 2's rules."""
    enter(database, page_of(database, subject, "W0", "SV"), {"SVDAT": "2025-03-10"})
    publish(database, second_version())
    started = start(database, TODAY)
    assert (started.subjects, started.visits, started.pages) == (1, 1, 2)
    assert [name for name in pages(database) if name.endswith((".ECG", ".DEV")) or name.startswith(("BL", "D1"))] == [
        "D1.SV",
        "W4.ECG",
        "LOG.DEV",
    ]
    enter(database, page_of(database, subject, "W0", "VS"), {"SBP": "160", "DBP": "80"})
    saved = enter(database, page_of(database, subject, "W4", "VS"), {"SBP": "160"})
    assert [owed.path for owed in saved.owed] == ["PULSE"]
    enter(database, page_of(database, subject, "W4", "VS"), {"PULSE": "70"})
    assert pinned(database) == {
        "SCN.SV": "1",
        "SCN.VS": "1",
        "W0.SV": "1",
        "W0.VS": "1",
        "W4.VS": "2",
    }
    assert queries(database, page_of(database, subject, "W0", "VS")) == {}
    assert queries(database, page_of(database, subject, "W4", "VS")).keys() == {"EC1"}
    derived = "SELECT t.event, d.path, d.value FROM derived d JOIN page_state t ON t.page = d.page ORDER BY t.page"
    assert asked(database, derived) == [("SCN", "MAP", "93"), ("W0", "MAP", "107"), ("W4", "PRODUCT", "11200")]
    assert visit(database, "W0").awaited == () and set(visit(database, "W4").awaited) == {"SV", "ECG"}
    assert flaws(database) == []


def test_what_lies_behind_is_not_asked_for_again(database: Database, subject: SubjectRef) -> None:
    """REQ-50: W0 was two weeks ago, so neither the baseline visit nor the contact on day 1 is added."""
    enter(database, page_of(database, subject, "W0", "SV"), {"SVDAT": "2025-02-24"})
    publish(database, second_version())
    assert start(database, TODAY).visits == 0
    events = [one.event.name for one in standing(database).visits]
    assert "BL" not in events and "D1" not in events


def test_a_start_that_lies_ahead_waits_for_its_day(database: Database, subject: SubjectRef) -> None:
    """REQ-50: the pages are there at once and expected from the day on; a visit begun before it stays version 1."""
    publish(database, second_version())
    start(database, date(2025, 3, 20))
    assert "W4.ECG" in pages(database) and visit(database, "BL").state is VisitState.NOT_EXPECTED
    assert set(visit(database, "W4").awaited) == {"SV", "VS"}
    later = add_subject(database, LI_WEN, "YA")
    assert [name for (name,) in asked(database, "SELECT event FROM visit WHERE subject = ? ORDER BY id", later.id)] == [
        "SCN",
        "W0",
        "W4",
        "LOG",
        "BL",
        "D1",
    ]
    enter(database, page_of(database, subject, "W0", "SV"), {"SVDAT": "2025-03-10"})
    assert {"W0.VS"} == {gap for gap in all_gaps(database) if gap.startswith("W0")}
    with clock.simulate(datetime(2025, 3, 20, 2, 0, tzinfo=UTC)):
        assert set(visit(database, "W4").awaited) == {"SV", "VS", "ECG"}
        assert visit(database, "W0").awaited == ("VS",)
        enter(database, page_of(database, subject, "W4", "VS"), {"SBP": "120", "PULSE": "70"})
        assert pinned(database)["W4.VS"] == "2"
        assert "W0.ECG" not in all_gaps(database) and "W4.ECG" in all_gaps(database)
        assert flaws(database) == []


def test_a_page_entered_before_its_version_starts_does_not_begin_its_visit(
    database: Database, subject: SubjectRef
) -> None:
    """REQ-50: Li Wen enters the ECG of week 4 three days before the site starts version 2. The page is of version 2, for
    no other has it; the visit is not: until the day it is asked for version 1, and stays so if it is begun by then."""
    publish(database, second_version())
    start(database, date(2025, 3, 20))
    enter(database, page_of(database, subject, "W4", "ECG"), {"QT": "400"})
    enter(database, page_of(database, subject, "W0", "ECG"), {"QT": "410"})
    assert pinned(database)["W4.ECG"] == "2"
    assert set(visit(database, "W4").awaited) == {"SV", "VS"} and visit(database, "W4").version == "1"
    enter(database, page_of(database, subject, "W4", "VS"), {"SBP": "120", "DBP": "80"})
    assert pinned(database)["W4.VS"] == "1"
    with clock.simulate(datetime(2025, 3, 20, 2, 0, tzinfo=UTC)):
        assert visit(database, "W4").version == "1", "begun by a page of version 1 before the day"
        assert visit(database, "W0").version == "2", "begun by nothing that was asked for before"
        enter(database, page_of(database, subject, "W4", "SV"), {"SVDAT": "2025-03-20"})
        enter(database, page_of(database, subject, "W0", "SV"), {"SVDAT": "2025-03-20"})
        assert (pinned(database)["W4.SV"], pinned(database)["W0.SV"]) == ("1", "2")
        assert flaws(database) == []


def all_gaps(database: Database) -> set[str]:
    with database.reading() as connection:
        return {f"{gap.event}.{gap.form}" for gap in lock_gaps(connection) if gap.kind is GapKind.PAGE}


def test_each_site_starts_on_its_own_day(database: Database, subject: SubjectRef) -> None:
    """REQ-50: Kunming's own committee has not approved yet; a participant there is still one of version 1."""
    publish(database, second_version())
    start(database, TODAY)
    here, there = (add_subject(database, LI_WEN, "YA"), begin_two(database, "KM"))
    sql = "SELECT form FROM page_state WHERE subject = ? AND event = 'W4' ORDER BY page"
    assert [form for (form,) in asked(database, sql, here.id)] == ["SV", "VS", "ECG"]
    assert [form for (form,) in asked(database, sql, there.id)] == ["SV", "VS"]


def test_an_unscheduled_visit_is_of_the_version_in_use(database: Database, subject: SubjectRef) -> None:
    """REQ-50: what happens after the start is recorded as the amendment has it."""
    publish(database, second_version())
    start(database, TODAY)
    add_visit(database, LI_WEN, subject, "UNS", request_key=None)
    page = page_of(database, subject, "UNS", "VS")
    enter(database, page, {"SBP": "120", "PULSE": "66"})
    assert pinned(database)["UNS.VS"] == "2"
    assert {path for path in document(database, page) if "#" not in path} == {"SBP", "PULSE"}


def test_the_start_is_told_on_every_chain_it_touches(database: Database, subject: SubjectRef) -> None:
    """REQ-50, REQ-31: the study's chain and the participant's; sent twice it happens once; nothing unknown starts."""
    publish(database, second_version())
    start(database, TODAY)
    assert journal(database, "study")[-1] == "start_version" == journal(database, subject.chain)[-1]
    for version, code in (("2", "started_already"), ("3", "no_such_version")):
        with pytest.raises(Refusal) as refused:
            start(database, TODAY, version)
        assert refused.value.code == code
    assert flaws(database) == []
