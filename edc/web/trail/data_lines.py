"""What the acts of one participant's chain did to data: changes, derived values, pages, removals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Connection

from edc.db import rows
from edc.study.definition import Item, Study, say
from edc.study.document import FINISHED, NOT_DONE, STRUCK, VERSION, Value, decode_value
from edc.web.cells import event_word, form_word
from edc.web.saying import say_reason
from edc.web.shapes.trail import TrailLine
from edc.web.spoken import REDACTED, path_words, value_words

Lines = Mapping[int, list[TrailLine]]
"""Act to what it did."""


@dataclass(frozen=True)
class Chain:
    """Some acts of one chain, and how to speak of them. ``masked``: whether an item is hidden from the reader."""

    connection: Connection
    chain: str
    acts: Sequence[int]
    study: Study
    language: str
    masked: Callable[[Item], bool] = lambda _item: False

    def read(self, columns: str, tables: str, order: str) -> list[Any]:
        """Rows of the record that these acts made; ``t`` is the table that carries the act, which comes first."""
        marks = ", ".join("?" * len(self.acts))
        sql = f"SELECT t.act, {columns} FROM {tables} WHERE t.chain = ? AND t.act IN ({marks}) ORDER BY t.act, {order}"
        return rows(self.connection, sql, (self.chain, *self.acts))

    def where(self, event: str, repeat: int, form: str, n: int = 1) -> str:
        """``Week 20 › Renal function``, page *n* of it; without a *form*, the visit."""
        visit = event_word(self.study.event_by_name[event], self.language, repeat)
        return f"{visit} › {form_word(self.study.form_by_name[form], self.language, n)}" if form else visit

    def what(self, form: str, path: str) -> str:
        """An item, or a mark of a page, a group or a row, in words."""
        place, _slash, name = path.rpartition("/")
        marks = {
            FINISHED: _("Finished"),
            NOT_DONE: _("Not done"),
            STRUCK: _("Struck out"),
            "#order": _("Order of rows"),
            VERSION: _("Study version"),
        }
        if name not in marks:
            return path_words(self.study.form_by_name[form], path, self.language)
        group, _slash, row = place.partition("/")
        known = next((one for one in self.study.form_by_name[form].groups if one.name == group), None)
        label = say(known.label, self.language) if known else group
        return " · ".join(word for word in (label, _("No. %(n)s", n=row) if row else "", marks[name]) if word)

    def value(self, form: str, path: str, stored: str | None) -> str:
        """A value as ``item_change`` keeps it, in words."""
        if path == FINISHED:
            return _("yes") if decode_value(stored) else _("no")
        value, at = decode_value(stored), self.study.form_by_name[form].at(path)
        if value is None:
            return ""
        if value.m == REDACTED:
            return _("removed")
        if at is None:
            return say_reason(self.study, value.v if not value.t else f"{value.v}: {value.t}", self.language)
        return _("masked") if self.masked(at[2]) else value_words(at[2], value, self.study, self.language)


PLACE = "v.event, v.repeat, p.form, p.repeat"
AT_PAGE = "JOIN page p ON p.id = t.page JOIN visit v ON v.id = p.visit"


def data_lines(chain: Chain) -> Lines:
    """Values and marks that changed, values computed anew, what was added and removed."""
    found: dict[int, list[TrailLine]] = defaultdict(list)
    sql = f"page_version t {AT_PAGE} JOIN item_change c ON c.page = t.page AND c.seq = t.seq"
    columns = f"{PLACE}, c.path, c.old, c.new, c.reason, t.origin"
    for act, event, repeat, form, n, path, old, new, reason, origin in chain.read(
        columns, sql, "t.page, t.seq, c.path"
    ):
        where = chain.where(event, repeat, form, n)
        if origin != "direct":
            where = f"{where} ({origin})"
        why = say_reason(chain.study, reason, chain.language)
        was, now = chain.value(form, path, old), chain.value(form, path, new)
        found[act].append(TrailLine(chain.what(form, path), where, was, now or _("cleared"), why, change=True))
    _derived(chain, found)
    _added(chain, found)
    _removed(chain, found)
    return found


def _removed(chain: Chain, found: dict[int, list[TrailLine]]) -> None:
    """What was redacted, asked for by whom and why; who did it is who acted."""
    kind = "(SELECT o.kind FROM notice o WHERE o.page = t.page AND t.path = 'notice/' || CAST(o.id AS TEXT))"
    sql, columns = f"redaction t {AT_PAGE}", f"{PLACE}, t.path, t.seq, t.asked_by, t.reason, {kind}"
    for act, event, repeat, form, n, path, seq, asked_by, reason, told in chain.read(
        columns, sql, "t.page, t.seq, t.path"
    ):
        whole = path.startswith("strike/")
        what = _removed_what(chain, form, path, seq, told)
        says = _("%(item)s: removed for good, asked for by %(who)s", item=what, who=asked_by)
        # the page of a strike-out's words only leads to the participant
        found[act].append(TrailLine(says, "" if whole else chain.where(event, repeat, form, n), why=reason))


def _removed_what(chain: Chain, form: str, path: str, seq: int, kind: str | None) -> str:
    """A redaction's path in words: an item, a reason for its change, or the words of a step."""
    if path.startswith("?"):
        return _("Reason for %(item)s", item=chain.what(form, path.removeprefix("?")))
    thread, _slash, number = path.partition("/")
    if (thread, number.isdecimal()) == ("strike", True):
        thread = _("The participant")
    elif (thread, number.isdecimal()) == ("query", True):
        thread = _("Query %(n)s", n=number)
    elif kind is not None:
        thread = _("Alert %(n)s", n=number) if kind == "alert" else _("Deviation %(n)s", n=number)
    else:
        return chain.what(form, path)
    return _("%(thread)s, step %(n)s", thread=thread, n=seq)


def _derived(chain: Chain, found: dict[int, list[TrailLine]]) -> None:
    sql = f"derived t {AT_PAGE} LEFT JOIN derived b ON b.page = t.page AND b.path = t.path AND b.n = t.n - 1"
    for act, event, repeat, form, n, path, old, new in chain.read(
        f"{PLACE}, t.path, b.value, t.value", sql, "t.page, t.path"
    ):
        what = _("%(item)s (computed)", item=chain.what(form, path))
        was, now = _computed(chain, form, path, old), _computed(chain, form, path, new)
        where = chain.where(event, repeat, form, n)
        found[act].append(TrailLine(what, where, was, now or _("not known"), change=True))


def _computed(chain: Chain, form: str, path: str, stored: str | None) -> str:
    return "" if stored is None else chain.value(form, path, Value(v=stored).encoded)


def _added(chain: Chain, found: dict[int, list[TrailLine]]) -> None:
    for act, code, site in chain.read("t.code, t.site", "subject t", "t.id"):
        found[act].append(TrailLine(_("Participant %(code)s, site %(site)s", code=code, site=site)))
    visits: dict[int, list[str]] = defaultdict(list)
    for act, event, repeat in chain.read("t.event, t.repeat", "visit t", "t.id"):
        visits[act].append(event_word(chain.study.event_by_name[event], chain.language, repeat))
    for act, added in visits.items():
        count = ngettext("%(num)s visit", "%(num)s visits", len(added))
        found[act].append(TrailLine(count, new=", ".join(added)))
    columns = "v.event, v.repeat, t.form, t.repeat"
    for act, event, repeat, form, n in chain.read(columns, "page t JOIN visit v ON v.id = t.visit", "t.id"):
        if act not in visits:  # the pages of a new visit go without saying
            found[act].append(TrailLine(_("A page was added"), new=chain.where(event, repeat, form, n)))
