"""``edc up`` over a demonstration that is there: kept while its study is the folder's, set aside once that changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from config import Config
from edc.cli_frame import Cli
from edc.cli_record import _set_aside_if_changed
from edc.db import Database
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import SYSTEM, unit
from tests.acts.story import study_with
from tests.lab_study import FILES, lab_study
from tests.people import amend, furnish_study


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_demonstration_that_was_amended_is_kept(database: Database, settings: Config, tmp_path: Path) -> None:
    """REQ-50: publishing version 2 in the demonstration does not make it another study; a changed folder does."""
    path, folder = Path(database.url.database or ""), tmp_path / "labs"
    with unit(database, "mark_demo", SYSTEM) as work:
        work.append("mark", STUDY_CHAIN, {"name": "demo", "value": "synthetic data"})
    study = lab_study(folder)
    furnish_study(database, study)
    amend(database, study_with(study, version="2", events=study.events[:1]))
    cli = Cli(None, replace(settings, study=folder))
    cli.database = database
    _set_aside_if_changed(cli, path)
    assert path.exists()
    lab_study(folder, sv=FILES["sv"].replace("Date of visit", "Day of visit"))
    _set_aside_if_changed(cli, path)
    assert not path.exists() and path.with_suffix(".before-1.db").exists()
