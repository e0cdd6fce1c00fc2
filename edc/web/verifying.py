"""The list of what a monitor has to verify against the source, to work through and to print for a visit."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.review.worklists import ToVerify, to_verify_list
from edc.study.definition import Study, say
from edc.web.cells import event_word
from edc.web.gate import edc, needs
from edc.web.shapes import Filter
from edc.web.shapes.review import VerifyBlock, VerifyLine, WorklistShape
from edc.web.spoken import every_study
from edc.web.words import language

blueprint = Blueprint("verifying", __name__)


@blueprint.get("/verification")
@needs(Permission.VERIFY)
def worklist() -> ResponseReturnValue:
    """Finished pages that are not wholly verified, participant by participant; with ``changed``, those that changed since."""
    sites = g.me.sites(Permission.VERIFY)
    with edc().database.reading() as connection:
        study = every_study(connection)
        found = to_verify_list(connection, None if sites.everywhere else sites.codes)
    changed = bool(request.args.get("changed"))
    shown = [row for row in found if row.changed] if changed else found
    shape = WorklistShape(
        blocks=tuple(_block(study, code, list(rows)) for code, rows in groupby(shown, key=_code)),
        filters=(
            Filter(_("All"), url_for("verifying.worklist"), not changed, len(found)),
            Filter(
                _("Changed after verification"),
                url_for("verifying.worklist", changed=1),
                changed,
                sum(bool(row.changed) for row in found),
            ),
        ),
        items=sum(row.owed - row.verified for row in shown),
        pages=len(shown),
    )
    return render_template("review/worklist.html", work=shape)


def _code(row: ToVerify) -> str:
    return row.subject_code


def _block(study: Study, code: str, found: list[ToVerify]) -> VerifyBlock:
    lines = tuple(
        VerifyLine(
            form=say(study.form_by_name[row.form].label, language()),
            visit=event_word(study.event_by_name[row.event], language(), row.visit_repeat),
            url=url_for("crf.page", page_id=row.page),
            left=row.owed - row.verified,
            of=row.owed,
            changed=row.changed,
        )
        for row in found
    )
    return VerifyBlock(code, url_for("casebook.subject", subject_id=found[0].subject), lines)
