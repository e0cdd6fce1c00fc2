"""What the database itself refuses: one source of rules for both databases.

The guards refuse, they do not copy: a trigger that copies can miss a change, a
trigger that refuses has nothing to miss. The one exception is ``item_change``,
which only ``page_version_changes`` may write, so that there is no step of the
application that could forget it.

A rule is a condition over ``NEW`` (and ``OLD``) under which the row is refused
with ``edc:<code>``, a code of ``edc.errors.CATALOGUE``. ``guards_sqlite`` and
``guards_postgres`` turn rules into triggers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from edc.db import Table
from edc.trail.salted import SALTED

REDACTED = '{"m":"REDACTED"}'
"""What stands where a redacted value stood."""

HOLDABLE = {
    "page_version": (("frozen", "locked"), "NEW.page"),
    "derived": (("frozen", "locked"), "NEW.page"),
    "query": (("locked",), "NEW.page"),
    "query_event": (("locked",), "(SELECT q.page FROM query q WHERE q.id = NEW.query)"),
    "notice": (("locked",), "NEW.page"),
    "notice_event": (("locked",), "(SELECT o.page FROM notice o WHERE o.id = NEW.notice)"),
    "verification": (("locked",), "NEW.page"),
    "signature_page": (("locked",), "NEW.page"),
}
"""What a hold closes (a freeze the data, a lock everything), and the page of a new row."""

CLOSED_BY_STUDY_LOCK = ("subject", "visit", "page", "signature_end")
"""Rows of no page yet, or of no page at all: none of them after the whole study is locked."""

_STUDY_LOCKED = """EXISTS (
    SELECT 1 FROM hold h WHERE h.scope = 'study' AND h.key = 'study' AND h.state = 'locked'
        AND h.n = (SELECT max(l.n) FROM hold l WHERE l.scope = 'study' AND l.key = 'study'))"""

_ASKED = """(SELECT a.person FROM subject_strike a WHERE a.subject = NEW.subject AND a.step = 'asked'
    ORDER BY a.n DESC LIMIT 1)"""


def _second(first: str) -> str:
    """The step before is *first*, said by somebody else in another role."""
    return (
        "EXISTS (SELECT 1 FROM subject_strike b WHERE b.subject = NEW.subject AND b.n = NEW.n - 1"
        f" AND b.step = '{first}' AND b.person <> NEW.person AND b.role <> NEW.role)"
    )


TWO_PEOPLE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "lock_verdict": (
        (
            "NEW.verdict = 'approved' AND NEW.person = (SELECT r.person FROM lock_request r WHERE r.id = NEW.request)",
            "own_request",
        ),
    ),
    "lab_range_step": (
        (
            "NEW.step = 'approved' AND NEW.person = (SELECT r.person FROM lab_range r WHERE r.id = NEW.range)",
            "own_request",
        ),
    ),
    "study_verdict": (
        (
            "NEW.verdict = 'approved' AND NEW.person ="
            " (SELECT r.person FROM study_proposal r WHERE r.id = NEW.proposal)",
            "own_request",
        ),
    ),
    "subject_strike": (
        (f"NEW.step IN ('confirmed', 'struck') AND NEW.person = {_ASKED}", "own_request"),
        (f"NEW.step = 'struck' AND NOT {_second('confirmed')}", "approved_already"),
        (f"NEW.step = 'restored' AND NOT {_second('restoring')}", "approved_already"),
    ),
}
"""What takes a second person, by table: under which condition a row is refused, and the code that says so."""

REDACTABLE = {
    "page_version": ("data", "salts", "reasons"),
    "item_change": ("old", "new", "reason"),
    **{table: (text.column, "salt") for table, text in SALTED.items()},
}
"""The only columns that may ever be updated, and only to blank what a redaction names."""


class Dialect(Protocol):
    """What the two databases say differently."""

    def pairs(self, text: str) -> str:
        """A table of ``key``, ``value`` (text; SQL NULL for null) from a JSON object."""

    def texts(self, text: str) -> str:
        """The same for an object of strings, each as its bare text."""

    def blank(self, text: str) -> str:
        """The text is absent or all white space, the full-width blank included."""

    def differ(self, one: str, other: str) -> str:
        """Two values differ, NULL being a value like any other."""


@dataclass(frozen=True, slots=True)
class Rule:
    refused_when: str
    code: str


There = Mapping[str, Collection[str]]
"""Tables and columns that a database has, on the way to an older schema."""


def recorded_tables(there: Collection[str] | None = None) -> list[str]:
    """Names of all append-only tables; of those that are *there*, on the way to an older schema."""
    found = ["journal", "item_change", *(t.name for t in Table.metadata.sorted_tables if t.info.get("recorded"))]
    return found if there is None else [name for name in found if name in there]


def columns(table: str, there: There | None = None) -> list[str]:
    """Names of its columns, in order; of those that are *there*."""
    found = [column.name for column in Table.metadata.tables[table].columns]
    return found if there is None else [name for name in found if name in there[table]]


def redactable(table: str, there: There | None = None) -> tuple[str, ...]:
    """The columns of *table* that may be blanked; none where not all that it takes are *there*."""
    wanted = REDACTABLE.get(table, ())
    return wanted if set(wanted) <= set(columns(table, there)) else ()


def on_insert(table: str, d: Dialect) -> list[Rule]:
    """What a new row must not be."""
    rules = []
    if "person" in columns(table) and table not in ("access_event", "item_change"):
        rules.append(Rule(d.blank("NEW.person"), "no_person"))
    if table == "journal":
        rules += _journal()
    elif table == "item_change":
        rules += _item_change()
    else:
        last = "(SELECT max(j.n) FROM journal j WHERE j.chain = NEW.chain)"
        rules.append(Rule(f"NEW.act <> 1 + coalesce({last}, 0)", "out_of_chain"))
    if table in HOLDABLE:
        states, page = HOLDABLE[table]
        rules.append(Rule(_held(page, states), "held" if "frozen" in states else "locked"))
    if table in CLOSED_BY_STUDY_LOCK:
        rules.append(Rule(_STUDY_LOCKED, "locked"))
    if table == "page_version":
        rules += _page_version(d)
    return rules + [Rule(refused_when, code) for refused_when, code in TWO_PEOPLE.get(table, ())]


def _journal() -> list[Rule]:
    last = "FROM journal j WHERE j.chain = NEW.chain"
    return [
        Rule(f"NEW.n <> 1 + coalesce((SELECT max(j.n) {last}), 0)", "out_of_chain"),
        Rule(f"NEW.at < (SELECT j.at {last} ORDER BY j.n DESC LIMIT 1)", "back_dated"),
        Rule("trim(NEW.name) = '' OR trim(NEW.role) = ''", "no_person"),
    ]


def _held(page: str, states: tuple[str, ...]) -> str:
    """The last hold of page, visit, subject, site or study is one of *states*."""
    chosen = ", ".join(f"'{state}'" for state in states)
    return f"""EXISTS (
    SELECT 1 FROM page p JOIN subject s ON s.id = p.subject JOIN hold h ON
        (h.scope = 'page' AND h.key = CAST(p.id AS TEXT))
        OR (h.scope = 'visit' AND h.key = CAST(p.visit AS TEXT))
        OR (h.scope = 'subject' AND h.key = CAST(p.subject AS TEXT))
        OR (h.scope = 'site' AND h.key = s.site)
        OR (h.scope = 'study' AND h.key = 'study')
    WHERE p.id = {page} AND h.state IN ({chosen})
        AND h.n = (SELECT max(l.n) FROM hold l WHERE l.scope = h.scope AND l.key = h.key))"""


def _page_version(d: Dialect) -> list[Rule]:
    before = "(SELECT v.data FROM page_version v WHERE v.page = NEW.page AND v.seq = NEW.seq - 1)"
    old, new = d.pairs(f"coalesce({before}, '{{}}')"), d.pairs("NEW.data")
    first_finish = "(o.key = '#finished' AND n.value = '{\"v\":\"Y\"}')"
    return [
        Rule("NEW.seq <> 1 + coalesce((SELECT max(v.seq) FROM page_version v WHERE v.page = NEW.page), 0)", "stale"),
        Rule(
            "NEW.saved_at < (SELECT j.at FROM journal j WHERE j.chain = NEW.chain ORDER BY j.n DESC LIMIT 1)",
            "back_dated",
        ),
        Rule("NEW.chain <> (SELECT 's' || p.subject FROM page p WHERE p.id = NEW.page)", "out_of_chain"),
        Rule(f"(SELECT count(*) <> count(DISTINCT n.key) FROM {new} n)", "contradicts"),
        Rule(f"EXISTS (SELECT 1 FROM {old} o LEFT JOIN {new} n ON n.key = o.key WHERE n.key IS NULL)", "vanished"),
        Rule(
            f"EXISTS (SELECT 1 FROM {old} o JOIN {new} n ON n.key = o.key"
            f" LEFT JOIN {d.texts('NEW.reasons')} r ON r.key = o.key"
            f" WHERE {d.differ('o.value', 'n.value')} AND {d.blank('r.value')} AND NOT {first_finish})",
            "no_reason",
        ),
    ]


def _item_change() -> list[Rule]:
    """On SQLite, where the application's own connection inserts. (PostgreSQL grants nobody the right.)"""
    now = "(SELECT v.data FROM page_version v WHERE v.page = NEW.page AND v.seq = NEW.seq)"
    before = "(SELECT v.data FROM page_version v WHERE v.page = NEW.page AND v.seq = NEW.seq - 1)"
    key = "'\"' || NEW.path || '\":'"
    return [
        Rule(f"coalesce(instr({now}, {key} || coalesce(NEW.new, 'null')), 0) = 0", "contradicts"),
        Rule(f"NEW.old IS NOT NULL AND coalesce(instr({before}, {key} || NEW.old), 0) = 0", "contradicts"),
        Rule(f"NEW.old IS NULL AND coalesce(instr({before}, {key} || '{{'), 0) > 0", "contradicts"),
        Rule("NEW.old = NEW.new", "contradicts"),
    ]


