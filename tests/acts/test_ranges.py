"""Reference ranges of laboratories: proposed, approved by another person, ended, and what follows each time.

Li Wen enters blood samples at YA, Wang Lei at KM. Sun Yan proposes ranges, Zhang Min approves them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from random import Random

import pytest

from edc.access.rules_grants import Sites
from edc.acts.add_subject import add_subject
from edc.acts.decide_range import decide_range
from edc.acts.end_range import end_range
from edc.acts.freeze import freeze
from edc.acts.propose_ranges import RangesRefused, propose_ranges
from edc.casebook.ranges import range_rows
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.errors import Refusal
from edc.exchange.recompute import disagreements
from edc.exchange.rows import Reading
from edc.exchange.source import as_they_stand
from tests.acts.story import asked, enter, flaws, page_of, queries, state
from tests.exchange.shapes import exported, table
from tests.lab_study import lab_study
from tests.people import actor, furnish_study

SUN_YAN, ZHANG_MIN = actor("sun.yan"), actor("zhang.min")
POTASSIUM = {
    "laboratory": "CENTRAL",
    "analyte": "K",
    "low": "3.5",
    "high": "5.3",
    "unit": "mmol/L",
    "first": "2025-01-01",
    "certificate": "ISO 15189 MT0123",
}


@pytest.fixture
def labs(database: Database, tmp_path: Path) -> Database:
    """The study of blood samples with its sites and people."""
    furnish_study(database, lab_study(tmp_path / "labs"))
    return database


def _sample(database: Database, site: str = "YA", **values: str) -> SubjectRef:
    """A woman born in 1975 whose screening sample is entered and finished."""
    who = "li.wen" if site == "YA" else "wang.lei"
    subject = add_subject(database, actor(who, site), site)
    enter(database, page_of(database, subject, "SCN", "SV"), {"SVDAT": "2025-03-04"}, who=who)
    enter(database, page_of(database, subject, "SCN", "DM"), {"SEX": "F", "BRTHDT": "1975-03-04"}, who=who)
    result = {"LBDT": "2025-03-04", "LBNAM": "CENTRAL", "K": "5.9", "CREA": "70"} | values
    enter(database, page_of(database, subject, "SCN", "BIO"), result, who=who)
    return subject


def _approved(database: Database, **cells: str) -> int:
    """A range of YA that Sun Yan proposed and Zhang Min approved."""
    (number,) = propose_ranges(database, SUN_YAN, "YA", [(1, POTASSIUM | cells)], request_key=None)
    decide_range(database, ZHANG_MIN, [number], "approved", request_key=None)
    return number


def _derived(database: Database, subject: SubjectRef) -> dict[str, str | None]:
    """What is derived of the screening sample."""
    sql = "SELECT path, value FROM derived WHERE page = ? ORDER BY n"
    return dict(map(tuple, asked(database, sql, page_of(database, subject, "SCN", "BIO").id)))


def _flag(database: Database, subject: SubjectRef) -> str | None:
    return _derived(database, subject).get("KFL")


def _checks(database: Database, subject: SubjectRef) -> dict[str, str]:
    """Check to the state of its query on the screening sample."""
    found = queries(database, page_of(database, subject, "SCN", "BIO"))
    return {check: state for check, (_, state) in found.items()}


@contextmanager
def _refused(code: str) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    with pytest.raises(Refusal) as caught:
        yield caught
    assert caught.value.code == code


def _sound(database: Database) -> None:
    """Chains, derived values and cached states are what a computation from nothing gives, on export too."""
    assert flaws(database) == []
    with database.snapshot() as connection:
        assert list(disagreements(Reading(connection, as_they_stand(connection)))) == []


def test_a_range_holds_once_a_second_person_approved_it(labs: Database) -> None:
    """Nothing is flagged by a proposal; the approval flags what was entered before it (trial.md 0.4.8)."""
    here, elsewhere = _sample(labs), _sample(labs, "KM")
    (number,) = propose_ranges(labs, SUN_YAN, "YA", [(1, POTASSIUM)], request_key=None)
    assert _flag(labs, here) is None
    with _refused("own_request"):
        decide_range(labs, SUN_YAN, [number], "approved", request_key=None)
    decide_range(labs, ZHANG_MIN, [number], "approved", request_key=None)
    assert (_flag(labs, here), _flag(labs, elsewhere)) == ("H", None)
    assert _checks(labs, here) == {"REQUIRED.KCS": "open"}
    _sound(labs)


def test_a_save_after_the_approval_is_flagged_at_once(labs: Database) -> None:
    """The very act that stores a result stores its limits and its flag (B.6.7.0900)."""
    _approved(labs)
    subject = _sample(labs, K="3.4")
    found = _derived(labs, subject)
    assert (found["KLO"], found["KHI"], found["KFL"]) == ("3.5", "5.3", "L")
    _sound(labs)


def test_a_flagged_result_keeps_its_page_in_entry_until_it_is_judged(labs: Database) -> None:
    """Finish looks at the flags of the very values it saves: the judgement is owed, everything typed is stored."""
    _approved(labs)
    subject = _sample(labs)
    page = page_of(labs, subject, "SCN", "BIO")
    assert (state(labs, page, "entry"), _flag(labs, subject)) == ("in_entry", "H")
    saved = enter(labs, page, {"KCS": "NCS"}, who="chen.jie")
    assert saved.finished
    assert state(labs, page, "entry") == "finished"
    _sound(labs)


def test_a_range_that_ends_lets_go_of_later_samples(labs: Database) -> None:
    """Ended on a day before the sample: limits and flag go, and the question that hung on them closes itself."""
    subject = _sample(labs)
    number = _approved(labs)
    assert _checks(labs, subject) == {"REQUIRED.KCS": "open"}
    end_range(labs, SUN_YAN, number, date(2025, 3, 4), "New analyser", request_key=None)
    assert _flag(labs, subject) == "H"
    end_range(labs, SUN_YAN, number, date(2025, 3, 3), "New analyser a day before", request_key=None)
    assert _flag(labs, subject) is None
    assert _checks(labs, subject) == {"REQUIRED.KCS": "closed"}
    _sound(labs)
    with labs.reading() as connection:
        (row,) = range_rows(connection, Sites(True))
    assert (row.state, row.last, len(row.steps)) == ("ended", date(2025, 3, 3), 3)


def test_a_correction_of_sex_chooses_the_range_anew(labs: Database) -> None:
    """Sex stands on another page; the sample's limits follow its correction in the same act (B.6.7.0900)."""
    _approved(labs, sex="F", low="3.4")
    _approved(labs, sex="M", low="3.6")
    subject = _sample(labs, K="3.5")
    assert _flag(labs, subject) == "N"
    enter(labs, page_of(labs, subject, "SCN", "DM"), {"SEX": "M"})
    assert _flag(labs, subject) == "L"
    _sound(labs)


