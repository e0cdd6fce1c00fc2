"""Laboratory ranges that wait for a second person."""

from __future__ import annotations

from collections import Counter

from flask import url_for
from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.casebook.ranges import range_rows
from edc.web.home.desk import Desk, block, number_cell
from edc.web.ranges.lines import teller
from edc.web.shapes import Block, Link, Owing, Said


def ranges_blocks(desk: Desk) -> list[Block]:
    """Proposed ranges by site and laboratory, at the sites where the person approves them; nothing where none waits."""
    waiting = Counter(
        (row.site, row.range.laboratory)
        for row in range_rows(desk.connection, desk.me.sites(Permission.RANGES_APPROVE))
        if row.state == "proposed" and row.person != desk.me.username
    )
    if not waiting:
        return []
    says = teller(desk.connection, desk.study, desk.language)
    lines = []
    for (site, laboratory), count in sorted(waiting.items()):
        url = url_for("ranges.index", site=site, laboratory=laboratory, state="proposed")
        cells = (site, Said(says.laboratory(laboratory), url), number_cell(count))
        lines.append(Owing(cells, (Link(_("Decide"), url),)))
    columns = (_("Site"), _("Laboratory"), _("Ranges"))
    return [block(desk, "ranges", _("Laboratory ranges to approve"), columns, lines, _("No range waits for you."))]
