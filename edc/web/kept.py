"""What somebody typed, carried over a sign-in, so that nothing is lost without JavaScript either.

A post that comes after the session has run out is answered with a box for the
password that carries the typed values, signed by us; after the sign-in they are shown
as a form that sends them again, with a token of the new session.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

NOT_KEPT = frozenset({"csrf_token", "password", "old", "new", "again", "code", "accept"})
"""Secrets, and what must be given afresh."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A post that was not carried out: where it went, whose it was, what it said."""

    url: str
    person: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AgainShape:
    """What ``access/again.html`` is given: a box for the password, or a form to send again.

    Posts ``name``, ``password``, ``kept`` and ``csrf_token`` in the first case, ``pairs``
    and ``csrf_token`` in the second.
    """

    action_url: str
    says: str
    name: str = ""
    kept: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    problem: str = ""


def typed() -> tuple[tuple[str, str], ...]:
    """The fields of this request, in order, without those that are never kept."""
    return tuple((name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT)


def pack(person: str) -> str:
    """This request, to be carried in a hidden field."""
    return str(_serializer().dumps([request.full_path.rstrip("?"), person, typed()]))


def unpack(text: str) -> Kept | None:
    """What :func:`pack` made, or ``None`` where it is not ours."""
    try:
        url, person, pairs = _serializer().loads(text)
    except BadSignature:
        return None
    return Kept(url, person, tuple((name, value) for name, value in pairs))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="kept")


def from_here() -> bool:
    """Whether our own page sent this request: typed values of a stranger's page are not offered again."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    sent_by = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return f"{sent_by.rstrip('/')}/".startswith(request.host_url)


def page(shape: AgainShape, status: int) -> ResponseReturnValue:
    """The page for *shape*."""
    return render_template("access/again.html", again=shape), status
