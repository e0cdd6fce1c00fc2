"""Characters people really type: full-width forms, ideographic marks, invisible ones."""

from __future__ import annotations

import re
import unicodedata

from edc.study.problems import Code, Problem, problem

LONGEST_TEXT = 10_000
"""Characters of a text item that states no length of its own."""
LONGEST_FIELD = 400
"""Characters beyond which nothing that is not free text is even looked at."""

# Not str.strip(): that also eats the separators U+001C..U+001F, which are to be refused, and
# leaves the zero-width characters that come along when text is pasted from a chat window.
_EDGES = (
    " \t\n\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)
_FOLD = (
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {ord(blank): " " for blank in "\u00a0\u2002\u2003\u2009\u202f\u3000\t"}
    | {ord(stop): "." for stop in "\u3002\uff61"}
    | {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63"}
    | {ord(sign): "<=" for sign in "\u2264\u2266\u2a7d"}
    | {ord(sign): ">=" for sign in "\u2265\u2267\u2a7e"}
)
# Control characters (a line break is not one here), bidirectional overrides and isolates, which
# show text in another order than it is stored, and what XML 1.0 cannot carry.
_REFUSED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def trim(text: str) -> str:
    """*text* without blanks and invisible characters at its ends."""
    return text.strip(_EDGES)


def fold(text: str) -> str:
    """*text* with full-width and ideographic digits, marks and signs as ASCII.

    Deliberately not Unicode's NFKC, which would read ``10²`` as 102 and ``½`` as 1/2.
    """
    return trim(text.translate(_FOLD))


def plain_text(typed: str, limit: int) -> str | Problem:
    """Free text in NFC with ``\\n`` as line break and tabs as blanks, at most *limit* characters."""
    # Nothing in Unicode composes more than four code points into one; so longer input need not be read.
    if len(typed) > 4 * limit:
        return problem(Code.TOO_LONG, limit=str(limit), length=str(len(typed)))
    text = re.sub("\r\n?|\u2028|\u2029", "\n", typed).replace("\t", " ")
    text = trim(unicodedata.normalize("NFC", text))
    if len(text) > limit:
        return problem(Code.TOO_LONG, limit=str(limit), length=str(len(text)))
    found = _REFUSED.search(text)
    if found:
        return problem(Code.CHARACTER, character=f"U+{ord(found.group()):04X}", position=str(found.start() + 1))
    return text


def quoted(typed: str) -> str:
    """The beginning of *typed*, safe to repeat inside a sentence."""
    start = "".join(char if char.isprintable() else " " for char in typed[:41]).strip()
    return start if len(typed) <= 40 else start[:40] + "…"
