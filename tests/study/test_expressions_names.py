"""Which page a name means, and that every ambiguity is settled when the study loads."""

from __future__ import annotations

import pytest

from edc.study.definition import Event, Study
from edc.study.document import STRUCK, Value
from edc.study.evaluation import SubjectView
from edc.study.expressions import ExpressionError, Ref
from tests.study.build import EVENTS, expression, form, group, item, page, study, subject, value_of

DAYS = {"SCN": "2025-03-03", "W0": "2025-03-17", "W4": "2025-04-14"}


def casebook() -> SubjectView:
    """YA-001: creatinine 120 at screening, 130 at week 0, 140 unscheduled after it, 150 at week 4."""
    pages = [page(n, event, "SV", {"SVDAT": day}) for n, (event, day) in enumerate(DAYS.items(), 1)]
    pages += [
        page(11, "SCN", "RENAL", {"LBDT": "2025-03-04", "CREAT": "120"}),
        page(12, "W0", "RENAL", {"CREAT": "130"}),
        page(13, "W4", "RENAL", {"LBDT": "2025-04-14", "LBTM": "08:00", "CREAT": "150"}),
        page(14, "UNS", "RENAL", {"LBDT": "2025-03-20", "CREAT": "140"}, visit=7),
        page(20, "SCN", "DM", {"SEX": "F"}),
        page(31, "W0", "VS", {"WEIGHT": "60"}),
        page(32, "W4", "VS", {"WEIGHT": "62"}),
        page(41, "W0", "DOSE", {"STDTM": "2025-03-17T10:00"}),
    ]
    return subject(*pages)


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("CREAT", 12, 130),
        ("RENAL.CREAT", 12, 130),
        ("DM.SEX", 12, "F"),
        ("SV.SVDAT == '2025-04-14'", 13, True),
        ("VS.WEIGHT", 13, 62),
        ("VS.WEIGHT", 14, None),
        ('at("W0", RENAL.CREAT)', 13, 130),
        ('at("W0", CREAT)', 11, 130),
        ("first(RENAL.CREAT)", 13, 120),
        ("latest(RENAL.CREAT)", 12, 130),
        ("latest(RENAL.CREAT)", 14, 140),
        ("latest(VS.WEIGHT)", 13, 62),
        ("latest(VS.WEIGHT)", 14, 60),
        ("latest(DM.SEX)", 13, "F"),
        ("prior(CREAT)", 13, 140),
        ("prior(RENAL.CREAT)", 14, 130),
        ("prior(CREAT)", 12, 120),
        ("prior(CREAT)", 11, None),
        ("prior(RENAL.CREAT)", 41, 130),
        ("latest(RENAL.CREAT)", None, 150),
        ("visit_date() == SV.SVDAT", 13, True),
    ],
)
def test_a_name_means_one_page(text: str, number: int | None, expected: object) -> None:
    """Own page, same visit, the only page there is, or the one the expression asks for (trial.md 0.4.6)."""
    assert value_of(text, casebook(), number) == expected


def test_the_order_is_that_of_samples_not_of_entry() -> None:
    """Li Wen enters the week 0 sample late and dates it before screening: it is now prior to it (0.4.6)."""
    view = casebook()
    early = page(12, "W0", "RENAL", {"LBDT": "2025-03-01", "CREAT": "130"})
    assert value_of("prior(CREAT)", view.with_pages([early]), 11) == 130
    assert value_of("first(RENAL.CREAT)", view.with_pages([early]), 11) == 130


def test_a_sample_of_the_same_hour_is_not_prior() -> None:
    """Two pages with one sample time: neither comes before the other (0.4.6)."""
    twin = page(15, "UNS", "RENAL", {"LBDT": "2025-04-14", "LBTM": "08:00", "CREAT": "151"}, visit=8)
    later = page(16, "UNS", "RENAL", {"LBDT": "2025-04-14", "LBTM": "08:01", "CREAT": "152"}, visit=9)
    view = casebook().with_pages([twin, later])
    assert value_of("prior(CREAT)", view, 13) == value_of("prior(CREAT)", view, 15) == 140
    assert value_of("prior(CREAT)", view, 16) == 151


@pytest.mark.parametrize("mark", [{STRUCK: Value(v="duplicate")}, {"#notdone": Value(v="absent")}])
def test_a_page_struck_out_or_not_done_is_no_operand(mark: dict[str, Value]) -> None:
    """Wang Lei strikes out the unscheduled page, or it was not done: the page before it is prior (REQ-53)."""
    gone = page(14, "UNS", "RENAL", {"LBDT": "2025-03-20", "CREAT": "140", **mark}, visit=7)
    gone_too = page(12, "W0", "RENAL", {"CREAT": "130", **mark})
    view = casebook().with_pages([gone, gone_too])
    assert value_of("prior(CREAT)", view, 13) == 120
    assert value_of('at("W0", CREAT)', view, 13) is None
    assert value_of('missing(at("W0", CREAT))', view, 13) is True


def test_a_page_without_time_stands_aside() -> None:
    """A page whose sample time nobody knows has no place in the order, and nothing is prior to it."""
    undated = page(15, "UNS", "RENAL", {"CREAT": "999"}, visit=8)
    view = casebook().with_pages([undated])
    assert value_of("latest(RENAL.CREAT)", view, None) == 150
    assert value_of("prior(CREAT)", view, 15) is None


