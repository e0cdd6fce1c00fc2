"""Change one's own password."""

from __future__ import annotations

from edc.access import passwords, reading, sessions
from edc.access.rules_passwords import HISTORY, MAXIMUM, MINIMUM, password_refusals
from edc.acts.access_log import log, log_ended
from edc.acts.identify import identify
from edc.db import Database
from edc.errors import Refusal
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Unit


class PasswordRefused(Refusal):
    """The new password will not do. ``codes`` lists everything that is wrong with it."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes
        super().__init__(codes[0], least=MINIMUM, most=MAXIMUM, kept=HISTORY)


def change_password(
    database: Database, username: str, old: str, new: str, *, address: str, language: str, web: bool = True
) -> str | None:
    """Set a new password and end all sessions of the person (REQ-18).

    Returns the token of the one new session that goes on in this browser (*web*), as
    every identifier changes with the password. A wrong *old* counts as a failed
    sign-in. Raises :class:`PasswordRefused` (REQ-10), or :class:`Refusal` like
    :func:`edc.acts.identify.identify`.
    """
    with database.reading() as connection:
        earlier = reading.earlier_hashes(connection, username, HISTORY)
    used_before = any(passwords.matches(stored, new) for stored in earlier)
    codes = password_refusals(new, username, used_before=used_before)
    if codes:
        raise PasswordRefused(codes)
    stored = passwords.hashed(new)
    token = sessions.new_token() if web else None

    def change(work: Unit, secret: reading.Secret) -> None:
        row = {"person": username, "n": secret.n + 1, "hash": stored, "temporary": 0}
        work.append("credential", STUDY_CHAIN, row)
        log_ended(work, "password_changed", sessions.end(work.connection, work.at, person=username))
        if token is None:
            log(work, "password_changed", username, address)
        else:
            sessions.begin(work.connection, token, username, work.at, address, language)

    identify(database, username, old, address=address, name="change_password", then=change)
    return token
