"""What is read before a save and looked at after it: neither too little nor everything."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edc.study.evaluation import SubjectView, derive, findings, forms_needed, forms_of_states, touched
from tests.study.build import check, form, group, item, page, ready, subject

KIDNEY = ready()
TODAY = date(2025, 9, 1)


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        # read by nobody, reads nobody
        ("VS", set()),
        # EGFR at week 0 and the prior creatinine are on other pages of the form
        ("RENAL", {"RENAL", "DM", "SV"}),
        # a change of sex changes every eGFR, whose checks look at prior samples
        ("DM", {"RENAL", "DM", "SV"}),
        ("DOSE", set()),
        # the checks of the adverse events read medications and the week 0 visit
        ("AE", {"CM", "SV"}),
        ("CM", {"AE", "CM", "SV"}),
        ("SV", {"SV", "AE", "CM", "RENAL", "DM"}),
    ],
)
def test_forms_that_a_save_has_to_read(name: str, needed: set[str]) -> None:
    """A save of a page that stands by itself reads one page; another reads all its checks look at (architecture 7)."""
    assert forms_needed(KIDNEY, name) == needed


def test_forms_of_the_states() -> None:
    """The state of a participant is computed from the visit pages alone (trial.md 0.4.3)."""
    assert forms_of_states(KIDNEY) == {"SV"}


def casebook() -> SubjectView:
    return subject(
        page(1, "SCN", "SV"),
        page(2, "W0", "SV"),
        page(11, "SCN", "RENAL"),
        page(12, "W0", "RENAL"),
        page(20, "SCN", "DM"),
        page(31, "W0", "VS"),
        page(41, "W0", "DOSE"),
        page(51, "LOG", "AE"),
        page(52, "LOG", "CM"),
    )


@pytest.mark.parametrize(
    ("changed", "reached"),
    [
        ({31}, {31}),
        ({11}, {11, 12}),
        ({20}, {20, 11, 12}),
        ({52}, {52, 51}),
        ({51}, {51}),
        ({2}, {2, 11, 12, 51}),
        (set(), set()),
    ],
)
def test_pages_whose_queries_a_change_may_move(changed: set[int], reached: set[int]) -> None:
    """A change re-runs what depends on it, on whatever page that stands (REQ-51)."""
    assert touched(KIDNEY, casebook(), changed) == reached


def test_a_form_of_the_same_visit_is_reached_at_that_visit_only() -> None:
    """A weight of week 4 says nothing about the urine of week 0 (architecture 4)."""
    study = ready(form("RENAL", group("RENALG", item("RATE")), checks=[check("R1", "RATE / VS.WEIGHT > 1")]))
    view = subject(
        *(
            page(n, event, name)
            for n, event, name in [(1, "W0", "VS"), (2, "W4", "VS"), (3, "W0", "RENAL"), (4, "W4", "RENAL")]
        )
    )
    assert touched(study, view, {2}) == {2, 4}
    assert forms_needed(study, "VS") == {"RENAL", "VS"}
    assert forms_needed(study, "RENAL") == {"VS"}


CREATININE = st.sampled_from([None, "90", "100", "160"])


@settings(deadline=None)  # two shared cores: a slow moment is no failure
@given(CREATININE, CREATININE, CREATININE, st.sampled_from("MF"), st.sampled_from("MF"))
def test_findings_elsewhere_do_not_move(
    first: str | None, second: str | None, new: str | None, sex: str, now: str
) -> None:
    """Whatever changes, a page that is not reached is asked exactly what it was asked before (C.4.18.1000)."""

    def view(creatinine: str | None, gender: str) -> SubjectView:
        pages = [
            page(11, "SCN", "RENAL", {"LBDT": "2025-03-04", "CREAT": first, "EGFRLAB": "60"}),
            page(12, "W0", "RENAL", {"LBDT": "2025-03-17", "CREAT": creatinine, "EGFRLAB": "60"}),
            page(20, "SCN", "DM", {"SEX": gender, "BRTHDT": "1973-02-01"}),
            page(31, "W0", "VS", {"SBP": "80", "DBP": "90"}),
        ]
        whole = subject(*pages)
        changes = derive(KIDNEY, whole, whole.pages)
        return whole.with_derived((each.page, each.path, each.value) for each in changes)

    before, after = view(second, sex), view(new, now)
    changed = {number for number, old in before.pages.items() if old.document != after.pages[number].document}
    for number in before.pages.keys() - touched(KIDNEY, after, changed):
        assert findings(KIDNEY, before, number, TODAY) == findings(KIDNEY, after, number, TODAY)


def test_evaluation_of_a_dense_page_is_quick() -> None:
    """Twenty-five items and ten checks: derived and asked well under a millisecond (architecture 10)."""
    items = [item(f"N{n}", soft={"ge": "0", "le": "500"}, decimals=1) for n in range(24)]
    derived = item("TOTAL", "derived", value="N0 + N1 * N2 / N3", decimals=1)
    checks = [check(f"Q{n}", f"abs(N{n} - N{n + 1}) > 5 and known(N{n + 2}) or TOTAL < 0") for n in range(10)]
    study = ready(form("VS", group("VSG", *items, derived), checks=checks))
    view = subject(page(1, "W0", "VS", {each.name: f"{n}.5" for n, each in enumerate(items)}))

    def once() -> float:
        start = time.perf_counter()
        changes = derive(study, view, [1])
        findings(study, view.with_derived((each.page, each.path, each.value) for each in changes), 1, TODAY)
        return time.perf_counter() - start

    assert min(once() for _ in range(50)) < 0.001
