"""Exports: a function of the lock, named by a manifest, and taken away under one's name."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from edc.acts.add_subject import add_subject
from edc.acts.download import download, zip_name
from edc.acts.export import export
from edc.acts.redact import redact
from edc.acts.verify_trail import verify_trail
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.errors import Refusal
from edc.trail.checking import heads
from edc.trail.digests import seal_root
from tests.acts.test_verify_trail import tamper
from tests.exchange.shapes import (
    CHEN_JIE,
    LI_WEN,
    QIAN_HAO,
    SUN_YAN,
    WANG_LEI,
    ZHANG_MIN,
    asked,
    casebook,
    enter,
    furnish,
    lock,
    manifest_of,
    open_again,
    page_of,
    table,
    taken,
)
from tests.people import actor

YA_001 = SubjectRef(1, "YA-001", "YA")
EVERYTHING = ("csv", "trail", "odm", "odm-history")


@pytest.fixture
def filled(database: Database) -> Database:
    furnish(database)
    casebook(database)
    return database


def make(database: Database, *formats: str, **more: Any) -> int:
    told = {"lock": None, "profile": "full", "reason": "handing over"} | more
    return export(database, told.pop("actor", SUN_YAN), formats=formats, **told)


def refusal(action: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        action()
    assert str(refused.value)
    return refused.value.code


def test_the_manifest_says_what_the_files_are_made_of(filled: Database) -> None:
    """SHA-256, bytes and rows of each file; study, lock, heads, software (REQ-67, D.21.700)."""
    number = lock(filled)
    content = manifest_of(filled, make(filled, *EVERYTHING, lock=number))
    for entry in content["files"]:
        data = taken(filled, 1, entry["name"])
        assert (entry["sha256"], entry["bytes"]) == (hashlib.sha256(data).hexdigest(), len(data))
    counted = {entry["name"]: entry["rows"] for entry in content["files"]}
    assert counted["AE-AE.csv"] == 2 and counted["RENAL.csv"] == 2
    assert counted["trail.csv"] == asked(filled, "SELECT count(*) FROM item_change")[0][0]
    assert (content["lock"], content["draft"], content["profile"]) == (1, False, "full")
    assert (content["study"]["oid"], content["study"]["version"]) == ("S.SHAPES", "1")
    stood = json.loads(asked(filled, "SELECT heads FROM data_lock")[0][0])
    assert content["heads"] == stood
    assert content["root"] == seal_root({chain: (n, digest) for chain, (n, digest) in stood.items()})
    assert content["data_at"] == asked(filled, "SELECT at FROM data_lock")[0][0]
    assert (content["made_by"], content["reason"]) == ("sun.yan", "handing over")
    assert content["software"]["version"] and content["software"]["exporter"]


def test_the_trail_is_exported_whole(filled: Database) -> None:
    """One line for each row of the trail, first entries included (REQ-36, B.2.23.0200)."""
    number = make(filled, "trail")
    lines = table(taken(filled, number, "DRAFT-trail.csv"))
    assert len(lines) == asked(filled, "SELECT count(*) FROM item_change")[0][0]
    (changed,) = [line for line in lines if line["ITEM"] == "AETERM" and line["OLD"]]
    assert (changed["OLD"], changed["NEW"], changed["PERSON"]) == ("头痛", "头痛，剧烈", "li.wen")
    assert changed["REASON"] == "other: the daughter of Wang Fang said so"
    (typed,) = [line for line in lines if line["ITEM"] == "CREAT" and line["NEW_UNIT"] == "mg/dL"]
    assert typed["NEW"] == "1.2"


def test_an_export_of_a_lock_comes_out_the_same_however_often(filled: Database) -> None:
    """Made twice, at different times and by different people, the bytes are the same (REQ-67)."""
    number = lock(filled)
    first = make(filled, *EVERYTHING, lock=number)
    second = make(filled, *EVERYTHING, lock=number, reason="once more")
    assert manifest_of(filled, first)["files"] == manifest_of(filled, second)["files"]
    assert manifest_of(filled, first)["made_at"] <= manifest_of(filled, second)["made_at"]


def test_a_lock_stays_reproducible_after_the_next_one(filled: Database) -> None:
    """An event learned later: lock 1 comes out as before and says that lock 2 supersedes it (REQ-62, REQ-67)."""
    one = make(filled, *EVERYTHING, lock=lock(filled))
    assert json.loads(taken(filled, one, "manifest.json"))["superseded_by"] is None
    before = {entry["name"]: taken(filled, one, entry["name"]) for entry in manifest_of(filled, one)["files"]}
    open_again(filled)
    log = page_of(filled, YA_001, "LOG", "AE")
    enter(filled, log, {"AE/3/AETERM": "stroke"})
    enter(filled, page_of(filled, YA_001, "W0", "RENAL"), {"CREAT": "70"}, reasons={"CREAT": "source"})
    two = make(filled, *EVERYTHING, lock=lock(filled, "one event more"))
    for name, data in before.items():
        assert taken(filled, one, name) == data, name
    assert b"stroke" not in before["AE-AE.csv"] and b"stroke" in taken(filled, two, "AE-AE.csv")
    assert table(taken(filled, two, "RENAL.csv"))[1]["TWICE"] == "140.0"
    assert json.loads(taken(filled, one, "manifest.json"))["superseded_by"] == 2
    assert json.loads(taken(filled, two, "manifest.json"))["superseded_by"] is None


def test_a_draft_is_marked_everywhere_and_can_be_taken_again(filled: Database) -> None:
    """DRAFT in every name and in the manifest; what was added since does not slip in (D.21.700)."""
    number = make(filled, *EVERYTHING)
    content = manifest_of(filled, number)
    assert content["draft"] and content["lock"] is None
    assert all(entry["name"].startswith("DRAFT-") for entry in content["files"])
    with filled.reading() as connection:
        now = {chain: n for chain, (n, _) in heads(connection).items()}
    assert content["heads"].keys() == now.keys() and content["heads"]["s1"][0] == now["s1"]
    before = {entry["name"]: taken(filled, number, entry["name"]) for entry in content["files"]}
    add_subject(filled, LI_WEN, "YA")
    enter(filled, page_of(filled, YA_001, "SCN", "RENAL"), {"CREAT": "90"}, reasons={"CREAT": "source"})
    for name, data in before.items():
        assert taken(filled, number, name) == data, name
    assert before["DRAFT-RENAL.csv"] != taken(filled, make(filled, "csv"), "DRAFT-RENAL.csv")


def test_every_download_is_noted(filled: Database) -> None:
    """Who took which file, when: a row of its own and one of the journal (REQ-39)."""
    number = make(filled, "csv")
    for name in ("DRAFT-RENAL.csv", "manifest.json", zip_name(manifest_of(filled, number))):
        taken(filled, number, name, SUN_YAN)
    assert [row[0] for row in asked(filled, "SELECT file FROM download ORDER BY id")] == [
        "DRAFT-RENAL.csv",
        "manifest.json",
        "DRAFT-export-1.zip",
    ]
    acts = asked(filled, "SELECT name, person FROM journal WHERE name IN ('export', 'download') ORDER BY n")
    assert acts == [("export", "sun.yan"), *[("download", "sun.yan")] * 3]
    assert list(verify_trail(filled)) == []


def test_the_zip_holds_every_file_and_is_the_same_each_time(filled: Database) -> None:
    """One download, deterministic to the byte (D.21.700)."""
    number = make(filled, *EVERYTHING)
    content = manifest_of(filled, number)
    first, second = (taken(filled, number, zip_name(content)) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["manifest.json", *(entry["name"] for entry in content["files"])]
        for entry in content["files"]:
            assert hashlib.sha256(archive.read(entry["name"])).hexdigest() == entry["sha256"]


def test_a_file_that_differs_from_its_manifest_never_arrives_whole(filled: Database, owner_url: str) -> None:
    """Somebody edits the database file: the last bytes are held back, and the ZIP is no ZIP (REQ-30, REQ-67)."""
    number = make(filled, "csv")
    name = "DRAFT-RENAL.csv"
    whole = taken(filled, number, name)
    tamper(owner_url, "UPDATE page_version SET data = replace(data, '106.08', '206.08')")
    outgoing = download(filled, SUN_YAN, number, name)
    arrived = bytearray()

    def take() -> None:
        for chunk in outgoing.chunks:
            arrived.extend(chunk)

    assert refusal(take) == "export_differs"
    assert len(arrived) < len(whole) == outgoing.size
    assert refusal(lambda: taken(filled, number, zip_name(manifest_of(filled, number)))) == "export_differs"


def test_a_stored_derived_value_that_is_wrong_stops_the_export(filled: Database, owner_url: str) -> None:
    """Formulas are run anew from the heads; what disagrees is named and nothing leaves (B.6.7.0900)."""
    tamper(owner_url, "UPDATE derived SET value = '999' WHERE path = 'TWICE'")
    with pytest.raises(Refusal) as refused:
        make(filled, "csv")
    assert refused.value.code == "export_disagrees"
    assert "YA-001 SCN RENAL TWICE" in str(refused.value)
    assert asked(filled, "SELECT count(*) FROM export") == [(0,)]


def test_the_full_profile_owes_a_reason_which_is_journalled(filled: Database) -> None:
    """De-identified is what leaves unless somebody says why (B.2.6.0300, REQ-39)."""
    assert refusal(lambda: make(filled, "csv", reason="　")) == "reason_owed"
    make(filled, "csv", profile="deidentified", reason="")
    make(filled, "csv", reason="transfer to the archive")
    kept = asked(filled, "SELECT profile, reason FROM export ORDER BY id")
    assert kept == [("deidentified", ""), ("full", "transfer to the archive")]
    (about,) = asked(filled, "SELECT about FROM journal WHERE name = 'export' ORDER BY n DESC LIMIT 1")
    assert json.loads(about[0])["reason"] == "transfer to the archive"


def test_a_site_takes_its_own_copy_and_no_other(filled: Database) -> None:
    """Zhang Min has a copy of YA at any time, also after the lock; KM's data are not in it (REQ-04, REQ-66)."""
    other = add_subject(filled, WANG_LEI, "KM")
    enter(filled, page_of(filled, other, "SCN", "SV"), {"SVDAT": "2025-04-01"}, actor=WANG_LEI)
    lock(filled)
    number = make(filled, *EVERYTHING, lock=1, actor=ZHANG_MIN)
    content = manifest_of(filled, number)
    assert content["site"] == "YA"
    for entry in content["files"]:
        data = taken(filled, number, entry["name"], ZHANG_MIN)
        assert b"KM-001" not in data and b"Kunming" not in data
    assert refusal(lambda: make(filled, "csv", actor=CHEN_JIE, site="KM")) == "not_found"
    everything = make(filled, "csv")
    assert refusal(lambda: download(filled, CHEN_JIE, everything, "manifest.json")) == "not_found"
    assert refusal(lambda: make(filled, "csv", actor=LI_WEN)) == "not_permitted"


