"""People, their roles, and who could do what on a past day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from edc import clock
from edc.access import reading
from edc.access.rules import Permission, Role
from edc.access.rules_grants import permits
from edc.acts.add_person import add_person
from edc.acts.add_site import add_site
from edc.acts.end_role import end_role
from edc.acts.grant_role import grant_role
from edc.acts.set_active import set_active
from edc.db import Database, rows
from edc.errors import Refusal
from edc.study.definition import Site
from tests.people import actor

ZONE = "Asia/Shanghai"
LIN_TAO = actor("lin.tao")
TRAINED = date(2025, 1, 6)


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.RaisesExc(Refusal, check=lambda error: error.code == code)


def may(database: Database, username: str, permission: Permission, site: str = "YA") -> bool:
    """As the gate would answer now."""
    with database.reading() as connection:
        return permits(reading.live_grants(connection, username, ZONE), permission, site, clock.today(ZONE))


@pytest.mark.parametrize("again", ["li.wen", "LI.WEN", "Ｌｉ.Ｗｅｎ", " li.wen "])
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_user_name_belongs_to_one_person_for_ever(study_database: Database, again: str) -> None:
    """Refused in whatever capitals or width, also after the account was closed (REQ-02, A.2.2.0100, A.2.2.0400)."""
    set_active(study_database, LIN_TAO, "li.wen", False, "left")
    with refused("name_taken"):
        add_person(study_database, LIN_TAO, again, "Somebody Else")


@pytest.mark.parametrize("name", ["x", "1abc", "a b", "李雯", "system", "a" * 33, "a'; --"])
@pytest.mark.parametrize("backend", ["sqlite"])
def test_odd_user_names_are_refused(study_database: Database, name: str) -> None:
    """A user name is something that can be typed and told apart (REQ-02)."""
    with refused("name_unfit"):
        add_person(study_database, LIN_TAO, name, "Somebody")


def test_nobody_gets_a_role_without_training(study_database: Database) -> None:
    """Training is recorded before a role, and not after its first day (REQ-22)."""
    add_person(study_database, LIN_TAO, "xu.fang", "徐芳")
    today = clock.today(ZONE)
    for trained in (None, today + timedelta(days=1)):
        with refused("no_training"):
            grant_role(study_database, LIN_TAO, "xu.fang", Role.MONITOR, "YA", trained=trained)
    grant_role(study_database, LIN_TAO, "xu.fang", Role.MONITOR, "YA", trained=today)
    assert may(study_database, "xu.fang", Permission.VERIFY)
    assert not may(study_database, "xu.fang", Permission.VERIFY, "KM")


def test_nobody_changes_their_own_role(study_database: Database) -> None:
    """Self-escalation is refused whatever the role (REQ-05, B.2.6.0400)."""
    with refused("own_role"):
        grant_role(study_database, LIN_TAO, "lin.tao", Role.DATA_MANAGER, None, trained=TRAINED)
    with study_database.reading() as connection:
        own = reading.grants(connection, "lin.tao")[0].id
    with refused("own_role"):
        end_role(study_database, LIN_TAO, own, "tired")


def test_roles_that_do_not_go_together(study_database: Database) -> None:
    """Nobody enters and verifies; an administrator has no clinical data; investigator with coordinator is fine (REQ-05, REQ-06)."""
    with refused("roles_clash"):
        grant_role(study_database, LIN_TAO, "li.wen", Role.MONITOR, "KM", trained=TRAINED)
    with refused("roles_clash"):
        grant_role(study_database, actor("sun.yan"), "lin.tao", Role.INSPECTOR, None, trained=TRAINED)
    grant_role(study_database, LIN_TAO, "li.wen", Role.INVESTIGATOR, "YA", trained=TRAINED)
    assert may(study_database, "li.wen", Permission.PAGE_SIGN)


def test_a_role_ended_today_ends_now_and_is_still_known_for_today(study_database: Database) -> None:
    """Ending takes effect at once; the report of the day still shows who held it (REQ-08)."""
    with study_database.reading() as connection:
        held = reading.grants(connection, "zhao.rui")[0]
    assert may(study_database, "zhao.rui", Permission.VERIFY)
    end_role(study_database, LIN_TAO, held.id, "changed company")
    assert not may(study_database, "zhao.rui", Permission.VERIFY)
    with refused("role_ended"):
        end_role(study_database, LIN_TAO, held.id, "again")
    today = clock.today(ZONE)
    with study_database.reading() as connection:
        assert "zhao.rui" in {row.person.username for row in reading.rights_on(connection, today, ZONE)}
        later = reading.rights_on(connection, today + timedelta(days=1), ZONE)
    assert "zhao.rui" not in {row.person.username for row in later}
    # the place is free: the same person may come back in another role the same day
    grant_role(study_database, LIN_TAO, "zhao.rui", Role.COORDINATOR, "YA", trained=TRAINED)


def test_a_role_with_a_last_day_holds_through_it(study_database: Database) -> None:
    """An end set beforehand holds to the end of its day."""
    with study_database.reading() as connection:
        held = reading.grants(connection, "zhao.rui")[0]
    last = clock.today(ZONE) + timedelta(days=2)
    end_role(study_database, LIN_TAO, held.id, "contract ends", last)
    with clock.simulate(clock.now() + timedelta(days=2)):
        assert may(study_database, "zhao.rui", Permission.VERIFY)
    with clock.simulate(clock.now() + timedelta(days=3)):
        assert not may(study_database, "zhao.rui", Permission.VERIFY)


def test_who_could_do_what_on_a_past_day(study_database: Database) -> None:
    """The list of a past day says what was true then, whatever came after (REQ-08, FDA Q11)."""
    today = clock.today(ZONE)
    with clock.simulate(clock.now() + timedelta(days=30)):
        set_active(study_database, LIN_TAO, "li.wen", False, "left")
        add_person(study_database, LIN_TAO, "xu.fang", "徐芳")
        grant_role(study_database, LIN_TAO, "xu.fang", Role.COORDINATOR, "YA", trained=TRAINED)
    with study_database.reading() as connection:

        def on(days: int) -> set[str]:
            found = reading.rights_on(connection, today + timedelta(days=days), ZONE)
            return {row.person.username for row in found if row.held.grant.role is Role.COORDINATOR}

        assert on(-1) == set()
        assert on(10) == {"li.wen", "wang.lei"}
        assert on(31) == {"xu.fang", "wang.lei"}


def test_every_change_of_people_is_in_the_journal_and_told_to_the_principal_investigator(
    study_database: Database,
) -> None:
    """Creation, role, end and closing each leave an act with who and when, and an alert (REQ-07)."""
    add_person(study_database, LIN_TAO, "xu.fang", "徐芳")
    number = grant_role(study_database, LIN_TAO, "xu.fang", Role.COORDINATOR, "KM", trained=TRAINED)
    end_role(study_database, LIN_TAO, number, "moved")
    set_active(study_database, LIN_TAO, "xu.fang", False, "moved")
    with study_database.reading() as connection:
        acts = rows(connection, "SELECT name, person, role, about FROM journal ORDER BY n DESC LIMIT 4")
        alerts = rows(
            connection, "SELECT kind FROM alert WHERE role = 'principal_investigator' ORDER BY id DESC LIMIT 2"
        )
    assert [act[0] for act in acts] == ["set_active", "end_role", "grant_role", "add_person"]
    assert {tuple(act[1:3]) for act in acts} == {("lin.tao", "administrator")}
    assert all("xu.fang" in act[3] for act in acts)
    assert [row[0] for row in alerts] == ["role_ended", "role_granted"]


@pytest.mark.parametrize(
    ("site", "first", "last", "code"),
    [
        ("XX", None, None, "no_such_site"),
        ("YA", -1, None, "role_in_past"),
        ("YA", 5, 4, "role_ends_early"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_grants_that_cannot_be(
    study_database: Database, site: str, first: int | None, last: int | None, code: str
) -> None:
    """A role is at a site that exists, from today on, and ends after it begins."""
    today = clock.today(ZONE)
    days = [None if n is None else today + timedelta(days=n) for n in (first, last)]
    with refused(code):
        grant_role(
            study_database,
            LIN_TAO,
            "qian.hao",
            Role.DATA_MANAGER,
            site,
            trained=TRAINED,
            first=days[0],
            last=days[1],
        )
    with refused("role_held"):
        grant_role(study_database, LIN_TAO, "qian.hao", Role.STATISTICIAN, "YA", trained=TRAINED)


def test_sites_have_codes_of_their_own(study_database: Database) -> None:
    """Neither code nor prefix of a site is used twice (B.2.10.0100)."""
    for code, prefix in (("YA", "ZZ"), ("ZZ", "YA")):
        with refused("site_exists"):
            add_site(study_database, LIN_TAO, Site(code=code, prefix=prefix, label={"en": "x"}))
    with refused("no_such_timezone"):
        add_site(study_database, LIN_TAO, Site(code="ZZ", prefix="ZZ", label={"en": "x"}, timezone="Mars/Base"))
    add_site(study_database, LIN_TAO, Site(code="ZZ", prefix="ZZ", label={"en": "x"}))
    with study_database.reading() as connection:
        assert [site.code for site in reading.sites(connection)] == ["YA", "KM", "ZZ"]
