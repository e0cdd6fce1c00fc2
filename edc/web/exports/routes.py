"""Routes of exports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edc.access.rules import Permission
from edc.acts.download import download
from edc.acts.export import export
from edc.acts.refuse_access import refuse_access
from edc.db import rows
from edc.errors import Refusal
from edc.exchange.profiles import Profile
from edc.exchange.words import ExchangeRefusal
from edc.web.exports.shaping import Typed, exports_shape, taker
from edc.web.frame import the_study
from edc.web.gate import BIGGEST, address, edc, needs
from edc.web.problems import said
from forms.review import ExportForm

blueprint = Blueprint("exports", __name__)


@blueprint.get("/exports")
@needs(Permission.STUDY_VIEW, study=True)
def index() -> ResponseReturnValue:
    """The exports one may take, by lock, and the forms to make one, by role."""
    return _page(None)


def _page(typed: Typed | None, status: int = 200) -> ResponseReturnValue:
    with edc().database.reading() as connection:
        shape = exports_shape(connection, the_study().timezone, typed)
    return render_template("exchange/exports.html", exports=shape), status


@blueprint.post("/exports")
@needs(Permission.EXPORT_DATA, study=True)
def make() -> ResponseReturnValue:
    """Make an export of all sites."""
    return _make(None)


@blueprint.post("/sites/<site>/exports")
@needs(Permission.EXPORT_OWN_SITE)
def make_own(site: str) -> ResponseReturnValue:
    """Make the site's own copy, also after a lock (REQ-66)."""
    return _make(site)


def _make(site: str | None) -> ResponseReturnValue:
    form, formats = ExportForm(request.form), request.form.getlist("format")
    lock, reason = form.lock.data or "", form.reason.data or ""
    profile: Profile = "full" if form.profile.data == "full" else "deidentified"
    try:
        if lock and not (lock.isascii() and lock.isdigit() and len(lock) < 9):
            raise ExchangeRefusal("no_such_lock", lock=lock)
        export(
            edc().database,
            g.actor,
            lock=int(lock) if lock else None,
            formats=formats,
            profile=profile,
            reason=reason,
            site=site,
            request_key=g.request_key,
        )
    except Refusal as refusal:
        return _page(Typed(site, lock, tuple(formats), profile, reason, said(refusal)), refusal.status)
    return redirect(url_for("exports.index"), 303)


@blueprint.get("/exports/<int:export_id>/<name>")
@needs(Permission.STUDY_VIEW, study=True)
def file(export_id: int, name: str) -> ResponseReturnValue:
    """A file of an export, its manifest, or all of them as a ZIP. That it was taken is journalled."""
    with edc().database.reading() as connection:
        sql = "SELECT manifest FROM export WHERE id = ?"
        found = rows(connection, sql, (export_id,)) if export_id < BIGGEST else []
    if not found:
        raise ExchangeRefusal("no_such_export")
    actor = taker(g.me, json.loads(found[0][0])["site"])
    if actor is None:
        refuse_access(edc().database, g.actor, request.path, address())
        raise Refusal("not_found")
    going = download(edc().database, actor, export_id, name)
    response = Response(_begun(going.chunks), mimetype=going.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=going.name)
    if going.size is not None:
        response.content_length = going.size
    return response


def _begun(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """*chunks*, the first of them made now: what is refused before it is then refused in words."""
    return chain([next(chunks, b"")], chunks)
