"""Signals: what a rule of the study counts over all participants, told once there is enough of it.

Nothing hangs on a signal: it is worked out when somebody looks, kept nowhere, and closes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from edc.study.definition import Signal
from edc.study.versions import Versions
from edc.study.view import SubjectView

Who = TypeVar("Who")


@dataclass(frozen=True, slots=True)
class Raised(Generic[Who]):
    """A signal that reached its number: ``total``, and how many of it each participant has."""

    signal: Signal
    total: Decimal
    by: tuple[tuple[Who, Decimal], ...]


def signals_raised(versions: Versions, views: Iterable[tuple[Who, SubjectView]]) -> Iterator[Raised[Who]]:
    """The signals of the newest version that reached their number over *views*, in its order.

    What cannot be decided of a participant, for want of a value, is not counted. *views* must
    hold the pages of :func:`forms_of_signals`, with what is derived of them.
    """
    rules = versions.rules[versions.newest.version]
    read = [(who, rules.read(view).frame(None)) for who, view in views] if rules.signals else []
    for signal, counted in rules.signals:
        every = ((who, counted.fn(frame)) for who, frame in read)
        by = tuple((who, Decimal(number)) for who, number in every if number is not None and number > 0)
        total = sum((number for _who, number in by), Decimal(0))
        if total >= signal.at_least:
            yield Raised(signal, total, by)


def forms_of_signals(versions: Versions) -> frozenset[str]:
    """Names of the forms that the signals of the newest version count on."""
    signals = versions.rules[versions.newest.version].signals
    return frozenset(ref.form for _signal, counted in signals for ref in counted.reads)
