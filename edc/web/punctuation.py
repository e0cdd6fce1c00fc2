"""Commas, colons and full stops as each language writes them."""

from __future__ import annotations

from collections.abc import Iterable

from edc.web.words import language

STOPS = " .。"


def listed(words: Iterable[str]) -> str:
    """Several things of one kind: ``Lipids, Glucose``, in Chinese ``血脂、血糖``."""
    return ("、" if language() == "zh" else ", ").join(words)


def beside(*words: str) -> str:
    """A thing and where it stands: ``Lipids, Week 8``, in Chinese ``血脂，第8周``."""
    return ("，" if language() == "zh" else ", ").join(words)


def named(label: str, words: str) -> str:
    """A name and what is said under it: ``2 h: Pulse``, in Chinese with the wide colon."""
    return f"{label}{'：' if language() == 'zh' else ': '}{words}"


def clause(text: str) -> str:
    """*text* that somebody typed, without its own full stop: the sentence it stands in has one."""
    return text.rstrip(STOPS)


def shortened(text: str, most: int) -> str:
    """*text* in at most about *most* signs, cut between two words where there are any."""
    if len(text) <= most:
        return text
    head = text[:most]
    first, gap, _last = head.rpartition(" ")
    return f"{first if gap and len(first) > most // 2 else head}…"
