"""Which version of the study a page is of, once versions and their first days at a site are known.

A page keeps the version it was saved under until it is moved forward. A visit that was
begun keeps its own for the pages that are still blank. Everything else uses the version
that is effective at the site today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from edc.study.definition import Event, Study
from edc.study.evaluation import CompiledStudy
from edc.study.versions import Versions


@dataclass(frozen=True, slots=True)
class Start:
    """From ``first`` on, visits not yet begun at a site use ``version``."""

    version: str
    first: date


def effective_version(versions: Versions, starts: Iterable[Start], today: date) -> str:
    """The version in use at a site *today*: the last of its *starts* that has come, else the first published."""
    come = [start.version for start in starts if start.first <= today]
    return come[-1] if come else versions.first


@dataclass(frozen=True, slots=True)
class Pinning:
    """What decides the version of every page of one participant."""

    versions: Versions
    effective: str
    """The version in use at the site today."""
    begun: Mapping[int, str] = field(default_factory=dict)
    """Visit to the version of the page of it that was saved first."""
    upcoming: tuple[str, ...] = ()
    """Versions that the site is to use from a later day on."""

    @property
    def study(self) -> Study:
        """The study as it is in use at the site today."""
        return self.rules.study

    def schedule(self) -> list[Event]:
        """The events of a new participant, with what an upcoming version adds to them."""
        found = {event.name: event for event in self.study.events}
        for version in self.upcoming:
            for event in self.versions.study(version).events:
                there = found.get(event.name)
                forms = () if there is None else tuple(form for form in event.forms if form not in there.forms)
                found[event.name] = event if there is None else there.model_copy(update={"forms": there.forms + forms})
        return list(found.values())

    @property
    def rules(self) -> CompiledStudy:
        return self.versions.rules[self.effective]

    def visit(self, visit: int, event: str) -> str:
        """The version of a visit. A log is never begun as a whole: each of its pages is on its own."""
        known = self.study.event_by_name.get(event)
        if known is not None and known.kind == "log":
            return self.effective
        found = self.begun.get(visit, self.effective)
        return found if found in self.versions.rules else self.effective

    def page(self, pinned: str | None, visit: int, event: str, form: str) -> str:
        """The version of a page; *pinned*: that of its head, once it was saved."""
        if pinned is not None and pinned in self.versions.rules:
            return pinned
        return self.versions.having(event, form, self.visit(visit, event))