def test_two_ranges_for_the_same_people_and_days_are_not_approved(labs: Database) -> None:
    """Of two that would hold at once for the same people neither is guessed: approval names the other one."""
    _approved(labs)
    (second,) = propose_ranges(labs, SUN_YAN, "YA", [(1, POTASSIUM | {"low": "3.6"})], request_key=None)
    with _refused("range_conflict") as refused:
        decide_range(labs, ZHANG_MIN, [second], "approved", request_key=None)
    assert refused.value.params["other"] == "K CENTRAL 3.5–5.3 mmol/L 2025-01-01–"
    for cells in ({"sex": "F"}, {"age_from": "60"}, {"laboratory": "WARD"}):
        _approved(labs, **cells)  # an exception, or another laboratory
    twins = [(1, POTASSIUM | {"sex": "M"}), (2, POTASSIUM | {"sex": "M", "high": "5.4"})]
    both = propose_ranges(labs, SUN_YAN, "YA", twins, request_key=None)
    with _refused("range_conflict"):
        decide_range(labs, ZHANG_MIN, both, "approved", request_key=None)


def test_frozen_pages_are_named_and_nothing_changes(labs: Database) -> None:
    """Where a flag would change on closed data, the approval is refused with the list of those pages."""
    subject = _sample(labs)
    freeze(labs, SUN_YAN, ("page", str(page_of(labs, subject, "SCN", "BIO").id)), "review", request_key=None)
    (number,) = propose_ranges(labs, SUN_YAN, "YA", [(1, POTASSIUM)], request_key=None)
    with _refused("derived_held") as refused:
        decide_range(labs, ZHANG_MIN, [number], "approved", request_key=None)
    assert refused.value.params["pages"] == f"{subject.code} SCN BIO"
    assert _flag(labs, subject) is None
    later = _approved(labs, first="2025-03-05")
    assert later > number
    _sound(labs)


