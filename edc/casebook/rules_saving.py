"""What a save may do: allot rows, merge with what others saved, ask for reasons.

All of it is decided by path: an item of a page, an item of a row, or a mark such
as ``#struck``. The order in a save is rows, merge, reasons; then the database
guards the same rules again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from edc.study.document import FINISHED, NOT_DONE, REDACTED, STRUCK, Document, Value, changed

_INVISIBLE_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Hangul fillers and the empty Braille cell: letters and signs that show nothing."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Conflict:
    """One path that two people changed to different values since the form was opened."""

    path: str
    opened: Value | None
    theirs: Value | None
    mine: Value | None


@dataclass(frozen=True, slots=True)
class Merge:
    """Outcome of a merge.

    ``result`` is the whole document to save; at a conflict it keeps what is
    already saved. ``merged_from_theirs`` are the paths others changed meanwhile,
    which the person who saves is told.
    """

    result: dict[str, Value | None]
    conflicts: tuple[Conflict, ...]
    merged_from_theirs: tuple[str, ...]


def beside_removed(opened: Document, given: Document) -> dict[str, Value | None]:
    """*given* without the blanks where *opened* has a redacted value (REQ-41).

    A form has nothing to show of what was removed and sends the item back blank:
    that is no change, and nobody owes a reason for it.
    """
    return {path: value for path, value in given.items() if value is not None or opened.get(path) != REDACTED}


def merge(opened: Document, head: Document, mine: Document) -> Merge:
    """Bring *mine* onto *head*, both begun from *opened*, judging by item (REQ-59).

    A path absent from *mine* was not posted and stays. Different items are merged.
    The same item changed on both sides to different values is a conflict; to the
    same standard value or missing code it is none, and what was saved first stays.
    A mark that voids (struck out, not done) set on one side conflicts with a change
    beneath it on the other: else a value would vanish under a mark unseen.

    Rows added on both sides must have been told apart by :func:`allot_rows` first.
    """
    theirs, ours = changed(opened, head), changed(opened, mine)
    contested = {path for path in theirs.keys() & ours.keys() if _standard(theirs[path]) != _standard(ours[path])}
    theirs_alone, ours_alone = theirs.keys() - ours.keys(), ours.keys() - theirs.keys()
    contested |= {mark for mark in theirs_alone if _voids_any(mark, theirs[mark], ours_alone)}
    contested |= {mark for mark in ours_alone if _voids_any(mark, ours[mark], theirs_alone)}
    taken = {path: value for path, value in ours.items() if path not in contested and path not in theirs}
    return Merge(
        result={**head, **taken},
        conflicts=tuple(
            Conflict(path, opened.get(path), head.get(path), mine[path] if path in mine else opened.get(path))
            for path in sorted(contested)
        ),
        merged_from_theirs=tuple(sorted(theirs_alone - contested)),
    )


def _standard(value: Value | None) -> tuple[str | None, str | None]:
    """What two people must agree on; how each typed it is no disagreement."""
    return (None, None) if value is None else (value.v, value.m)


def _voids_any(mark: str, value: Value | None, paths: Collection[str]) -> bool:
    """Whether *mark* is set to void one of *paths*: those of its page, group or row."""
    above, _, name = mark.rpartition("/")
    if value is None or name not in (NOT_DONE, STRUCK):
        return False
    return any(not above or path.startswith(above + "/") for path in paths)


def reasons_needed(head: Document, new: Document) -> list[str]:
    """Paths whose change owes a reason, sorted (REQ-24, REQ-27).

    Everything that was there before, re-entry after clearing included. Finishing a
    page is no correction and owes none; taking the finish back does.
    """
    finish = (FINISHED, Value(v="Y"))
    return sorted(path for path, value in changed(head, new).items() if path in head and (path, value) != finish)


def clean_reason(text: str | None) -> str | None:
    """The reason without blanks around it, or ``None`` if nothing can be read (REQ-27).

    Full-width and zero-width blanks, controls, fillers and lone combining marks
    are no reason. Private-use characters count: hospitals keep rare Chinese
    characters there. What no database can hold (a NUL, half of a surrogate pair) goes.
    """
    kept = _UNSTORABLE.sub("", text or "")
    while kept and _is_blank(kept[0]):
        kept = kept[1:]
    while kept and _is_blank(kept[-1]):
        kept = kept[:-1]
    visible = any(not _is_blank(sign) and unicodedata.category(sign)[0] != "M" for sign in kept)
    return kept if visible else None


def _is_blank(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Zs") or sign in _INVISIBLE_LETTERS


def next_row(document: Document, group: str) -> int:
    """The number for a new row of *group*: one more than any ever allotted, from 1.

    A document never loses a path, so a row that was cleared or struck out still
    counts and its number is never given to another (REQ-34).
    """
    return max(_rows(document, group), default=0) + 1


def allot_rows(opened: Document, head: Document, mine: Document, groups: Collection[str]) -> dict[str, Value | None]:
    """*mine* with numbers allotted to the rows it adds, under the subject's lock (REQ-59).

    *groups* names the page's groups with added rows. Two people who each add a row
    number it alike on their screens; they are two rows, so those *opened* did not
    have are counted on from *head*, in their order. Added rows that are empty get
    no number.
    """
    renamed: dict[str, str] = {}
    for group in groups:
        free = next_row(head, group)
        for row in sorted(_rows(mine, group) - _rows(opened, group)):
            prefix = f"{group}/{row}/"
            if any(value is not None for path, value in mine.items() if path.startswith(prefix)):
                renamed[prefix] = f"{group}/{free}/"
                free += 1
            else:
                renamed[prefix] = ""
    result: dict[str, Value | None] = {}
    for path, value in mine.items():
        prefix = path[: path.rfind("/") + 1]
        target = renamed.get(prefix, prefix)
        if path.endswith("/#order") and value is not None and value.v is not None:
            value = Value(v=_reordered(prefix, value.v, renamed))
        if target or not prefix:
            result[target + path[len(prefix) :]] = value
    return result


def _rows(document: Document, group: str) -> set[int]:
    """Numbers of the rows of *group* that any path names."""
    parts = (path.split("/") for path in document)
    return {int(part[1]) for part in parts if len(part) == 3 and part[0] == group and part[1].isdecimal()}


def _reordered(group: str, order: str, renamed: dict[str, str]) -> str:
    """The text of an ``#order`` with row numbers as allotted; *group* ends with ``/``."""
    rows = (renamed.get(f"{group}{row}/", f"{group}{row}/") for row in order.split())
    return " ".join(row.split("/")[1] for row in rows if row)
