"""What one page holds: a flat, canonical map from path to value.

A path is ``ITEM``, or ``GROUP/row/ITEM`` in a repeating group; marks that
people put on a page, a group or a row are paths too, so that they are ordinary
changes with reasons, history and a way back:

===================  =====================================================
``#finished``        ``Y`` once the site has released the page
``#notdone``         the coded reason why the whole page was not done
``GROUP/#notdone``   the same for a group
``#struck``          the coded reason why the page was struck out
``GROUP/7/#struck``  the same for row 7
``GROUP/#order``     row numbers in the order shown, separated by blanks
``#version``         the study version the page was moved forward to, with
                     the words of the reason as its text
===================  =====================================================

A cleared item stays in the map as ``None``, so that "was there before" can be
decided. The text form is canonical: keys sorted, no blanks, every value a
string, never a JSON number, so that ``1.10`` and 19 digits survive.
"""

from __future__ import annotations

import json
from collections.abc import ItemsView, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

# json.dumps makes a new encoder for each of a page's values; this is most of what encoding costs
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

FINISHED = "#finished"
NOT_DONE = "#notdone"
STRUCK = "#struck"
VERSION = "#version"


@dataclass(frozen=True, slots=True)
class Value:
    """One stored value.

    ``v`` standard value as text (a number may carry its comparator: ``<3.0``; a
    multiple choice is its codes joined by blanks); ``t`` the text as typed and
    ``u`` the unit it was typed in, each only where it differs from the standard;
    ``m`` a missing code, and then ``v`` is ``None``.
    """

    v: str | None = None
    t: str | None = None
    u: str | None = None
    m: str | None = None

    @property
    def encoded(self) -> str:
        """Canonical JSON of this value, as it stands in the document and in ``item_change``."""
        pairs = (("m", self.m), ("t", self.t), ("u", self.u), ("v", self.v))
        return _ENCODE({k: x for k, x in pairs if x is not None})


Document = Mapping[str, Value | None]
REDACTED = Value(m="REDACTED")
"""What stands where a value stood that was removed for good."""


def encode(document: Document) -> str:
    """Canonical text of a document."""
    return (
        "{"
        + ",".join(
            _ENCODE(path) + ":" + ("null" if value is None else value.encoded)
            for path, value in sorted(document.items())
        )
        + "}"
    )


def decode(text: str) -> dict[str, Value | None]:
    """The document that :func:`encode` wrote."""
    return {path: None if value is None else _value(value) for path, value in json.loads(text).items()}


def _value(pairs: dict[str, str]) -> Value:
    take = pairs.get
    return Value(take("v"), take("t"), take("u"), take("m"))


@lru_cache(maxsize=2048)
def _decoded(text: str) -> dict[str, Value | None]:
    """What :func:`decode` gives, remembered by the whole text: an act reads the same pages as the act before it."""
    return decode(text)


class Stored(Mapping[str, Value | None]):
    """A document that is decoded only when it is looked into.

    Of the many pages an act reads beside its own, most are asked for a mark or an
    item that they do not have, which the text alone can tell.
    """

    __slots__ = ("_decoded", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._decoded: dict[str, Value | None] | None = None

    @property
    def _whole(self) -> dict[str, Value | None]:
        if self._decoded is None:
            self._decoded = _decoded(self._text)
        return self._decoded

    def _lacks(self, path: object) -> bool:
        return self._decoded is None and f'"{path}":' not in self._text

    def __getitem__(self, path: str) -> Value | None:
        if self._lacks(path):
            raise KeyError(path)
        return self._whole[path]

    def get(self, path: str, default: Any = None) -> Any:
        """As of any mapping; most of what is asked for is not there, and raising that is most of the cost."""
        return default if self._lacks(path) else self._whole.get(path, default)

    def items(self) -> ItemsView[str, Value | None]:
        return self._whole.items()

    def __contains__(self, path: object) -> bool:
        return not self._lacks(path) and path in self._whole

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)


def decode_value(text: str | None) -> Value | None:
    """One value of ``item_change.old`` or ``.new``."""
    return None if text is None or text == "null" else _value(json.loads(text))


def recorded(document: Document) -> bool:
    """Whether an item has a value, or a code for none."""
    return any(value is not None and "#" not in path for path, value in document.items())


def changed(old: Document, new: Document) -> dict[str, Value | None]:
    """Paths whose value in *new* differs from *old*, with the new value.

    A path that is absent from *old* and ``None`` in *new* did not change: there
    was nothing, and there is nothing.
    """
    return {
        path: value
        for path, value in new.items()
        if (path in old and old[path] != value) or (path not in old and value is not None)
    }