def test_a_range_is_decided_once(labs: Database) -> None:
    """A second decision, and one sent twice, change nothing; a declined range needs its reason and never holds."""
    subject = _sample(labs)
    (number,) = propose_ranges(labs, SUN_YAN, "YA", [(1, POTASSIUM)], request_key="p")
    assert propose_ranges(labs, SUN_YAN, "YA", [(1, POTASSIUM)], request_key="p") == [number]
    with _refused("reason_owed"):
        decide_range(labs, ZHANG_MIN, [number], "declined", " ", request_key=None)
    decide_range(labs, ZHANG_MIN, [number], "declined", "Not the certificate of this year", request_key="d")
    decide_range(labs, ZHANG_MIN, [number], "declined", "Not the certificate of this year", request_key="d")
    with _refused("range_step"):
        decide_range(labs, ZHANG_MIN, [number], "approved", request_key=None)
    with _refused("range_step"):
        end_range(labs, SUN_YAN, number, date(2025, 6, 1), "x", request_key=None)
    assert _flag(labs, subject) is None


@pytest.mark.parametrize(
    ("who", "may"), [("li.wen", False), ("zhang.min", False), ("wu.gang", False), ("sun.yan", True)]
)
def test_only_the_data_manager_proposes(labs: Database, who: str, may: bool) -> None:
    """REQ-03: who may do it stands in the table of roles; the principal investigator approves, and at his site alone."""
    if may:
        (number,) = propose_ranges(labs, actor(who), "KM", [(1, POTASSIUM)], request_key=None)
        with _refused("not_found"):
            decide_range(labs, ZHANG_MIN, [number], "approved", request_key=None)
        return
    with _refused("not_permitted"):
        propose_ranges(labs, actor(who), "YA", [(1, POTASSIUM)], request_key=None)


def test_limits_flag_and_judgement_leave_as_ordinary_columns(labs: Database) -> None:
    """Analysts get limits, flag and significance beside the result, in CSV and in ODM (REQ-64)."""
    _approved(labs)
    _sample(labs, KCS="CS")
    (row,) = [row for row in table(exported(labs, "csv")["BIO.csv"]) if row["VISIT"] == "SCN"]
    assert [row[name] for name in ("K", "KLO", "KHI", "KFL", "KCS")] == ["5.9", "3.5", "5.3", "H", "CS"]
    (odm,) = exported(labs, "odm").values()
    assert all(f'ItemOID="{name}"'.encode() in odm for name in ("KLO", "KHI", "KFL", "KCS"))


def test_a_table_with_a_wrong_cell_proposes_nothing(labs: Database) -> None:
    """All rows or none; what is wrong is named by line and column."""
    with pytest.raises(RangesRefused) as refused:
        propose_ranges(labs, SUN_YAN, "YA", [(2, POTASSIUM), (3, POTASSIUM | {"low": "x"})], request_key=None)
    assert [(one.line, one.column) for one in refused.value.troubles] == [(3, "low")]
    with labs.reading() as connection:
        assert range_rows(connection, Sites(True)) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_whatever_the_order_flags_are_those_of_a_computation_from_nothing(labs: Database, seed: int) -> None:
    """Samples, corrections, approvals and endings in any order: nothing depends on which came first (B.6.7.0900)."""
    chance = Random(seed)  # noqa: S311  # a story, not a secret
    people: list[SubjectRef] = []
    for _ in range(14):
        match chance.choice(["sample", "range", "range", "end", "correct"]):
            case "sample":
                day = f"2025-0{chance.randint(1, 9)}-15"
                people.append(_sample(labs, K=chance.choice(["3.0", "4.4", "5.9", "<3.5"]), LBDT=day))
            case "range":
                cells = {"low": chance.choice(["3.4", "3.6"]), "sex": chance.choice(["", "M", "F"])}
                cells |= {"age_from": chance.choice(["", "40", "50"]), "first": f"2025-0{chance.randint(1, 9)}-01"}
                with suppress(Refusal):  # one that would hold beside another is not approved
                    _approved(labs, **cells)
            case "end":
                with labs.reading() as connection:
                    holding = [row for row in range_rows(connection, Sites(True)) if row.state == "approved"]
                if holding:
                    row = chance.choice(holding)
                    end_range(labs, SUN_YAN, row.range.id, row.range.first, "Replaced", request_key=None)
            case "correct" if people:
                page = page_of(labs, chance.choice(people), "SCN", "DM")
                enter(labs, page, {"SEX": chance.choice("MF"), "BRTHDT": f"19{chance.randint(70, 90)}-03-04"})
    _sound(labs)
