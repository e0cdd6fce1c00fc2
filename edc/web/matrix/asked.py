"""What the address of the matrix asks for: filters, the look, the page of the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from flask import url_for

from edc.web.cells import ShowAs

A_PAGE = 50
"""Participants on one page."""
LONGEST = 40
"""Characters of a search that are looked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of the matrix; everything of it stands in the address."""

    state: str = ""
    """Name of a subject state."""
    site: str = ""
    queries: bool = False
    overdue: bool = False
    unsigned: bool = False
    struck: bool = False
    """Those created in error, and nobody else."""
    search: str = ""
    show: ShowAs = "entry"
    page: int = 1

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> Asked:
        """What *arguments* of an address ask for; nonsense counts as not asked."""
        number = arguments.get("page", "")
        show = arguments.get("show", "")
        return cls(
            state=arguments.get("state", ""),
            site=arguments.get("site", ""),
            queries=bool(arguments.get("queries")),
            overdue=bool(arguments.get("overdue")),
            unsigned=bool(arguments.get("unsigned")),
            struck=bool(arguments.get("struck")),
            search=arguments.get("search", "").strip()[:LONGEST],
            show=next((one for one in get_args(ShowAs) if one == show), "entry"),
            page=max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else 1,
        )

    def url(self, **changes: Any) -> str:
        """The address of this view with *changes*, from its first page on unless they name one."""
        other = replace(self, **({"page": 1} | changes))
        arguments: dict[str, Any] = dict(other.pairs)
        return url_for("matrix.index", **arguments)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Names and values as the address carries them; what is as usual is left out."""
        given = (
            ("state", self.state),
            ("site", self.site),
            ("queries", "1" if self.queries else ""),
            ("overdue", "1" if self.overdue else ""),
            ("unsigned", "1" if self.unsigned else ""),
            ("struck", "1" if self.struck else ""),
            ("search", self.search),
            ("show", "" if self.show == "entry" else self.show),
            ("page", "" if self.page == 1 else str(self.page)),
        )
        return tuple((name, value) for name, value in given if value)

    @property
    def narrowed(self) -> bool:
        """Whether participants are left out for another reason than the page of the list."""
        chosen = (self.state, self.site, self.queries, self.overdue, self.unsigned, self.struck, self.search)
        return any(chosen)
