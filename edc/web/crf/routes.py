"""Routes of the case report form page."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, g, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from edc.access.rules import Permission
from edc.acts import save as saving
from edc.acts.consequences import CheckRefused
from edc.acts.draft import drop_draft, keep_draft, read_draft
from edc.acts.save import Conflicted, Saved
from edc.acts.store_file import LARGEST, store_file
from edc.acts.versions import ReasonsOwed
from edc.casebook.reading import page_ref
from edc.db import rows
from edc.errors import Refusal
from edc.web import kept
from edc.web.crf import marks, trouble
from edc.web.crf.beside import next_page, open_rail, siblings_of
from edc.web.crf.companions import unanswered
from edc.web.crf.conflict import conflict_shape, settled
from edc.web.crf.live import live_answer
from edc.web.crf.older import asked_before
from edc.web.crf.posting import Post, bind_post, read_post
from edc.web.crf.release import live_releases
from edc.web.crf.shaping import page_shape
from edc.web.crf.sheet import Sheet, open_sheet
from edc.web.gate import edc, needs
from edc.web.keys import new_key
from edc.web.problems import said
from edc.web.shapes import PageShape, Trouble
from edc.web.words import language

blueprint = Blueprint("crf", __name__)


@blueprint.get("/pages/<int:page_id>")
@needs(Permission.DATA_VIEW)
def page(page_id: int) -> ResponseReturnValue:
    """Open a page; ``draft=1`` puts back what was typed and not saved."""
    sheet = open_sheet(page_id, g.me, language())
    with edc().database.reading() as connection:
        draft = read_draft(connection, page_id, g.me.username)
        if draft and request.args.get("draft"):
            _overlay(sheet, draft.typed)
            return render_template("crf/page.html", page=_drawn(sheet, connection))
        shape = _drawn(
            sheet, connection, draft=trouble.draft_offer(draft, sheet), saved_at=request.args.get("saved", "")
        )
        return render_template("crf/page.html", page=shape)


@blueprint.post("/pages/<int:page_id>")
@needs(Permission.DATA_VIEW)
def post(page_id: int) -> ResponseReturnValue:
    """Whatever a person does on a page: save, finish, marks, verification, a row more."""
    act = request.form.get("act", "save")
    if marks.handles(act):
        return marks.run(page_id, act, request.form)
    if not g.me.may(Permission.DATA_ENTER, g.site):
        raise Refusal("not_permitted.data.enter")
    g.actor = g.me.actor(Permission.DATA_ENTER, g.site)
    sheet = open_sheet(page_id, g.me, language())
    if asked_before(sheet, request.form):
        return _kept(Refusal("page_moved"))
    posted = settled(_offered(act, request.form))
    unfit = _store_files(sheet, posted)
    typed = read_post(sheet.form, posted, sheet.here)
    if act.startswith("bulk:"):
        typed = _judged(sheet, typed, posted)
    if unfit:
        return _again(sheet, typed, 422, troubles=(*trouble.of_post(sheet, typed, frozenset()), *unfit))
    if act.startswith("add_row:"):
        return _again(sheet, typed, 200, added=frozenset({act.partition(":")[2]}))
    if typed.refused or act.startswith("record_as:"):
        return _again(sheet, typed, 422 if typed.refused else 200)
    if wordless := typed.wordless(sheet.study):
        owed = frozenset(path for path, reason in wordless.items() if reason)
        return _again(sheet, typed, 422, reasons=owed, troubles=trouble.of_words(sheet, wordless))
    return _save(sheet, typed, finish=act in ("finish", "finish_next"))


def _store_files(sheet: Sheet, posted: MultiDict[str, str]) -> list[Trouble]:
    """Put the reference of each uploaded file into the post; says which are not taken, and why."""
    unfit = []
    for path, upload in request.files.items():
        if upload.filename and sheet.form.at(path):
            try:
                posted[path] = store_file(edc().database, g.actor, upload.read(LARGEST + 1), upload.filename)
            except Refusal as refusal:
                unfit.append(Trouble(path, trouble.label_of(sheet, path), said(refusal)))
    return unfit


def _offered(act: str, form: MultiDict[str, str]) -> MultiDict[str, str]:
    """The post, with the unit that an offer names chosen (``record_as:path:unit``)."""
    posted = MultiDict(form)
    if act.startswith("record_as:"):
        _name, path, unit = act.split(":", 2)
        posted[f"{path}@unit"] = unit
    return posted


def _judged(sheet: Sheet, typed: Post, posted: MultiDict[str, str]) -> Post:
    """The post with one answer for every judgement of a group that is owed by what was typed (``bulk:GROUP:CODE``)."""
    if not sheet.may(Permission.MEDICAL_DECIDE):
        raise Refusal("not_permitted")
    group, _colon, code = typed.act.removeprefix("bulk:").partition(":")
    seen = replace(sheet, load=lambda: sheet.context)
    _overlay(seen, typed)
    for path in unanswered(seen, group):
        posted[path] = code
    return read_post(sheet.form, posted, sheet.here)


def _save(sheet: Sheet, typed: Post, *, finish: bool) -> ResponseReturnValue:
    try:
        saved = saving.save(
            edc().database, g.actor, sheet.ref, typed.entry(), request_key=typed.request_key, finish=finish
        )
    except ReasonsOwed as owed:
        return _again(sheet, typed, 422, reasons=frozenset(owed.paths))
    except CheckRefused as refused:
        return _again(sheet, typed, 422, troubles=trouble.of_checks(sheet, refused.findings))
    except Conflicted as conflict:
        with edc().database.reading() as connection:
            shape = conflict_shape(connection, sheet, typed, conflict)
        return render_template("crf/conflict.html", conflict=shape), 409
    except Refusal as refusal:
        return _kept(refusal)
    drop_draft(edc().database, sheet.ref.id, g.me.username)
    return _after(sheet, typed, saved, finish)


def _kept(refusal: Refusal) -> ResponseReturnValue:
    """The page may be closed by now: what was typed is shown beside the reason, not in its fields."""
    again = kept.AgainShape(request.full_path.rstrip("?"), said(refusal), pairs=kept.typed())
    return kept.page(again, refusal.status)


def _after(sheet: Sheet, typed: Post, saved: Saved, finish: bool) -> ResponseReturnValue:
    """Where a save leads: on to the next page, or back to this one, with what is still owed."""
    if finish and not saved.finished:
        again = open_sheet(sheet.ref.id, g.me, language())
        with edc().database.reading() as connection:
            shape = _drawn(again, connection, troubles=trouble.of_owed(again, saved.owed))
        return render_template("crf/page.html", page=shape), 422
    target = sheet.ref.id
    if typed.act == "finish_next":
        with edc().database.reading() as connection:
            after = next_page(connection, sheet)
        if not after:
            return redirect(url_for("casebook.subject", subject_id=sheet.ref.subject.id), 303)
        target = after
    merged = ",".join(saved.merged)
    return redirect(url_for("crf.page", page_id=target, saved=trouble.clock_now(sheet), merged=merged or None), 303)


def _again(
    sheet: Sheet,
    typed: Post,
    status: int,
    *,
    reasons: frozenset[str] = frozenset(),
    added: frozenset[str] = frozenset(),
    troubles: tuple[Trouble, ...] = (),
) -> ResponseReturnValue:
    """The page once more, with everything that was typed. Nothing was saved."""
    _overlay(sheet, typed)
    found = troubles or trouble.of_post(sheet, typed, reasons)
    with edc().database.reading() as connection:
        shape = _drawn(
            sheet, connection, troubles=found, reasons_owed=reasons, added=added, opened_seq=typed.opened_seq
        )
    return render_template("crf/page.html", page=shape), status


def _overlay(sheet: Sheet, typed: Post | str) -> None:
    """Put what was typed over what is stored."""
    if isinstance(typed, str):
        kept = MultiDict([(name, text) for name, texts in json.loads(typed).items() for text in texts])
        typed = read_post(sheet.form, kept, sheet.here)
    sheet.raw, sheet.typed = typed.raw, typed.readings
    sheet.over = typed.over(sheet.context.document(sheet.ref.id))


def _drawn(sheet: Sheet, connection: Connection, **more: Any) -> PageShape:
    merged, differing = (tuple(filter(None, request.args.get(name, "").split(","))) for name in ("merged", "differs"))
    return page_shape(
        sheet,
        request_key=new_key(),
        siblings=siblings_of(connection, sheet),
        rail=open_rail(connection, sheet, request.args),
        others=trouble.labels(sheet, merged),
        differing=trouble.labels(sheet, differing),
        **more,
    )


@blueprint.post("/pages/<int:page_id>/live")
@needs(Permission.DATA_ENTER)
def live(page_id: int) -> Response:
    """What the program makes of the form as it stands, by the one evaluator. Nothing is saved."""
    sheet = open_sheet(page_id, g.me, language())
    _overlay(sheet, bind_post(sheet.form, request.form, sheet.here))
    return jsonify(items=live_answer(sheet), releases=live_releases(sheet))


@blueprint.post("/pages/<int:page_id>/draft")
@needs(Permission.DATA_ENTER)
def draft(page_id: int) -> ResponseReturnValue:
    """Keep what is typed beside the record until it is saved."""
    typed = {name: request.form.getlist(name) for name in request.form if name != "csrf_token"}
    keep_draft(edc().database, page_id, g.me.username, typed)
    return "", 204


@blueprint.get("/pages/<int:page_id>/file/<path:path>")
@needs(Permission.DATA_VIEW)
def file(page_id: int, path: str) -> ResponseReturnValue:
    """A file that a value of this page names."""
    digest, _, name = path.partition(":")
    with edc().database.reading() as connection:
        ref = page_ref(connection, page_id)
        named = f'%"{digest}:%'
        known = rows(connection, "SELECT 1 FROM page_version WHERE page = ? AND data LIKE ?", (page_id, named))
        found = rows(connection, "SELECT content, media_type FROM stored_file WHERE sha256 = ?", (digest,))
    if ref is None or not known or not found:
        abort(404)
    content = io.BytesIO(bytes(found[0][0]))
    return send_file(content, mimetype=found[0][1], as_attachment=True, download_name=name or digest)
