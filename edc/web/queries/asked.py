"""What the address of the list asks for: every filter stands in it, and goes along from query to query."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import url_for

from edc import clock
from edc.casebook.listing import SubjectRow
from edc.review.rules_queries import QueryState
from edc.review.worklists import QueryFilter

A_PAGE = 50
"""Queries on one page of the list."""
WEEK = 7
STATES: Mapping[str, tuple[str, ...]] = {
    "open": (QueryState.OPEN.value,),
    "answered": (QueryState.ANSWERED.value,),
    "closed": (QueryState.CLOSED.value, QueryState.ACCEPTED.value),
    "cancelled": (QueryState.CANCELLED.value,),
    "all": tuple(state.value for state in QueryState),
}
"""Chips to the states they stand for: a value that was confirmed is settled like a closed query."""
KINDS = ("check", "manual", "import")
WHOM = ("investigator", "me")


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of the list of queries."""

    state: str = ""
    """A key of :data:`STATES`; empty: what this reader looks at first."""
    kind: str = ""
    whom: str = ""
    """``investigator``: for an investigator alone; ``me``: raised by the reader."""
    participant: str = ""
    visit: str = ""
    form: str = ""
    page: int | None = None
    path: str = ""
    age: bool = False
    """Asked longer ago than a week."""
    n: int = 1
    """The page of the list."""

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> Asked:
        """What *arguments* of an address ask for; nonsense counts as not asked."""

        def one_of(name: str, known: Collection[str]) -> str:
            return arguments[name] if arguments.get(name) in known else ""

        return cls(
            state=one_of("state", STATES),
            kind=one_of("kind", KINDS),
            whom=one_of("whom", WHOM),
            participant=arguments.get("participant", "")[:64],
            visit=arguments.get("visit", "")[:64],
            form=arguments.get("form", "")[:64],
            page=_number(arguments.get("page", "")),
            path=arguments.get("path", "")[:200],
            age=bool(arguments.get("age")),
            n=_number(arguments.get("n", "")) or 1,
        )

    def shown(self, first: str) -> str:
        """The chip of the state that is on: all of one page or item, else *first*."""
        return self.state or ("all" if self.page is not None else first)

    @property
    def pairs(self) -> dict[str, Any]:
        """Names and values as the address carries them; what is as usual is left out."""
        given = {
            "state": self.state,
            "kind": self.kind,
            "whom": self.whom,
            "participant": self.participant,
            "visit": self.visit,
            "form": self.form,
            "page": "" if self.page is None else str(self.page),
            "path": self.path,
            "age": str(WEEK) if self.age else "",
            "n": "" if self.n == 1 else str(self.n),
        }
        return {name: value for name, value in given.items() if value}

    def url(self, **changes: Any) -> str:
        """The address of this view with *changes*, from its first page on unless they name one."""
        return url_for("queries.listing", **replace(self, **({"n": 1} | changes)).pairs)

    @property
    def narrowed(self) -> bool:
        """Whether more than the state restricts the list."""
        return bool(set(self.pairs) - {"state", "n"})

    def filter(
        self, states: Collection[str], sites: Collection[str] | None, subject: int | None, me: str
    ) -> QueryFilter:
        """The filter of the read. *subject*: number of the participant, ``None`` for all."""
        before = clock.stamp(clock.now() - timedelta(days=WEEK)) if self.age else None
        return QueryFilter(
            states=states,
            sites=sites,
            kind=self.kind or None,  # type: ignore[arg-type]  # of() let only kinds in
            audience="investigator" if self.whom == "investigator" else None,
            subject=subject,
            event=self.visit or None,
            form=self.form or None,
            page=self.page,
            path=self.path or None,
            raised_by=me if self.whom == "me" else None,
            opened_before=before,
        )

    def subject(self, known: Collection[SubjectRow]) -> int | None:
        """The number of the participant asked for; 0, which nobody has, where there is no such code."""
        if not self.participant:
            return None
        return next((one.id for one in known if one.code == self.participant), 0)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 and int(text) else None
