"""Passwords and lockout."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from edc.access.rules_passwords import locked_until, password_refusals


@pytest.mark.parametrize(
    "password",
    [
        "kidney-slate-47",
        "correct horse battery staple",
        "春眠不觉晓处处闻啼鸟夜来风雨声",
        "Tq7#vN2!xB9c",
        "li wen walks to the lake",
    ],
)
def test_a_long_password_of_ones_own_will_do(password: str) -> None:
    """Twelve characters that no list would try, in any script, with blanks if one likes (REQ-10)."""
    assert password_refusals(password, "li.wen") == ()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password_short"),
        ("Tq7#vN2!xB9", "password_short"),
        ("x" * 257, "password_long"),
        ("zhang.min.yunnan", "password_user_name"),
        ("ZHANG.MIN.YUNNAN", "password_user_name"),
        ("ｚｈａｎｇ.ｍｉｎ.ｙｕｎｎａｎ", "password_user_name"),
        ("nannuy.nim.gnahz", "password_user_name"),
        ("zhang.min.yunnan2025", "password_common"),
        ("Password2025!", "password_common"),
        ("P@ssw0rd1234", "password_common"),
        ("qwertyuiop12", "password_common"),
        ("0987654321ab", "password_common"),
        ("woaini5201314", "password_common"),
        ("aaaaaaaaaaaaaaaa", "password_common"),
        ("xyq.xyq.xyq.xyq.", "password_common"),
        ("HospitalAdmin1", "password_common"),
        ("1qaz2wsx1qaz2wsx", "password_common"),
    ],
)
def test_a_weak_password_is_refused_and_told_why(password: str, code: str) -> None:
    """Too short, the user's own name however written, or what everybody tries first (REQ-10)."""
    assert password_refusals(password, "zhang.min.yunnan") == (code,)


def test_an_earlier_password_is_refused_whatever_else_is_wrong() -> None:
    """Everything wrong is said at once; a study may ask for more characters (REQ-10)."""
    assert password_refusals("kidney-slate-47", "li.wen", used_before=True) == ("password_used_before",)
    assert password_refusals("short", "li.wen", used_before=True) == (
        "password_short",
        "password_used_before",
    )
    assert password_refusals("kidney-slate-47", "li.wen", minimum=16) == ("password_short",)


NOON = datetime(2025, 8, 6, 12, 0, tzinfo=UTC)


def _at(*minutes: float) -> list[datetime]:
    return [NOON + timedelta(minutes=minute) for minute in minutes]


def _locked(failures: list[datetime], minute: float, cleared: datetime | None = None) -> bool:
    return locked_until(failures, NOON + timedelta(minutes=minute), cleared=cleared) is not None


def test_five_failures_within_a_quarter_of_an_hour_lock_for_one() -> None:
    """Somebody guesses at Li Wen's password: four misses pass, the fifth locks for 15 minutes (REQ-13, A.2.2.0600)."""
    assert not _locked(_at(0, 1, 2, 3), 4)
    failures = _at(0, 1, 2, 3, 4)
    assert locked_until(failures, NOON + timedelta(minutes=4)) == NOON + timedelta(minutes=19)
    assert (_locked(failures, 18.9), _locked(failures, 19)) == (True, False)
    assert locked_until(list(reversed(failures)), NOON + timedelta(minutes=5)) is not None


def test_slow_mistakes_do_not_lock() -> None:
    """Five failures over more than 15 minutes are forgetfulness, not an attack; just 15 are counted (REQ-13)."""
    assert not _locked(_at(0, 4, 8, 12, 15.1), 15.2)
    assert _locked(_at(0, 4, 8, 12, 15), 15.2)


def test_attempts_while_locked_do_not_lengthen_the_lock() -> None:
    """A stranger who goes on guessing cannot keep Li Wen out for good; five new ones lock anew (REQ-13)."""
    failures = _at(0, 1, 2, 3, 4, 6, 8, 10, 12, 18)
    assert not _locked(failures, 19)
    assert _locked([*failures, *_at(20, 21, 22, 23, 24)], 25)


def test_a_release_or_a_sign_in_forgets_what_was_before() -> None:
    """Lin Tao releases the account; the count begins anew from there (REQ-13)."""
    failures = _at(0, 1, 2, 3, 4)
    released = NOON + timedelta(minutes=5)
    assert not _locked(failures, 6, cleared=released)
    assert not _locked([*failures, *_at(6, 7, 8, 9)], 10, cleared=released)
    assert _locked([*failures, *_at(6, 7, 8, 9, 10)], 10, cleared=released)


def test_a_study_may_be_stricter() -> None:
    """Number, span and length of a lockout are settings (A.2.2.0600, A.2.2.0700)."""
    until = locked_until(
        _at(0, 29, 30),
        NOON + timedelta(minutes=60),
        limit=3,
        within=timedelta(minutes=30),
        locked_for=timedelta(hours=1),
    )
    assert until == NOON + timedelta(minutes=90)
