"""ODM files: valid against the official schema, with audit trail, signatures and queries."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import etree

from edc import clock
from edc.access.statements import STATEMENTS
from edc.acts.accept_statement import accept_statements
from edc.acts.add_subject import add_subject
from edc.acts.add_visit import add_visit
from edc.acts.not_done import not_done
from edc.acts.reasons import Reason
from edc.acts.sign import Scope, sign, to_sign
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.exchange.odm_flags import without_flag_lists
from edc.exchange.study_in import study_of
from edc.exchange.xmlsafe import parse
from edc.study.document import decode_value
from edc.study.odm import NO_VISIT, read_study
from tests.exchange.shapes import (
    CHEN_JIE,
    LI_WEN,
    asked,
    casebook,
    enter,
    exported,
    furnish,
    head,
    lock,
    page_of,
    shapes,
)
from tests.exchange.xsd import found, undefined, valid
from tests.people import amend

AUDIT = "o:AuditRecord"


@pytest.fixture
def subject(database: Database) -> SubjectRef:
    furnish(database)
    return casebook(database)


def snapshot(database: Database, **more: Any) -> etree._Element:
    return valid(exported(database, "odm", **more)["odm-snapshot.xml"])


def history(database: Database, **more: Any) -> etree._Element:
    return valid(exported(database, "odm-history", **more)["odm-transactional.xml"])


def item(root: etree._Element, form: str, oid: str, event: str = "E.SCN") -> etree._Element:
    path = f"//o:StudyEventData[@StudyEventOID='{event}']/o:FormData[@FormOID='{form}']//o:ItemData[@ItemOID='{oid}']"
    (one,) = found(root, path)
    return one


def give(database: Database, subject: SubjectRef, scope: Scope, key: int) -> None:
    """Chen Jie, who accepted what a signature means, signs."""
    accept_statements(database, CHEN_JIE, STATEMENTS, "en")
    with database.reading() as connection:
        seen = to_sign(connection, subject, scope, key).seen
    told = {"meaning": "review", "seen": seen, "identified_at": clock.stamp(clock.now())}
    sign(database, CHEN_JIE, subject, scope, key, request_key=None, **told)


def test_both_files_are_valid_and_refer_to_nothing_undefined(database: Database, subject: SubjectRef) -> None:
    """The official XSD accepts Snapshot and Transactional; every OID that is named is defined (REQ-65)."""
    for root in (snapshot(database), history(database)):
        assert undefined(root) == set()
        assert found(root, "//o:AdminData/o:User") and found(root, "//o:AdminData/o:Location[@OID='L.YA']")
    assert snapshot(database).get("FileType") == "Snapshot"
    assert history(database).get("FileType") == "Transactional"


def test_each_value_carries_who_entered_it_where_when_and_why(database: Database, subject: SubjectRef) -> None:
    """The last audit record of a value is with the value, not in another file (REQ-24, REQ-65)."""
    root = snapshot(database)
    term = found(root, "//o:ItemData[@ItemOID='I.AETERM']")[0]
    (record,) = found(term, AUDIT)
    said = {etree.QName(part).localname: part.text or dict(part.attrib) for part in record}
    (at,) = asked(database, "SELECT saved_at FROM page_version v WHERE page = 1000007 AND seq = 2")
    assert said == {
        "UserRef": {"UserOID": "U.li.wen"},
        "LocationRef": {"LocationOID": "L.YA"},
        "DateTimeStamp": at[0],
        "ReasonForChange": "other: the daughter of Wang Fang said so",
        "SourceID": "direct:1000007/2",
    }


def test_a_number_stands_as_it_was_typed_with_its_unit(database: Database, subject: SubjectRef) -> None:
    """1.2 mg/dL, not what it was converted to: the unit of a value is named beside it (trial 0.6, REQ-65)."""
    root = snapshot(database)
    typed = item(root, "F.RENAL", "I.CREAT")
    assert typed.get("Value") == "1.2"
    assert [ref.get("MeasurementUnitOID") for ref in found(typed, "o:MeasurementUnitRef")] == ["MU.mg/dL"]
    bounded = item(root, "F.RENAL", "I.CREAT", "E.W0")
    assert bounded.get("Value") == "<60"
    assert [ref.get("MeasurementUnitOID") for ref in found(bounded, "o:MeasurementUnitRef")] == ["MU.umol/L"]
    assert item(root, "F.RENAL", "I.TWICE").get("Value") == "212.2"


def test_a_missing_value_is_null_with_its_code(database: Database, subject: SubjectRef) -> None:
    """Not done, coded, is neither a value nor an absence (REQ-53)."""
    missing = item(snapshot(database), "F.RENAL", "I.FASTED")
    assert (missing.get("IsNull"), missing.get("Value")) == ("Yes", None)
    assert [flag.text for flag in found(missing, ".//o:FlagValue")] == ["ND"]


def test_a_cleared_value_is_null_without_a_code(database: Database, subject: SubjectRef) -> None:
    """What was cleared was there before, and by whom it was cleared is told (REQ-24)."""
    enter(database, page_of(database, subject, "SCN", "RENAL"), {"LBDT": None}, reasons={"LBDT": "source"})
    cleared = item(snapshot(database), "F.RENAL", "I.LBDT")
    assert cleared.get("IsNull") == "Yes" and not found(cleared, "o:Annotation")
    assert [reason.text for reason in found(cleared, ".//o:ReasonForChange")] == ["source"]


def test_marks_of_pages_groups_and_rows_are_annotations(database: Database, subject: SubjectRef) -> None:
    """Struck out, not done: with the code and the words of the reason (REQ-34, REQ-53)."""
    page = page_of(database, subject, "LOG", "EXTRA")
    not_done(database, LI_WEN, page, Reason("refused", "was tired"), request_key=None)
    not_done(
        database, LI_WEN, page_of(database, subject, "W0", "OBS"), Reason("forgotten"), group="TIMES", request_key=None
    )
    root = snapshot(database)

    def flags(path: str) -> list[tuple[str | None, str | None, str | None]]:
        return [
            (
                one.findtext(".//o:FlagType", None, ns),
                one.findtext(".//o:FlagValue", None, ns),
                one.findtext("o:Comment", None, ns),
            )
            for one in found(root, f"{path}/o:Annotation")
        ]

    ns = {"o": "http://www.cdisc.org/ns/odm/v1.3"}
    assert flags("//o:FormData[@FormOID='F.EXTRA']") == [("notdone", "refused", "was tired")]
    assert flags("//o:ItemGroupData[@ItemGroupOID='G.AE.AE'][@ItemGroupRepeatKey='2']") == [
        ("struck", "other", "entered for Wang Fang by mistake")
    ]
    assert flags("//o:ItemGroupData[@ItemGroupOID='G.OBS.TIMES'][not(@ItemGroupRepeatKey)]") == [
        ("notdone", "forgotten", None)
    ]


def test_queries_stand_at_what_they_ask_about(database: Database, subject: SubjectRef) -> None:
    """State and words of every query, at its item, also where the item is empty (REQ-54, REQ-65)."""
    page = page_of(database, subject, "SCN", "RENAL")
    enter(database, page, {"CREAT": "900"}, reasons={"CREAT": "typing"})
    asking = found(item(snapshot(database), "F.RENAL", "I.CREAT"), "o:Annotation")
    assert [flag.text for flag in found(asking[0], ".//o:FlagValue")] == ["open"]
    (words,) = found(asking[0], "o:Comment/text()")
    assert "RANGE.CREAT" in str(words) and "raised by U.system" in str(words)


def test_a_standing_signature_is_a_signature_and_a_lapsed_one_is_told(database: Database, subject: SubjectRef) -> None:
    """Name, time and meaning with what was signed; after a change it is no signature any more (REQ-43, REQ-45)."""
    for event, form in (("W0", "SV"), ("W0", "RENAL"), ("W0", "OBS")):
        enter(database, page_of(database, subject, event, form), {}, finish=True)
    visit = page_of(database, subject, "W0", "SV").visit
    give(database, subject, "visit", visit)
    signed = "//o:StudyEventData[@StudyEventOID='E.W0']"
    root = snapshot(database)
    (signature,) = found(root, f"{signed}/o:Signature")
    assert found(signature, "o:UserRef/@UserOID") == ["U.chen.jie"]
    assert found(signature, "o:SignatureRef/@SignatureOID") == ["SD.review"]
    assert found(root, "//o:User[@OID='U.chen.jie']/o:FullName/text()") == ["陈洁 Chen Jie"]
    assert found(root, "//o:SignatureDef[@OID='SD.review']/o:Meaning/text()") == ["review"]
    enter(database, page_of(database, subject, "W0", "RENAL"), {"CLOCK": "07:31"}, reasons={"CLOCK": "typing"})
    root = snapshot(database)
    assert found(root, f"{signed}/o:Signature") == []
    assert found(root, f"{signed}/o:Annotation//o:FlagValue/text()") == ["again"]
    assert "U.chen.jie" in str(found(root, f"{signed}/o:Annotation/o:Comment/text()")[0])


def test_the_history_has_every_change_once(database: Database, subject: SubjectRef) -> None:
    """Transactional: one ItemData for each row of the trail about an item, in the order things happened (REQ-65)."""
    enter(database, page_of(database, subject, "SCN", "RENAL"), {"LBDT": None}, reasons={"LBDT": "source"})
    enter(database, page_of(database, subject, "SCN", "RENAL"), {"LBDT": "2025-03-05"}, reasons={"LBDT": "source"})
    root = history(database)
    items = found(root, "//o:ItemData")
    changes = asked(database, "SELECT path, new FROM item_change WHERE path NOT LIKE '%#%'")
    assert len(items) == len(changes)
    dates = [one for one in items if one.get("ItemOID") == "I.LBDT"]
    told = [(one.get("TransactionType"), one.get("Value"), one.get("IsNull")) for one in dates]
    assert told == [
        ("Insert", "2025-03-04", None),
        ("Insert", "2025-03-18", None),
        ("Update", None, "Yes"),
        ("Update", "2025-03-05", None),
    ]
    assert all(found(one, AUDIT) for one in items)
    texts = sorted((v.t or v.v) for _, new in changes if (v := decode_value(new)) is not None and v.v is not None)
    assert sorted(str(one.get("Value")) for one in items if one.get("Value") is not None) == texts
    struck = found(root, "//o:ItemGroupData/o:Annotation[@TransactionType='Insert']//o:FlagType/text()")
    assert struck == ["struck"]


def test_the_definition_travels_with_the_data(database: Database, subject: SubjectRef) -> None:
    """The metadata of a data file give the very study back: same digest (REQ-65)."""
    for content in exported(database, "odm", "odm-history").values():
        study, _ = study_of(content)
        assert study.digest == shapes().digest
    root = parse(exported(database, "odm")["odm-snapshot.xml"])
    assert read_study(without_flag_lists(root))[0] == shapes()


def test_values_of_a_version_gone_by_are_still_there(database: Database) -> None:
    """Version 2 no longer asks for an item and a form: what was collected under version 1 leaves all the same (REQ-50)."""
    furnish(database)
    subject = casebook(database)
    first = shapes()
    forms = [form for form in json.loads(first.canonical)["forms"] if form["name"] != "OBS"]
    renal = next(form for form in forms if form["name"] == "RENAL")
    renal["groups"][0]["items"] = [one for one in renal["groups"][0]["items"] if one["name"] not in ("FASTED", "CLOCK")]
    events = json.loads(first.canonical)["events"]
    for event in events:
        event["forms"] = [name for name in event["forms"] if name != "OBS"]
    amend(database, shapes(version="2", forms=forms, events=events))
    lock(database)
    files = exported(database, "csv", "odm", lock=1)
    root = valid(files["odm-snapshot.xml"])
    assert item(root, "F.RENAL", "I.CLOCK", "E.W0").get("Value") == "07:30"
    assert [one.get("Value") for one in found(root, "//o:ItemData[@ItemOID='I.SBP']")] == ["120"]
    assert b"07:30" in files["RENAL.csv"] and "OBS-TIMES.csv" in files
    assert head(database, page_of(database, subject, "SCN", "RENAL"))[0] == 1


def test_a_study_without_visits_has_none_in_its_definition(database: Database) -> None:
    """The event that stands in for visits is left out of the metadata again (REQ-65)."""
    event = {
        "oid": NO_VISIT,
        "name": "NO_VISIT",
        "label": {"en": "No visit"},
        "kind": "unscheduled",
        "forms": ("RENAL",),
    }
    forms = [form for form in json.loads(shapes().canonical)["forms"] if form["name"] == "RENAL"]
    gone = dict.fromkeys(("visit_date", "consent_date", "birth_date", "sex"))
    furnish(database, shapes(events=(event,), forms=forms, **gone))
    subject = add_subject(database, LI_WEN, "YA")
    add_visit(database, LI_WEN, subject, "NO_VISIT", request_key=None)
    enter(database, page_of(database, subject, "NO_VISIT", "RENAL"), {"CREAT": "100"})
    root = snapshot(database)
    assert found(root, "//o:StudyEventDef") == []
    assert [one.get("Value") for one in found(root, "//o:ItemData[@ItemOID='I.CREAT']")] == ["100"]
