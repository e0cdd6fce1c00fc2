"""A version folder that builds on another: what it does not say itself, the older one says.

``base = "1"`` in ``study.toml`` names the folder beside this one. Files that are not here
are taken from there; a form that is here replaces that form whole, or is laid over it where
its file says ``extends`` (:mod:`.overlay`). The files that are lists of tables, and
``study.toml`` itself, are laid over those of the base: a table takes the place of the one
called the same, any other is added at the end, and where a list names everything the base
has, its own order holds. ``drop`` names files of the base to leave out.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path as FilePath
from typing import Any

from edc.study.loading.flaws import Flaws, Place, Source, read_source
from edc.study.loading.merged import Merged, is_tables
from edc.study.loading.overlay import extended
from edc.study.loading.spelling import FILES

BASE, DROP, ORDER = "base", "drop", "order"
_CALLED = ("name", "oid", "id", "code")
"""What tells one table of a list from another, the first that it has."""
_BY_OID = ("item", "codelist")


def read_folder(folder: FilePath, flaws: Flaws, above: tuple[FilePath, ...] = ()) -> dict[str, Source | None]:
    """The files of *folder*, with what it takes from its base; ``None`` for one that cannot be read."""
    files = {file.name: read_source(file, flaws) for file in sorted(folder.glob("*.toml"))}
    study = files.get("study.toml")
    named = study.data.get(BASE) if study is not None else None
    if study is None or named is None:
        return _ordered(extended({}, files, flaws), flaws)
    place = Place(study, (BASE,))
    # one of the names there are, so that no path leads anywhere else
    base = next((each for each in folder.parent.iterdir() if each.name == named), None)
    if base is None or not (base / "study.toml").is_file():
        flaws.add(place, f"there is no version folder {named} beside this one")
        return files
    if base in (folder, *above):
        flaws.add(place, f"{named} builds on this version itself")
        return files
    merged = _over(read_folder(base, flaws, (*above, folder)), files, study, base.name, flaws)
    return _ordered(merged, flaws)


def _over(
    old: dict[str, Source | None], new: dict[str, Source | None], study: Source, folder: str, flaws: Flaws
) -> dict[str, Source | None]:
    for source in (each.origin(())[0] for each in old.values() if each is not None):
        # of what is laid over another file already, the one above: the other has its folder
        source.folder = source.folder or folder
    dropped = _dropped(old, study, flaws)
    new = extended({name: source for name, source in old.items() if name not in dropped}, new, flaws)
    here = {_form(source) for source in new.values()} - {None}
    kept = {name: source for name, source in old.items() if name not in dropped and _form(source) not in here}
    gone = {_form(old[name]) for name in dropped}
    _forget(kept.get("schedule.toml"), gone)
    merged: dict[str, Source | None] = {**kept, **new}
    for name in ("study.toml", *FILES):
        below, own = kept.get(name), new.get(name)
        if below is not None and own is not None:
            merged[name] = merge(below, own)
    return merged


def _dropped(old: dict[str, Source | None], study: Source, flaws: Flaws) -> set[str]:
    given = study.data.get(DROP, [])
    names = given if isinstance(given, list) else [given]
    for n, name in enumerate(names):
        if not isinstance(name, str) or name not in old or name == "study.toml":
            flaws.add(Place(study, (DROP, n)), f"{name} is not a file of the version this one builds on")
    return {name for name in names if isinstance(name, str) and name in old}


def _form(source: Source | None) -> str | None:
    """The form that a file holds; ``None`` for the others."""
    name = source.data.get("form") if source is not None and source.name not in FILES else None
    return name if isinstance(name, str) else None


def _forget(schedule: Source | None, forms: Iterable[str | None]) -> None:
    """The lines of forms that were dropped go with them."""
    matrix = schedule.data.get("forms") if schedule is not None else None
    if schedule is not None and isinstance(matrix, dict):
        gone = set(forms)
        schedule.data = {**schedule.data, "forms": {name: at for name, at in matrix.items() if name not in gone}}


def merge(below: Source, own: Source) -> Merged:
    """*own* laid over *below*."""
    merged = Merged(own.name, own=own)
    for key in (key for key in dict.fromkeys((*below.data, *own.data)) if key not in (BASE, DROP)):
        old, new = below.data.get(key), own.data.get(key)
        if new is None:
            merged.data[key], merged.origins[(key,)] = old, (below, (key,))
        elif own.name == "schedule.toml" and key == "forms" and isinstance(old, dict) and isinstance(new, dict):
            merged.data[key] = new if old.keys() <= new.keys() else {**old, **new}
            merged.origins |= {(key, form): (below, (key, form)) for form in old if form not in new}
        elif is_tables(old) and is_tables(new):
            _lists(merged, key, below, own)
        else:
            merged.data[key] = new
    return merged


def _lists(merged: Merged, key: str, below: Source, own: Source) -> None:
    """A list of tables: those called the same replace each other, the others are added."""
    old = {_called(key, table, n): (table, (below, (key, n))) for n, table in enumerate(below.data[key])}
    new = {_called(key, table, n): (table, (own, (key, n))) for n, table in enumerate(own.data[key])}
    whole = new if old.keys() <= new.keys() else {**old, **new}
    merged.data[key] = [table for table, _ in whole.values()]
    merged.origins |= {(key, n): origin for n, (_, origin) in enumerate(whole.values())}


def _called(kind: str, table: dict[str, Any], n: int) -> object:
    """What *table* is called; one without a name is like no other."""
    keys = ("oid",) if kind in _BY_OID else _CALLED
    return next((str(table[key]) for key in keys if key in table), (n, id(table)))


def _ordered(files: dict[str, Source | None], flaws: Flaws) -> dict[str, Source | None]:
    """*files* with the events of the schedule as its ``order`` lists them, where it does."""
    schedule = files.get("schedule.toml")
    if schedule is None or ORDER not in schedule.data:
        return files
    order, events = schedule.data[ORDER], schedule.data.get("event")
    data = {key: value for key, value in schedule.data.items() if key != ORDER}
    found = Merged(schedule.name, data=data, own=schedule)
    if isinstance(schedule, Merged):
        found.origins |= schedule.origins
    if is_tables(events) and isinstance(events, list):
        names = [_called("event", table, n) for n, table in enumerate(events)]
        if isinstance(order, list) and sorted(map(str, order)) == sorted(map(str, names)):
            places = [names.index(name) for name in order]
            data["event"] = [events[place] for place in places]
            found.origins |= {("event", n): schedule.origin(("event", place)) for n, place in enumerate(places)}
        else:
            flaws.add(Place(schedule, (ORDER,)), "must name every event of the schedule once, in reading order")
    return {**files, "schedule.toml": found}
