"""The rules of ``guards`` as PostgreSQL triggers, rights, and the one writing function.

The functions belong to the owner (SECURITY DEFINER) and name their search path,
``pg_temp`` last, so that a temporary table cannot stand in for the record. The
application's role owns nothing: it may read, append, and update what is not
part of the record.
"""

from __future__ import annotations

from sqlalchemy.dialects import registry

from edc.db import Table
from edc.sqlite_guard import UNRECORDED
from edc.trail.guards import REDACTABLE, Rule, There, columns, on_insert, on_update, recorded_tables, redactable

UPSERTED = "page_state"
_DIALECT = registry.load("postgresql")()


class Postgres:
    def pairs(self, text: str) -> str:
        return f"(SELECT e.key AS key, nullif(e.value::text, 'null') AS value FROM json_each(({text})::json) e)"

    def texts(self, text: str) -> str:
        return f"(SELECT e.key AS key, e.value AS value FROM json_each_text(({text})::json) e)"

    def blank(self, text: str) -> str:
        return f"btrim(coalesce({text}, ''), E' \\t\\n\\r\\u00a0\\u3000') = ''"

    def differ(self, one: str, other: str) -> str:
        return f"{one} IS DISTINCT FROM {other}"


CHANGES = """
    INSERT INTO item_change (page, seq, path, old, new, reason)
    SELECT NEW.page, NEW.seq, n.key, o.value, n.value, r.value
    FROM {new} n LEFT JOIN {old} o ON o.key = n.key
    LEFT JOIN json_each_text(NEW.reasons::json) r ON r.key = n.key
    WHERE n.value IS DISTINCT FROM o.value;
    IF NOT FOUND THEN RAISE EXCEPTION 'edc:no_change'; END IF;
    RETURN NULL;"""


def install(app_role: str | None, there: There | None = None) -> list[str]:
    """Statements that create every guard and settle the rights of *app_role*; *there*: as in ``guards_sqlite``."""
    d = Postgres()
    statements = []
    for table in recorded_tables(there):
        if table != "item_change":
            statements += _trigger(table, "INSERT", on_insert(table, d))
        statements += _trigger(table, "UPDATE", on_update(table, d, there))
        statements += _trigger(table, "DELETE", [Rule("1 = 1", "append_only")])
        statements += _trigger(table, "TRUNCATE", [Rule("1 = 1", "append_only")])
    before = "(SELECT v.data FROM page_version v WHERE v.page = NEW.page AND v.seq = NEW.seq - 1)"
    body = CHANGES.format(new=d.pairs("NEW.data"), old=d.pairs(f"coalesce({before}, '{{}}')"))
    statements.append(_function("page_version_changes", body))
    statements.append(
        "CREATE TRIGGER page_version_changes AFTER INSERT ON page_version"
        " FOR EACH ROW EXECUTE FUNCTION page_version_changes()"
    )
    statements.append(_append_function(there))
    return statements + (_rights(app_role, there) if app_role else [])


def _function(name: str, body: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        f" SET search_path = public, pg_temp AS $guard$ BEGIN {body} END $guard$"
    )


def _trigger(table: str, event: str, rules: list[Rule]) -> list[str]:
    name = f"{table}_on_{event.lower()}"
    checks = "\n".join(f"IF {r.refused_when} THEN RAISE EXCEPTION 'edc:{r.code}'; END IF;" for r in rules)
    row = "STATEMENT" if event == "TRUNCATE" else "ROW"
    returned = "OLD" if event == "DELETE" else "NULL" if event == "TRUNCATE" else "NEW"
    return [
        _function(name, f"{checks}\nRETURN {returned};"),
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {row} EXECUTE FUNCTION {name}()",
    ]


def _append_function(there: There | None) -> str:
    """One statement that appends a whole act: a statement costs 0.2 ms here, whatever it does.

    Takes ``[[table, [row, ...]], ...]`` and inserts in that order, with the rights of
    its caller, so that it allows nothing that an INSERT would not.
    """
    branches = []
    for table in [*(t for t in recorded_tables(there) if t != "item_change"), UPSERTED]:
        there_are = columns(table, there)
        names = ", ".join(there_are)
        # a file's bytes travel as base64 inside the JSON
        chosen = ", ".join("decode(content, 'base64')" if c == "content" else c for c in there_are)
        types = ", ".join(f"{c} {'text' if c == 'content' else _type(table, c)}" for c in there_are)
        insert = f"INSERT INTO {table} ({names}) SELECT {chosen} FROM json_to_recordset(part->1) AS r({types})"
        if table == UPSERTED:
            settings = ", ".join(f"{c} = EXCLUDED.{c}" for c in there_are if c != "page")
            insert += f" ON CONFLICT (page) DO UPDATE SET {settings}"
        branches.append(f"WHEN '{table}' THEN {insert};")
    return (
        "CREATE FUNCTION edc_append(rows text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $append$"
        " DECLARE part json; BEGIN FOR part IN SELECT json_array_elements(rows::json) LOOP CASE part->>0 "
        + " ".join(branches)
        + " END CASE; END LOOP; END $append$"
    )


def _type(table: str, column: str) -> str:
    return str(Table.metadata.tables[table].columns[column].type.compile(_DIALECT))


def _rights(app_role: str, there: There | None) -> list[str]:
    statements = [
        f'GRANT USAGE ON SCHEMA public TO "{app_role}"',
        f'GRANT SELECT ON ALL TABLES IN SCHEMA public TO "{app_role}"',
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f'GRANT EXECUTE ON FUNCTION edc_append(text) TO "{app_role}"',
    ]
    statements += [
        f'GRANT INSERT ON {table} TO "{app_role}"' for table in recorded_tables(there) if table != "item_change"
    ]
    statements += [f'GRANT INSERT, UPDATE, DELETE ON {table} TO "{app_role}"' for table in sorted(UNRECORDED)]
    blanked = {table: redactable(table, there) for table in recorded_tables(there) if table in REDACTABLE}
    statements += [f'GRANT UPDATE ({", ".join(cs)}) ON {t} TO "{app_role}"' for t, cs in blanked.items() if cs]
    return statements
