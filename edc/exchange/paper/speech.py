"""Words on paper: in one language, or in two side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from edc.study.definition import Choice, Coded, Item, Label, Study, say
from edc.study.values import range_text, unit_text

Text = list[str]
"""What is printed: the same in each language of the document, once where all are alike."""
Json = dict[str, Any]
"""A part of a document, as Typst reads it."""

YES_NO = (Choice(code="true", label={"en": "Yes", "zh": "是"}), Choice(code="false", label={"en": "No", "zh": "否"}))
"""The two answers to a boolean."""

LANGUAGES = {"en": ("en",), "zh": ("zh",), "both": ("zh", "en")}
"""The choice of a document's language to the languages it speaks, the leading one first."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The languages of a document, and how a sentence of the house is said in one of them."""

    languages: tuple[str, ...]
    words: Callable[[str, str], str]
    """Language and English message id to the sentence."""

    def __call__(self, sentence: str, **params: object) -> Text:
        """*sentence* with its parameters; one that is a :data:`Text` itself is put in language by language.

        What only a page would know is left open: ``…``.
        """
        said = []
        for place, language in enumerate(self.languages):
            mine = _Known({name: _nth(value, place) for name, value in params.items()})
            said.append(self.words(language, sentence) % mine)
        return once(said)

    def label(self, label: Label) -> Text:
        return once([say(label, language) for language in self.languages])

    def coded(self, codes: tuple[Coded, ...], stored: str | None) -> Text:
        """A stored ``code`` or ``code: words of one's own`` as people read it."""
        code, _, own = (stored or "").partition(": ")
        found = next((each for each in codes if each.code == code), None)
        if found is None:
            return [stored or ""]
        return once([f"{text}: {own}" if own else text for text in self.label(found.label)])

    def unit(self, study: Study, unit: str | None) -> Text:
        return once([unit_text(study, unit, language) for language in self.languages]) if unit else [""]

    def bounds(self, study: Study, item: Item, *, hard: bool = False) -> Text:
        """The range of *item* with its unit; empty where it has none."""
        found = item.hard if hard else item.soft
        if found is None:
            return []
        units = [unit_text(study, item.unit, language) if item.unit else "" for language in self.languages]
        return once([range_text(found, unit) for unit in units])


class _Known(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def once(texts: list[str]) -> Text:
    """*texts* without a language that would only repeat the leading one."""
    return texts[:1] if all(text in (texts[0], "") for text in texts) else texts


def plain(text: Text) -> str:
    """One line: the second language after a slash."""
    return " / ".join(part for part in text if part)


def joined(texts: list[Text], mark: str = ", ") -> Text:
    """Several texts as one, language by language."""
    if not texts:
        return [""]
    width = max(len(text) for text in texts)
    return once([mark.join(_nth(text, n) for text in texts) for n in range(width)])


def _nth(value: object, place: int) -> str:
    """What a parameter is in the language of that place."""
    if isinstance(value, list):
        return str(value[min(place, len(value) - 1)]) if value else ""
    return str(value)
