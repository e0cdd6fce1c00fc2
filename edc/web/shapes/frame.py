"""What every screen receives: the person, the study, and the small parts all pages share.

A shape is what a template is given: frozen, finished, with no way back to the
database. Two kinds of words stand in shapes. Texts of the study (``Label``) are
shown with ``say(label)``; every other ``str`` is already in the reader's language.
Dates and times are text too, in the site's zone.

Template globals beside the shapes (they must be globals of the Jinja environment,
for macros see no context): ``_``, ``ngettext``, ``say``, ``url_for``, ``csrf_token``.
Context of every page: ``me`` (:class:`MeShape` or ``None``), ``study``
(:class:`StudyShape`), ``nav`` (triples word, url, active), ``now_text``, ``language``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "todo", "part", "ok", "warn", "bad", "query", "answered", "sign", "lock", "accent"]
"""A pair of colours of ``tokens.css``; always beside a shape and a word."""

Glyph = Literal[
    "not_started",
    "in_entry",
    "finished",
    "due",
    "overdue",
    "future",
    "not_done",
    "not_expected",
    "struck",
    "frozen",
    "locked",
    "verified",
    "verified_part",
    "verified_none",
    "signed",
    "sign_again",
    "unsigned",
]
"""The one sign that speaks for a page or visit. Precedence, decided by whoever fills
the shape: locked, frozen, struck, not done, then the state of entry."""


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads somewhere."""

    word: str
    url: str
    title: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class AddPage:
    """Adds a further page of a repeating form: posts ``form``, ``request_key`` and ``csrf_token``."""

    action_url: str
    request_key: str
    form: str
    word: str
    """What the button says: "Add another: Serious adverse event"."""


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way to this page; the last has no url and is the heading."""

    word: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Banner:
    """The one thing a page says about itself as a whole (frozen, sign again ...)."""

    tone: Tone
    text: str
    link: Link | None = None
    icon: str = ""
    """A sign more telling than that of its tone."""


@dataclass(frozen=True, slots=True)
class MeShape:
    """Who is signed in. ``permissions`` are names of ``access.Permission``, for links only:
    the gate on each route decides."""

    name: str
    user_name: str
    """What is typed at sign-in; the password dialog over an expired page repeats it."""
    role: str
    permissions: frozenset[str]
    account_url: str
    sign_out_url: str
    """Takes a POST with ``csrf_token``."""
    sign_in_url: str
    """Also answers ``Accept: application/json`` for the dialog: 200 ``{csrf_token, seconds}``
    or 401 ``{problem, second_step}``; with a second step it then comes with ``code``."""
    session_url: str
    """GET: 200 ``{seconds}`` left without extending, or 401. POST extends."""
    session_seconds: int
    """Seconds until this session ends if nothing happens."""
    open_queries: int = 0
    queries_url: str = ""
    sae: str = ""
    """A running clock in words ("SAE YA-004: 17 h since aware"); empty: none runs."""
    sae_url: str = ""


@dataclass(frozen=True, slots=True)
class StudyShape:
    """The study as the top bar names it."""

    short: str
    version: str
    home_url: str
    language_url: str
    """Takes a POST with ``lang`` and ``csrf_token``, and goes back to where it was."""
    ribbon: str = ""
    """Environment in words ("Training", "Synthetic demonstration data"); empty in production."""
    note: str = ""
    """What holds for the study as a whole ("Retrospective entry: lateness is not shown")."""
    jump_url: str = ""
    """GET with ``subject``: ``003`` or ``YA-003``; empty: this person sees no subjects."""
