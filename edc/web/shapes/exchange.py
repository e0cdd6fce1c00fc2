"""Exports as their template receives them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of an export. ``rows`` empty: it has none to count."""

    name: str
    rows: str
    size: str
    sha256: str
    url: str


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One export with what its manifest says."""

    number: int
    formats: str
    profile: str
    site: str
    who: str
    at: str
    data_at: str
    reason: str
    software: str
    study: str
    root: str
    files: tuple[FileLine, ...]
    """Empty where this person may not take it."""
    count: int
    zip_url: str
    manifest_url: str
    superseded: str
    """"Lock 2 supersedes this": empty where nothing later is locked."""


@dataclass(frozen=True, slots=True)
class ExportBlock:
    """The exports of one lock, or drafts."""

    word: str
    note: str
    draft: bool
    lines: tuple[ExportLine, ...]


@dataclass(frozen=True, slots=True)
class MakeShape:
    """A form that makes an export. Posts ``lock`` (a number; empty: as the data stand), ``format``
    (several), ``profile``, ``reason``, ``csrf_token`` and ``request_key`` to ``action_url``."""

    title: str
    action_url: str
    request_key: str
    locks: tuple[tuple[str, str], ...]
    formats: tuple[tuple[str, str, bool], ...]
    """Code, words, ticked."""
    lock: str = ""
    profile: str = "deidentified"
    reason: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ExportsShape:
    blocks: tuple[ExportBlock, ...]
    make: tuple[MakeShape, ...]
    empty: str
