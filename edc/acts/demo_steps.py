"""The steps a demonstration file may tell, each played through the act it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from edc.acts.decide_range import decide_range
from edc.acts.decide_version import decide_version
from edc.acts.demo_entry import ENTRY
from edc.acts.demo_review import REVIEW
from edc.acts.demo_stage import Stage
from edc.acts.demo_told import Step, WrongStep
from edc.acts.propose_ranges import propose_ranges
from edc.acts.propose_version import propose_version
from edc.casebook.rules_ranges import table_of
from edc.db import rows
from edc.review.rules_requests import Verdict
from edc.study.loading import load


def _ranges(stage: Stage, step: Step) -> None:
    """A table beside the demonstration is put before a second person."""
    table, troubles = table_of((stage.folder / step["table"]).read_text("utf-8"))
    if troubles:
        raise WrongStep(f"{step['table']}: {troubles[0]}")
    propose_ranges(stage.database, stage.actor(step["by"]), step["site"], table, request_key=None)


def _approve_ranges(stage: Stage, step: Step) -> None:
    """Everything that waits for a second person at the site."""
    sql = "SELECT id FROM lab_range WHERE site = ? AND id NOT IN (SELECT range FROM lab_range_step) ORDER BY id"
    with stage.database.reading() as connection:
        numbers = [number for (number,) in rows(connection, sql, (step["site"],))]
    decide_range(stage.database, stage.actor(step["by"]), numbers, "approved", request_key=None)


def _propose_version(stage: Stage, step: Step) -> None:
    """A folder beside the demonstration is put up for approval."""
    study = load(stage.folder / step["folder"])
    propose_version(stage.database, stage.actor(step["by"]), study, step["text"], step["ethics"])


def _approve_version(stage: Stage, step: Step) -> None:
    number = stage.number("SELECT max(id) FROM study_proposal", (), step)
    words = step.get("text", "")
    decide_version(stage.database, stage.actor(step["by"]), number, Verdict.APPROVED, words, request_key=None)


STEPS: Mapping[str, Callable[[Stage, Step], None]] = {
    **ENTRY,
    **REVIEW,
    "propose_ranges": _ranges,
    "approve_ranges": _approve_ranges,
    "propose_version": _propose_version,
    "approve_version": _approve_version,
}
"""Act as the file names it, to how it is played."""
