"""Import of ODM clinical data: what is stored, what is asked, what is refused, and that it may be repeated."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from edc.acts.freeze import freeze
from edc.acts.import_data import ImportRefused, import_data
from edc.acts.unfreeze import unfreeze
from edc.acts.verify_trail import verify_trail
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.errors import Refusal
from edc.exchange.import_report import ImportReport, Outcome, report_of, sentence
from edc.study.document import Value
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import SYSTEM, unit
from tests.exchange.odm_text import audit, event, file, form, group, item, renal, subject
from tests.exchange.odm_text import unit as in_unit
from tests.exchange.shapes import (
    LI_WEN,
    SUN_YAN,
    WANG_LEI,
    asked,
    casebook,
    enter,
    furnish,
    head,
    lock,
    page_of,
    shapes,
)


@pytest.fixture
def study(database: Database) -> Database:
    furnish(database)
    return database


def read_in(database: Database, content: bytes, name: str = "file.xml", site: str = "YA") -> ImportReport:
    return import_data(database, LI_WEN, content, name, site)


def outcomes(report: ImportReport) -> list[tuple[str, str, str]]:
    return [(line.path, line.outcome.value, line.why) for line in report.lines]


def refused(action: Callable[[], object]) -> list[str]:
    """Codes of a file that was refused whole; each has a sentence that can be said."""
    with pytest.raises(ImportRefused) as error:
        action()
    for note in error.value.notes:
        assert sentence(note.code) % note.params
    return [note.code for note in error.value.notes]


def participant(database: Database, code: str) -> SubjectRef:
    return SubjectRef(*asked(database, "SELECT id, code, site FROM subject WHERE code = ?", code)[0])


def counts(database: Database) -> list[int]:
    """Rows of everything a second import could double."""
    names = ("subject", "visit", "page", "page_version", "item_change", "query", "query_event", "derived")
    return [asked(database, f"SELECT count(*) FROM {name}")[0][0] for name in names]


def test_blanks_are_filled_under_the_origin_import(study: Database) -> None:
    """REQ-57, REQ-58: typed values and units go through the one parser; who brought them is named."""
    content = file(
        renal(item("I.LBDT", "2025-03-04"), item("I.CREAT", "1.2", in_unit("MU.mg/dL")), item("I.CLOCK", "7:30"))
    )
    report = read_in(study, content)
    assert report.subjects_added == ("YA-900",)
    assert {outcome for _, outcome, _ in outcomes(report)} == {"accepted"}
    _, document = head(study, page_of(study, participant(study, "YA-900"), "SCN", "RENAL"))
    assert document == {
        "LBDT": Value(v="2025-03-04"),
        "CREAT": Value(v="106.08", t="1.2", u="mg/dL"),
        "CLOCK": Value(v="07:30"),
    }
    assert asked(study, "SELECT origin, person, role FROM page_version") == [("import", "li.wen", "coordinator")]
    assert asked(study, "SELECT value FROM derived") == [("212.2",)]
    assert list(verify_trail(study)) == []


def test_the_run_is_kept_with_the_hash_of_the_file_and_its_report(study: Database) -> None:
    """REQ-58: file name, SHA-256 and what became of every value, in the chain of the study."""
    report = read_in(study, file(renal(item("I.LBDT", "2025-03-04"))), "lab.xml")
    (row,) = asked(study, "SELECT file, sha256, person, report, chain FROM import_run")
    assert (row[0], row[1], row[2], row[4]) == ("lab.xml", report.sha256, "li.wen", STUDY_CHAIN)
    assert report_of(row[3]) == report
    assert json.loads(row[3])["counts"] == {"accepted": 1, "queried": 0, "unchanged": 0, "differs": 0, "refused": 0}


def test_a_value_that_cannot_be_is_refused_with_its_line_and_the_rest_is_stored(study: Database) -> None:
    """REQ-58, B.3.16.0400: one wrong date does not keep twenty right values out."""
    content = file(renal(item("I.LBDT", "2025-02-31"), item("I.CLOCK", "25:00"), item("I.CREAT", "88")))
    report = read_in(study, content)
    told = [(line.path, line.outcome, line.why) for line in report.lines]
    assert told == [
        ("LBDT", Outcome.REFUSED, "date_impossible"),
        ("CLOCK", Outcome.REFUSED, "time_impossible"),
        ("CREAT", Outcome.ACCEPTED, ""),
    ]
    lines = content.decode().split("\n")
    assert [lines[line.line - 1] for line in report.lines if line.line] == [
        item("I.LBDT", "2025-02-31"),
        item("I.CLOCK", "25:00"),
        item("I.CREAT", "88"),
    ]
    assert "31" in sentence(report.lines[0].why) % report.lines[0].params


def test_an_implausible_value_is_stored_and_asked_about(study: Database) -> None:
    """The checks of the screen run on the import too, and raise their queries (C.4.18.1000, REQ-51)."""
    report = read_in(study, file(renal(item("I.CREAT", "900"))))
    assert outcomes(report) == [("CREAT", "queried", "import_asked")]
    assert report.lines[0].params["checks"] == "RANGE.CREAT"
    assert asked(study, "SELECT kind, check_id, path FROM query") == [("check", "RANGE.CREAT", "CREAT")]
    assert asked(study, "SELECT open_queries FROM page_state WHERE open_queries > 0") == [(1,)]


def test_what_differs_becomes_a_query_and_the_stored_value_stays(study: Database) -> None:
    """Li Wen entered 80; the file has 88: nobody's value is overwritten, somebody is asked (B.3.16.1800)."""
    known = casebook(study)
    page = page_of(study, known, "SCN", "RENAL")
    before = head(study, page)
    report = read_in(study, file(renal(item("I.CREAT", "88"), item("I.LBDT", "2025-03-04"), key="YA-001")))
    assert outcomes(report) == [("CREAT", "differs", "import_differs"), ("LBDT", "unchanged", "import_same")]
    assert report.lines[0].params == {"stored": "1.2 mg/dL"}
    assert head(study, page) == before
    assert asked(
        study,
        "SELECT q.kind, q.path, q.raised_role, e.code, e.text FROM query q JOIN query_event e ON e.query = q.id WHERE q.kind = 'import'",
    ) == [("import", "CREAT", "coordinator", "import_differs", "88 umol/L")]
    assert asked(study, "SELECT open_queries FROM page_state WHERE page = ?", page.id) == [(1,)]
    assert list(verify_trail(study)) == []


