"""The screens of paper as their templates receive them."""

from __future__ import annotations

from dataclasses import dataclass

from edc.web.shapes.frame import Crumb


@dataclass(frozen=True, slots=True)
class Field:
    """A list to choose from: name, word, pairs of value and word, and what is chosen at first."""

    name: str
    word: str
    choices: tuple[tuple[str, str], ...]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class PrintForm:
    """One kind of document, with what may be chosen for it. It is fetched, so nothing is posted."""

    key: str
    title: str
    says: str
    action_url: str
    fields: tuple[Field, ...]
    ticks: tuple[tuple[str, str, bool], ...] = ()
    """Name, word and whether it is ticked at first."""


@dataclass(frozen=True, slots=True)
class PaperShape:
    title: str
    crumbs: tuple[Crumb, ...]
    forms: tuple[PrintForm, ...]
    study: bool
    """Whether it stands beside the screens of the definition."""
