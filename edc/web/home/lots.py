"""Results still awaited of what was given: they stay on the list until somebody records them."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.casebook.pinning import published
from edc.safety.lots import forms_of_lots
from edc.web.home.desk import Desk, block, cut
from edc.web.safety.lots import Lots, receipt_lines
from edc.web.shapes import Block, Link, Owing, Said


def awaited_blocks(desk: Desk, permission: Permission) -> list[Block]:
    """One block, at the sites of *permission*; none where the study says of nothing that it is awaited."""
    if not any(one.awaits for one in desk.study.releases):
        return []
    rules = published(desk.connection)
    lots = Lots.of(rules, desk.standings(permission, forms_of_lots(rules)))
    some = cut(desk, "awaited", lots.awaited)
    return [
        block(
            desk,
            "awaited",
            _("Results awaited"),
            (_("Participant"), _("Visit"), _("Date"), _("Lot")),
            [
                Owing(
                    (
                        Said(one.subject, one.subject_url),
                        one.visit,
                        one.date,
                        Said(one.lot, one.lot_url) if one.lot else "–",
                    ),
                    (Link(_("Go there"), one.url),),
                )
                for one in receipt_lines(lots, some, desk.language)
            ],
            _("No result is awaited."),
            total=len(lots.awaited),
            more=url_for("safety.lots"),
        )
    ]
