"""WTForms classes for case report forms, built from the study definition.

Every field delegates to ``study.values``, the one parser and validator of every
channel. A page's form is made of one WTForms form for its plain items and one
for each row of each repeating group; classes are built once per definition.

Live help binds a form to what is typed. A save need not: :func:`readings` parses a
post with the same ``study.values`` alone, in a fifth of the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, ValidationError
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from edc.study.definition import Form, Group, Item, Study
from edc.study.values import Reading, read


@dataclass(frozen=True, slots=True)
class Here:
    """What judging a value needs besides the value: the study, the site's day and time, the language."""

    study: Study
    today: date
    now: datetime | None
    language: str


def read_posted(item: Item, path: str, posted: MultiDict[str, str], here: Here) -> Reading:
    """One item as the post gives it: value, unit and missing code."""
    return read(
        item,
        posted.getlist(path) if item.type in ("multi", "link") else posted.get(path, ""),
        study=here.study,
        today=here.today,
        now=here.now,
        unit=posted.get(f"{path}@unit"),
        missing=posted.get(f"{path}@missing"),
        language=here.language,
    )


def readings(form: Form, posted: MultiDict[str, str], here: Here) -> tuple[dict[str, Reading], list[str]]:
    """Every item that the post names, read; and the names it gives that are no item of *form*."""
    found: dict[str, Reading] = {}
    unknown = []
    for path in posted:
        if "@" in path or "#" in path or path in CONTROLS:
            continue
        at = form.at(path)
        if at is None:
            unknown.append(path)
        elif at[2].stored:
            found[path] = read_posted(at[2], path, posted, here)
        elif posted.get(path):
            unknown.append(path)  # a derived value is never taken from a post
    return found, unknown


CONTROLS = frozenset({"csrf_token", "request_key", "opened_seq", "act", "verify"})
"""Names in a page's form that are not items."""


class ItemField(Field):
    """One item of a case report form."""

    def __init__(self, *, item: Item, here: Here, **options: Any) -> None:
        super().__init__(**options)
        self.item = item
        self.here = here
        self.reading = Reading()

    def process(self, formdata: Any, data: Any = None, extra_filters: Sequence[Any] | None = None) -> None:
        """Read the value with its unit and missing code, which are posted beside it."""
        self.process_errors = []
        if formdata is not None:
            self.reading = read_posted(self.item, self.name, formdata, self.here)
        self.data = self.reading.value

    def pre_validate(self, form: BaseForm) -> None:
        if self.reading.problem is not None:
            raise ValidationError(self.reading.problem.code)


_classes: dict[tuple[str, str, str], dict[str, Item]] = {}


def form_class(study: Study, form: Form, group: Group) -> Mapping[str, Item]:
    """The fields of one group, by item name; built once per definition."""
    key = (study.digest, form.name, group.name)
    if key not in _classes:
        _classes[key] = {item.name: item for item in group.items if item.stored}
    return _classes[key]


class CrfForm:
    """A page's form, bound to a post: one WTForms form per group, or per row of it."""

    def __init__(self, form: Form, posted: MultiDict[str, str], here: Here) -> None:
        self.parts: list[BaseForm] = []
        for group in form.groups:
            for prefix in _prefixes(group, posted):
                fields = {
                    name: UnboundField(ItemField, item=item, here=here, label=name)
                    for name, item in form_class(here.study, form, group).items()
                }
                part = BaseForm(fields, prefix=prefix)
                part.process(posted)
                self.parts.append(part)

    def __iter__(self) -> Iterator[ItemField]:
        for part in self.parts:
            yield from (field for field in part if isinstance(field, ItemField))

    def validate(self) -> bool:
        """Whether every item given can be a value of its kind."""
        checked = [part.validate() for part in self.parts]  # every part, so that every problem is found
        return all(checked)


def _prefixes(group: Group, posted: MultiDict[str, str]) -> list[str]:
    """``""`` for plain items, ``AE/7/`` for each row that the post names."""
    if group.repeat == "none":
        return [""]
    keys = {parts[1] for name in posted if len(parts := name.split("/")) == 3 and parts[0] == group.name}
    return [f"{group.name}/{key}/" for key in sorted(keys)]
