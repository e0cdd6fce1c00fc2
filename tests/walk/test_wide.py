"""Version 2 of the trial has 17 visits: matrix and casebook scroll inside their own region, the page never does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from edc import clock
from edc.study.definition import Study
from edc.study.loading import load
from tests.walk.hands import Person
from tests.walk.house import ROOT, House, furnish
from tests.walk.judging import WIDTH, against_axe, too_wide
from tests.walk.story import Tale

NOW = clock.parse("2025-05-23T02:00:00.000Z")
"""Nine days after infusion 3: its contact by phone is due."""
DAYS = {
    "SCN": "2025-03-03",
    "BL": "2025-03-16",
    "W0": "2025-03-17",
    "W0D1": "2025-03-18",
    "W0D7": "2025-03-24",
    "W4": "2025-04-14",
    "W4D1": "2025-04-15",
    "W4D7": "2025-04-21",
    "W8": "2025-05-14",
    "W8D1": "2025-05-15",
}
INFUSED = ("W0", "W4", "W8")
BOX = "document.querySelector('.matrix-box')"
OVERLAPS = """() => {
  const words = [...document.querySelectorAll(".tl-word")].map(word => word.getBoundingClientRect());
  return words.filter((a, n) => words.some((b, m) => m > n
    && a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom)).length;
}"""


def tell(house: House, study: Study) -> None:
    """YA-001 had all three infusions and the visits up to the day after the third; a second participant only came."""
    tale = Tale(house, study)
    tale.begin()
    for event, day in DAYS.items():
        tale.enter(event, "SV", {"SVOCCUR": "Y", "SVDAT": day})
    for event in INFUSED:
        tale.enter(event, "INF", {"INFYN": "Y"})
    Tale(house, study, 2).begin()
