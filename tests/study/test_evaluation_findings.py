"""What a page is asked about, owes and hides."""

from __future__ import annotations

from datetime import date

import pytest

from edc.study.definition import Slip
from edc.study.document import FINISHED, NOT_DONE, STRUCK, Value
from edc.study.evaluation import CompiledStudy, Finding, Owed, SubjectView, findings, hidden, owed, subject_state
from tests.study.build import check, form, group, item, page, ready, subject

KIDNEY = ready()
TODAY = date(2025, 9, 1)
DM = page(20, "SCN", "DM", {"SEX": "M", "BRTHDT": "1973-02-01"})


def asked(view: SubjectView, number: int, study: CompiledStudy = KIDNEY) -> list[tuple[str, str]]:
    return [(each.check, each.path) for each in findings(study, view, number, TODAY)]


def test_a_check_that_fires_says_where_and_with_what() -> None:
    """EC10 fires: the query stands beside the first item the check names, and can show both values (EC10, REQ-51)."""
    view = subject(page(11, "SCN", "RENAL", {"CREAT": "130", "EGFRLAB": "60"}, {"EGFR": "54.0"}))
    (found,) = findings(KIDNEY, view, 11, TODAY)
    assert found == Finding(
        check="EC10",
        page=11,
        path="EGFRLAB",
        paths=("EGFRLAB", "EGFR"),
        level="ask",
        message={"en": "EC10 asks", "zh": "EC10 质疑"},
        params={"EGFRLAB": "60", "EGFR": "54.0"},
        medical=False,
        kind="check",
        inputs=frozenset({(11, "EGFRLAB"), (11, "EGFR")}),
    )


@pytest.mark.parametrize("values", [{"EGFRLAB": None}, {"EGFRLAB": Value(m="ND")}, {"EGFRLAB": "58"}, {}])
def test_a_check_is_silent_where_it_is_not_surely_true(values: dict[str, str | Value | None]) -> None:
    """A missing operand neither fires nor passes: Li Wen is not asked about what is not there (architecture 4)."""
    assert asked(subject(page(11, "SCN", "RENAL", {"CREAT": "130", **values}, {"EGFR": "54.0"})), 11) == []


def test_a_check_across_visits_looks_at_the_prior_sample() -> None:
    """Creatinine half as high again as at the previous sample asks, for the investigator alone (trial.md 4.10)."""
    view = subject(
        page(11, "SCN", "RENAL", {"LBDT": "2025-03-04", "CREAT": "100"}),
        page(12, "W0", "RENAL", {"LBDT": "2025-03-17", "CREAT": "150"}),
    )
    (found,) = findings(KIDNEY, view, 12, TODAY)
    assert (found.check, found.path, found.medical) == ("RE02", "CREAT", True)


def test_a_row_is_asked_about_by_itself() -> None:
    """Each row of the log has its own query; a struck one has none (EC12, REQ-51)."""
    log = {
        "AE/1/AETERM": "fever",
        "AE/1/AETOXGR": "3",
        "AE/2/AETERM": "oedema",
        "AE/2/AETOXGR": "4",
        "AE/3/AETERM": "cough",
        "AE/3/AETOXGR": "4",
        "AE/3/#struck": "error",
    }
    pages = [page(51, "LOG", "AE", log), page(52, "LOG", "CM", {"CM/1/CMTRT": "aspirin", "CM/1/CMAENO": "1"})]
    assert asked(subject(*pages), 51) == [("AE02", "AE/2/AETOXGR")]


def test_rows_are_asked_about_in_the_order_shown() -> None:
    """Li Wen moved row 10 to the top: its question comes first, and row 9 before row 11 (B.4.9.0100)."""
    log = {f"AE/{n}/{name}": value for n in (9, 10, 11) for name, value in (("AETERM", "x"), ("AETOXGR", "4"))}
    shown = page(51, "LOG", "AE", log | {"AE/#order": "10"})
    assert [path for _, path in asked(subject(shown), 51)] == [f"AE/{n}/AETOXGR" for n in (10, 9, 11)]


def test_a_check_about_a_row_may_name_it_inside_a_row_function_alone() -> None:
    """An event without its medication: the row is named only where the other log is searched (EC12)."""
    rule = check("AE03", "not any_row(CM.CMTRT == AETERM)", items=("AETERM",))
    study = ready(form("AE", group("AE", item("AETERM", "text"), repeat="added"), checks=[rule]))
    pages = [
        page(51, "LOG", "AE", {"AE/1/AETERM": "a", "AE/2/AETERM": "b"}),
        page(52, "LOG", "CM", {"CM/1/CMTRT": "a"}),
    ]
    assert asked(subject(*pages), 51, study) == [("AE03", "AE/2/AETERM")]


