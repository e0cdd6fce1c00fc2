"""What happens to a participant as a whole: screened again, struck out as created in error, restored."""

from __future__ import annotations

from dataclasses import dataclass

from edc.web.shapes.frame import Link


@dataclass(frozen=True, slots=True)
class StrikeForm:
    """One thing this person may do now. Posts ``act``, ``reason``, ``request_key`` and ``csrf_token``."""

    action_url: str
    request_key: str
    act: str
    word: str
    says: str
    """What it does."""
    reasoned: bool = True
    """A reason is asked for."""


@dataclass(frozen=True, slots=True)
class StrikeShape:
    """Where a participant created in error stands. ``struck``: what is told above everything."""

    struck: str = ""
    steps: tuple[str, ...] = ()
    """What was said so far and is not decided, in words."""
    forms: tuple[StrikeForm, ...] = ()
    problem: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class RescreenShape:
    """Before a participant is screened again. Posts ``sure`` (where there are ``doubts``), ``request_key``, ``csrf_token``."""

    previous: str
    state: str
    action_url: str
    request_key: str
    back: Link
    doubts: tuple[str, ...] = ()
    """What speaks against it: told, and confirmed by whoever knows better."""
    problem: str = ""
