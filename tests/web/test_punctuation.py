"""Commas, colons and full stops as each language writes them."""

from __future__ import annotations

import pytest
from flask import Flask

from edc.web.punctuation import beside, clause, listed, named, shortened


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_each_language_has_its_own_marks(app: Flask) -> None:
    """Chinese screens have no Latin comma between Chinese words; English ones no wide one."""
    for language, said in (("en", ("a, b", "a, b", "a: b")), ("zh", ("a、b", "a，b", "a：b"))):
        with app.test_request_context(headers={"Accept-Language": language}):
            assert (listed(["a", "b"]), beside("a", "b"), named("a", "b")) == said


def test_a_typed_reason_brings_no_second_full_stop() -> None:
    """A reason stands in a sentence that has a full stop of its own."""
    assert [clause(each) for each in ("Same person.", "同一人。", "Same person", "U.S.A. ")] == [
        "Same person", "同一人", "Same person", "U.S.A",
    ]  # fmt: skip


def test_a_long_message_is_cut_between_words() -> None:
    """A cut never leaves half a word, and marks that more follows."""
    assert shortened("Repeat the sample at once", 20) == "Repeat the sample…"
    assert shortened("立即复查标本并记录", 4) == "立即复查…"
    assert shortened("short", 5) == "short"
