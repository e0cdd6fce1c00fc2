"""The form on which the sponsor's people propose a deviation."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from edc.study.definition import Deviation, say
from edc.study.deviations import categories
from edc.web.crf.shaping import page_crumbs
from edc.web.crf.sheet import Sheet
from edc.web.keys import new_key
from edc.web.shapes import Crumb
from edc.web.shapes.notices import ProposeShape


def propose_shape(sheet: Sheet, deviation: Deviation | None = None, text: str = "", problem: str = "") -> ProposeShape:
    """The form, empty or with what was typed and refused."""
    known = categories(sheet.study)
    page = url_for("crf.page", page_id=sheet.ref.id)
    *over, here = page_crumbs(sheet)
    return ProposeShape(
        crumbs=(*over, Crumb(here.word, page), Crumb(_("Propose deviation"))),
        action_url=url_for("deviations.propose_it", page_id=sheet.ref.id),
        cancel_url=page,
        request_key=new_key(),
        categories=tuple((one.code, say(one.label, sheet.language)) for one in (known.choices if known else ())),
        category=deviation.category if deviation else "",
        major=deviation is not None and deviation.major,
        text=text,
        problem=problem,
    )