def on_update(table: str, d: Dialect, there: There | None = None) -> list[Rule]:
    """What an update must not do: anything but blank what a redaction names."""
    may = redactable(table, there)
    if not may:
        return [Rule("1 = 1", "append_only")]
    fixed = [name for name in columns(table, there) if name not in may]
    changed = " OR ".join(d.differ(f"OLD.{name}", f"NEW.{name}") for name in fixed)
    blanks = _blanks_text(table, d) if table in SALTED else _REDACTIONS[table](d)
    return [Rule(changed, "append_only"), *blanks]


def _redacted(page: str, seq: str, path: str) -> str:
    return f"EXISTS (SELECT 1 FROM redaction r WHERE r.page = {page} AND r.seq = {seq} AND r.path = {path})"


def _blanks_version(d: Dialect) -> list[Rule]:
    old, new = d.pairs("OLD.data"), d.pairs("NEW.data")
    gave = "(SELECT max(c.seq) FROM item_change c WHERE c.page = OLD.page AND c.path = o.key AND c.seq <= OLD.seq)"
    rules = [
        Rule(
            f"EXISTS (SELECT 1 FROM {old} o LEFT JOIN {new} n ON n.key = o.key WHERE {d.differ('o.value', 'n.value')}"
            f" AND NOT (coalesce(n.value, '') = '{REDACTED}' AND {_redacted('OLD.page', gave, 'o.key')}))",
            "not_redactable",
        ),
        Rule(f"(SELECT count(*) FROM {old} o) <> (SELECT count(*) FROM {new} n)", "not_redactable"),
    ]
    for column in ("salts", "reasons"):
        before, after = d.texts(f"OLD.{column}"), d.texts(f"NEW.{column}")
        path = "o.key" if column == "salts" else "'?' || o.key"
        rules.append(
            Rule(
                f"EXISTS (SELECT 1 FROM {before} o LEFT JOIN {after} n ON n.key = o.key"
                f" WHERE {d.differ('o.value', 'n.value')} AND NOT {_redacted('OLD.page', 'OLD.seq', path)})"
                f" OR EXISTS (SELECT 1 FROM {after} n LEFT JOIN {before} o ON o.key = n.key WHERE o.key IS NULL)",
                "not_redactable",
            )
        )
    return rules


