"""Routes of the study definition: it shows what is asked, never what was answered."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.errors import Refusal
from edc.exchange.csv_data import Tally, csv_bytes
from edc.exchange.decisions import decisions
from edc.study.definition import say
from edc.web.frame import newest_study
from edc.web.gate import edc, needs
from edc.web.shapes import Link
from edc.web.shapes.study import AnnotatedShape, ChecksShape, DecisionsShape
from edc.web.study.checks import HEADING, check_lines, check_rows
from edc.web.study.clarifications import register
from edc.web.study.forms import form_block
from edc.web.study.overview import overview
from edc.web.words import language, speech

blueprint = Blueprint("study", __name__)


@blueprint.get("/study")
@needs(Permission.STUDY_VIEW, study=True)
def index() -> ResponseReturnValue:
    """Schedule, forms, clarifications and versions."""
    with edc().database.reading() as connection:
        shape = overview(connection, newest_study(), language())
    return render_template("study/index.html", overview=shape)


@blueprint.get("/study/forms/<name>")
@needs(Permission.STUDY_VIEW, study=True)
def form(name: str) -> ResponseReturnValue:
    """One annotated form."""
    study = newest_study()
    if name not in study.form_by_name:
        raise Refusal("not_found")
    others = tuple(Link(say(one.label, language()), url_for("study.form", name=one.name)) for one in study.forms)
    block = form_block(study, study.form_by_name[name], language())
    shape = AnnotatedShape((block,), others, say(block.label, language()))
    return render_template("study/form.html", annotated=shape)


@blueprint.get("/study/annotated")
@needs(Permission.STUDY_VIEW, study=True)
def annotated() -> ResponseReturnValue:
    """Every form, annotated: to be read on paper."""
    study = newest_study()
    blocks = tuple(form_block(study, one, language()) for one in study.forms)
    return render_template("study/form.html", annotated=AnnotatedShape(blocks, (), _("Annotated form, whole")))


@blueprint.get("/study/clarifications")
@needs(Permission.STUDY_VIEW, study=True)
def clarifications() -> ResponseReturnValue:
    """The register of protocol clarifications."""
    return render_template("study/clarifications.html", lines=register(newest_study(), language()))


@blueprint.get("/study/checks")
@needs(Permission.STUDY_VIEW, study=True)
def checks() -> ResponseReturnValue:
    """The specification of edit checks."""
    study = newest_study()
    lines = tuple(line for one in study.forms for line in check_lines(study, one, language()))
    file = Link(_("As a CSV file"), url_for("study.checks_csv"))
    shape = ChecksShape(lines, file, study.version, study.digest)
    return render_template("study/checks.html", checks=shape)


@blueprint.get("/study/decisions")
@needs(Permission.STUDY_VIEW, study=True)
def decided() -> ResponseReturnValue:
    """Everything the program decides by itself."""
    study = newest_study()
    file = Link(_("Print ..."), url_for("paper.study"))
    parts = tuple(part for part in decisions(study, speech(language())) if part.rows)
    shape = DecisionsShape(parts, file, study.version, study.digest)
    return render_template("study/decisions.html", decided=shape)


@blueprint.get("/study/checks.csv")
@needs(Permission.STUDY_VIEW, study=True)
def checks_csv() -> ResponseReturnValue:
    """The same as a file (REQ-52)."""
    study = newest_study()
    chunks = csv_bytes(HEADING, check_rows(study, language()), Tally())
    response = Response(stream_with_context(chunks), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"edit-checks-{study.version}.csv")
    return response
