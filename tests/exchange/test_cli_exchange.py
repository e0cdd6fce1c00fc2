"""``edc export``, ``edc import-odm`` and ``edc study``: what people see on a terminal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from config import Config
from edc.acts.add_subject import add_subject
from edc.db import Database
from edc.study.definition import Event, Study
from edc.study.loading import load
from edc.study.toml_writer import write_study
from tests.access.test_cli import runner
from tests.acts.story import study_with
from tests.exchange.odm_text import event, file, form, group, item, subject
from tests.exchange.shapes import LI_WEN, asked, enter, page_of
from tests.exchange.xsd import valid
from tests.people import PASSWORD, small_study

Run = Callable[..., Result]
ODM = Path(__file__).resolve().parents[1] / "study" / "odm"
TRIAL = Path(__file__).resolve().parents[2] / "forms" / "studies" / "ucmsc-dn" / "1"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def edc(settings: Config, study_database: Database, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``edc`` as a person who types their password."""
    monkeypatch.setenv("LC_ALL", "en")
    run = runner(settings, study_database)

    def typed(*arguments: object, who: str | None = None) -> Result:
        given = [str(argument) for argument in arguments]
        return run(*(("--as", who) if who else ()), *given, typed=f"{PASSWORD}\n")

    return typed


def vital(sbp: str, dbp: str) -> bytes:
    page = form("F.VS", group("G.VS", item("I.SBP", sbp), item("I.DBP", dbp)))
    return file(subject("YA-900", event("E.SCN", page)), study="S.SMALL")


def test_a_file_is_read_in_and_its_remarks_are_listed(edc: Run, study_database: Database, tmp_path: Path) -> None:
    """REQ-58: counts, what was refused and asked with its line, and the report as a file."""
    source, report = tmp_path / "vital.xml", tmp_path / "report.json"
    source.write_bytes(vital("200", "many"))
    said = edc("import-odm", source, "--site", "YA", "--report", report, who="li.wen")
    assert said.exit_code == 0, said.output
    assert "queried\t11\tYA-900 SCN VS SBP = 200\tA query asks about it: RANGE.SBP." in said.output
    assert "refused\t12\tYA-900 SCN VS DBP = many\t“many” is not a number." in said.output
    assert "2 values: accepted 0, queried 1, unchanged 0, differs 0, refused 1." in said.output
    assert hashlib.sha256(source.read_bytes()).hexdigest() in said.output
    assert json.loads(report.read_text("utf-8"))["counts"]["queried"] == 1
    again = edc("import-odm", source, "--site", "YA", "--all", who="li.wen")
    assert "This file was read in before. Nothing was changed." in again.output
    assert asked(study_database, "SELECT count(*) FROM import_run") == [(1,)]


def test_a_file_that_is_refused_says_every_line(edc: Run, study_database: Database, tmp_path: Path) -> None:
    """REQ-58: every reason, and that nothing was changed."""
    source = tmp_path / "vital.xml"
    source.write_bytes(vital("120", "80").replace(b"I.DBP", b"I.NOBODY").replace(b"I.SBP", b"I.NOBODY"))
    said = edc("import-odm", source, "--site", "YA", who="li.wen")
    assert said.exit_code != 0
    assert said.output.count("Item “I.NOBODY” is not defined in this study.") == 2
    assert asked(study_database, "SELECT count(*) FROM subject") == [(0,)]


