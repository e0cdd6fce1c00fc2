"""The form for one range and the box for a table of them, with what is wrong said by line and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from flask import g, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.casebook.ranges import RangeRow
from edc.casebook.rules_ranges import (
    COLUMNS,
    OWED,
    Proposed,
    Table,
    Trouble,
    analytes,
    laboratories,
    read_row,
    table_of,
    units,
)
from edc.db import rows
from edc.study.definition import Study, say
from edc.study.ranges import SEXES
from edc.study.values import unit_text
from edc.web.keys import new_key
from edc.web.ranges.lines import teller
from edc.web.saying import say_problem
from edc.web.shapes import Link
from edc.web.shapes.ranges import CellTrouble, FieldShape, ProposeShape, RangeLine


def propose_shape(
    connection: Connection,
    study: Study,
    language: str,
    *,
    site: str = "",
    cells: Mapping[str, str] | None = None,
    table: str = "",
    troubles: Sequence[Trouble] = (),
    preview: tuple[RangeLine, ...] = (),
    problem: str = "",
) -> ProposeShape:
    """The two ways to propose, with what was typed in either and what is wrong with it."""
    sites = [
        (code, code)
        for (code,) in rows(connection, "SELECT code FROM site ORDER BY code")
        if g.me.may(Permission.RANGES_MANAGE, code)
    ]
    said = {trouble.column: say_problem(trouble.problem) for trouble in troubles} if cells is not None else {}
    found = [CellTrouble(one.line, one.column, say_problem(one.problem)) for one in troubles] if cells is None else []
    return ProposeShape(
        action_url=url_for("ranges.send"),
        request_key=new_key(),
        back=Link(_("Laboratory ranges"), url_for("ranges.index")),
        sites=tuple(sites),
        site=site,
        fields=tuple(_fields(study, language, cells or {}, said)),
        columns=",".join(COLUMNS),
        table=table,
        troubles=tuple(found),
        preview=preview,
        problem=problem,
    )


def checked(
    connection: Connection, study: Study, language: str, site: str, table: str, today: date
) -> tuple[Table, list[Trouble], tuple[RangeLine, ...]]:
    """The lines of a table, what is wrong with them, and what those that are right say."""
    lines, troubles = table_of(table)
    says, preview = teller(connection, study, language), []
    for number, cells in lines:
        found = read_row(study, today, cells, number)
        if isinstance(found, Proposed):
            preview.append(says.line(RangeRow(site, found.range, found.certificate, g.me.username, "")))
        else:
            troubles += found
    return lines, troubles, tuple(preview)


def _fields(study: Study, language: str, cells: Mapping[str, str], said: Mapping[str, str]) -> list[FieldShape]:
    named = analytes(study)
    every_unit = dict.fromkeys(unit for items in named.values() for unit in units(items) if unit)
    sexes = {"F": _("women"), "M": _("men")}
    choices = {
        "laboratory": [(code, say(label, language) or code) for code, label in laboratories(study).items()],
        "analyte": [(name, f"{say(items[0].label, language)} ({name})") for name, items in named.items()],
        "sex": [("", _("both")), *((code, sexes[code]) for code in SEXES)],
        "unit": [(unit, unit_text(study, unit, language)) for unit in every_unit],
    }
    words = column_words()
    hints = {"first": "2025-01-01", "last": _("no limit"), "age_from": _("no limit"), "age_to": _("no limit")}
    fields = []
    for name in COLUMNS:
        offered = choices.get(name, [])
        if offered and (name in OWED or name == "unit"):
            offered = [("", ""), *offered]
        hint = hints.get(name, "")
        fields.append(FieldShape(name, words[name], cells.get(name, ""), said.get(name, ""), tuple(offered), hint))
    return fields


def column_words() -> dict[str, str]:
    """The columns of a table of ranges as a person reads them."""
    return {
        "laboratory": _("Laboratory"),
        "analyte": _("Analyte"),
        "sex": _("Sex"),
        "age_from": _("Age from (years)"),
        "age_to": _("Age to (years)"),
        "low": _("Lower limit"),
        "high": _("Upper limit"),
        "unit": _("Unit"),
        "first": _("First day of sampling"),
        "last": _("Last day of sampling"),
        "certificate": _("Certificate"),
    }