def test_the_statistician_takes_de_identified_files_alone(filled: Database) -> None:
    """Qian Hao analyses without identifiers; the full files stay with those who see the data (REQ-03, B.2.6.0300)."""
    masked, full = make(filled, "csv", profile="deidentified"), make(filled, "csv")
    assert taken(filled, masked, "DRAFT-SV.csv", QIAN_HAO)
    assert refusal(lambda: download(filled, QIAN_HAO, full, "DRAFT-SV.csv")) == "profile_full"
    assert refusal(lambda: make(filled, "csv", actor=QIAN_HAO)) == "not_permitted"
    for nobody in ("li.wen", "zhao.rui", "lin.tao", "he.ping"):
        assert refusal(partial(download, filled, actor(nobody), masked, "manifest.json")) == "not_permitted"


def test_what_is_asked_for_must_exist(filled: Database) -> None:
    """No such lock, format, export or file (REQ-67)."""
    assert refusal(lambda: make(filled, "csv", lock=7)) == "no_such_lock"
    assert refusal(lambda: make(filled, "sas")) == "export_format"
    assert refusal(lambda: make(filled)) == "export_format"
    number = make(filled, "csv")
    assert refusal(lambda: download(filled, SUN_YAN, number, "DRAFT-NONE.csv")) == "no_such_export"
    assert refusal(lambda: download(filled, SUN_YAN, 99, "manifest.json")) == "no_such_export"


