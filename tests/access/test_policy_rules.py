"""The written policy, role by permission, and what a person's grants come to."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from edc.access.rules import POLICY, Permission, Role, holders, refusal
from edc.access.rules_grants import (
    Grant,
    approving_refusal,
    clashes,
    granting_refusal,
    incompatible,
    is_masked,
    permits,
    sees_efficacy,
    sites_permitted,
    sites_visible,
    verifying_refusal,
)
from edc.study.definition import Item

COLUMNS = {
    "C": Role.COORDINATOR,
    "I": Role.INVESTIGATOR,
    "P": Role.PRINCIPAL_INVESTIGATOR,
    "M": Role.MONITOR,
    "D": Role.DATA_MANAGER,
    "S": Role.SAFETY_PHYSICIAN,
    "T": Role.STATISTICIAN,
    "N": Role.INSPECTOR,
    "A": Role.ADMINISTRATOR,
}
TABLE = """
    account.use             C I P M D S T N A
    study.view              C I P M D S T N A
    data.view               C I P M D S . N .
    snapshot.view           . . . . D . T . .
    efficacy.view           . . . . D S T N .
    subject.create          C I P . . . . . .
    data.enter              C I P . . . . . .
    data.strike             C I P . . . . . .
    medical.decide          . I P . . . . . .
    subject_strike.request  . I . . . . . . .
    subject_strike.confirm  . . P . D . . . .
    page.sign               . I P . . . . . .
    signature.withdraw      . I P . . . . . .
    casebook.sign           . . P . . . . . .
    sae.sign                . . P . . . . . .
    import.data             C I P . . . . . .
    import.dry_run          C I P . D . . . .
    import.external         . . . . D . . . .
    query.answer            C I P . . . . . .
    query.raise             . . . M D S . . .
    query.close             . . . M D S . . .
    deviation.file          C I P . . . . . .
    deviation.propose       . . . M D S . . .
    verify.mark             . . . M . . . . .
    data.review             . . . . D . . . .
    code.assign             . . . . D . . . .
    ranges.approve          . . P . D . . . .
    ranges.manage           . . . . D . . . .
    freeze.set              . . . . D . . . .
    medical.review          . . . . . S . . .
    sae.assess              . . . . . S . . .
    lock.request            . . . . D . . . .
    unlock.request          . . P . D S . . .
    lock.approve            . . P . D . T . .
    unlock.approve          . . P . D . T . .
    study.draft             . . . . D . . . .
    study.approve           . . P . . . T . .
    export.own_site         . I P . . . . . .
    export.listings         . . . M D . . . .
    export.data             . . . . D . . . .
    export.sae              . . . . D S . . .
    export.download         . . . . D . T . .
    export.supervised       . . . . . . . N .
    trail.read              C I P M D S . N .
    access_trail.read       . . . . D S . N A
    people.authorise        . . P . . . . . .
    people.view             . . P . . . . N A
    people.manage           . . . . . . . . A
    sites.manage            . . . . . . . . A
    settings.manage         . . . . . . . . A
    redact.request          . . P . D . . . .
    redact.approve          . . P . D . . . A
"""
"""The plan's table of who may do what, typed out by hand: one letter per role that may."""

LINES = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()}


@pytest.mark.parametrize("permission", Permission)
def test_every_role_has_what_the_written_table_gives_it_and_no_more(permission: Permission) -> None:
    """Role by permission against the written table; a permission without a line fails (REQ-03, B.2.6.0100)."""
    allowed = {COLUMNS[letter] for letter in LINES[permission] if letter != "."}
    assert {role for role in Role if permission in POLICY[role]} == allowed
    assert holders(permission) == tuple(role for role in COLUMNS.values() if role in allowed)


def test_the_table_names_nothing_that_does_not_exist() -> None:
    """Every line is a permission and every permission a line; permissions stand in alphabetical order."""
    assert set(LINES) == {str(permission) for permission in Permission}
    assert [permission.name for permission in Permission] == sorted(permission.name for permission in Permission)


CHANGES_DATA = {
    Permission.DATA_ENTER,
    Permission.DATA_STRIKE,
    Permission.SUBJECT_CREATE,
    Permission.MEDICAL_DECIDE,
}
SIGNS = {Permission.PAGE_SIGN, Permission.CASEBOOK_SIGN, Permission.SAE_SIGN}
SITE = {Role.COORDINATOR, Role.INVESTIGATOR, Role.PRINCIPAL_INVESTIGATOR}


