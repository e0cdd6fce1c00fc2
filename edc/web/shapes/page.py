"""A case report form as its template receives it: rows, groups, the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edc.study.definition import Coded, Label
from edc.web.shapes.columns import LONG, Lines, visible
from edc.web.shapes.frame import AddPage, Banner, Crumb, Glyph, Link
from edc.web.shapes.item import AskShape, ItemShape, Mark, Offer, ReasonShape
from edc.web.shapes.release import NoticeHere, ReleaseShape
from edc.web.shapes.study import ClarificationLine


@dataclass(frozen=True, slots=True)
class Struck:
    """Something struck out: why, who, when."""

    reason: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class RowShape(Lines):
    """One row of a repeating group."""

    key: str
    items: tuple[ItemShape, ...]
    label: Label | None = None
    """Of a fixed row; an added row is shown by its number."""
    nominal: str = ""
    """Nominal clock time of a time point ("09:15")."""
    summary: str = ""
    """The row in one line, while it is folded."""
    open: bool = False
    asks: bool = False
    queries: Mark | None = None
    """Those on all its items. Folded, it shows them, and whether anything is asked and not yet confirmed."""
    struck: Struck | None = None
    may_strike: bool = False


@dataclass(frozen=True, slots=True)
class Bulk:
    """A button that answers many items at once (``act=bulk:GROUP:CODE``)."""

    code: str
    """``GROUP:CODE``."""
    word: str


@dataclass(frozen=True, slots=True)
class GroupShape(Lines):
    """Items that stand together. ``items`` of a repeating group are its columns (label, unit)."""

    name: str
    items: tuple[ItemShape, ...]
    label: Label | None = None
    repeat: Literal["none", "added", "fixed"] = "none"
    layout: Literal["rows", "grid"] = "rows"
    rows: tuple[RowShape, ...] = ()
    next_key: str = ""
    """Key the next added row will get; rows added by script count on from it."""
    blank: RowShape | None = None
    """What an added row looks like: key ``__KEY__``, paths ``AE/__KEY__/AETERM``."""
    may_add: bool = False
    not_done: tuple[Coded, ...] = ()
    """Reasons for which the whole group may be marked not done; empty: may not."""
    not_done_said: str = ""
    """Why the whole group was not done; then its items are only read."""
    bulk: tuple[Bulk, ...] = ()
    hidden: bool = False

    @property
    def asked(self) -> tuple[ItemShape, ...]:
        """Its items, those of every row and those beside others included."""
        every = (*self.items, *(item for row in self.rows for item in row.items))
        return (*every, *(other for item in every for other in item.beside))

    @property
    def narrow(self) -> bool:
        """A grid of so few columns that it needs no more than their own width."""
        return len(self.items) <= 2

    @property
    def long(self) -> bool:
        """One of its rows alone is longer than a laptop's screen."""
        every = (*self.rows, *([self.blank] if self.blank else []))
        return self.layout != "grid" and any(visible(row.items) > LONG for row in every)

    @property
    def count(self) -> int:
        return visible(self.items) if self.repeat == "none" else len(self.rows)


@dataclass(frozen=True, slots=True)
class PageState:
    """The chips of a page."""

    entry: Glyph
    open: int = 0
    answered: int = 0
    verified: int = 0
    to_verify: int = 0
    signed: str = ""
    """"2025-08-20 Zhang Min"; empty: not signed."""
    sign_again: bool = False
    held: Literal["", "frozen", "locked"] = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing to settle, and where."""

    path: str
    """Empty: about the page as a whole."""
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another page of the same visit."""

    word: str
    url: str
    glyph: Glyph
    here: bool = False


