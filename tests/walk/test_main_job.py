"""One participant through the main job with five people, from consent to the downloaded locked dataset.

Screening, week 0 and the late week 4 are entered on the screens; later visits, whose
screens are the same ones, are finished through the acts. Everything else is done by
keyboard and mouse: reviewing, correcting, signing, locking, exporting.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from edc.acts.verify_trail import verify_trail
from edc.study.definition import Study
from tests.walk import closing, collecting
from tests.walk.hands import Person
from tests.walk.house import House
from tests.walk.walk import Walk
from tests.walk.words import NAMES, english


@pytest.mark.parametrize("language", ["en", "zh"])
def test_from_consent_to_the_locked_dataset(
    house: House, enter: Callable[..., Person], trial: Study, language: str, tmp_path: Path
) -> None:
    """The whole of section 9.1 and 9.2 for YA-001 (REQ-01 to REQ-66)."""
    walk = Walk(house, trial, language, enter)
    collecting.add_and_screen(walk)
    collecting.infuse(walk)
    collecting.come_late(walk)
    collecting.ask_and_correct(walk)
    collecting.go_on_to_the_end(walk)
    closing.sign_visits(walk)
    closing.correct_the_birth_date(walk)
    query = closing.refuse_the_lock(walk)
    closing.sign_the_casebook(walk, query)
    closing.lock(walk)
    closing.take_the_data_away(walk, tmp_path)
    assert list(verify_trail(house.database)) == []
    closing.read_the_trail(walk)
    if language == "zh":
        left: dict[str, str] = {}
        for person in walk.inside.values():
            left |= english(person.read, NAMES)
        assert left == {}
