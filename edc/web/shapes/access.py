"""Sign-in, password and trouble pages as their templates receive them."""

from __future__ import annotations

from dataclasses import dataclass

from edc.web.shapes.frame import Link


@dataclass(frozen=True, slots=True)
class SignInShape:
    """Posts ``name``, ``password``, ``next`` and ``csrf_token``; in the second step ``code``."""

    action_url: str
    next_url: str = ""
    name: str = ""
    problem: str = ""
    notice: str = ""
    """"You were signed out after 15 minutes ..."; shown without alarm."""
    second_step: bool = False
    """The password was right; a code of the authenticator is asked for."""
    help: str = ""
    """Whom to ask, in the words of the site ("Ask the administrator: ext. 6120")."""


@dataclass(frozen=True, slots=True)
class PasswordShape:
    """Posts ``old``, ``new``, ``again`` (and ``accept`` at first) with ``csrf_token``."""

    action_url: str
    first: bool = False
    """A temporary password was used: nothing else can be reached before it is changed."""
    statement: str = ""
    """The statement to accept at first sign-in: signature, and one person one account."""
    least: int = 12
    problems: tuple[tuple[str, str], ...] = ()
    """Field (``old``, ``new``, ``again``, ``accept``) and what is wrong with it."""
    cancel_url: str = ""


@dataclass(frozen=True, slots=True)
class ProblemShape:
    """Something could not be done. Empty texts are filled by the status' own words."""

    status: int
    happened: str = ""
    kept: str = ""
    todo: str = ""
    links: tuple[Link, ...] = ()
    request_id: str = ""
    """What support can find in the log."""
    details: tuple[str, ...] = ()
