"""Added visits stand among the others by their date; those nobody dated follow, the logs come last (trial 0.4.6)."""

from __future__ import annotations

from edc.access.rules_grants import Sites
from edc.acts.add_visit import add_visit
from edc.casebook import listing
from edc.casebook.standings import standings
from edc.db import Database
from tests.acts.story import begin, enter, page_of
from tests.people import actor


def test_unscheduled_visits_lie_in_time(study_database: Database) -> None:
    """Three were added out of order: on the day of week 4, before it, and one that nobody dated yet."""
    subject = begin(study_database)
    for _number in range(3):
        add_visit(study_database, actor("li.wen"), subject, "UNS", request_key=None)
    days = {("SCN", 1): "2025-03-04", ("W4", 1): "2025-04-01", ("UNS", 1): "2025-04-01", ("UNS", 2): "2025-03-20"}
    for (event, repeat), day in days.items():
        enter(study_database, page_of(study_database, subject, event, "SV", repeat), {"SVDAT": day})
    with study_database.reading() as connection:
        (found,) = standings(connection, listing.subjects(connection, Sites(True)))
    line = [(visit.event.name, visit.row.repeat) for visit in found.in_time]
    assert line == [("SCN", 1), ("UNS", 2), ("W4", 1), ("UNS", 1), ("UNS", 3), ("LOG", 1)]
