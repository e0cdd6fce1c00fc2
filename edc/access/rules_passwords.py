"""What a password must be, and when failures lock an account.

The figures are practice, not regulation; a study may set stricter ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

MINIMUM = 12
MAXIMUM = 256
"""Longer ones only keep the hash busy."""
HISTORY = 8
"""How many earlier passwords may not be chosen again."""
FAILURES = 5
WITHIN = timedelta(minutes=15)
LOCKED_FOR = timedelta(minutes=15)

_ENOUGH = 6
"""Characters that must be left when everything guessable is taken away."""
_WORDS = re.compile(
    r"password|passwort|mima|woaini|iloveyou|letmein|welcome|administrator|admin|root|login|guest|user|"
    r"test|demo|changeme|default|secret|master|monkey|dragon|football|sunshine|princess|hospital|"
    r"clinical|trial|study|research|doctor|nurse|china|beijing|shanghai|yunnan|kunming|5201314|1314|520|"
    r"1q2w3e4r|1qaz2wsx"
)
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "!@#$%^&*()")
_RUN = 4
"""Shortest stretch of a row, forwards or backwards, that counts as one."""
_LOOKALIKES = str.maketrans("@4301!5$7", "aaeoiisst")
_REPEATS = re.compile(r"(.{1,4})\1{2,}|(?:19|20)\d\d")
"""The same few characters three times over, and years."""


def password_refusals(
    password: str, user_name: str, *, used_before: bool = False, minimum: int = MINIMUM
) -> tuple[str, ...]:
    """Codes of everything wrong with a new password; empty if it will do (REQ-10).

    *used_before*: it matches one of the last ``HISTORY`` hashes, which only the
    caller can tell. Length is counted in characters after NFKC, so that full-width
    and half-width letters are alike.
    """
    folded = unicodedata.normalize("NFKC", password).lower()
    name = unicodedata.normalize("NFKC", user_name).strip().lower()
    wrong = []
    if len(folded) < minimum:
        wrong.append("password_short")
    if len(folded) > MAXIMUM:
        wrong.append("password_long")
    elif name and folded.strip() in (name, name[::-1]):
        wrong.append("password_user_name")
    elif len(folded) >= minimum and _is_common(folded, name):
        wrong.append("password_common")
    if used_before:
        wrong.append("password_used_before")
    return tuple(wrong)


def _is_common(folded: str, name: str) -> bool:
    """Whether little is left without usual words, runs of keys, repeats, years and the user name."""
    guessable: set[int] = set()
    patterns = [_WORDS, re.compile(re.escape(name))] if len(name) > 2 else [_WORDS]
    for text in (folded, folded.translate(_LOOKALIKES)):
        for pattern in (*patterns, _REPEATS):
            for found in pattern.finditer(text):
                guessable.update(range(*found.span()))
    for row in (*_ROWS, *(row[::-1] for row in _ROWS)):
        for start in range(len(folded) - _RUN + 1):
            if folded[start : start + _RUN] in row:
                guessable.update(range(start, start + _RUN))
    return len(folded) - len(guessable) < _ENOUGH


def locked_until(
    failures: Iterable[datetime],
    now: datetime,
    *,
    cleared: datetime | None = None,
    limit: int = FAILURES,
    within: timedelta = WITHIN,
    locked_for: timedelta = LOCKED_FOR,
) -> datetime | None:
    """End of the lockout an account is in, ``None`` if it is in none (REQ-13, A.2.2.0600, A.2.2.0700).

    *limit* failures *within* a time lock it for *locked_for*, the right password
    refused too. Attempts while it is locked are recorded by the caller but do not
    lengthen it, so that a stranger cannot keep somebody out for good. *cleared*: the
    last successful sign-in or release by an administrator; what lies before is
    forgotten.
    """
    recent: list[datetime] = []
    until: datetime | None = None
    for moment in sorted(failures):
        if (cleared is not None and moment <= cleared) or (until is not None and moment < until):
            continue
        recent = [earlier for earlier in recent if moment - earlier <= within] + [moment]
        if len(recent) >= limit:
            until, recent = moment + locked_for, []
    return until if until is not None and now < until else None
