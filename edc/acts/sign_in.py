"""Sign in: a new session, and the end of whatever session the person had elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from edc.access import sessions
from edc.access.reading import Secret
from edc.acts.access_log import log, log_ended
from edc.acts.identify import identify
from edc.db import Database
from edc.trail.unit import Unit


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session just begun."""

    token: str
    username: str
    temporary: bool
    elsewhere: tuple[str, ...]
    """Addresses of the sessions this one ended: the person is told (REQ-21)."""


def sign_in(
    database: Database,
    username: str,
    password: str,
    *,
    address: str,
    language: str,
    limits: sessions.Limits,
    replaces: str | None = None,
) -> SignedIn:
    """Begin a session and return its token, of which only the digest is stored (REQ-19).

    *replaces*: key of the session this browser had before; it is ended without
    remark. Sessions of anybody that have run out are noted as such on the way.
    Raises :class:`edc.errors.Refusal` (``sign_in_failed``, ``locked_out``).
    """
    begun: list[SignedIn] = []

    def begin(work: Unit, secret: Secret) -> None:
        log_ended(work, "timeout", sessions.end_stale(work.connection, work.at, limits))
        ended = sessions.end(work.connection, work.at, person=secret.username)
        elsewhere = [session for session in ended if session.key != replaces]
        log_ended(work, "elsewhere", elsewhere)
        log_ended(work, "sign_out", [session for session in ended if session.key == replaces])
        token = sessions.new_token()
        sessions.begin(work.connection, token, secret.username, work.at, address, language)
        log(work, "sign_in", secret.username, address)
        places = tuple(session.address for session in elsewhere)
        begun.append(SignedIn(token, secret.username, secret.temporary, places))

    identify(database, username, password, address=address, then=begin)
    return begun[0]
