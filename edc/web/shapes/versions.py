"""Study versions as their templates receive them."""

from __future__ import annotations

from dataclasses import dataclass

from edc.web.shapes.frame import Link
from edc.web.shapes.locking import VerdictLine


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """A published version, or a revision of one."""

    version: str
    revision: int
    at: str
    who: str
    digest: str
    newest: bool
    since: Link | None
    """What it says otherwise than the version before."""
    folder: Link | None
    """Its folder as a ZIP, at the last revision of each version."""


@dataclass(frozen=True, slots=True)
class ProposalLine:
    number: int
    word: str
    url: str
    who: str
    at: str
    reason: str
    ethics: str
    state: str
    pending: bool


@dataclass(frozen=True, slots=True)
class FlawLine:
    """One thing to correct in a version folder."""

    file: str
    line: int
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class ProposeVersionShape:
    """Posts ``act`` (``check propose``), ``file``, ``kept``, ``kept_name``, ``reason`` and ``ethics``."""

    action_url: str
    back: Link
    request_key: str
    reason: str
    ethics: str
    kept: str
    """The ZIP sent before, in Base64; empty where it has to be chosen."""
    kept_name: str
    problem: str
    owed: str
    """The field that is missing: ``reason ethics``."""
    count: int
    """Flaws there are."""
    flaws: tuple[FlawLine, ...]
    found: str
    """What it is, once it was looked through and can be proposed."""
    facts: tuple[str, ...]
    amendment: bool


@dataclass(frozen=True, slots=True)
class StartLine:
    """A site's use of a version. ``ahead``: its day has not come."""

    site: str
    version: str
    first: str
    approval: str
    who: str
    at: str
    ahead: bool
    now: bool


@dataclass(frozen=True, slots=True)
class StartForm:
    """Posts ``site``, ``version``, ``first`` (a day) and ``approval`` to ``url``."""

    url: str
    sites: tuple[tuple[str, str], ...]
    versions: tuple[str, ...]
    typed: tuple[str, str, str, str]
    """Site, version, day and approval as typed."""
    problem: str


@dataclass(frozen=True, slots=True)
class VersionsShape:
    published: tuple[PublishedLine, ...]
    proposals: tuple[ProposalLine, ...]
    starts: tuple[StartLine, ...]
    start: StartForm | None
    """``None``: this person may not."""
    propose: Link | None
    request_key: str


@dataclass(frozen=True, slots=True)
class DifferenceBlock:
    """Differences of one part of the study, each as the cells of a line."""

    title: str
    lines: tuple[tuple[tuple[str, bool], ...], ...]
    """Text of each cell, and whether it is of the definition's own language."""


@dataclass(frozen=True, slots=True)
class DifferencesShape:
    before: str
    after: str
    heads: tuple[str, ...]
    blocks: tuple[DifferenceBlock, ...]
    paper: Link | None

    @property
    def count(self) -> int:
        return sum(len(block.lines) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class DryRunLine:
    """What a proposal would mean for one participant."""

    code: str
    url: str
    state: str
    keeps: str
    uses: str
    visits: str
    pages: str
    left_out: str
    reconsent: bool
    asked: str
    settled: str
    held: str


@dataclass(frozen=True, slots=True)
class DryRunShape:
    """``lines``: of participants whose data the reader sees; the counts are of all."""

    revision: bool
    participants: int
    touched: int
    visits: int
    pages: int
    reconsents: int
    asked: int
    settled: int
    held: int
    """Frozen or locked pages whose derived values a revision would change: it cannot be published."""
    lines: tuple[DryRunLine, ...]


@dataclass(frozen=True, slots=True)
class ProposalShape:
    """A proposal with what this person may say to it: ``verdict`` (``approved declined``) and ``text``."""

    line: ProposalLine
    verdicts: tuple[VerdictLine, ...]
    needs: str
    differences: DifferencesShape
    dry_run: DryRunShape | None
    """``None`` once it was decided."""
    decide_url: str
    withdraw_url: str
    request_key: str
    problem: str
    typed: str


@dataclass(frozen=True, slots=True)
class MoveShape:
    """A page, or a visit, to be moved forward. Posts ``reason``."""

    word: str
    version: str
    pages: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    """Items that are no longer asked, with their value."""
    asked: tuple[str, ...]
    """Items the version asks besides."""
    added: tuple[str, ...]
    """Pages that the visit gains."""
    signed: bool
    action_url: str
    back: Link
    request_key: str
    problem: str
    typed: str