@pytest.mark.parametrize(
    ("text", "on", "reason"),
    [
        ("CREATT > 1", "RENAL", "form RENAL has no item CREATT; did you mean CREAT?"),
        ("RENAI.CREAT > 1", "VS", "there is no form RENAI; did you mean RENAL?"),
        ("DM.SEXX", "RENAL", "form DM has no item SEXX; did you mean SEX?"),
        ("DOSE.STDTM", "RENAL", "DOSE.STDTM is not collected at SCN, where RENAL is: write at(event, DOSE.STDTM)"),
        ("RENAL.CREAT", "AE", "RENAL.CREAT is not collected at LOG, where AE is"),
        ("RENAL.CREAT", None, "RENAL.CREAT stands on several pages: write at(event, RENAL.CREAT), first(RENAL.CREAT)"),
        ("CREAT", None, "CREAT: name its form too, as FORM.CREAT"),
        ('at("W9", RENAL.CREAT)', "VS", "there is no event W9"),
        ('at("SCN", DOSE.STDTM)', "VS", "form DOSE is not collected at SCN; it is at W0, W4"),
        ('at("UNS", RENAL.CREAT)', "VS", "RENAL has several pages at UNS: write first() or latest()"),
        ("at(RENAL.CREAT)", "VS", 'at() is written at("EVENT", FORM.ITEM)'),
        ("first(1)", "VS", "1 is not an item: write ITEM or FORM.ITEM"),
        ("prior(DM.SEX)", "RENAL", "prior() needs a page that another DM page is prior to"),
        ("prior(RENAL.CREAT)", None, "prior() needs a page"),
        ("ORPHAN.X", "RENAL", "ORPHAN.X: form ORPHAN is not in the schedule"),
        ("SAE.X", "RENAL", "SAE.X: form SAE has several pages at one visit"),
        ("ECG.X", "DOSE", "ECG.X is not collected at W0, W4, where DOSE is"),
        ("AE.AETERM", "RENAL", "AE.AETERM stands in rows: use any_row()"),
        ("TEMP", "DOSE", "DOSE.TEMP stands in rows"),
        ("event()", None, "event() is known only on a page"),
        ("visit_date()", None, "visit_date() is known only on a page"),
        ("consent_date()", "RENAL", "the study does not say which item that is"),
    ],
)
def test_what_a_name_cannot_mean_is_refused_with_a_way_out(text: str, on: str | None, reason: str) -> None:
    """Sun Yan writes a check that could mean two pages: the study does not load, and says what to write (REQ-52)."""
    orphan, sae = form("ORPHAN", group("OG", item("X"))), form("SAE", group("SG", item("X")), repeating=True)
    ecg = form("ECG", group("EG", item("X")))
    as_needed = Event(oid="E.EXTRA", name="EXTRA", label={}, kind="unscheduled", repeating=True, forms=("ECG",))
    events = (*EVENTS, Event(oid="E.W8", name="W8", label={}, forms=("SAE",)), as_needed)
    with pytest.raises(ExpressionError) as refused:
        expression(text, on, of=study(orphan, sae, ecg, events=events))
    assert reason in str(refused.value)


def test_an_unscheduled_visit_carries_any_panel() -> None:
    """VS is not planned at unscheduled visits, RENAL is: there its weight is missing, not an error (0.4.6)."""
    assert expression("VS.WEIGHT", "RENAL").reads == {Ref("VS", "WEIGHT", "visit")}


def test_what_an_expression_reads_is_known_with_its_distance() -> None:
    """The dependency index names every item read, sample times that decide the page included (architecture 4)."""
    assert expression("abs(EGFRLAB - EGFR) > 5").reads == {
        Ref("RENAL", "EGFRLAB", "page"),
        Ref("RENAL", "EGFR", "page"),
    }
    assert expression('DM.SEX == "M" and VS.SBP > 1').reads == {Ref("DM", "SEX", "subject"), Ref("VS", "SBP", "visit")}
    assert expression("prior(CREAT)").reads == {
        Ref("RENAL", "CREAT", "subject"),
        Ref("RENAL", "LBDT", "subject"),
        Ref("RENAL", "LBTM", "subject"),
        Ref("SV", "SVDAT", "subject"),
    }
    assert expression("latest(VS.WEIGHT)", "DOSE").reads == {
        Ref("VS", "WEIGHT", "subject"),
        Ref("DOSE", "STDTM", "page"),
        Ref("SV", "SVDAT", "subject"),
    }


def consenting() -> Study:
    rows = group("ICG", item("ICFDT", "date"), repeat="added")
    events = (*EVENTS, Event(oid="E.LOG2", name="LOG2", label={}, kind="log", forms=("IC",)))
    return study(form("IC", rows), events=events, consent_date="IC.ICFDT")


def test_consent_is_the_first_one() -> None:
    """Re-consent after an amendment does not move the date of consent; a struck row does not count (0.4.5)."""
    log = {"ICG/1/ICFDT": "2025-03-02", "ICG/2/ICFDT": "2025-06-01", "ICG/3/ICFDT": "2024-01-01"}
    struck = {"ICG/3/#struck": Value(v="error")}
    view = casebook().with_pages([page(50, "LOG", "IC", {**log, **struck})])
    assert value_of('consent_date() == "2025-03-02"', view, 12, of=consenting()) is True
    assert value_of("days(consent_date(), LBDT)", view, 11, of=consenting()) == 2
    assert value_of("missing(consent_date())", casebook(), 12, of=consenting()) is True
