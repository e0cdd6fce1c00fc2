"""Routes by which a version comes in and goes out as a ZIP of its folder."""

from __future__ import annotations

from flask import Response, g, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from edc.access.rules import Permission
from edc.acts.propose_version import proposal_kind
from edc.acts.propose_version import propose_version as propose_act
from edc.casebook.pinning import published
from edc.casebook.reading import definition
from edc.errors import Refusal
from edc.exchange.unpacking import unpacked
from edc.exchange.version_folder import study_in, version_zip, zip_name
from edc.exchange.words import ExchangeRefusal
from edc.review.proposals import revisions
from edc.study.definition import Study
from edc.study.loading import StudyError
from edc.web.gate import edc, needs
from edc.web.shapes.versions import ProposeVersionShape
from edc.web.study.proposing import OWED, Found, Sent, propose_shape, sent
from edc.web.study.routes import blueprint
from forms.versions import ProposeForm


@blueprint.get("/study/versions/<version>/folder.zip")
@needs(Permission.STUDY_VIEW, study=True)
def version_folder(version: str) -> ResponseReturnValue:
    """A published version at its last revision, as the folder the next one begins from."""
    with edc().database.reading() as connection:
        found = [one for one in revisions(connection) if one.version == version]
        if not found:
            raise Refusal("not_found")
        study = definition(connection, found[-1].digest)
    response = Response(stream_with_context(version_zip(study, found[-1].at)), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=zip_name(study))
    return response


@blueprint.get("/study/versions/propose")
@needs(Permission.STUDY_DRAFT, study=True)
def propose_version() -> ResponseReturnValue:
    """A form for the ZIP of a version, with reason and approval."""
    return _page(propose_shape(ProposeForm(), Sent()))


@blueprint.post("/study/versions/propose")
@needs(Permission.STUDY_DRAFT, study=True)
def send_version() -> ResponseReturnValue:
    """Look the ZIP through, or propose what it holds."""
    form, there, study = ProposeForm(request.form), Sent(), None
    try:
        there = sent(form, request.files.get("file"))
        study = _study(there)
        if form.act.data == "propose":
            return _propose(form, study)
        return _page(propose_shape(form, there, found=_found(study)))
    except StudyError as error:
        return _page(propose_shape(form, Sent(), flaws=error.flaws), 422)
    except Refusal as refusal:
        # what cannot be proposed whatever is typed beside it is not carried along
        found = _found(study) if study is not None and refusal.code in OWED else None
        shape = propose_shape(form, there if study is not None else Sent(), found=found, refusal=refusal)
        return _page(shape, refusal.status)


def _found(study: Study) -> Found:
    with edc().database.reading() as connection:
        return Found(study, proposal_kind(connection, study))


def _study(there: Sent) -> Study:
    """What the ZIP says. Raises :class:`Refusal` and :class:`StudyError`."""
    if not there.content:
        raise ExchangeRefusal("zip_owed")
    files = unpacked(there.content)
    with edc().database.reading() as connection:
        versions = published(connection)
    return study_in(files, versions)


def _propose(form: ProposeForm, study: Study) -> ResponseReturnValue:
    actor, key = g.me.actor(Permission.STUDY_DRAFT, None), g.request_key
    reason, ethics = form.reason.data or "", form.ethics.data or ""
    number = propose_act(edc().database, actor, study, reason, ethics, request_key=key)
    return redirect(url_for("study.proposal", number=number), 303)


def _page(shape: ProposeVersionShape, status: int = 200) -> ResponseReturnValue:
    return render_template("study/versions_propose.html", propose=shape), status