def test_what_somebody_cleared_is_not_filled_behind_their_back(study: Database) -> None:
    """A blank that was made with a reason is no blank (REQ-27)."""
    known = casebook(study)
    page = page_of(study, known, "SCN", "RENAL")
    enter(study, page, {"LBDT": None}, reasons={"LBDT": "source"})
    report = read_in(study, file(renal(item("I.LBDT", "2025-03-04"), key="YA-001")))
    assert outcomes(report) == [("LBDT", "differs", "import_differs")]
    assert head(study, page)[1]["LBDT"] is None


def test_the_same_file_twice_changes_nothing(study: Database) -> None:
    """REQ-58: no second version, no second query, no second participant; the report is given again."""
    casebook(study)
    content = file(renal(item("I.CREAT", "900"), item("I.LBDT", "x")), renal(item("I.CREAT", "88"), key="YA-001"))
    first, before = read_in(study, content), counts(study)
    again = read_in(study, content)
    assert again.repeated and again.lines == first.lines
    assert counts(study) == before
    assert asked(study, "SELECT count(*) FROM import_run") == [(1,)]


def test_the_same_values_in_another_file_change_nothing_either(study: Database) -> None:
    """A file that was cut short, or is sent again with a new date: what is stored stays, what was asked is not asked again."""
    casebook(study)
    content = file(
        renal(item("I.CREAT", "900"), item("I.LBDT", "2025-03-04")), renal(item("I.CREAT", "88"), key="YA-001")
    )
    read_in(study, content)
    before = counts(study)
    report = read_in(study, content + b"\n")
    assert not report.repeated
    assert [(outcome, why) for _, outcome, why in outcomes(report)] == [
        ("unchanged", "import_same"),
        ("unchanged", "import_same"),
        ("differs", "import_differs_known"),
    ]
    assert counts(study) == before


