"""What a person chooses from when another saved the same items meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edc.study.definition import Label
from edc.web.shapes.frame import Crumb
from edc.web.shapes.page import Trouble


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """An item both changed: radio ``path@keep`` is ``saved`` or ``mine``."""

    path: str
    label: Label
    was: str
    saved: str
    mine: str
    keep: Literal["", "saved", "mine"] = ""


@dataclass(frozen=True, slots=True)
class ConflictShape:
    """Two people changed the same items. ``carried`` are all other fields of the post."""

    crumbs: tuple[Crumb, ...]
    saved_by: str
    saved_at: str
    rows: tuple[ConflictRow, ...]
    action_url: str
    cancel_url: str
    carried: tuple[tuple[str, str], ...]
    merged: tuple[Trouble, ...] = ()
    """Items only one of the two changed: kept as they are, listed."""
    problem: str = ""
