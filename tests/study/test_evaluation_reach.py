"""What is read before a save and looked at after it: neither too little nor everything."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edc.study.document import Value
from edc.study.evaluation import (
    SubjectView,
    asked_under,
    derive,
    findings,
    forms_needed,
    forms_of_states,
    moved_items,
    questions,
    shown,
)
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
        # a change of sex changes every eGFR; the check that looks at prior samples does not look at that
        ("DM", {"RENAL", "DM"}),
        ("DOSE", set()),
        # the checks of the adverse events read medications and the week 0 visit
        ("AE", {"CM", "SV"}),
        # of those, the one that reads medications reads no visit
        ("CM", {"AE", "CM"}),
        ("SV", {"SV", "AE", "RENAL"}),
    ],
)
def test_forms_that_a_save_has_to_read(name: str, needed: set[str]) -> None:
    """A save of a page that stands by itself reads one page; another reads all its checks look at (architecture 7)."""
    assert forms_needed(KIDNEY, name) == needed


def test_forms_of_the_states() -> None:
    """The state of a participant is computed from the visit pages alone (trial.md 0.4.3)."""
    assert forms_of_states(KIDNEY) == {"SV"}


@pytest.mark.parametrize(
    ("name", "items", "needed"),
    [
        # nobody reads the remark; the page itself still asks what it asks, and its checks look at prior samples
        ("RENAL", {"NOTE"}, {"RENAL", "DM", "SV"}),
        # no formula and no check elsewhere reads the height
        ("DM", {"HEIGHT"}, set()),
        ("DM", {"SEX"}, {"RENAL", "DM"}),
        # whether there were adverse events is read by nobody
        ("SV", {"AEYN"}, set()),
        ("CM", {"CMTRT"}, set()),
    ],
)
def test_forms_that_a_change_of_some_items_has_to_read(name: str, items: set[str], needed: set[str]) -> None:
    """What nobody reads moves nothing: of a page of many items, a save reads for those that changed."""
    assert forms_needed(KIDNEY, name, items) == needed


def test_what_showing_a_page_takes() -> None:
    """Live help computes what the page shows; EGFR at week 0 may come from this very page and be read here again."""
    assert shown(KIDNEY, "RENAL").forms == {"RENAL", "DM", "SV"}
    assert shown(KIDNEY, "RENAL").derived == {("RENAL", "EGFR"), ("RENAL", "CHANGE")}
    # whose values change with the sex is of no matter to the page that says it
    assert (shown(KIDNEY, "DM").forms, shown(KIDNEY, "DM").derived) == (set(), set())


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
    ("moved", "reached"),
    [
        ({31: None}, {31}),
        # the prior creatinine of every other sample may be this one
        ({11: None}, {11, 12}),
        ({11: {"EGFRLAB"}}, {11}),
        # the sex is asked about nowhere else: what is derived of it is
        ({20: None}, {20}),
        ({20: None, 11: {"EGFR"}}, {20, 11}),
        ({52: None}, {52, 51}),
        ({52: {"CMTRT"}}, {52}),
        ({51: None}, {51}),
        # visits give samples their order; the phase of an adverse event is derived first
        ({2: None}, {2, 11, 12}),
        ({51: {"TEAE"}}, {51}),
        ({2: {"AEYN"}}, {2}),
        ({}, set()),
    ],
)
def test_pages_whose_queries_a_change_may_move(moved: dict[int, set[str] | None], reached: set[int]) -> None:
    """A change re-runs what depends on it, on whatever page that stands, and nothing else (REQ-51)."""
    assert set(questions(KIDNEY, casebook(), moved)) == reached


def test_only_what_reads_the_item_is_asked_again() -> None:
    """Of the checks of a page, those that read a derived value which moved; the built-in questions go together."""
    assert questions(KIDNEY, casebook(), {11: {"EGFR"}}) == {11: {"EC10", ""}}
    assert questions(KIDNEY, casebook(), {12: {"CREAT"}}) == {11: {"RE02"}, 12: {"RE02", ""}}


FORM = KIDNEY.study.form_by_name


@pytest.mark.parametrize(
    ("name", "old", "new", "moved"),
    [
        ("RENAL", {"NOTE": "x"}, {"NOTE": "y"}, {"NOTE"}),
        ("RENAL", {"NOTE": "x"}, {"NOTE": "x", "#finished": "Y"}, set()),
        # it begins or ceases to count among the pages that are gone through
        ("RENAL", {}, {"NOTE": "x"}, None),
        ("RENAL", {"NOTE": "x"}, {"NOTE": None}, None),
        ("RENAL", {"NOTE": "x"}, {"NOTE": "x", "#struck": "typing"}, None),
        ("CM", {"CM/1/CMTRT": "x"}, {"CM/1/CMTRT": "y"}, {"CMTRT"}),
        ("CM", {"CM/1/CMTRT": "x"}, {"CM/1/CMTRT": "x", "CM/#order": "1"}, set()),
    ],
)
def test_items_that_a_change_of_a_page_moves(
    name: str, old: dict[str, str | None], new: dict[str, str | None], moved: set[str] | None
) -> None:
    """What expressions see otherwise: the items themselves, or all of a page that counts from now on, or no longer."""
    was, now = ({path: None if v is None else Value(v=v) for path, v in each.items()} for each in (old, new))
    assert moved_items(FORM[name], was, now, {path for path in now if was.get(path) != now[path]}) == moved


@pytest.mark.parametrize(
    "new",
    [
        # a row came; a row went; a row is struck out; nothing of the group was done
        {"CM/1/CMTRT": "x", "CM/2/CMTRT": "y"},
        {"CM/1/CMTRT": None, "DOSE": "1"},
        {"CM/1/CMTRT": "x", "CM/1/#struck": "typing"},
        {"CM/1/CMTRT": "x", "CM/#notdone": "ND"},
    ],
)
def test_a_row_that_comes_or_goes_moves_all_items_of_its_group(new: dict[str, str | None]) -> None:
    """``any_row(missing(CMAENO))`` holds for a row in which CMAENO was never touched (REQ-51)."""
    old = {"CM/1/CMTRT": "x", "DOSE": "1"}
    was, now = ({path: None if v is None else Value(v=v) for path, v in each.items()} for each in (old, new))
    paths = {path for path in now if was.get(path) != now[path]}
    moved = moved_items(FORM["CM"], was, now, paths)
    assert moved is not None and moved >= {item.name for _, item in FORM["CM"].items()} | {"#struck"}


def test_a_form_of_the_same_visit_is_reached_at_that_visit_only() -> None:
    """A weight of week 4 says nothing about the urine of week 0 (architecture 4)."""
    study = ready(form("RENAL", group("RENALG", item("RATE")), checks=[check("R1", "RATE / VS.WEIGHT > 1")]))
    view = subject(
        *(
            page(n, event, name)
            for n, event, name in [(1, "W0", "VS"), (2, "W4", "VS"), (3, "W0", "RENAL"), (4, "W4", "RENAL")]
        )
    )
    assert set(questions(study, view, {2: {"WEIGHT"}})) == {2, 4}
    assert forms_needed(study, "VS") == {"RENAL", "VS"}
    assert forms_needed(study, "RENAL") == {"VS"}


def test_what_is_derived_of_what_is_derived_is_read_too() -> None:
    """A save of the sex moves an eGFR, which moves a dose, which a check of another log compares with a medication."""
    dose = form("DOSE", group("DOSEG", item("LEVEL", "derived", value="RENAL.EGFR / 10", decimals=1)))
    log = form(
        "AE", group("AEG", item("AENOTE")), checks=[check("R1", 'AENOTE > at("W4", DOSE.LEVEL) and CM.CMNOTE > 1')]
    )
    others = form("CM", group("CMG", item("CMNOTE")))
    study = ready(dose, log, others)
    assert forms_needed(study, "DM", {"SEX"}) == {"RENAL", "DM", "DOSE", "AE", "CM"}
    # what is shown of the log is read, and not derived again: it does not hang on what is typed there
    assert (shown(study, "AE").forms, shown(study, "AE").derived) == ({"DOSE", "CM"}, set())


CREATININE = st.sampled_from([None, "90", "100", "160"])


@settings(deadline=None)  # two shared cores: a slow moment is no failure
@given(CREATININE, CREATININE, CREATININE, st.sampled_from("MF"), st.sampled_from("MF"))
def test_findings_elsewhere_do_not_move(
    first: str | None, second: str | None, new: str | None, sex: str, now: str
) -> None:
    """Whatever changes, what is not reached is asked exactly as it was before, and what is, is asked alone (C.4.18.1000)."""

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
    moved: dict[int, set[str] | None] = {}
    for number, old in before.pages.items():
        was, is_ = ({**each.document, **each.derived} for each in (old, after.pages[number]))
        moved[number] = {path for path in was.keys() | is_.keys() if was.get(path) != is_.get(path)}
    asked = questions(KIDNEY, after, moved)
    for number in before.pages:
        names = asked.get(number, set())
        every = findings(KIDNEY, after, number, TODAY)
        kept = [one for one in every if asked_under(one.check) not in names]
        assert kept == [one for one in findings(KIDNEY, before, number, TODAY) if asked_under(one.check) not in names]
        assert findings(KIDNEY, after, number, TODAY, names) == [one for one in every if one not in kept]


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