def test_a_broken_schema_with_a_plain_meaning_is_read_and_told(study: Database) -> None:
    """No AdminData, an audit record after its values, repeat keys left out or written as words (REQ-58)."""
    rows = [
        group("G.AE.AE", item("I.AETERM", term), key=key) for term, key in (("a", None), ("b", None), ("c", "last"))
    ]
    visits = [
        event("E.UNS", form("F.RENAL", group("G.RENAL.RENAL_G", item("I.CREAT", value)))) for value in ("80", "81")
    ]
    odd = event("E.SCN", form("F.SV", group("G.SV.SV_G", item("I.SVDAT", "2025-03-04"), key="7")), key="1")
    content = file(subject("P1", odd, event("E.LOG", form("F.AE", *rows)), *visits, after=audit()), version="99")
    report = read_in(study, content)
    codes = {note.code for note in report.notes}
    assert codes == {
        *("data_no_admin", "data_other_version", "data_key_ignored", "data_key_missing", "data_key_number"),
        "data_audit_misplaced",
    }
    for note in report.notes:
        assert sentence(note.code) % note.params
    assert [(line.path, line.value) for line in report.lines if line.form == "AE"] == [
        ("AE/1/AETERM", "a"),
        ("AE/2/AETERM", "b"),
        ("AE/3/AETERM", "c"),
    ]
    assert {line.source for line in report.lines} == {"U.1 - 2020-01-13T12:18:48Z"}
    person = participant(study, "P1")
    for repeat, value in ((1, "80"), (2, "81")):
        _, document = head(study, page_of(study, person, "UNS", "RENAL", repeat))
        assert document["CREAT"] == Value(v=value)


def test_typed_item_data_are_read_too(study: Database) -> None:
    """ItemDataFloat and its kind carry the value as text (REQ-65)."""
    typed = (
        '<ItemDataFloat ItemOID="I.CREAT" MeasurementUnitOID="MU.mg/dL">1.2</ItemDataFloat>'
        '<ItemDataDate ItemOID="I.LBDT">2025-03-04</ItemDataDate>'
    )
    read_in(study, file(renal(typed)))
    _, document = head(study, page_of(study, participant(study, "YA-900"), "SCN", "RENAL"))
    assert document == {"CREAT": Value(v="106.08", t="1.2", u="mg/dL"), "LBDT": Value(v="2025-03-04")}


def test_further_pages_of_a_repeating_form_are_added(study: Database) -> None:
    """Three pages in the file are three pages in the casebook (B.3.16.0700)."""
    pages = [form("F.EXTRA", group("G.EXTRA.EXTRA_G", item("I.WHAT", f"page {n}")), key=str(n)) for n in (1, 2, 3)]
    read_in(study, file(subject("P1", event("E.LOG", *pages))))
    found = asked(study, "SELECT p.repeat, v.data FROM page p JOIN page_version v ON v.page = p.id ORDER BY p.repeat")
    assert [(repeat, json.loads(data)["WHAT"]["v"]) for repeat, data in found] == [
        (1, "page 1"),
        (2, "page 2"),
        (3, "page 3"),
    ]
    assert list(verify_trail(study)) == []


