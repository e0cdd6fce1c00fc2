"""What is wrong with a study folder, each flaw at its file, line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from edc.study.locator import Lines, Path

_CALLED = ("name", "oid", "use", "id", "code", "key")
_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")

_BETWEEN = re.compile(r"[=,{}\n]")
"""What a dotted key never holds unquoted."""
_MOST_PARTS = 100


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """One thing to correct. ``key`` reads like ``item[CREAT].soft``; lines count from 1."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key + ': ' if self.key else ''}{self.message}"


class StudyError(ValueError):
    """A study folder that cannot be used; ``flaws`` holds everything found wrong with it."""

    def __init__(self, flaws: list[Flaw]) -> None:
        self.flaws = flaws
        super().__init__("\n".join(str(flaw) for flaw in flaws))


@dataclass
class Source:
    """One TOML file: what it says and where it says it."""

    name: str
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    folder: str = ""
    """The version folder it was taken from, where another one builds on that."""

    def origin(self, path: Path) -> tuple[Source, Path]:
        """The file that says what stands at *path*, and where in it: this one, unless two were laid over each other."""
        return self, path

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.text)

    def get(self, path: Path) -> Any:
        """What stands at *path*, or ``None``."""
        found: Any = self.data
        for step in path:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return None
        return found


@dataclass(frozen=True)
class Place:
    """A key of a file. ``behind``: where keys stand that this table does not set itself."""

    source: Source
    path: Path = ()
    behind: Place | None = None

    def under(self, *steps: str | int) -> Place:
        own = Place(self.source, (*self.path, *steps))
        if self.behind is None or Place(self.source, (*self.path, steps[0])).there:
            return own
        other = self.behind.under(*steps)
        return other if self.behind.under(steps[0]).there else own

    def first(self, *keys: str) -> Place:
        """The first of *keys* that the file has here itself; else the table."""
        own = Place(self.source, self.path)
        return next((place for key in keys if (place := own.under(key)).there), own)

    @property
    def there(self) -> bool:
        """Whether the file has this key."""
        return self.source.get(self.path) is not None

    @property
    def file(self) -> str:
        source, _ = self.source.origin(self.path)
        return f"../{source.folder}/{source.name}" if source.folder else source.name

    @property
    def line(self) -> int:
        source, path = self.source.origin(self.path)
        return source.lines.at(path)

    @property
    def key(self) -> str:
        text = ""
        for end, step in enumerate(self.path, 1):
            if isinstance(step, str):
                text += f".{step}" if text else step
                continue
            table = self.source.get(self.path[:end])
            called = [table[key] for key in _CALLED if isinstance(table, dict) and key in table]
            text += f"[{called[0] if called else step + 1}]"
        return text


class Flaws:
    """The flaws found so far; one for each key and message."""

    def __init__(self) -> None:
        self._found: dict[Flaw, None] = {}

    def add(self, place: Place, message: str) -> None:
        self._found[Flaw(place.file, place.line, place.key, message)] = None

    def has(self, place: Place) -> bool:
        """Whether this key is known to be wrong already."""
        return any((flaw.file, flaw.key) == (place.file, place.key) for flaw in self._found)

    def once(self, named: Iterable[tuple[str, Place]], what: str) -> None:
        """A flaw for each name that stands a second time, at that second place."""
        seen: set[str] = set()
        for name, place in named:
            if name in seen:
                self.add(place, f"the {what} {name} is taken already")
            seen.add(name)

    def at_line(self, file: str, line: int, message: str) -> None:
        """A flaw of a file that has no keys yet."""
        self._found[Flaw(file, line, "", message)] = None

    def sorted(self) -> list[Flaw]:
        return sorted(self._found)

    def __bool__(self) -> bool:
        return bool(self._found)


def read_source(file: FilePath, flaws: Flaws) -> Source | None:
    """The TOML file *file*, its fractions exact; ``None`` (and a flaw) where it cannot be read."""
    source = Source(file.name)
    try:
        source.text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        if _too_deep(source.text):
            raise RecursionError
        source.data = _plain(tomllib.loads(source.text, parse_float=Decimal))
    except UnicodeDecodeError:
        flaws.add(Place(source), "is not UTF-8 text: save it with that encoding")
    except OSError as error:
        flaws.add(Place(source), f"cannot be read: {error.strerror}")
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else source.text.count("\n") + 1
        flaws.at_line(source.name, line, "is not TOML: " + _AT_LINE.sub("", str(error)))
    except (ValueError, ArithmeticError):
        flaws.at_line(source.name, 1, "holds a number that is too large to be read")
    except RecursionError:
        flaws.at_line(source.name, 1, "holds values within values, too deep to be read")
    else:
        return source
    return None


def _too_deep(text: str) -> bool:
    """Whether a key has more parts than any study has: ``tomllib`` takes the square of their number to read it."""
    return any(part.count(".") > _MOST_PARTS for part in _BETWEEN.split(text))


def _plain(value: Any) -> Any:
    """Bare TOML dates and times as their ISO text: the model knows texts."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, (date, time, datetime)) else value
