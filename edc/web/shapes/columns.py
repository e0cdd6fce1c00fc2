"""How items stand in lines: in parts under their sections, in one column or two, with the columns they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edc.study.definition import Label
from edc.web.shapes.item import ItemShape

LONG = 14
"""More items than these, and one column no longer fits a laptop."""
NEAR = 0.15
"""A section begins the second column if it begins so near the middle, as a share of all items."""


@dataclass(frozen=True, slots=True)
class PartShape:
    """Items under one section heading, or before the first."""

    section: Label | None
    items: tuple[ItemShape, ...]


class Lines:
    """What has items that stand in lines: a group, or a row of one."""

    __slots__ = ()
    items: tuple[ItemShape, ...]

    @property
    def parts(self) -> tuple[PartShape, ...]:
        """The items by section, in their order."""
        return _parts(self.items)

    @property
    def halves(self) -> tuple[tuple[PartShape, ...], ...]:
        """The items in two columns of much the same length, parted between sections where that is near the middle."""
        items = self.items
        ahead = [visible(items[:n]) for n in range(len(items) + 1)]
        whole = ahead[-1]
        middle = next(n for n, count in enumerate(ahead) if 2 * count >= whole)
        near = [n for n, item in enumerate(items) if item.section and abs(2 * ahead[n] - whole) <= 2 * NEAR * whole]
        cut = min(near, key=lambda n: abs(2 * ahead[n] - whole), default=middle)
        return _parts(items[:cut]), _parts(items[cut:])

    @property
    def columns(self) -> str:
        """Classes that say which columns the lines need: of units, of reference ranges, of what stands beside."""
        needs = {
            "items-units": any(item.unit or item.units for item in self.items),
            "items-ranges": any(item.range or item.ranged for item in self.items),
            "items-beside": any(item.beside for item in self.items),
        }
        return " ".join(name for name, needed in needs.items() if needed)


def visible(items: Sequence[ItemShape]) -> int:
    return sum(not item.hidden for item in items)


def _parts(items: Sequence[ItemShape]) -> tuple[PartShape, ...]:
    starts = [n for n, item in enumerate(items) if item.section or n == 0]
    ends = [*starts[1:], len(items)]
    return tuple(PartShape(items[a].section, tuple(items[a:b])) for a, b in zip(starts, ends, strict=True))
