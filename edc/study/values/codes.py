"""Coded values: yes and no, one choice, several choices, and references to uploaded files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from edc.study.definition import Codelist, Item, Study
from edc.study.document import Value
from edc.study.problems import Code, Problem, problem
from edc.study.values.characters import LONGEST_FIELD, fold, plain_text, quoted, trim

_YES = frozenset({"Y", "YES", "TRUE", "1", "是"})
_NO = frozenset({"N", "NO", "FALSE", "0", "否"})
_FILE = re.compile(r"([0-9a-f]{64}):([^/\\\n]{1,200})")


def read_boolean(typed: str) -> Value | Problem:
    """Stored as ``true`` or ``false``, as ODM does."""
    word = fold(typed).upper()
    if word in _YES:
        return Value(v="true")
    if word in _NO:
        return Value(v="false")
    return problem(Code.BOOLEAN, typed=quoted(typed))


def read_choice(item: Item, typed: str, study: Study) -> Value | Problem:
    """A code of the item's codelist; any text where the codelist is an external dictionary."""
    code = _member(study.codelist_by_oid.get(item.codelist or ""), typed)
    return code if isinstance(code, Problem) else Value(v=code)


def read_multi(item: Item, typed: str | Sequence[str], study: Study) -> Value | Problem | None:
    """Several codes, in the order of the codelist and each once; ``None`` when there are none.

    A text is the stored form (codes joined by blanks, blanks inside a code percent-encoded);
    a sequence holds the codes themselves.
    """
    codelist = study.codelist_by_oid.get(item.codelist or "")
    given = [unquote(word) for word in typed.split()] if isinstance(typed, str) else list(typed)
    members: dict[str, None] = {}
    for each in given:
        if len(each) <= LONGEST_FIELD and not trim(each):
            continue
        code = _member(codelist, each)
        if isinstance(code, Problem):
            return code
        members[code] = None
    order = {code: n for n, code in enumerate(codelist.by_code)} if codelist is not None else {}
    found = sorted(members, key=lambda code: order.get(code, len(order)))
    return Value(v=" ".join(encode_code(code) for code in found)) if found else None


def codes(value: Value | None) -> tuple[str, ...]:
    """The codes of a stored multiple choice, decoded."""
    return () if value is None or value.v is None else tuple(unquote(word) for word in value.v.split(" "))


def encode_code(code: str) -> str:
    """A code as it stands in a stored multiple choice: no blanks, and no doubt about ``%``."""
    return "".join(
        "".join(f"%{byte:02X}" for byte in char.encode()) if char == "%" or char.isspace() else char for char in code
    )


def read_file(typed: str) -> Value | Problem:
    """``<sha256>:<name>``: the digest under which an upload is kept, and the name it came with."""
    text = plain_text(typed, LONGEST_FIELD)
    if isinstance(text, Problem):
        return text
    found = _FILE.fullmatch(text)
    return Value(v=text) if found and trim(found[2]) == found[2] else problem(Code.FILE)


def as_file(value: Value | None) -> tuple[str, str] | None:
    """Digest and name of a stored file reference."""
    if value is None or value.v is None:
        return None
    digest, _, name = value.v.partition(":")
    return digest, name


def _member(codelist: Codelist | None, typed: str) -> str | Problem:
    if len(typed) > LONGEST_FIELD:
        return problem(Code.TOO_LONG, limit=str(LONGEST_FIELD), length=str(len(typed)))
    if codelist is not None:
        for code in (typed, trim(typed), fold(typed)):
            if code in codelist.by_code:
                return code
        if codelist.external is not None:
            return plain_text(typed, LONGEST_FIELD)
    return problem(Code.CODE, typed=quoted(typed))