def test_a_check_over_rows_points_at_an_item_of_the_page() -> None:
    """Fever after the dose: one query for the page, one for the row that rose (EC14)."""
    watched = {"STDTM": "2025-03-17T10:00", "OBS/PRE/TEMP": "36.5", "OBS/T2H/TEMP": "38.1"}
    view = subject(page(41, "W0", "DOSE", watched, {"OBS/PRE/RISE": "0.0", "OBS/T2H/RISE": "1.6"}))
    assert asked(view, 41) == [("OB01", "OBS/T2H/RISE"), ("OB02", "STDTM")]


def test_a_check_that_names_rows_alone_speaks_of_the_page() -> None:
    """Without an item of the page to stand at, it stands at the page as a whole and names every row (REQ-52)."""
    rows = group("OBS", item("TEMP"), repeat="added")
    study = ready(form("VS", rows, checks=[check("OB03", "max_rows(TEMP) >= 38")]))
    (found,) = findings(study, subject(page(1, "W0", "VS", {"OBS/1/TEMP": "38", "OBS/2/TEMP": "36"})), 1, TODAY)
    assert (found.path, found.paths) == ("", ("OBS/1/TEMP", "OBS/2/TEMP"))


def test_items_ask_for_themselves_under_stable_ids() -> None:
    """Range, slip, decimals and future each have one id per item, and the code of their sentence (B.4.8.0300)."""
    items = (
        item("K", soft={"ge": "3.5", "le": "5.5"}, decimals=1),
        item("HB", slips=(Slip(below="20", hint={"en": "looks like g/dL"}),), soft={"ge": "90"}),
        item("EXPDT", "date", future="ask"),
        item("SCORE", "derived", value="K * 2", soft={"le": "10"}),
    )
    study = ready(form("VS", group("VSG", *items)))
    values = {"K": "6.01", "HB": "12", "EXPDT": "2026-01-01"}
    found = findings(study, subject(page(1, "W0", "VS", values, {"SCORE": "12.02"})), 1, TODAY)
    assert [(each.check, each.path, each.kind, each.code) for each in found] == [
        ("RANGE.K", "K", "range", "soft_range"),
        ("DECIMALS.K", "K", "decimals", "decimals"),
        ("SLIP.HB", "HB", "slip", "slip_hint"),
        ("FUTURE.EXPDT", "EXPDT", "future", "future_ask"),
        ("RANGE.SCORE", "SCORE", "range", "soft_range"),
    ]
    assert found[0].params["range"] == "3.5–5.5"
    assert all(each.level == "ask" for each in found)


@pytest.mark.parametrize("mark", [STRUCK, NOT_DONE])
def test_a_page_struck_out_or_not_done_is_asked_nothing(mark: str) -> None:
    """Its queries close: nothing is asked of, and nothing owed by, a page that does not count (REQ-53)."""
    view = subject(page(11, "SCN", "RENAL", {"CREAT": "9000", mark: "duplicate", FINISHED: "Y"}))
    assert asked(view, 11) == []
    assert owed(KIDNEY, view, 11) == []


def test_a_hidden_item_that_holds_a_value_asks() -> None:
    """Zhao Rui sees it: sex corrected to male, and the answer on pregnancy is asked about, not dropped (D.113.300)."""
    view = subject(page(20, "SCN", "DM", {"SEX": "M", "BRTHDT": "1973", "CHILDPOT": "Y"}))
    (found,) = findings(KIDNEY, view, 20, TODAY)
    assert (found.check, found.path, found.kind, found.code) == (
        "HIDDEN.CHILDPOT",
        "CHILDPOT",
        "hidden",
        "hidden_value",
    )
    assert hidden(KIDNEY, view, 20) == {"CHILDPOT"}
    coded = subject(page(20, "SCN", "DM", {"SEX": "M", "BRTHDT": "1973", "CHILDPOT": Value(m="NA")}))
    assert asked(coded, 20) == []