def test_only_the_site_changes_data_and_only_investigators_sign() -> None:
    """Zhao Rui and Sun Yan never change an investigator's data; Li Wen does not sign (REQ-06, REQ-46)."""
    for role in set(Role) - SITE:
        assert not POLICY[role] & (CHANGES_DATA | {Permission.IMPORT_DATA})
    for role in set(Role) - {Role.INVESTIGATOR, Role.PRINCIPAL_INVESTIGATOR}:
        assert not POLICY[role] & SIGNS


def test_an_administrator_has_no_clinical_data() -> None:
    """Lin Tao looks after people and sites, and neither sees, changes nor signs clinical data (REQ-05)."""
    clinical = CHANGES_DATA | SIGNS | {Permission.DATA_VIEW, Permission.SNAPSHOT_VIEW, Permission.TRAIL_READ}
    assert not POLICY[Role.ADMINISTRATOR] & (clinical | {Permission.EXPORT_DATA, Permission.EXPORT_DOWNLOAD})


def test_a_refusal_says_which_permission_was_missing() -> None:
    """The code of a refusal names what was asked, so that the sentence can say who may do it (REQ-03)."""
    assert refusal(Permission.PAGE_SIGN) == "not_permitted.page.sign"
    assert len({refusal(permission) for permission in Permission}) == len(Permission)


TODAY = date(2025, 8, 6)
LI_WEN = [Grant(Role.COORDINATOR, "YA", date(2025, 1, 1), date(2025, 12, 31))]
SUN_YAN = [Grant(Role.DATA_MANAGER, None, date(2025, 1, 1))]
ZHANG_MIN = [Grant(Role.PRINCIPAL_INVESTIGATOR, "YA", date(2025, 1, 1))]


def test_a_role_holds_at_its_own_site_only() -> None:
    """Li Wen of YA enters there, not at KM, nor for the study as a whole (REQ-04, B.2.10.0400)."""
    allowed = [permits(LI_WEN, Permission.DATA_ENTER, site, TODAY) for site in ("YA", "KM", None)]
    assert allowed == [True, False, False]
    assert [permits(SUN_YAN, Permission.DATA_VIEW, site, TODAY) for site in ("YA", "KM", None)] == [True] * 3
    assert not permits([], Permission.STUDY_VIEW, None, TODAY)


def test_a_role_at_one_site_gives_nothing_of_another_role_elsewhere() -> None:
    """A coordinator at YA who is an investigator at KM signs at KM alone (REQ-04, B.2.10.0300)."""
    grants = [*LI_WEN, Grant(Role.INVESTIGATOR, "KM", date(2025, 1, 1))]
    assert [permits(grants, Permission.PAGE_SIGN, site, TODAY) for site in ("YA", "KM")] == [False, True]


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2024-12-31", False), ("2025-01-01", True), ("2025-12-31", True), ("2026-01-01", False)],
)
def test_a_role_holds_from_its_first_day_to_its_last(day: str, holds: bool) -> None:
    """Both days belong to it; before and after Li Wen sees nothing (REQ-04, A.2.2.0100)."""
    today = date.fromisoformat(day)
    assert permits(LI_WEN, Permission.DATA_VIEW, "YA", today) is holds
    assert bool(sites_visible(LI_WEN, today)) is holds


def test_lists_are_filtered_by_the_sites_one_may_see() -> None:
    """Zhao Rui sees the assigned sites, Sun Yan all of them, later ones included, Lin Tao none (REQ-04)."""
    zhao_rui = [Grant(Role.MONITOR, site, date(2025, 1, 1)) for site in ("YA", "KM")]
    seen = sites_visible(zhao_rui, TODAY)
    assert ("YA" in seen, "KM" in seen, "BJ" in seen) == (True, True, False)
    assert "a site opened next year" in sites_visible(SUN_YAN, TODAY)
    assert not sites_visible([Grant(Role.ADMINISTRATOR, None, date(2025, 1, 1))], TODAY)
    assert not sites_permitted(zhao_rui, Permission.PAGE_SIGN, TODAY)


