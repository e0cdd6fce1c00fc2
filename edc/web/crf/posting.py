"""From a posted form to what a save is given. Nothing typed is ever dropped on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import g
from werkzeug.datastructures import MultiDict

from edc.acts.save import Entry
from edc.casebook.rules_saving import beside_removed, clean_reason
from edc.errors import Refusal
from edc.study.definition import Form, Study
from edc.study.document import Document, Value
from edc.study.values import Reading
from forms.crf import CrfForm, Here, readings


@dataclass(frozen=True)
class Post:
    """One posted page: what each item was read as, and what was said beside it."""

    raw: Mapping[str, str]
    readings: Mapping[str, Reading]
    act: str
    opened_seq: int
    request_key: str | None

    @property
    def values(self) -> dict[str, Value | None]:
        """What can be stored, blanks included."""
        return {path: reading.value for path, reading in self.readings.items() if reading.problem is None}

    @property
    def refused(self) -> bool:
        return any(reading.problem is not None for reading in self.readings.values())

    def entry(self) -> Entry:
        """What a save is given."""
        return Entry(self.opened_seq, self.values, self._reasons(), self._confirmed())

    def over(self, document: Document) -> dict[str, Value | None]:
        """*document* as it would be with what was typed; a refused item keeps what is stored."""
        given = beside_removed(document, self.values)
        return {**document, **{path: value for path, value in given.items() if value or path in document}}

    def wordless(self, study: Study) -> dict[str, bool]:
        """Paths whose chosen reason or confirmation needs words of its own and has none; true where it is a reason."""
        reasons = {one.code for one in study.reasons if one.text}
        confirmations = {one.code for one in study.confirmations if one.text}
        found = {}
        for name, code in self.raw.items():
            path, _at, kind = name.partition("@")
            kind, _colon, check = kind.partition(":")
            words = {"reason": "reason_text", "confirm": f"confirm_text:{check}"}.get(kind)
            owes = bool(words) and code in (reasons if kind == "reason" else confirmations)
            if owes and clean_reason(self.raw.get(f"{path}@{words}")) is None:
                found[path] = kind == "reason"
        return found

    def _reasons(self) -> dict[str, str]:
        given = {
            path: coded(self.raw.get(f"{path}@reason", ""), self.raw.get(f"{path}@reason_text", ""))
            for path in self.readings
        }
        everywhere = given.get(self.raw.get("@reason_all", ""), "")
        return {path: reason or everywhere for path, reason in given.items() if reason or everywhere}

    def _confirmed(self) -> dict[tuple[str, str], tuple[str, str]]:
        found = {}
        for name, code in self.raw.items():
            path, marker, check = name.partition("@confirm:")
            if marker and code:
                found[path, check] = (code, clean_reason(self.raw.get(f"{path}@confirm_text:{check}")) or "")
        return found


def coded(code: str, words: str) -> str:
    """A code and words as they are stored: ``code``, ``code: words``, or the words alone."""
    code, words = clean_reason(code) or "", clean_reason(words) or ""
    return f"{code}: {words}" if code and words else code or words


def read_post(form: Form, posted: MultiDict[str, str], here: Here) -> Post:
    """Read a posted page of *form*.

    Raises :class:`Refusal` (``malformed``, ``no_such_items``) for what no screen of ours sends.
    """
    opened = posted.get("opened_seq", "")
    if not (opened.isascii() and opened.isdigit() and len(opened) < 10):
        raise Refusal("malformed")
    found, unknown = readings(form, posted, here)
    if unknown:
        raise Refusal("no_such_items", items=", ".join(sorted(unknown)[:5]))
    return _post(posted, found, int(opened))


def bind_post(form: Form, posted: MultiDict[str, str], here: Here) -> Post:
    """A form as it stands while it is typed, bound to its WTForms class; what is no item is passed over."""
    bound = CrfForm(form, posted, here)
    bound.validate()
    return _post(posted, {field.name: field.reading for field in bound if field.name in posted}, 0)


def _post(posted: MultiDict[str, str], found: Mapping[str, Reading], opened: int) -> Post:
    raw = {name: " ".join(posted.getlist(name)) for name in posted}
    return Post(raw, found, posted.get("act", "save"), opened, g.request_key)