def test_an_item_is_shown_only_where_its_condition_is_true() -> None:
    """While the sex is unknown the question is not shown, and not owed (B.4.9.0100)."""
    unknown = subject(page(20, "SCN", "DM", {"BRTHDT": "1973"}))
    assert hidden(KIDNEY, unknown, 20) == {"CHILDPOT"}
    assert owed(KIDNEY, unknown, 20) == [Owed("SEX", "required")]
    woman = subject(page(20, "SCN", "DM", {"BRTHDT": "1973", "SEX": "F"}))
    assert hidden(KIDNEY, woman, 20) == frozenset()
    assert owed(KIDNEY, woman, 20) == [Owed("CHILDPOT", "condition")]


def test_rows_hide_and_owe_each_their_own() -> None:
    """An ended event owes its end; an ongoing one hides it; a row just added hides it too (D.9.200)."""
    log = {
        "AE/1/AETERM": "fever",
        "AE/1/AEONGO": "N",
        "AE/2/AETERM": None,
        "AE/3/AEONGO": "Y",
        "AE/4/AEONGO": "Y",
        "AE/4/#struck": "error",
    }
    view = subject(page(51, "LOG", "AE", log))
    assert hidden(KIDNEY, view, 51) == {"AE/2/AEENDT", "AE/3/AEENDT", "AE/4/AEENDT"}
    assert owed(KIDNEY, view, 51) == [Owed("AE/3/AETERM", "required"), Owed("AE/1/AEENDT", "condition")]


def test_every_fixed_row_owes_unless_its_group_was_not_done() -> None:
    """All time points are owed, a coded reason pays, and "not done" pays for the group (B.6.7.1800)."""
    rows = {"OBS/T2H/TEMP": Value(m="ND")}
    assert owed(KIDNEY, subject(page(41, "W0", "DOSE", rows)), 41) == [Owed("OBS/PRE/TEMP", "required")]
    assert owed(KIDNEY, subject(page(41, "W0", "DOSE", {"OBS/#notdone": "equipment"})), 41) == []


@pytest.mark.parametrize("mark", [STRUCK, NOT_DONE, "DMG/#notdone"])
def test_what_does_not_count_can_still_be_read(mark: str) -> None:
    """Wu Gang opens a page that was struck out: its answers stand where they stood (REQ-53)."""
    values = {"SEX": "F", "CHILDPOT": "Y", mark: "duplicate"}
    assert hidden(KIDNEY, subject(page(20, "SCN", "DM", values)), 20) == frozenset()


def test_a_group_is_hidden_whole() -> None:
    """A group's condition hides its items in every row, and what they owe (D.9.200)."""
    panel = group(
        "PANEL", item("RESULT", required=True), show_if="DONE", repeat="fixed", rows=({"key": "A", "label": {}},)
    )
    study = ready(form("VS", group("VSG", item("DONE", "boolean")), panel))
    no, yes = (subject(page(1, "W0", "VS", {"DONE": value})) for value in ("false", "true"))
    assert (hidden(study, no, 1), owed(study, no, 1)) == ({"PANEL/A/RESULT"}, [])
    assert (hidden(study, yes, 1), owed(study, yes, 1)) == (frozenset(), [Owed("PANEL/A/RESULT", "required")])


def test_a_finished_page_is_asked_for_what_it_owes() -> None:
    """Sex corrected on a finished page: what is owed now becomes a question, not a silent gap (VAL-07)."""
    values = {"SEX": "F", "BRTHDT": "1973", FINISHED: "Y"}
    (found,) = findings(KIDNEY, subject(page(20, "SCN", "DM", values)), 20, TODAY)
    assert (found.check, found.path, found.kind) == ("REQUIRED.CHILDPOT", "CHILDPOT", "required")


def test_a_medical_item_asks_the_investigator() -> None:
    """Chen Jie alone answers what is asked of a judgement of hers (architecture 5)."""
    study = ready(form("VS", group("VSG", item("GRADE", soft={"le": "4"}, medical=True))))
    (found,) = findings(study, subject(page(1, "W0", "VS", {"GRADE": "5"})), 1, TODAY)
    assert found.medical is True


def test_the_first_true_state_holds() -> None:
    """A participant is on treatment from the week 0 visit on, in screening before it (trial.md 0.4.3)."""
    screening = subject(page(1, "SCN", "SV", {"SVDAT": "2025-03-03"}))
    assert subject_state(KIDNEY, screening) == "screening"
    assert subject_state(KIDNEY, screening.with_pages([page(2, "W0", "SV", {"SVDAT": "2025-03-17"})])) == "on_treatment"
    assert subject_state(ready(states=()), screening) is None
