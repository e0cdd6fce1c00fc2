"""The rules of ``guards`` as SQLite triggers."""

from __future__ import annotations

from edc.trail.guards import Rule, There, on_insert, on_update, recorded_tables


class Sqlite:
    def pairs(self, text: str) -> str:
        # LIMIT keeps SQLite from flattening the subquery: it is read once and
        # indexed, instead of parsing the document anew for every row of a join
        return f"(SELECT e.key AS key, e.value AS value FROM json_each({text}) e LIMIT -1)"

    def texts(self, text: str) -> str:
        return self.pairs(text)

    def blank(self, text: str) -> str:
        return f"trim(coalesce({text}, ''), ' ' || char(9) || char(10) || char(13) || char(160) || char(12288)) = ''"

    def differ(self, one: str, other: str) -> str:
        return f"{one} IS NOT {other}"


CHANGES = """CREATE TRIGGER page_version_changes AFTER INSERT ON page_version BEGIN
    INSERT INTO item_change (page, seq, path, old, new, reason)
    SELECT NEW.page, NEW.seq, n.key, o.value, n.value, r.value
    FROM {new} n LEFT JOIN {old} o ON o.key = n.key LEFT JOIN {reasons} r ON r.key = n.key
    WHERE n.value IS NOT o.value;
    SELECT RAISE(ABORT, 'edc:no_change')
    WHERE NOT EXISTS (SELECT 1 FROM item_change c WHERE c.page = NEW.page AND c.seq = NEW.seq);
END"""


def install(there: There | None = None) -> list[str]:
    """Statements that create every trigger; *there*: what there is, on the way to an older schema."""
    d = Sqlite()
    statements = []
    for table in recorded_tables(there):
        statements.append(_trigger(table, "INSERT", on_insert(table, d)))
        statements.append(_trigger(table, "UPDATE", on_update(table, d, there)))
        statements.append(_trigger(table, "DELETE", [Rule("1 = 1", "append_only")]))
    before = "(SELECT v.data FROM page_version v WHERE v.page = NEW.page AND v.seq = NEW.seq - 1)"
    statements.append(
        CHANGES.format(
            new=d.pairs("NEW.data"), old=d.pairs(f"coalesce({before}, '{{}}')"), reasons=d.pairs("NEW.reasons")
        )
    )
    return statements


def _trigger(table: str, event: str, rules: list[Rule]) -> str:
    cases = "\n".join(f"    WHEN {rule.refused_when} THEN RAISE(ABORT, 'edc:{rule.code}')" for rule in rules)
    name = f"{table}_on_{event.lower()}"
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN SELECT CASE\n{cases}\nEND; END"
