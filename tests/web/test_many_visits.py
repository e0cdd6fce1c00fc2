"""A study of 17 visits, six of them contacts after a dose: what the matrix and the casebook make of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from flask import Flask

from edc.db import Database
from edc.study.definition import Condition, Event, Release, Study
from edc.study.schedule import nominal_day
from edc.web.casebook.timeline import placed, weeks_of
from edc.web.shapes import Tick
from tests.acts.story import enter, page_of, study_with
from tests.people import amend
from tests.web.watched import ago, book_of, matrix_row, opened, participant, signed_in, text, visited, watched_study

DOSES = ("W0", "W4", "W8")
on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
WEEKS = (0, 4, 8, 20, 32, 44, 56, 68, 80, 92)


def _visit(week: int) -> Event:
    name = f"W{week}"
    forms = ("SV", "VS", "DM") if name in DOSES else ("SV", "DM")
    return Event(
        oid=name, name=name, label={"en": f"Week {week}"}, week=week, anchor="W0", before=3, after=3, forms=forms
    )


def _contact(of: str, day: int, after: int) -> Event:
    name, short = f"{of}D{after}", f"{of} +{after} d"
    label = {"en": f"{after} days after {of}"}
    return Event(oid=name, name=name, label=label, short={"en": short}, day=day, anchor=of, after=1, forms=("SV",))


def long_study() -> Study:
    """Screening, ten visits and two contacts after each of the three doses; a dose has a release check."""
    story = watched_study()
    doses = zip(DOSES, (0, 4, 8), strict=True)
    contacts = [_contact(of, 7 * week + 1 + after, after) for of, week in doses for after in (1, 7)]
    events = sorted([*map(_visit, WEEKS), *contacts], key=lambda one: nominal_day(one) or 0)
    screening = story.event_by_name["SCN"].model_copy(update={"forms": ("SV", "DM")})
    check = Condition(id="REL01", label={"en": "Pressure is known"}, when="known(SBP)")
    release = Release(name="dose", label={"en": "Release"}, form="VS", given="SBP >= 100", conditions=(check,))
    states = tuple(one.model_copy(update={"expects": None}) for one in story.states if one.name == "screening")
    return study_with(
        story, events=(screening, *events, story.event_by_name["LOG"]), releases=(release,), states=states
    )


@on_sqlite
def test_contacts_are_narrow_and_the_visit_due_today_is_marked(app: Flask, study_database: Database) -> None:
    """Of 17 visits the six contacts take a narrow cell, their day in the title; week 4 is due today (screens 3.2)."""
    amend(study_database, long_study())
    subject = participant(study_database)
    visited(study_database, subject, "W0", ago(28))
    tree = opened(signed_in(app, "li.wen"), "/participants")
    heads = {text(head).split(" day ")[0]: head for head in tree.xpath("//table[@data-matrix]/thead//th")}
    visits = [word for word, head in heads.items() if head.get("class") in ("m-visit", "m-contact")]
    contacts = [word for word, head in heads.items() if head.get("class") == "m-contact"]
    assert (len(visits), len(contacts)) == (17, 6)
    assert heads["W4 +7 d"].get("title") == "7 days after W4 · day 36"
    assert [word for word, head in heads.items() if head.get("data-due") is not None] == ["Week 4"]
    row = matrix_row(tree, subject.code)
    assert [word for word in visits if "m-near" in row[word].get("class")] == contacts
    region = tree.xpath("//table[@data-matrix]/..")[0]
    assert (region.get("role"), region.get("tabindex")) == ("region", "0")
    assert region.get("aria-label")


@on_sqlite
def test_the_casebook_counts_what_was_given(app: Flask, study_database: Database) -> None:
    """Two of three doses took place, one did not: the strip says two of three (screens 3.3)."""
    amend(study_database, long_study())
    subject = participant(study_database)
    visited(study_database, subject, "W0", ago(60))
    visited(study_database, subject, "W4", ago(32))
    enter(study_database, page_of(study_database, subject, "W8", "VS"), {"SBP": "90", "DBP": "60"}, finish=False)
    tree = book_of(signed_in(app, "li.wen"), subject)
    assert "Vital signs 2/3" in [text(fact) for fact in tree.xpath("//ul[@class='facts']/li")]
    line = tree.xpath("//*[contains(@class, 'time-line')]")[0]
    words = [text(word) for word in line.xpath(".//*[@class='tl-word']")]
    assert "Week 0" in words and not any("+" in word for word in words)
    assert [text for text in line.xpath(".//*[circle]/title/text()") if text.startswith("W0 +7 d:")]


def _visits(*weeks: float) -> tuple[Tick, ...]:
    return tuple(Tick(week, "Week nn", "visit") for week in (*weeks, 92.0))


def test_words_of_the_time_line_never_lie_over_one_another() -> None:
    """A word without room goes one line down, then to the title alone; day 1 keeps its word and its place."""
    ticks = _visits(-4, -0.5, 0, 0.3, 4)
    drawn = placed(ticks, weeks_of(ticks))
    said = {one.week: (one.quiet, one.low) for one in drawn if one.week in (-4, 0, 92)}
    assert said[0] == (False, False) == said[92]
    scale = 1200 / (94 - -6)
    signs = [one.week * scale for one in drawn]
    assert all(after - before >= 16.9 for before, after in pairwise(signs))
    for low in (False, True):
        middles = [one.week * scale for one in drawn if one.low is low and not one.quiet]
        assert all(after - before >= 7 * 6.5 for before, after in pairwise(middles))
    assert any(one.low for one in drawn) and any(one.quiet for one in drawn)