def test_null_and_empty_values_store_nothing(study: Database) -> None:
    """A blank in a file never overwrites, and is no missing code (B.3.16.1200)."""
    casebook(study)
    content = file(renal(item("I.CREAT", IsNull="Yes"), item("I.LBDT", ""), item("I.FASTED"), key="YA-001"))
    before = counts(study)
    assert {why for _, _, why in outcomes(read_in(study, content))} == {"import_blank"}
    assert counts(study) == before


def test_a_computed_value_is_compared_and_never_stored(study: Database) -> None:
    """REQ-57: an import cannot put a derived value in; where it differs, the report says so."""
    content = file(
        renal(item("I.CREAT", "100"), item("I.TWICE", "200.0")),
        renal(item("I.CREAT", "100"), item("I.TWICE", "7"), key="P2"),
    )
    report = read_in(study, content)
    told = [(line.why, line.params) for line in report.lines if line.path == "TWICE"]
    assert told == [("import_computed", {}), ("import_computed_differs", {"stored": "200.0"})]
    assert {value for (value,) in asked(study, "SELECT value FROM derived")} == {"200.0"}


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b"", ["xml_empty"]),
        (b"<ODM", ["xml_malformed"]),
        (b'<!DOCTYPE ODM [<!ENTITY x "y">]><ODM/>', ["xml_doctype"]),
        (b"<ODM/>", ["data_not_odm"]),
        (file(renal(item("I.CREAT", "88")), study="S.OTHER"), ["data_unknown"]),
        (file(renal(item("I.CREAT", "88"), item("I.NOBODY", "1"))), ["data_unknown"]),
        (file(renal(item("I.CREAT", "88", in_unit("MU.stone")))), ["data_unknown"]),
        (file(subject("P", event("E.NOWHERE"))), ["data_unknown"]),
        (file(subject("P", event("E.SCN", form("F.NOTHING")))), ["data_unknown"]),
        (file(subject("P", event("E.SCN", form("F.OBS")))), ["data_form_elsewhere"]),
        (file(subject("P", event("E.SCN", form("F.SV", group("G.NONE"))))), ["data_unknown"]),
        (file(renal(item("I.SVDAT", "2025-03-04"))), ["data_unknown"]),
        (
            file(subject("P", event("E.W0", form("F.OBS", group("G.OBS.TIMES", item("I.SBP", "1"), key="T9"))))),
            ["data_row"],
        ),
        (file(renal(item("I.CREAT", "88"), item("I.CREAT", "89"))), ["data_twice"]),
        (file(renal(item("I.CREAT", "88")), renal(item("I.CREAT", "88"))), ["data_twice"]),
        (file(subject("")), ["data_subject_key"]),
        (file(renal(item("I.NOBODY", "1")), renal(item("I.NOBODY", "1"), key="P2")), ["data_unknown", "data_unknown"]),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_cannot_be_placed_refuses_the_whole_file(study: Database, content: bytes, codes: list[str]) -> None:
    """REQ-58, B.3.16.0400: every reason with its line, and nothing changed: no participant, no page, no run."""
    before = counts(study)
    assert refused(lambda: read_in(study, content)) == codes
    assert counts(study) == before
    assert asked(study, "SELECT count(*) FROM import_run") == [(0,)]


def test_another_sites_participant_refuses_the_file(study: Database) -> None:
    """B.3.16.1000: the file of YA cannot write into a casebook of KM."""
    import_data(study, WANG_LEI, file(renal(item("I.CREAT", "88"), key="P1")), "km.xml", "KM")
    assert refused(lambda: read_in(study, file(renal(item("I.CREAT", "89"), key="P1")))) == ["data_other_site"]


