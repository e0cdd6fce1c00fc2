"""One document through Typst, in a process of its own: ``press.py LAYOUT FONTS SECONDS``, data on standard input.

Typst keeps what it laid out for documents to come, up to gigabytes after a few casebooks;
a process that ends gives all of it back. The PDF goes to standard output. Where
characters are in no font, they go there instead, as a JSON list, with status 3.

It imports nothing of the house, so that it starts at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import typst

LACKING = 3
_STANDARD: Final = "a-2a"


def compiled(layout: Path, fonts: typst.Fonts, data: str, at: datetime) -> bytes:
    """The PDF of *data*; raises :class:`typst.TypstError`."""
    return typst.compile(
        layout,
        # the system's own fonts are left out: a document looks the same wherever it is made
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        format="pdf",
        pdf_standards=_STANDARD,
        timestamp=at,
    )


def lacking(probe: Path, fonts: typst.Fonts, signs: Iterable[str]) -> list[str]:
    """Those of *signs* that no font has, found by halves."""
    known = sorted(signs)
    try:
        compiled(probe, fonts, json.dumps(known), datetime(2000, 1, 1, tzinfo=UTC))
    except typst.TypstError:
        if len(known) == 1:
            return known
        half = len(known) // 2
        return lacking(probe, fonts, known[:half]) + lacking(probe, fonts, known[half:])
    return []


def main(layout: Path, folder: str, seconds: int) -> int:
    data = sys.stdin.buffer.read().decode()
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder])
    try:
        sys.stdout.buffer.write(compiled(layout, fonts, data, datetime.fromtimestamp(seconds, UTC)))
    except typst.TypstError as error:
        # nearly always a character that no font has; asked for only then, for it takes a while
        found = lacking(layout.with_name("probe.typ"), fonts, {sign for sign in data if not sign.isascii()})
        if not found:
            sys.stderr.write(f"{error.message}\n{error.diagnostic}")
            return 1
        sys.stdout.write(json.dumps(found))
        return LACKING
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
