"""Two files laid over each other, each part of which still knows the file it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from edc.study.loading.flaws import Source
from edc.study.locator import Path

Origin = tuple[Source, Path]
"""Where something stands: the file, and the path in it."""
Origins = dict[Path, Origin]


@dataclass
class Merged(Source):
    """Two files laid over each other. ``origins``: where each part of it stands."""

    own: Source = field(default_factory=lambda: Source(""))
    origins: Origins = field(default_factory=dict)

    def origin(self, path: Path) -> Origin:
        for end in range(len(path), 0, -1):
            if path[:end] in self.origins:
                source, start = self.origins[path[:end]]
                return source.origin((*start, *path[end:]))
        return self.own.origin(path)


def is_tables(value: Any) -> bool:
    """Whether this is a list of tables that has any."""
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)
