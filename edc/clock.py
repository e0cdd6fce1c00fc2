"""The only place that asks what time it is.

Stored times are UTC text with milliseconds, ``2025-03-04T06:05:07.123Z``: the
same bytes on every database, sortable as they stand, and ready to be hashed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_simulated: ContextVar[datetime | None] = ContextVar("simulated", default=None)


def now() -> datetime:
    """The current time in UTC, to the millisecond."""
    moment = _simulated.get() or datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def stamp(moment: datetime) -> str:
    """*moment* as it is stored."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def parse(text: str) -> datetime:
    """The moment that :func:`stamp` wrote."""
    return datetime.fromisoformat(text)


def today(timezone: str) -> date:
    """The calendar day at a place, which may differ from the day in UTC."""
    return now().astimezone(ZoneInfo(timezone)).date()


def local(text: str, timezone: str) -> datetime:
    """A stored time as the clock on the wall of *timezone* showed it."""
    return parse(text).astimezone(ZoneInfo(timezone))


def wall(text: str, timezone: str) -> str:
    """A stored time as clinical times are written there: local, to the second, without a zone."""
    return local(text, timezone).replace(tzinfo=None).isoformat(timespec="seconds")


def zone_name(timezone: str, moment: datetime | None = None) -> str:
    """How a zone is shown beside a time: ``UTC+8``, ``UTC+5:30``."""
    offset = (moment or now()).astimezone(ZoneInfo(timezone)).utcoffset() or timedelta(0)
    minutes = int(offset.total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


@contextmanager
def simulate(moment: datetime) -> Iterator[None]:
    """Within the block, it is *moment*.

    Only ``acts.demo`` calls this, after it has made sure that the database is
    marked as a demonstration, a mark that can never be removed.
    """
    token = _simulated.set(moment)
    try:
        yield
    finally:
        _simulated.reset(token)
