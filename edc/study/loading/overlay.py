"""A form file that says only what differs from the form of the same name in the base.

``extends = true`` at its top lays it over that form, key by key: so do its tables ``[[item]]``,
``[[group]]``, ``[[group.item]]``, the ``rows`` of a group and ``[[check]]`` with those called the
same; any other is added at the end, or where ``after = "NAME"`` or ``first = true`` says.
``drop_items`` and ``drop_checks`` leave some out, before anything is laid over: what is dropped
and said again is said anew. None of these keys is read on, so that the definition is that of a
form written out whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from edc.study.loading.flaws import Flaws, Place, Source
from edc.study.loading.merged import Merged, Origin, Origins, is_tables
from edc.study.loading.spelling import laid_over

EXTENDS, AFTER, FIRST = "extends", "after", "first"
DROPS = {"drop_items": "item", "drop_checks": "check"}
_OF_FORM = frozenset({EXTENDS, *DROPS})
_OF_TABLE = frozenset({AFTER, FIRST})
_NAMED = {"item": ("oid", "name"), "group": ("name", "oid"), "check": ("id",), "rows": ("key",)}
"""The lists of tables in a form, each with the keys that name its tables."""


def extended(old: Mapping[str, Source | None], new: dict[str, Source | None], flaws: Flaws) -> dict[str, Source | None]:
    """The files *new*, each form that extends one laid over that form of the base's files *old*."""
    forms = {
        str(source.data["form"]): source for source in old.values() if source is not None and "form" in source.data
    }
    found = dict(new)
    for name, own in new.items():
        if own is None or EXTENDS not in own.data:
            continue
        form, place = str(own.data.get("form")), Place(own, (EXTENDS,))
        if own.data[EXTENDS] is not True:
            flaws.add(place, "must be true; leave it out where this file holds the whole form")
        elif "form" in own.data and form not in forms:
            flaws.add(place, f"there is no form {form} in the version this one builds on")
        found[name] = _Overlay(own, flaws).over(forms.get(form, Source(own.name)))
    return found


class _Pair(NamedTuple):
    """A table of the base, one of the overlay, or both, where they are called the same."""

    old: Origin | None
    new: Origin | None
    names: tuple[Any, ...]


class _Overlay:
    """Lays the form of one file over another."""

    def __init__(self, own: Source, flaws: Flaws) -> None:
        self._own, self._flaws = own, flaws
        self._drops = {kind: _listed(own.data.get(key)) for key, kind in DROPS.items()}
        self._gone: dict[str, list[Any]] = {kind: [] for kind in DROPS.values()}

    def over(self, below: Source) -> Merged:
        data, origins = self._table((below, ()), (self._own, ()), _OF_FORM)
        for key, kind in DROPS.items():
            for n, name in enumerate(self._drops[kind]):
                if name not in self._gone[kind]:
                    place = Place(self._own, (key, n) if isinstance(self._own.data[key], list) else (key,))
                    self._flaws.add(place, f"there is no {kind} {name} in the form this one extends")
        return Merged(self._own.name, data=data, own=self._own, origins=origins)

    def _table(self, old: Origin | None, new: Origin | None, words: frozenset[str]) -> tuple[dict[str, Any], Origins]:
        """One table laid over the other, key by key, without *words*."""
        whole = laid_over(_value(old) or {}, _value(new) or {})
        data = {key: value for key, value in whole.items() if key not in words}
        origins = _stands(old, new)
        for key, value in data.items():
            below, own = _under(old, key), _under(new, key)
            if key in _NAMED and is_tables(value):
                data[key], inner = self._tables(key, below, own)
            else:
                inner = _stands(below, own)
            origins |= {(key, *path): origin for path, origin in inner.items()}
        return data, origins

    def _tables(self, kind: str, old: Origin | None, new: Origin | None) -> tuple[list[dict[str, Any]], Origins]:
        """One list of tables laid over the other, in the order that results."""
        standing = (_Pair(here, None, _names(kind, table)) for table, here in _tables_at(old))
        pairs = [pair for pair in standing if not self._left_out(kind, pair.names)]
        for table, here in _tables_at(new):
            names = _names(kind, table)
            at = next((n for n, pair in enumerate(pairs) if names and names[0] in pair.names), None)
            if at is not None and pairs[at].new is not None:
                self._flaws.add(Place(*here), "stands here twice")
                continue
            below = _Pair(None, None, ()) if at is None else pairs.pop(at)
            where = self._where(kind, here, pairs, len(pairs) if at is None else at)
            pairs.insert(where, _Pair(below.old, here, (*names, *below.names)))
        laid = [self._table(pair.old, pair.new, _OF_TABLE) for pair in pairs]
        origins = _stands(old, new)
        for n, (_, inner) in enumerate(laid):
            origins |= {(n, *path): origin for path, origin in inner.items()}
        return [table for table, _ in laid], origins

    def _left_out(self, kind: str, names: tuple[Any, ...]) -> bool:
        said = [name for name in names if name in self._drops.get(kind, [])]
        self._gone.setdefault(kind, []).extend(said)
        return bool(said)

    def _where(self, kind: str, here: Origin, pairs: list[_Pair], otherwise: int) -> int:
        """The position in *pairs* at which the table that stands *here* is to stand."""
        after, first = _under(here, AFTER), _under(here, FIRST)
        if first is not None and after is not None:
            self._flaws.add(Place(*first), "stands beside after: write one of the two")
        elif first is not None and _value(first) is not True:
            self._flaws.add(Place(*first), "must be true; leave it out where it does not stand first")
        elif first is not None:
            return 0
        if after is None:
            return otherwise
        name = _value(after)
        position = next((n + 1 for n, pair in enumerate(pairs) if name in pair.names), None)
        if position is None:
            self._flaws.add(Place(*after), f"there is no {kind.removesuffix('s')} {name} here to stand after")
        return otherwise if position is None else position


def _value(origin: Origin | None) -> Any:
    return None if origin is None else origin[0].get(origin[1])


def _under(origin: Origin | None, step: str | int) -> Origin | None:
    """One step below *origin*; ``None`` where nothing stands there."""
    below = None if origin is None else (origin[0], (*origin[1], step))
    return None if _value(below) is None else below


def _stands(old: Origin | None, new: Origin | None) -> Origins:
    """Where a thing stands that may be in both files: in the one laid over the other, if it is there."""
    origin = new or old
    return {} if origin is None else {(): origin}


def _tables_at(origin: Origin | None) -> list[tuple[dict[str, Any], Origin]]:
    """The tables of the list that stands at *origin*, each with its own place."""
    value = _value(origin)
    if origin is None or not is_tables(value):
        return []
    return [(table, (origin[0], (*origin[1], n))) for n, table in enumerate(value)]


def _names(kind: str, table: Mapping[str, Any]) -> tuple[Any, ...]:
    """What *table* is called, the most telling first; a shared item without a name of its own by that of ``items.toml``."""
    names = tuple(table[key] for key in _NAMED[kind] if key in table)
    return names or ((table["use"],) if "use" in table else ())


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