def test_the_study_as_a_whole_takes_a_role_at_all_sites_except_for_study_acts() -> None:
    """Zhang Min of one site approves the study's lock, but a data manager of one site exports no other's data."""
    assert permits(ZHANG_MIN, Permission.LOCK_APPROVE, None, TODAY)
    assert permits(LI_WEN, Permission.STUDY_VIEW, None, TODAY)
    assert not permits(LI_WEN, Permission.LOCK_APPROVE, None, TODAY)
    one_site = [Grant(Role.DATA_MANAGER, "YA", date(2025, 1, 1))]
    assert not permits(one_site, Permission.EXPORT_DATA, None, TODAY)
    assert permits(one_site, Permission.EXPORT_DATA, "YA", TODAY)


def test_the_birth_date_is_masked_for_monitor_and_statistician() -> None:
    """Zhao Rui and Qian Hao see it masked; Sun Yan, statistician too, sees it as data manager (REQ-60)."""
    birth = Item(oid="BRTHDT", name="BRTHDT", label={}, type="date", identifying=True)
    sex = birth.model_copy(update={"identifying": False})

    def masked(*roles: Role) -> bool:
        return is_masked(birth, [Grant(role, None, date(2025, 1, 1)) for role in roles], "YA", TODAY)

    assert {role for role in Role if masked(role)} == {Role.MONITOR, Role.STATISTICIAN, Role.ADMINISTRATOR}
    assert not masked(Role.DATA_MANAGER, Role.STATISTICIAN)
    assert is_masked(birth, LI_WEN, "KM", TODAY)
    assert not is_masked(sex, [Grant(Role.MONITOR, None, date(2025, 1, 1))], "YA", TODAY)


def test_summaries_of_efficacy_are_hidden_from_site_and_monitor_until_lock() -> None:
    """Open label, one arm: what Zhang Min knows of the whole could steer what is done next."""

    def sees(locked: bool) -> set[Role]:
        return {
            role for role in Role if sees_efficacy([Grant(role, None, date(2025, 1, 1))], None, TODAY, locked=locked)
        }

    before = {Role.DATA_MANAGER, Role.SAFETY_PHYSICIAN, Role.STATISTICIAN, Role.INSPECTOR}
    assert sees(False) == before
    assert sees(True) == before | SITE | {Role.MONITOR}


TOGETHER = {
    frozenset({Role.COORDINATOR, Role.INVESTIGATOR}),
    frozenset({Role.DATA_MANAGER, Role.STATISTICIAN}),
}
NEVER = {
    frozenset({one, other})
    for one, other in [
        *product(SITE, (Role.MONITOR, Role.DATA_MANAGER, Role.SAFETY_PHYSICIAN)),
        *product(set(Role) - {Role.ADMINISTRATOR}, (Role.ADMINISTRATOR,)),
    ]
}


def test_roles_that_one_person_may_never_hold_together() -> None:
    """Nobody enters and verifies; a principal investigator is never monitor, data manager or administrator.

    A small team's coordinator who is investigator too, and data manager who is statistician too, are allowed
    (REQ-05, REQ-06).
    """
    for one, other in product(Role, Role):
        assert incompatible(one, other) is (frozenset({one, other}) in NEVER), (one, other)
    assert not NEVER & TOGETHER


def test_roles_clash_only_on_a_common_day_but_at_any_two_sites() -> None:
    """Chen Jie may monitor after leaving the site's staff, not on the very last day of it (REQ-05)."""
    entering = Grant(Role.INVESTIGATOR, "YA", date(2025, 1, 1), date(2025, 6, 30))
    overlapping = Grant(Role.MONITOR, "KM", date(2025, 6, 30))
    later = Grant(Role.MONITOR, "KM", date(2025, 7, 1))
    assert clashes([entering, overlapping]) == [(entering, overlapping)]
    assert clashes([entering, later]) == clashes([later, entering]) == []
    endless = Grant(Role.COORDINATOR, None, date(2020, 1, 1))
    assert clashes([later, endless]) == [(later, endless)]


def test_separation_is_by_person() -> None:
    """Nobody grants their own role, verifies their own entry, or approves their own request (REQ-05, REQ-41)."""
    assert granting_refusal("lin.tao", "lin.tao") == "own_role"
    assert granting_refusal("lin.tao", "li.wen") is None
    assert verifying_refusal("chen.jie", ["li.wen", "chen.jie"]) == "own_entry"
    assert verifying_refusal("zhao.rui", ["li.wen", "chen.jie"]) is None
    assert approving_refusal("sun.yan", "sun.yan") == "own_request"
    assert approving_refusal("zhang.min", "sun.yan", ["zhang.min"]) == "approved_already"
    assert approving_refusal("qian.hao", "sun.yan", ["zhang.min"]) is None
