"""Links: the rows of logs that an item names, as ``AE/7``, several of them joined by blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from edc.study.definition import Item
from edc.study.document import Value
from edc.study.problems import Code, Problem, problem
from edc.study.values.characters import fold, quoted

ROW_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


def read_link(item: Item, typed: str | Sequence[str]) -> Value | Problem | None:
    """The rows named, each once, by form and number; ``None`` when there are none.

    A text holds the codes between blanks or commas, a sequence one or several in each member.
    """
    given = [typed] if isinstance(typed, str) else typed
    words = [word for each in given for word in fold(each).replace(",", " ").replace(";", " ").split()]
    named: dict[tuple[str, int], str] = {}
    for word in words:
        form, _, row = word.partition("/")
        name = next((known for known in item.links if known.casefold() == form.casefold()), None)
        if name is None or not ROW_NUMBER.fullmatch(row):
            return problem(Code.LINK, typed=quoted(word), forms=", ".join(item.links))
        named[name, int(row)] = f"{name}/{row}"
    return Value(v=" ".join(named[each] for each in sorted(named))) if named else None


def linked_rows(value: Value | None) -> tuple[tuple[str, str], ...]:
    """Form and row number of everything that a stored link names."""
    if value is None or value.v is None:
        return ()
    return tuple((form, row) for form, _, row in (word.partition("/") for word in value.v.split()))