def test_an_export_is_written_with_its_manifest(edc: Run, study_database: Database, tmp_path: Path) -> None:
    """REQ-67, REQ-39: the files as the manifest names them, each download in the journal."""
    person = add_subject(study_database, LI_WEN, "YA")
    enter(study_database, page_of(study_database, person, "SCN", "VS"), {"SBP": "120"})
    told = ("--format", "csv", "--format", "odm", "--to", tmp_path / "out")
    said = edc("export", *told, who="sun.yan")
    assert said.exit_code == 0, said.output
    content = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert content["profile"] == "deidentified" and content["draft"]
    for entry in content["files"]:
        data = (tmp_path / "out" / entry["name"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    assert asked(study_database, "SELECT count(*) FROM download") == [(len(content["files"]) + 1,)]
    packed = edc("export", *told, "--zip", "--profile", "full", "--reason", "archive", who="sun.yan")
    assert packed.exit_code == 0 and (tmp_path / "out" / "DRAFT-export-2.zip").stat().st_size > 0
    own = edc("export", *told, "--site", "YA", "--profile", "full", "--reason", "own copy", who="zhang.min")
    assert own.exit_code == 0, own.output
    assert edc("export", *told, who="li.wen").exit_code != 0


def test_a_study_goes_out_as_odm_and_comes_back_the_same(edc: Run, study_database: Database, tmp_path: Path) -> None:
    """REQ-65, D.119.100: a folder to ODM, and ODM to a folder that loads as the same study."""
    said = edc("study", "export-odm", tmp_path / "study.xml", "--from", TRIAL)
    assert said.exit_code == 0, said.output
    valid((tmp_path / "study.xml").read_bytes())
    said = edc("study", "import-odm", tmp_path / "study.xml", "--into", tmp_path / "folder", "--all")
    assert said.exit_code == 0, said.output
    assert "accepted\tForm DM is DM." in said.output
    assert load(tmp_path / "folder").digest == load(TRIAL).digest
    said = edc("study", "check", tmp_path / "folder")
    assert said.exit_code == 0 and load(TRIAL).digest in said.output
    assert edc("study", "import-odm", tmp_path / "study.xml", "--into", tmp_path / "folder").exit_code != 0
    said = edc("study", "export-odm", tmp_path / "published.xml")
    assert said.exit_code == 0 and b'Study OID="S.SMALL"' in (tmp_path / "published.xml").read_bytes()


def test_a_foreign_study_is_told_line_by_line(edc: Run, study_database: Database, tmp_path: Path) -> None:
    """REQ-65: what was changed and kept is said in words; what makes no study is refused with every reason."""
    said = edc("study", "import-odm", ODM / "awkward.xml", "--into", tmp_path / "awkward")
    assert said.exit_code == 0, said.output
    assert "\tchanged\t" in said.output and "\tkept\t" in said.output and "odm_" not in said.output
    said = edc("study", "import-odm", ODM / "dangling.xml", "--into", tmp_path / "dangling")
    assert said.exit_code != 0 and "which is not defined" in said.output
    assert not (tmp_path / "dangling").exists()
    broken = tmp_path / "broken.xml"
    broken.write_bytes(b"<ODM")
    assert "not well-formed" in edc("study", "import-odm", broken, "--into", tmp_path / "broken").output


def test_a_version_is_proposed_approved_by_two_and_started_at_a_site(
    edc: Run, study_database: Database, tmp_path: Path
) -> None:
    """REQ-50: each step is an act of a person; another study does not fit into this database."""
    visit = Event(oid="E.W8", name="W8", label={"en": "Week 8"}, forms=("SV",))
    later = _in_both_languages(study_with(small_study(), events=(*small_study().events, visit)), version="2")
    add_subject(study_database, LI_WEN, "YA")
    write_study(later, tmp_path / "two")
    letters = ("--reason", "a later visit", "--ethics", "2025-17")
    assert edc("study", "propose", tmp_path / "two", *letters, who="li.wen").exit_code != 0
    assert "belongs to another study" in edc("study", "propose", TRIAL, *letters, who="sun.yan").output
    assert "is published in this database" in edc("study", "publish", tmp_path / "two", who="sun.yan").output
    said = edc("study", "propose", tmp_path / "two", *letters, who="sun.yan")
    assert said.exit_code == 0 and "1" in said.output, said.output
    assert edc("study", "approve", "1", who="zhang.min").exit_code == 0
    assert "YA-001\t0/2\tW8" in edc("study", "dry-run", "1").output
    assert "is published" in edc("study", "approve", "1", who="qian.hao").output
    assert asked(study_database, "SELECT version, revision FROM study_version ORDER BY act") == [("1", 1), ("2", 1)]
    said = edc("study", "start", "YA", "2", "2025-03-01", "--approval", "2025-21", who="sun.yan")
    assert said.exit_code == 0, said.output
    assert asked(study_database, "SELECT site, version, first FROM site_version") == [("YA", "2", "2025-03-01")]


def _in_both_languages(study: Study, **changes: str) -> Study:
    """*study* with every label in Chinese too, as a folder must have it."""

    def both(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: value | {"zh": "中"} if key == "label" else both(value) for key, value in part.items()}
        return [both(each) for each in part] if isinstance(part, list) else part

    return Study.model_validate(both(json.loads(study.canonical)) | changes)