@dataclass(frozen=True, slots=True)
class RailQuery:
    """A query of this page, in the rail."""

    url: str
    item: str
    state: Literal["open", "answered", "closed", "cancelled"]
    last: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Past:
    """One line of an item's history: "2025-08-07 14:03 UTC+8", who, old, new, why.

    ``removed``: what of it was redacted, one sentence each: by whom, asked by whom, why."""

    at: str
    who: str
    old: str
    new: str
    reason: str = ""
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Raising:
    """The small form in the rail that raises a query. Posts ``path``, ``text``, ``for_investigator``
    (``yes``), ``act=raise``, ``csrf_token`` and ``request_key`` to ``action_url``."""

    action_url: str
    request_key: str
    path: str
    """Empty: a query on the page as a whole."""
    label: str
    text: str = ""
    canned: tuple[Coded, ...] = ()
    """Ready-made questions; ``canned`` is the code of the one chosen."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Rail:
    """Beside the form: queries, the history asked for, notes from the manual."""

    raising: Raising | None = None
    queries: tuple[RailQuery, ...] = ()
    history_of: str = ""
    history: tuple[Past, ...] = ()
    notes: Label | None = None


@dataclass(frozen=True, slots=True)
class DraftShape:
    """Values typed and not saved: "10:42", how many, where they are put back."""

    at: str
    count: int
    continue_url: str


May = Literal["enter", "verify", "query", "sign", "not_done", "strike", "restore", "reopen"]


@dataclass(frozen=True, slots=True)
class PageShape:
    """One page: a form of a visit of a subject."""

    crumbs: tuple[Crumb, ...]
    state: PageState
    groups: tuple[GroupShape, ...]
    action_url: str
    live_url: str
    draft_url: str
    cancel_url: str
    request_key: str
    opened_seq: int
    may: frozenset[May]
    when: tuple[str, ...] = ()
    """Parts of the line under the title: "Sample date 2025-08-06", "day 143", "window ok"."""
    late: bool = False
    """The last part of ``when`` says it is out of window."""
    siblings: tuple[Sibling, ...] = ()
    banner: Banner | None = None
    draft: DraftShape | None = None
    troubles: tuple[Trouble, ...] = ()
    unsaved: bool = False
    """Because of them nothing of the page was saved: what stands in its fields is only typed."""
    asks: tuple[AskShape, ...] = ()
    """Questions about the page as a whole; what is chosen is posted as ``@confirm:CHECK``."""
    others: tuple[str, ...] = ()
    """What others saved meanwhile on different items, told once after a merge."""
    differing: tuple[str, ...] = ()
    """Masked items whose typed value is not the stored one, told once after they were verified."""
    saved_at: str = ""
    """"14:03" of the last save by this person in this sitting."""
    rail: Rail = Rail()
    sign: Link | None = None
    raise_url: str = ""
    reasons: tuple[Coded, ...] = ()
    confirmations: tuple[Coded, ...] = ()
    not_done_reasons: tuple[Coded, ...] = ()
    blank_items: tuple[tuple[str, str], ...] = ()
    """Path and word of what holds nothing yet and may be recorded as not done; empty: not by this person."""
    kept: tuple[tuple[str, str], ...] = ()
    """Items that are no longer asked, each with the value that stays stored."""
    move: Link | None = None
    """Forward to the version in use."""
    another: AddPage | None = None
    """A further page of the same form."""
    struck: Struck | None = None
    clarifications: tuple[ClarificationLine, ...] = ()
    """Open questions about the protocol that bear on this page."""
    releases: tuple[ReleaseShape, ...] = ()
    notices: tuple[NoticeHere, ...] = ()
    """Open alerts and deviations that stand on the page."""
    propose_url: str = ""
    print_url: str = ""

    @property
    def blank_ask(self) -> AskShape:
        """What scripts clone for a question that live help brings."""
        return AskShape("__CHECK__", "", offer=Offer("__UNIT__", ""))

    @property
    def blank_reason(self) -> ReasonShape:
        """What scripts clone when a stored value is changed."""
        return ReasonShape("", "")

    @property
    def two_columns(self) -> bool:
        """More items, plain or of one row, than one column shows on a laptop."""
        plain = sum(group.count for group in self.groups if group.repeat == "none")
        return plain > LONG or any(group.long for group in self.groups)

    @property
    def first(self) -> str:
        """Path of the field where the cursor waits: the first of a page nobody has entered yet, else none."""
        if self.opened_seq or self.draft or self.troubles or "enter" not in self.may:
            return ""
        fields = (
            item.path
            for group in self.groups
            if not group.hidden
            for line in (group.rows or (group,))
            for item in line.items
            if not (item.hidden or item.readonly or item.masked or item.type in ("derived", "file"))
        )
        return next(fields, "")

    @property
    def to_verify(self) -> bool:
        """Whether rows begin with a mark of verification, or with a box for those who verify."""
        marks = {item.verify for group in self.groups for item in group.asked}
        return bool(marks & {"done", "changed"}) or ("verify" in self.may and "due" in marks)

    @property
    def in_clear(self) -> int:
        """How many items wait for verification and are shown to whoever verifies."""
        items = (item for group in self.groups for item in group.asked)
        shown = sum(item.verify in ("due", "changed") and not item.masked for item in items)
        return min(shown, self.state.to_verify - self.state.verified)  # those of rows struck out are not owed

    @property
    def has_files(self) -> bool:
        return any(item.type == "file" for group in self.groups for item in group.asked)
