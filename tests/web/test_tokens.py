"""The colours keep the contrasts that were promised for them."""

from __future__ import annotations

import re

import pytest

from tests.web.rendering import STATIC

TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", (STATIC / "css/tokens.css").read_text("utf-8")))

PROMISED = (
    ("ink", "surface", 15.7),
    ("ink-2", "surface", 6.5),
    ("accent", "accent-tint", 6.4),
    ("todo", "todo-tint", 5.7),
    ("part", "part-tint", 6.4),
    ("ok", "ok-tint", 5.7),
    ("warn", "warn-tint", 6.6),
    ("bad", "bad-tint", 6.6),
    ("query", "query-tint", 7.6),
    ("answered", "answered-tint", 7.4),
    ("sign", "sign-tint", 7.6),
    ("lock", "lock-tint", 9.4),
    ("sae", "sae-tint", 7.8),
    ("line", "surface", 3.1),
)
USED_TOGETHER = (
    *((text, ground) for text in ("ink", "ink-2", "accent", "warn", "bad") for ground in ("surface", "ground")),
    ("ink", "ribbon"),
    ("surface", "accent"),
    ("surface", "accent-deep"),
    ("surface", "query"),
)
"""Pairs of text and ground without a promise of their own; WCAG asks for 4.5."""


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.2, definition of the same name)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, from 1 to 21."""
    dark, light = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground", "promised"), PROMISED)
def test_contrast_is_as_promised(text: str, ground: str, promised: float) -> None:
    """He Ping reads in a bright ward: each pair has the contrast stated for it."""
    assert contrast(text, ground) == pytest.approx(promised, abs=0.06)


@pytest.mark.parametrize(("text", "ground"), USED_TOGETHER)
def test_text_can_be_read_wherever_it_stands(text: str, ground: str) -> None:
    """Text on any ground it is used on: at least 4.5 (WCAG 2.2, 1.4.3)."""
    assert contrast(text, ground) >= 4.5