def _blanks_change(d: Dialect) -> list[Rule]:
    gave = "(SELECT max(c.seq) FROM item_change c WHERE c.page = OLD.page AND c.path = OLD.path AND c.seq < OLD.seq)"
    why = _redacted("OLD.page", "OLD.seq", "'?' || OLD.path")
    return [
        Rule(
            f"{d.differ('OLD.new', 'NEW.new')} AND NOT (coalesce(NEW.new, '') = '{REDACTED}'"
            f" AND {_redacted('OLD.page', 'OLD.seq', 'OLD.path')})",
            "not_redactable",
        ),
        Rule(
            f"{d.differ('OLD.old', 'NEW.old')} AND NOT (coalesce(NEW.old, '') = '{REDACTED}'"
            f" AND {_redacted('OLD.page', gave, 'OLD.path')})",
            "not_redactable",
        ),
        Rule(f"{d.differ('OLD.reason', 'NEW.reason')} AND NOT {why}", "not_redactable"),
    ]


def _blanks_text(table: str, d: Dialect) -> list[Rule]:
    """Text and salt go together. Without a commitment the row's digest covers the text, which therefore stays."""
    text = SALTED[table]
    old, new = f"OLD.{text.column}", f"NEW.{text.column}"
    gone = f"{new} IS NULL AND NEW.salt IS NULL AND OLD.commitment IS NOT NULL AND {text.redacted('OLD')}"
    return [Rule(f"({d.differ(old, new)} OR {d.differ('OLD.salt', 'NEW.salt')}) AND NOT ({gone})", "not_redactable")]


_REDACTIONS = {"page_version": _blanks_version, "item_change": _blanks_change}
