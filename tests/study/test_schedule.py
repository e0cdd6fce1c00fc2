"""Windows of visits and study days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from edc.study.definition import Event, Form, Group, Study
from edc.study.schedule import Window, deviation_days, nominal_day, study_day, window_of

CONSENT = date(2025, 3, 3)
INFUSION_1 = date(2025, 3, 17)


def _event(name: str, **more: object) -> Event:
    return Event.model_validate({"oid": name, "name": name, "label": {"en": name}, **more})


STUDY = Study(
    oid="DN",
    name="DN",
    version="1",
    label={"en": "Diabetic nephropathy"},
    events=(
        _event("SCN"),
        _event("BASE", anchor="W0", day=-7, after=7),
        _event("W0", week=0, anchor="W0", until="SCN", after=28),
        _event("W4", week=4, anchor="W0", before=3, after=3),
        _event("W4D7", day=36, anchor="W4", before=2, after=2),
        _event("W20", day=141, anchor="W0", before=7, after=7),
        _event("OPEN", anchor="W0"),
        _event("LOG", kind="log"),
    ),
    forms=(Form(oid="F", name="F", label={"en": "F"}, groups=(Group(oid="G", name="G", items=()),)),),
)


def _window(name: str, dates: dict[str, date], consent: date | None = CONSENT) -> Window | None:
    return window_of(STUDY, STUDY.event_by_name[name], dates, consent)


def test_the_week_20_window_counts_from_the_first_infusion() -> None:
    """Li Wen reads 2025-07-28 to 2025-08-11 for week 20: day 141, seven days either way (D.114.100)."""
    window = _window("W20", {"W0": INFUSION_1})
    assert window == Window(date(2025, 8, 4), date(2025, 7, 28), date(2025, 8, 11))
    assert study_day(window.target, INFUSION_1) == 141


@pytest.mark.parametrize(("week", "day"), [(0, 1), (4, 29), (8, 57), (20, 141), (32, 225), (48, 337), (60, 421)])
def test_week_n_is_day_7n_plus_1(week: int, day: int) -> None:
    """The schedule's own table of weeks and study days."""
    assert nominal_day(_event("W", week=week)) == day


def test_weeks_before_the_anchor_skip_the_day_0_that_does_not_exist() -> None:
    """Week -4 is day -28, four weeks before day 1; baseline on day -7 is seven days before it."""
    assert nominal_day(_event("S", week=-4)) == -28
    assert nominal_day(_event("S")) is None
    window = _window("BASE", {"W0": INFUSION_1})
    assert window == Window(date(2025, 3, 10), date(2025, 3, 10), date(2025, 3, 17))


def test_a_study_that_counts_from_day_0_keeps_its_own_distances() -> None:
    """A foreign schedule with its anchor on day 0 has no gap to step over."""
    events = (
        _event("D0", day=0, anchor="D0"),
        _event("D28", day=28, anchor="D0"),
        _event("E1", day=-1, anchor="D0"),
    )
    study = STUDY.model_copy(update={"events": events, "event_by_name": {e.name: e for e in events}})
    targets = [window_of(study, event, {"D0": date(2025, 1, 1)}, None) for event in events[1:]]
    assert [window.target for window in targets if window] == [date(2025, 1, 29), date(2024, 12, 31)]


def test_a_visit_may_count_from_another_than_the_first_infusion() -> None:
    """The contact seven days after the second infusion follows that infusion, late as it was (day 34)."""
    late = INFUSION_1 + timedelta(days=33)
    window = _window("W4D7", {"W0": INFUSION_1, "W4": late})
    assert window is not None and window.target == late + timedelta(days=7)
    assert _window("W4D7", {"W0": INFUSION_1}) is None


def test_week_0_is_expected_within_28_days_of_consent_until_it_has_a_date() -> None:
    """Before the first infusion nothing but consent says when; afterwards its own day is its window."""
    assert _window("W0", {}) == Window(date(2025, 3, 31), CONSENT, date(2025, 3, 31))
    assert _window("W0", {}, consent=None) is None
    assert _window("W4", {}) is None
    assert _window("W0", {"W0": INFUSION_1}) == Window(INFUSION_1, INFUSION_1, INFUSION_1)


def test_what_has_no_anchor_or_no_day_has_no_window() -> None:
    """A log, an unanchored screening visit and a visit without a nominal day are never late."""
    dates = {"W0": INFUSION_1}
    assert [_window(name, dates) for name in ("SCN", "LOG", "OPEN")] == [None, None, None]


@pytest.mark.parametrize(
    ("actual", "days"),
    [("07-27", -1), ("07-28", 0), ("08-04", 0), ("08-11", 0), ("08-12", 1), ("08-15", 4)],
)
def test_days_out_of_window_carry_their_direction(actual: str, days: int) -> None:
    """EC03: both ends belong to the window; four days late reads +4, a day early -1."""
    window = _window("W20", {"W0": INFUSION_1})
    assert window is not None
    assert deviation_days(window, date.fromisoformat(f"2025-{actual}")) == days


def test_there_is_no_study_day_0() -> None:
    """The day before the first infusion is day -1 (SDTM --DY)."""
    days = [study_day(INFUSION_1 + timedelta(days=n), INFUSION_1) for n in (-2, -1, 0, 1)]
    assert days == [-2, -1, 1, 2]


@pytest.mark.parametrize("typed", [date.min, date.max])
def test_a_date_at_the_end_of_the_calendar_brings_no_page_down(typed: date) -> None:
    """Li Wen types the year 0001 or 9999: the windows that hang on it stay on the calendar."""
    for event in ("BASE", "W4", "W20"):
        window = _window(event, {"W0": typed})
        assert window is not None and date.min <= window.first <= window.target <= window.last <= date.max
