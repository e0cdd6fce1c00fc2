"""What in a free text, or in the name of a file, tells who a participant is: asked about, never refused.

The kinds are those that are met on a Chinese ward (trial, decision 0.8): the eighteen characters of
a resident identity number (GB 11643), a mobile telephone number, and the number under which a
hospital keeps its patient. A study says which of them its texts are looked through for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from edc.study.definition import Identifier, Item
from edc.study.document import Value
from edc.study.values.characters import fold
from edc.study.values.codes import as_file

_PATTERNS: Mapping[Identifier, re.Pattern[str]] = {
    # six digits of a place, a date of birth, three digits and a check character; not only where that is
    # right: a number with a typing error in it still tells who it is
    "identity_number": re.compile(
        r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)", re.ASCII
    ),
    "mobile_number": re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)", re.ASCII),
    "hospital_number": re.compile(r"(?:住院|门诊|病案|病历|就诊卡)号?(?:码)?[:：\s]*[A-Za-z]{0,3}\d{4,}"),
}
_GAPS = re.compile(r"(?<=\d)[ -](?=\d)", re.ASCII)
"""``138 1234 5678`` and ``138-1234-5678`` are one number."""


def personal(item: Item, value: Value, kinds: Collection[Identifier]) -> tuple[Identifier, ...]:
    """The *kinds* of personal data found in a text, or in the name of a file; none in other types."""
    if not kinds or value.v is None or item.type not in SCANNED:
        return ()
    file = as_file(value) if item.type == "file" else None
    text = _GAPS.sub("", fold(file[1] if file else value.v))
    return tuple(kind for kind, pattern in _PATTERNS.items() if kind in kinds and pattern.search(text))


SCANNED = frozenset({"text", "file"})
"""Types of items that are looked through."""
