"""A page or a row as operands: each value is parsed when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from edc.study.definition import Form, Group, Study
from edc.study.document import NOT_DONE, STRUCK, Document
from edc.study.expressions.kinds import DATETIME, kind_of, reader
from edc.study.expressions.names import SIGNED
from edc.study.view import PageView

ORDER = "#order"


@dataclass(frozen=True, slots=True)
class Plan:
    """How the pages of one form are read."""

    form: Form
    readers: Mapping[str, Callable[[str], Any]]
    groups: Mapping[str, str]
    """Group name by item name."""
    repeating: tuple[Group, ...]
    derived: frozenset[str]
    sample: tuple[str | None, str | None]
    """Names of the items that say when the sample was taken: date (or both), and time of day."""
    absent: frozenset[str] = frozenset()
    """Items that pages of another study version do not have, or have as something else: missing there."""
    apart: frozenset[str] = frozenset()
    """Groups that repeat in another way on pages of another study version: closed there."""


def plan_of(study: Study, form: Form) -> Plan:
    """The reading plan of *form*."""
    kinds = {item.name: kind_of(study, item) for _, item in form.items()}
    sampled = [item.name for group, item in form.items() if item.sample_time and group.repeat == "none"]
    dated = [name for name in sampled if kinds[name].name in ("date", "datetime")]
    timed = [name for name in sampled if kinds[name].name == "time"]
    return Plan(
        form,
        readers={name: reader(kind) for name, kind in kinds.items()} | {SIGNED: reader(DATETIME)},
        groups={item.name: group.name for group, item in form.items()},
        repeating=tuple(group for group in form.groups if group.repeat != "none"),
        derived=frozenset(item.name for _, item in form.items() if not item.stored),
        sample=(dated[0] if dated else None, timed[0] if timed else None),
    )


@dataclass(slots=True)
class Sheet:
    """One page laid open: what its operands are read from. ``page`` is ``None`` where there is none."""

    plan: Plan
    page: PageView | None
    document: Document = field(default_factory=dict)
    derived: dict[str, str | None] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    """Groups that were not done: their operands are missing, and they have no rows."""

    @classmethod
    def of(cls, plan: Plan, page: PageView) -> Sheet:
        """*page*; all its groups are closed where it was not done or is struck out."""
        document, whole = page.document, page.struck or page.not_done
        closed = [group.name for group in plan.form.groups if whole or document.get(f"{group.name}/{NOT_DONE}")]
        return cls(plan, page, document, dict(page.derived), plan.apart.union(closed))

    def shut(self, item: str) -> bool:
        """Whether *item* is missing whatever the document says: its group was not done, or it is another's."""
        return item in self.plan.absent or (bool(self.closed) and self.plan.groups.get(item) in self.closed)


class Values(dict[str, Any]):
    """Operands by item name; a missing one is ``None``."""

    __slots__ = ("prefix", "sheet")

    def __init__(self, sheet: Sheet, prefix: str) -> None:
        self.sheet = sheet
        self.prefix = prefix

    def __missing__(self, name: str) -> Any:
        text = self.text(name)
        operand = None if text is None else self.sheet.plan.readers[name](text)
        self[name] = operand
        return operand

    def text(self, name: str) -> str | None:
        """The stored text of an operand, comparator and all."""
        sheet, path = self.sheet, self.prefix + name
        if name == SIGNED:
            return None if sheet.page is None else sheet.page.signed_at
        if sheet.shut(name):
            return None
        if name in sheet.plan.derived:
            return sheet.derived.get(path)
        value = sheet.document.get(path)
        return None if value is None else value.v

    def code(self, name: str) -> str | None:
        """The code of a missing value, where one was given."""
        value = None if self.sheet.shut(name) else self.sheet.document.get(self.prefix + name)
        return None if value is None else value.m


class Operands:
    """What expressions see of a page, or of one row of it (``key`` is then the row's)."""

    __slots__ = ("_rows", "key", "sheet", "values")

    def __init__(self, sheet: Sheet, group: str = "", key: str = "") -> None:
        self.sheet = sheet
        self.key = key
        self.values = Values(sheet, f"{group}/{key}/" if key else "")
        self._rows: dict[str, dict[str, Operands]] | None = None

    @property
    def rows(self) -> Mapping[str, Mapping[str, Operands]]:
        """Rows by group and key: those that hold something, and all fixed ones; none that is struck."""
        if self._rows is None:
            self._rows = {
                group.name: {key: Operands(self.sheet, group.name, key) for key in self._keys(group)}
                for group in self.sheet.plan.repeating
            }
        return self._rows

    def standing(self, group: Group) -> Iterable[Operands]:
        """The page itself, or each row of a repeating group; nothing where the group was not done."""
        if group.repeat != "none":
            return self.rows[group.name].values()
        return () if group.name in self.sheet.closed else (self,)

    def row(self, group: str, key: str) -> Operands:
        """One row, blank where it is struck or not there."""
        found = self.rows[group].get(key)
        return Operands(Sheet(self.sheet.plan, None), group, key) if found is None else found

    def put(self, path: str, text: str | None) -> None:
        """Replace a derived value."""
        self.sheet.derived[path] = text
        *row, name = path.split("/")
        holder = self.rows[row[0]].get(row[1]) if row else self
        if holder is not None:
            holder.values.pop(name, None)

    def _keys(self, group: Group) -> Iterator[str]:
        if self.sheet.page is None or group.name in self.sheet.closed:
            return iter(())
        return live_rows(group, self.sheet.document)


def live_rows(group: Group, document: Document) -> Iterator[str]:
    """Keys of the rows of *group* that are not struck, in the order shown."""
    return (key for key in rows_of(group, document) if not document.get(f"{group.name}/{key}/{STRUCK}"))


def rows_of(group: Group, document: Document) -> list[str]:
    """Keys of all rows of *group*: the fixed ones, or those that hold something, in the order shown."""
    if group.repeat == "fixed":
        return [row.key for row in group.rows]
    start = group.name + "/"
    found: dict[str, None] = {}
    for path, value in document.items():
        if value is not None and path.startswith(start):
            key, _, rest = path[len(start) :].partition("/")
            if rest:
                found[key] = None
    shown = document.get(start + ORDER)
    order = {key: n for n, key in enumerate((shown.v or "").split())} if shown is not None else {}
    return sorted(found, key=lambda key: (order.get(key, len(order)), int(key)))
