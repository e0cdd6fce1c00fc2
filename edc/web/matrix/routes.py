"""Routes of the matrix, and the box that leads to one participant."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from edc.access import reading as access
from edc.access.rules import Permission
from edc.casebook import listing
from edc.casebook.logs import logs_of
from edc.study.definition import Study, say
from edc.web.frame import the_study
from edc.web.gate import edc, needs
from edc.web.matrix.asked import A_PAGE, Asked
from edc.web.matrix.found import Found, find, who
from edc.web.matrix.rows import columns_of, footer, row_of
from edc.web.shapes import Filter, Link, MatrixShape, Pager
from edc.web.words import language

blueprint = Blueprint("matrix", __name__)


@blueprint.get("/participants")
@needs(Permission.DATA_VIEW)
def index() -> ResponseReturnValue:
    """Participants by visits, for the sites of whoever asks."""
    asked, study, sites = Asked.of(request.args), the_study(), g.me.sites(Permission.DATA_VIEW)
    with edc().database.reading() as connection:
        found = find(connection, study, sites, asked, [log.form.name for log in logs_of(study)])
        places = [site.code for site in access.sites(connection) if site.code in sites]
        struck = len(listing.subjects(connection, sites, struck=True))
    return render_template("casebook/matrix.html", matrix=_shape(study, asked, found, places, struck))


@blueprint.get("/jump")
@needs(Permission.DATA_VIEW)
def jump() -> ResponseReturnValue:
    """From what was typed in the bar (``003``) to the casebook it means, or to a search for it."""
    typed = request.args.get("subject", "")
    with edc().database.reading() as connection:
        found = who(connection, g.me.sites(Permission.DATA_VIEW), typed)
    if found is None:
        return redirect(Asked(search=typed.strip()).url())
    return redirect(url_for("casebook.subject", subject_id=found.id))


def _shape(study: Study, asked: Asked, found: Found, places: list[str], struck: int) -> MatrixShape:
    spoken = language()
    return MatrixShape(
        columns=columns_of(study, spoken, found.shown),
        rows=tuple(row_of(study, one, spoken, asked.show) for one in found.shown),
        filters=_filters(study, asked, found, places, struck),
        show_as=_shows(asked),
        search=asked.search,
        search_url=url_for("matrix.index"),
        kept=tuple((name, value) for name, value in asked.pairs if name not in ("search", "page")),
        narrowed=asked.narrowed,
        add=Link(_("Add participant"), url_for("subjects.add"), primary=True) if may_add() else None,
        footer=footer(found.shown, found.total, None if study.retrospective else found.overdue),
        pager=_pager(asked, found) if found.several_pages else None,
    )


def may_add() -> bool:
    """Whether this person may add a participant somewhere."""
    return bool(g.me.may(Permission.SUBJECT_CREATE))


def _filters(study: Study, asked: Asked, found: Found, places: list[str], struck: int) -> tuple[Filter, ...]:
    counts = found.counts
    chips = [Filter(_("All"), url_for("matrix.index"), not asked.narrowed, found.everybody)]
    chips += [
        Filter(
            say(state.label, language()),
            asked.url(state="" if asked.state == state.name else state.name),
            asked.state == state.name,
            None if counts is None else counts.get(state.name, 0),
        )
        for state in reversed(study.states)  # the first that holds is the last that is reached
        if counts is None or counts.get(state.name) or asked.state == state.name
    ]
    if len(places) > 1:
        chips += [
            Filter(code, asked.url(site="" if asked.site == code else code), asked.site == code) for code in places
        ]
    return (
        *chips,
        Filter(_("Only with queries"), asked.url(queries=not asked.queries), asked.queries),
        *(
            ()
            if study.retrospective
            else (Filter(_("Only overdue"), asked.url(overdue=not asked.overdue), asked.overdue),)
        ),
        Filter(_("Unsigned"), asked.url(unsigned=not asked.unsigned), asked.unsigned),
        *(
            (Filter(_("Created in error"), asked.url(struck=not asked.struck), asked.struck, struck),)
            if struck or asked.struck
            else ()
        ),
    )


def _shows(asked: Asked) -> tuple[Filter, ...]:
    return (
        Filter(_("entry"), asked.url(show="entry"), asked.show == "entry"),
        Filter(_("verification"), asked.url(show="verification"), asked.show == "verification"),
        Filter(_("signature"), asked.url(show="signature"), asked.show == "signature"),
    )


def _pager(asked: Asked, found: Found) -> Pager:
    first = (found.page - 1) * A_PAGE + 1
    last = min(first + A_PAGE - 1, found.total)
    return Pager(
        first,
        last,
        found.total,
        asked.url(page=found.page - 1) if found.page > 1 else "",
        asked.url(page=found.page + 1) if last < found.total else "",
    )
