"""Where in a TOML text a key stands.

``tomllib`` reads a file without saying on which line anything was, and a study author who is told
only "item 41 is wrong" goes looking. This walks a text that ``tomllib`` has already accepted, so
it need not judge syntax, only follow it.
"""

from __future__ import annotations

import re
from bisect import bisect_right

Path = tuple[str | int, ...]
"""Keys and array positions as in the read data: ``("item", 3, "soft")``; positions from 0."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_KEY = re.compile(r"[ \t]*(?:\"((?:[^\"\\\n]|\\.)*)\"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*(\.?)")
_STRING = re.compile(r"\"\"\"(?:[^\\]|\\.)*?\"\"\"\"{0,2}|'''.*?''''{0,2}|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'", re.DOTALL)
_SCALAR = re.compile(r"[^,\]}#\n]+")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")


class Lines:
    """Line numbers of every key, table and array element of one TOML text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._arrays: dict[Path, int] = {}
        self._found: dict[Path, int] = {}
        self._walk()

    def at(self, path: Path) -> int:
        """Line, from 1, of *path*, or of the nearest thing around it that the text has."""
        for end in range(len(path), 0, -1):
            if path[:end] in self._found:
                return self._found[path[:end]]
        return 1

    def _walk(self) -> None:
        text, table = self._text, Path()
        position = self._skip(0)
        while position < len(text):
            start = position
            if text[position] != "[":
                position = self._pair(position, table)
            else:
                many = text.startswith("[[", position)
                keys, position = self._keys(position + 1 + many)
                table = self._header(keys, many)
                position += 1 + many
                self._note(table[:-1] if many else table, start)
                self._note(table, start)
            position = self._skip(position)

    def _header(self, keys: list[str], many: bool) -> Path:
        """The path a table header opens; each name of an array of tables means its latest element."""
        path: Path = ()
        for key in keys[:-1]:
            path = self._latest((*path, key))
        path = (*path, keys[-1])
        if many:
            self._arrays[path] = self._arrays.get(path, -1) + 1
        return self._latest(path)

    def _latest(self, path: Path) -> Path:
        return (*path, self._arrays[path]) if path in self._arrays else path

    def _pair(self, position: int, table: Path) -> int:
        """Reads ``key = value`` at *position*; gives the position after it."""
        start = position
        keys, position = self._keys(position)
        path = table
        for key in keys:
            path = (*path, key)
            self._note(path, start)
        return self._value(self._skip(position + 1), path)

    def _value(self, position: int, path: Path) -> int:
        text = self._text
        self._note(path, position)
        if text[position] == "[":
            return self._array(position, path)
        if text[position] == "{":
            position = self._skip(position + 1)
            while text[position] != "}":
                position = self._comma(self._pair(position, path))
            return position + 1
        found = _STRING.match(text, position) or _SCALAR.match(text, position)
        return found.end() if found else len(text)

    def _array(self, position: int, path: Path) -> int:
        position, index = self._skip(position + 1), 0
        while self._text[position] != "]":
            position = self._comma(self._value(position, (*path, index)))
            index += 1
        return position + 1

    def _comma(self, position: int) -> int:
        position = self._skip(position)
        return self._skip(position + 1) if self._text[position] == "," else position

    def _keys(self, position: int) -> tuple[list[str], int]:
        """Dotted key at *position*, and the position after it."""
        keys: list[str] = []
        while found := _KEY.match(self._text, position):
            basic, literal, bare, dot = found.groups()
            keys.append(_unescaped(basic) if basic is not None else literal if literal is not None else bare)
            position = found.end()
            if not dot:
                break
        return keys, position

    def _skip(self, position: int) -> int:
        found = _BLANK.match(self._text, position)
        return found.end() if found else position

    def _note(self, path: Path, position: int) -> None:
        self._found.setdefault(path, bisect_right(self._starts, position))


def _unescaped(text: str) -> str:
    def char(found: re.Match[str]) -> str:
        digits = found[1] or found[2]
        return chr(int(digits, 16)) if digits else {"n": "\n", "t": "\t"}.get(found[3], found[3])

    return _ESCAPE.sub(char, text)
