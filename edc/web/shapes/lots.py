"""Lots, who received them and what is still awaited, as their template receives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edc.web.shapes.frame import Crumb

Received = Literal["given", "not_given", "unknown"]
"""Whether what the lot stands for was given: ``unknown`` where nobody recorded it."""


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One participant at one visit. ``url``: the page that names the lot."""

    subject: str
    subject_url: str
    site: str
    visit: str
    url: str
    date: str
    amount: str
    happened: Received
    awaited: bool
    lot: str
    lot_url: str


@dataclass(frozen=True, slots=True)
class LotShape:
    """One lot: ``given``, how many participants received it; ``unknown``, of how many that is not recorded."""

    lot: str
    """As it was written, each spelling once."""
    url: str
    given: int
    unknown: int
    awaited: int
    lines: tuple[ReceiptLine, ...]


@dataclass(frozen=True, slots=True)
class LotsShape:
    """All lots, or those that were asked for with their recipients."""

    crumbs: tuple[Crumb, ...]
    chosen: bool
    lots: tuple[LotShape, ...]
    awaited: tuple[ReceiptLine, ...]
    unnamed: tuple[ReceiptLine, ...]
    """Given, and no lot is recorded."""
    asked: str = ""
    """The lot that was asked for."""
    sites: str = ""
    """Where not all sites are seen: those that are."""
