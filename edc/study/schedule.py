"""When a visit is due: study days, targets and windows.

The day of the anchor (the first infusion, say) is day 1 and there is no day 0:
the day before it is day -1, as in SDTM (``--DY``). Week N begins on day 7N+1.
All dates are calendar dates in the site's own time zone; the caller says which
day is today there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from edc.study.definition import Event, Study


@dataclass(frozen=True, slots=True)
class Window:
    """When a visit is wanted: on ``target``, at the earliest ``first``, at the latest ``last``."""

    target: date
    first: date
    last: date


def nominal_day(event: Event) -> int | None:
    """Nominal study day: as given, else day 7N+1 of week N; ``None`` if neither is known.

    A week before the anchor begins on day 7N: with no day 0, week -4 is day -28.
    """
    if event.day is not None:
        return event.day
    if event.week is None:
        return None
    return 7 * event.week + 1 if event.week >= 0 else 7 * event.week


def study_day(day: date, anchor: date) -> int:
    """Study day of *day* when *anchor* is day 1; never 0 (SDTM ``--DY``)."""
    apart = (day - anchor).days
    return apart + 1 if apart >= 0 else apart


def window_of(study: Study, event: Event, dates: Mapping[str, date], consent: date | None) -> Window | None:
    """The window of *event* for one subject; ``None`` while nothing says when.

    *dates* holds the actual date of each event that took place, by event name.
    Once the anchor has its date, the target lies as many days from it as the two
    nominal days are apart. Before that, an event with ``until`` is expected
    within ``after`` days of *consent*, and any other has no window yet.
    """
    anchor = study.event_by_name.get(event.anchor) if event.anchor is not None else None
    if anchor is not None and anchor.name in dates:
        anchored = dates[anchor.name]
        if anchor.name == event.name:
            # Its own date is what it is measured by, so it cannot lie outside.
            return Window(anchored, anchored, anchored)
        event_day, anchor_day = nominal_day(event), nominal_day(anchor)
        if event_day is None or anchor_day is None:
            return None
        target = _shifted(anchored, _days_apart(anchor_day, event_day))
        return Window(target, _shifted(target, -event.before), _shifted(target, event.after))
    if event.until is not None and consent is not None:
        last = _shifted(consent, event.after)
        return Window(last, consent, last)
    return None


def deviation_days(window: Window, actual: date) -> int:
    """Days by which *actual* lies outside: negative too early, positive too late, 0 inside."""
    if actual < window.first:
        return (actual - window.first).days
    if actual > window.last:
        return (actual - window.last).days
    return 0


def _days_apart(anchor_day: int, event_day: int) -> int:
    """Days from one nominal day to another, stepping over the day 0 that does not exist."""
    apart = event_day - anchor_day
    if event_day < 0 < anchor_day:
        return apart + 1
    if anchor_day < 0 < event_day:
        return apart - 1
    return apart


def _shifted(day: date, days: int) -> date:
    """*day* moved by *days*, held at the ends of the calendar.

    A visit date typed as year 0001 or 9999 is a slip to ask about; it must not
    bring down the page that would show it.
    """
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max
