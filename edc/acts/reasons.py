"""Coded reasons: one of the study's list, and words where the study wants them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edc.casebook.rules_saving import clean_reason
from edc.errors import Refusal
from edc.study.definition import Coded
from edc.study.document import Value


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is done: a code of the study, and words."""

    code: str
    words: str = ""

    @property
    def text(self) -> str:
        """As reasons are stored: ``code`` or ``code: words``."""
        return f"{self.code}: {self.words}" if self.words else self.code

    @property
    def value(self) -> Value:
        """As a mark of a document: the code, and the words as its text."""
        return Value(v=self.code, t=self.words or None)


def chosen(choices: Sequence[Coded], given: Reason) -> Reason:
    """*given*, cleaned, if it is one of *choices*.

    A study that lists none leaves it to the words. Raises :class:`Refusal`:
    ``reason_owed``, ``reason_unknown``, ``words_owed``.
    """
    code, words = clean_reason(given.code) or "", clean_reason(given.words) or ""
    if not code and not words:
        raise Refusal("reason_owed")
    if not choices:
        return Reason(code or "other", words)
    coded = next((choice for choice in choices if choice.code == code), None)
    if coded is None:
        raise Refusal("reason_unknown" if code else "reason_owed")
    if coded.text and not words:
        raise Refusal("words_owed")
    return Reason(code, words)


def said(text: str | None) -> str:
    """*text* without blanks around it; refused (``reason_owed``) where nothing can be read."""
    cleaned = clean_reason(text)
    if cleaned is None:
        raise Refusal("reason_owed")
    return cleaned