def test_only_site_staff_import_and_never_into_production(study: Database) -> None:
    """REQ-06: the sponsor changes no investigator's data; production takes its data from people."""
    content = file(renal(item("I.CREAT", "88")))
    with pytest.raises(Refusal) as error:
        import_data(study, SUN_YAN, content, "x.xml", "YA")
    assert error.value.code == "not_permitted"
    with pytest.raises(Refusal) as error:
        import_data(study, LI_WEN, content, "x.xml", "KM")
    assert error.value.code == "not_found"
    with unit(study, "mark_production", SYSTEM) as work:
        work.append("mark", STUDY_CHAIN, {"name": "production", "value": "since today"})
    before = counts(study)
    with pytest.raises(Refusal) as error:
        read_in(study, content)
    assert error.value.code == "import_production"
    assert counts(study) == before


def test_frozen_data_are_not_filled_and_may_be_sent_again(study: Database) -> None:
    """REQ-62, B.3.16.0900: a freeze closes the import too; once it is lifted the same file is read in."""
    known = casebook(study)
    freeze(study, SUN_YAN, ("subject", str(known.id)), "data review", request_key=None)
    content = file(renal(item("I.CLOCK", "08:00"), item("I.CREAT", "88"), key="YA-001"), renal(item("I.CREAT", "90")))
    before = head(study, page_of(study, known, "SCN", "RENAL"))
    report = read_in(study, content)
    assert outcomes(report) == [
        ("CLOCK", "refused", "import_held"),
        ("CREAT", "differs", "import_differs"),
        ("CREAT", "accepted", ""),
    ]
    assert head(study, page_of(study, known, "SCN", "RENAL")) == before
    unfreeze(study, SUN_YAN, ("subject", str(known.id)), "review is over", request_key=None)
    again = read_in(study, content)
    assert not again.repeated
    assert outcomes(again)[0] == ("CLOCK", "accepted", "")
    assert outcomes(again)[1] == ("CREAT", "differs", "import_differs_known")


def test_nothing_comes_in_after_a_lock(study: Database) -> None:
    """REQ-62, B.3.16.0900: neither a value, nor a query, nor a participant; the attempt is kept with its report."""
    casebook(study)
    lock(study)
    before = counts(study)
    content = file(renal(item("I.CLOCK", "08:00"), item("I.CREAT", "88"), key="YA-001"), renal(item("I.CREAT", "90")))
    assert {why for _, _, why in outcomes(read_in(study, content))} == {"import_held"}
    assert counts(study) == before
    assert asked(study, "SELECT count(*) FROM import_run") == [(1,)]
    assert list(verify_trail(study)) == []


def test_a_check_that_refuses_keeps_out_what_it_is_about_alone(database: Database) -> None:
    """REQ-51: a single item's refusing check works on the import, and the rest of the page is stored."""
    forms = json.loads(shapes().canonical)["forms"]
    sbp = {"id": "EC99", "when": "CLOCK == '23:59'", "level": "refuse", "message": {"en": "never"}, "items": ["CLOCK"]}
    next(one for one in forms if one["name"] == "RENAL")["checks"] = [sbp]
    furnish(database, shapes(forms=forms))
    report = read_in(database, file(renal(item("I.CLOCK", "23:59"), item("I.CREAT", "88"))))
    assert outcomes(report) == [("CLOCK", "refused", "import_check"), ("CREAT", "accepted", "")]
    assert report.lines[0].params == {"check": "EC99"}


def test_a_transactional_file_is_played_to_its_end(study: Database) -> None:
    """The last word of a history is what is stored: updates replace, removals take away (REQ-65)."""
    steps = [
        item("I.CREAT", "80", TransactionType="Insert"),
        item("I.CREAT", "85", TransactionType="Update"),
        item("I.CLOCK", "08:00", TransactionType="Insert"),
        item("I.CLOCK", TransactionType="Remove"),
    ]
    report = read_in(study, file(*(renal(step) for step in steps), kind="Transactional"))
    assert [(line.path, line.value) for line in report.lines] == [("CREAT", "85")]
    _, document = head(study, page_of(study, participant(study, "YA-900"), "SCN", "RENAL"))
    assert document == {"CREAT": Value(v="85")}
