"""Derived values: right, complete, and the same whichever way one gets there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edc.study.document import STRUCK, Value
from edc.study.evaluation import DerivedChange, PageView, SubjectView, derive
from edc.study.evaluation_derive import as_text
from tests.study.build import RENAL_ITEMS, form, group, item, page, ready, subject

KIDNEY = ready()
DM = page(20, "SCN", "DM", {"SEX": "M", "BRTHDT": "1973-02-01", "HEIGHT": "170"})


def renal(number: int, event: str, day: str, creatinine: str | None, **more: str | Value | None) -> PageView:
    return page(number, event, "RENAL", {"LBDT": day, "CREAT": creatinine, **more}, visit=number)


def settled(view: SubjectView, *changed: int) -> SubjectView:
    """*view* with what followed from the change stored."""
    return stored(view, derive(KIDNEY, view, changed or view.pages))


def stored(view: SubjectView, changes: list[DerivedChange]) -> SubjectView:
    return view.with_derived((each.page, each.path, each.value) for each in changes)


def test_a_derived_value_names_what_it_came_from() -> None:
    """Li Wen saves a creatinine: the eGFR follows, rounded as shown, with inputs and formula (REQ-57, B.6.7.0900)."""
    view = subject(DM, renal(11, "SCN", "2025-03-04", "130"))
    (egfr,) = derive(KIDNEY, view, [11])
    assert (egfr.page, egfr.path, egfr.value) == (11, "EGFR", "54.0")
    assert set(egfr.inputs) == {
        (11, "CREAT", "130"),
        (20, "SEX", "M"),
        (11, "LBDT", "2025-03-04"),
        (20, "BRTHDT", "1973-02-01"),
    }
    assert len(egfr.formula) == 64
    assert derive(KIDNEY, stored(view, [egfr]), [11]) == []


def test_a_change_reaches_every_page_that_depends_on_it() -> None:
    """Sun Yan has the sex corrected: the eGFR of every visit follows, and what is computed from it (EC08)."""
    view = settled(subject(DM, renal(11, "SCN", "2025-03-04", "130"), renal(12, "W0", "2025-03-17", "140")))
    corrected = view.with_pages([page(20, "SCN", "DM", {"SEX": "F", "BRTHDT": "1973-02-01"})])
    changes = derive(KIDNEY, corrected, [20])
    assert [(each.page, each.path) for each in changes] == [(11, "EGFR"), (12, "EGFR"), (11, "CHANGE")]
    assert stored(corrected, changes).pages[12].derived["CHANGE"] == "0.0"


def test_what_is_computed_from_a_derived_value_uses_it_as_shown() -> None:
    """The change is that of the two eGFR values on the page, not of digits nobody saw (trial.md 0.3)."""
    view = settled(subject(DM, renal(12, "W0", "2025-03-17", "130"), renal(13, "W4", "2025-04-14", "160")))
    base, now = (Decimal(view.pages[number].derived["EGFR"] or "") for number in (12, 13))
    assert view.pages[13].derived["CHANGE"] == str(round(100 * (now - base) / base, 1))


def test_a_derived_value_goes_when_an_operand_does() -> None:
    """Wang Lei clears the creatinine, or marks it not done: no eGFR is left standing (VAL-05)."""
    view = settled(subject(DM, renal(11, "SCN", "2025-03-04", "130")))
    for value in (None, Value(m="ND"), Value(v="<130")):
        cleared = view.with_pages([replace(view.pages[11], document={"LBDT": Value(v="2025-03-04"), "CREAT": value})])
        (change,) = derive(KIDNEY, cleared, [11])
        assert (change.path, change.value) == ("EGFR", None)


@pytest.mark.parametrize("mark", [STRUCK, "#notdone"])
def test_a_page_struck_out_derives_nothing_and_comes_back_whole(mark: str) -> None:
    """Li Wen strikes out week 0, then restores it: its values go, and come back the same (REQ-53)."""
    view = settled(subject(DM, renal(12, "W0", "2025-03-17", "130"), renal(13, "W4", "2025-04-14", "160")))
    struck = view.with_pages([renal(12, "W0", "2025-03-17", "130", **{mark: Value(v="duplicate")})])
    struck = struck.with_pages([replace(struck.pages[12], derived=view.pages[12].derived)])
    gone = derive(KIDNEY, struck, [12])
    assert {(each.page, each.path): each.value for each in gone} == {
        (12, "EGFR"): None,
        (12, "CHANGE"): None,
        (13, "CHANGE"): None,
    }
    after = stored(struck, gone)
    restored = after.with_pages([replace(after.pages[12], document=view.pages[12].document)])
    assert stored(restored, derive(KIDNEY, restored, [12])).pages == view.pages


def test_rows_derive_each_their_own() -> None:
    """Every time point has its rise, the page its count; a struck row has neither (trial.md 4.14)."""
    watched = {"OBS/PRE/TEMP": "36.5", "OBS/T2H/TEMP": "38.1"}
    view = settled(subject(page(41, "W0", "DOSE", watched)))
    assert view.pages[41].derived == {"WATCHED": "2", "OBS/PRE/RISE": "0.0", "OBS/T2H/RISE": "1.6"}
    struck = view.with_pages([page(41, "W0", "DOSE", {**watched, "OBS/T2H/#struck": "error"}, view.pages[41].derived)])
    changes = derive(KIDNEY, struck, [41])
    assert [(each.path, each.value, each.inputs) for each in changes if "T2H" in each.path] == [
        ("OBS/T2H/RISE", None, ())
    ]
    assert settled(struck).pages[41].derived["WATCHED"] == "1"


def test_a_row_of_a_log_follows_a_visit() -> None:
    """The week 0 date is corrected: whether an event came before the first infusion follows (4.15)."""
    log = page(51, "LOG", "AE", {"AE/1/AETERM": "fever", "AE/1/AESTDT": "2025-03-18", "AE/2/AETERM": "cough"})
    view = settled(subject(log, page(2, "W0", "SV", {"SVDAT": "2025-03-17"})))
    assert view.pages[51].derived == {"AE/1/TEAE": "Y"}
    corrected = view.with_pages([page(2, "W0", "SV", {"SVDAT": "2025-03-20"})])
    (change,) = derive(KIDNEY, corrected, [2])
    assert (change.page, change.path, change.value) == (51, "AE/1/TEAE", "N")


def test_a_sample_date_decides_which_page_is_prior() -> None:
    """An unscheduled page dated in between takes its place: what was computed from the former prior follows (0.4.6)."""
    delta = item("DELTA", "derived", value="CREAT - prior(CREAT)")
    whole = ready(form("RENAL", group("RENALG", *RENAL_ITEMS, delta)))
    pages = [renal(11, "SCN", "2025-03-04", "120"), renal(13, "W4", "2025-04-14", "150")]
    view = subject(*pages)
    view = stored(view, derive(whole, view, view.pages))
    assert view.pages[13].derived["DELTA"] == "30"
    between = view.with_pages([renal(14, "UNS", "2025-03-20", "140")])
    changes = derive(whole, between, [14])
    assert {(each.page, each.path): each.value for each in changes} == {(13, "DELTA"): "10", (14, "DELTA"): "20"}


def test_a_derived_sample_time_orders_pages_as_it_changes() -> None:
    """Where the end of a collection is derived, moving it moves what is prior to what (0.4.6)."""
    taken = item("TAKEN", "derived", value="max(LBDT, LBDT2)", result="date", sample_time=True)
    items = (item("LBDT", "date"), item("LBDT2", "date"), taken, item("CREAT"))
    delta = item("DELTA", "derived", value="CREAT - prior(CREAT)")
    whole = ready(form("RENAL", group("RENALG", *items, delta)))

    def sample(number: int, event: str, day: str, creatinine: str) -> PageView:
        return page(number, event, "RENAL", {"LBDT": "2025-03-01", "LBDT2": day, "CREAT": creatinine}, visit=number)

    view = subject(sample(11, "SCN", "2025-03-04", "100"), sample(12, "W0", "2025-03-17", "130"))
    view = stored(view, derive(whole, view, view.pages))
    assert (view.pages[11].derived.get("DELTA"), view.pages[12].derived["DELTA"]) == (None, "30")
    later = view.with_pages([replace(sample(11, "SCN", "2025-05-01", "100"), derived=view.pages[11].derived)])
    after = stored(later, derive(whole, later, [11]))
    assert (after.pages[11].derived["DELTA"], after.pages[12].derived["DELTA"]) == ("-30", None)


def test_another_formula_has_another_digest() -> None:
    """A value computed by an amended formula or rounding can be told from one of the former (REQ-57)."""

    def digest(**more: object) -> str:
        settings = {"value": "SBP * 2", "decimals": 1} | more
        whole = ready(form("VS", group("VSG", item("SBP"), item("MAP", "derived", **settings))))
        return next(each.formula for each in derive(whole, subject(page(1, "W0", "VS", {"SBP": "1"})), [1]))

    assert digest() == digest()
    assert len({digest(), digest(value="SBP * 3"), digest(decimals=0), digest(result="integer")}) == 4


CREATININE = st.sampled_from([None, "60", "130", "160.5", "<60"])
DAY = st.sampled_from([None, "2025-03-04", "2025-03-17", "2025-04-14"])
MARK = st.sampled_from([{}, {}, {STRUCK: Value(v="x")}, {"#notdone": Value(v="x")}])


@st.composite
def subjects(draw: st.DrawFn) -> SubjectView:
    pages = [DM, page(2, "W0", "SV", {"SVDAT": draw(DAY)})]
    for number, event in ((11, "SCN"), (12, "W0"), (13, "W4"), (14, "UNS")):
        pages.append(renal(number, event, "2025-03-04", draw(CREATININE), **draw(MARK)))
    rows = {f"AE/{n}/AESTDT": draw(DAY) for n in (1, 2)} | draw(st.sampled_from([{}, {"AE/1/#struck": "x"}]))
    return subject(*pages, page(51, "LOG", "AE", rows))


@settings(deadline=None)  # two shared cores: a slow moment is no failure
@given(subjects())
def test_deriving_twice_gives_nothing_new(view: SubjectView) -> None:
    """What is stored agrees with its formula: a second run finds nothing to change (VAL-05)."""
    after = settled(view)
    assert derive(KIDNEY, after, after.pages) == []


@settings(deadline=None)  # two shared cores: a slow moment is no failure
@given(subjects(), st.permutations([2, 11, 12, 13, 14, 20, 51]))
def test_the_order_of_changed_pages_does_not_matter(view: SubjectView, order: list[int]) -> None:
    """An import and a person typing arrive at the same values, in the same order of record (B.6.7.0900)."""
    assert derive(KIDNEY, view, order) == derive(KIDNEY, view, view.pages)


@settings(deadline=None)  # two shared cores: a slow moment is no failure
@given(subjects(), subjects(), st.sampled_from([2, 11, 12, 13, 14, 51]))
def test_a_change_alone_leads_where_computing_everything_does(
    before: SubjectView, other: SubjectView, number: int
) -> None:
    """Deriving only what a change reaches leaves nothing stale anywhere (VAL-05)."""
    view = settled(before)
    edited = view.with_pages([replace(view.pages[number], document=other.pages[number].document)])
    assert derive(KIDNEY, settled(edited, number), view.pages) == []


@pytest.mark.parametrize(
    ("result", "decimals", "value", "text"),
    [
        ("number", 1, Decimal("2.25"), "2.3"),
        ("number", 1, Decimal("-2.25"), "-2.3"),
        ("number", 1, Decimal("-0.04"), "0.0"),
        ("number", 2, Decimal(3), "3.00"),
        ("number", None, Decimal(1) / 3, "0.333333333333"),
        ("number", None, Decimal("1E+3"), "1000"),
        ("integer", None, Decimal("2.5"), "3"),
        ("boolean", None, True, "true"),
        ("boolean", None, False, "false"),
        ("datetime", None, datetime(2025, 3, 4, 8, 30), "2025-03-04T08:30"),
        ("datetime", None, datetime(2025, 3, 4, 8, 30, 5), "2025-03-04T08:30:05"),
        ("date", None, datetime(2025, 3, 4).date(), "2025-03-04"),
        ("text", None, "Y", "Y"),
        ("text", None, "", None),
        ("number", 1, None, None),
    ],
)
def test_a_derived_value_is_stored_as_it_is_shown(
    result: str, decimals: int | None, value: object, text: str | None
) -> None:
    """Half up to the item's decimals, dates as ISO 8601, nothing for nothing (trial.md 0.3)."""
    assert as_text(item("D", "derived", result=result, decimals=decimals), value) == text