def test_a_request_sent_twice_makes_one_export(filled: Database) -> None:
    """A double click is one export (REQ-58)."""
    one = make(filled, "csv", request_key="k")
    assert make(filled, "csv", request_key="k") == one
    assert asked(filled, "SELECT count(*) FROM export") == [(1,)]


def test_personal_data_removed_later_do_not_leave_with_an_old_export(study_database: Database) -> None:
    """A redaction reaches exports too: the old file is not handed out, the new one shows the gap (REQ-41)."""
    subject = add_subject(study_database, LI_WEN, "YA")
    page = page_of(study_database, subject, "SCN", "DM")
    enter(study_database, page, {"NOTE": "Wang Fang, bed 12"})
    lock(study_database)
    old = make(study_database, "csv", lock=1)
    assert b"Wang Fang" in taken(study_database, old, "DM.csv")
    redact(study_database, SUN_YAN, page, 1, "NOTE", asked_by="zhang.min", reason="a name was typed", request_key=None)
    assert refusal(lambda: taken(study_database, old, "DM.csv")) == "export_redacted"
    assert taken(study_database, old, "SV.csv")
    new = taken(study_database, make(study_database, "csv", lock=1), "DM.csv")
    assert b"Wang Fang" not in new
    assert table(new)[0]["REDACTED"] == "NOTE"
