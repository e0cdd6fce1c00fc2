"""Routes of the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from flask import Blueprint, Response, g, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.access.rules_grants import is_masked
from edc.acts.take_trail import take_trail
from edc.casebook.reading import SubjectRef, subject_ref
from edc.errors import Refusal
from edc.exchange.csv_data import Tally, csv_bytes
from edc.study.definition import Study, say
from edc.trail.tables import STUDY_CHAIN
from edc.web.gate import edc, needs
from edc.web.shapes import Crumb, Link, Pager
from edc.web.shapes.queries import Choice
from edc.web.shapes.trail import TrailShape
from edc.web.spoken import every_study, names, person_words, site_zones
from edc.web.trail.acts import A_PAGE, Asked, acts, count, known
from edc.web.trail.telling import HEADING, Teller
from edc.web.trail.words import act_word
from edc.web.words import language

blueprint = Blueprint("trail", __name__)


@blueprint.get("/participants/<int:subject_id>/trail")
@needs(Permission.TRAIL_READ)
def subject(subject_id: int) -> ResponseReturnValue:
    """Everything that was ever done to one participant's record (REQ-35)."""
    with edc().database.snapshot() as connection:
        ref = _subject(connection, subject_id)
        crumbs = (Crumb(ref.code, url_for("casebook.subject", subject_id=ref.id)), Crumb(_("Audit trail")))
        shape = _shape(connection, _teller(connection, ref), crumbs, {"subject_id": subject_id}, "subject")
    return render_template("trail/subject.html", trail=shape)


@blueprint.get("/participants/<int:subject_id>/trail.csv")
@needs(Permission.TRAIL_READ)
def csv(subject_id: int) -> ResponseReturnValue:
    """The same as a file (REQ-36)."""
    with edc().database.reading() as connection:
        ref = _subject(connection, subject_id)
    return _file(f"trail-{ref.code}.csv", ref)


@blueprint.get("/trail")
@needs(Permission.ACCESS_TRAIL_READ)
def study() -> ResponseReturnValue:
    """What was done to the study as a whole: people, roles, sign-ins, versions, locks, exports (REQ-07)."""
    with edc().database.snapshot() as connection:
        shape = _shape(connection, _teller(connection, None), (Crumb(_("Audit trail of the study")),), {}, "study")
    return render_template("trail/subject.html", trail=shape)


@blueprint.get("/trail.csv")
@needs(Permission.ACCESS_TRAIL_READ)
def study_csv() -> ResponseReturnValue:
    """The same as a file."""
    return _file("trail-study.csv", None)


def _subject(connection: Connection, number: int) -> SubjectRef:
    ref = subject_ref(connection, number)
    if ref is None:
        raise Refusal("not_found")
    return ref


def _teller(connection: Connection, ref: SubjectRef | None) -> Teller:
    """Of a participant, or of the study; in the site's time or in the study's."""
    definition = every_study(connection)
    if ref is None:
        return Teller(connection, STUDY_CHAIN, definition, definition.timezone, language())
    zone = site_zones(connection)[ref.site]
    return Teller(connection, ref.chain, definition, zone, language(), _hides(definition, ref.site))


def _hides(definition: Study, site: str) -> bool:
    """Whether identifying items are masked for the reader at *site*."""
    items = (item for form in definition.forms for _group, item in form.items())
    return any(is_masked(item, g.me.grants, site, g.me.today) for item in items)


def _file(name: str, ref: SubjectRef | None) -> ResponseReturnValue:
    asked = Asked.of(request.args)
    take_trail(edc().database, g.actor, ref, request.args.to_dict())

    def lines() -> Iterator[bytes]:
        with edc().database.snapshot() as connection:
            yield from csv_bytes(HEADING, _teller(connection, ref).table(asked), Tally())

    response = Response(stream_with_context(lines()), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _shape(
    connection: Connection,
    teller: Teller,
    crumbs: tuple[Crumb, ...],
    place: dict[str, Any],
    area: Literal["subject", "study"],
) -> TrailShape:
    asked = Asked.of(request.args)
    here = f"trail.{area}"
    total = count(connection, teller.chain, asked, teller.zone)
    entries = teller.entries(acts(connection, teller.chain, asked, teller.zone))
    file = "trail.csv" if area == "subject" else "trail.study_csv"
    return TrailShape(
        area=area,
        title=" › ".join(crumb.word for crumb in crumbs),
        crumbs=crumbs,
        entries=entries,
        url=url_for(here, **place),
        csv=Link(_("As a CSV file"), url_for(file, **place, **asked.pairs)),
        choices=_choices(connection, teller, asked, area),
        since=asked.since.isoformat() if asked.since else "",
        until=asked.until.isoformat() if asked.until else "",
        total=total,
        narrowed=bool(asked.pairs),
        pager=_pager(asked, here, place, total, len(entries)),
        masked=teller.hidden,
    )


def _choices(connection: Connection, teller: Teller, asked: Asked, area: str) -> tuple[Choice, ...]:
    persons, done = known(connection, teller.chain)
    people = names(connection)
    choices = [
        Choice("person", _("Person"), tuple((one, person_words(people, one)) for one in persons), asked.person),
        Choice("act", _("What was done"), tuple(sorted(((one, act_word(one)) for one in done), key=_word)), asked.name),
    ]
    if area == "subject":
        choices.insert(0, Choice("form", _("Form"), _forms(teller.study, teller.language), asked.form))
    return tuple(choices)


def _word(pair: tuple[str, str]) -> str:
    return pair[1]


def _forms(definition: Study, spoken: str) -> tuple[tuple[str, str], ...]:
    return tuple((form.name, say(form.label, spoken)) for form in definition.forms)


def _pager(asked: Asked, here: str, place: dict[str, Any], total: int, shown: int) -> Pager | None:
    if total <= A_PAGE:
        return None
    first = (asked.page - 1) * A_PAGE + 1
    last = first + shown - 1
    return Pager(
        first,
        last,
        total,
        url_for(here, **place, **asked.on(asked.page - 1)) if asked.page > 1 else "",
        url_for(here, **place, **asked.on(asked.page + 1)) if last < total else "",
    )
