"""The first page of the definition: schedule, forms, clarifications, versions."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc.db import rows
from edc.study.definition import Event, Study, say
from edc.trail.tables import STUDY_CHAIN
from edc.web.shapes import Link
from edc.web.shapes.study import FormLine, StudyIndexShape, VersionLine, VisitColumn
from edc.web.spoken import moment, names, who
from edc.web.study.clarifications import register


def overview(connection: Connection, study: Study, language: str) -> StudyIndexShape:
    """What the study runs from."""
    return StudyIndexShape(
        title=study.label,
        facts=_facts(study),
        description=study.description,
        columns=tuple(VisitColumn(say(event.short or event.label, language), _when(event)) for event in study.events),
        forms=tuple(
            FormLine(
                name=form.name,
                label=form.label,
                url=url_for("study.form", name=form.name),
                domain=form.domain or "",
                items=len(form.by_name),
                checks=len(form.checks),
                proposed=form.basis == "proposed",
                visits=tuple(form.name in event.forms for event in study.events),
            )
            for form in study.forms
        ),
        versions=_versions(connection, study),
        clarifications=register(study, language),
        checks=Link(_("Edit checks"), url_for("study.checks")),
        whole=Link(_("Annotated form, whole"), url_for("study.annotated")),
    )


def _facts(study: Study) -> tuple[str, ...]:
    years = study.retention.get("years")
    found = (
        study.oid,
        study.protocol,
        _("Version %(n)s", n=study.version),
        _("Digest %(digest)s", digest=study.digest[:16]),
        _("Time zone %(zone)s", zone=study.timezone),
        _("Kept for %(n)s years", n=years) if years else "",
    )
    return tuple(fact for fact in found if fact)


def _when(event: Event) -> str:
    """When a visit is wanted: week or day, and the window around it."""
    if event.kind == "log":
        return _("log")
    if event.kind == "unscheduled":
        return _("unscheduled")
    place = _("day %(n)s", n=event.day) if event.week is None and event.day is not None else ""
    place = _("week %(n)s", n=event.week) if event.week is not None else place
    if event.before == event.after:
        width = f"±{event.after} d" if event.after else ""
    else:
        width = f"−{event.before}/+{event.after} d"
    return " ".join(word for word in (place, width) if word)


def _versions(connection: Connection, study: Study) -> tuple[VersionLine, ...]:
    sql = (
        "SELECT v.version, v.revision, v.digest, j.at, j.person, j.role FROM study_version v"
        " JOIN journal j ON j.chain = v.chain AND j.n = v.act WHERE v.chain = ? ORDER BY v.act DESC"
    )
    people = names(connection)
    return tuple(
        VersionLine(
            version, revision, moment(at, study.timezone), who(people, person, role), digest, digest == study.digest
        )
        for version, revision, digest, at, person, role in rows(connection, sql, (STUDY_CHAIN,))
    )
