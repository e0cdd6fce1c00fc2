"""What every page shows around its content: person, study, language, clock and the words that lead on."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, request, url_for

from edc import clock
from edc.access import reading
from edc.access.rules import Permission
from edc.casebook.pinning import versions_and_starts
from edc.casebook.reading import current_study
from edc.casebook.rules_versions import effective_version
from edc.db import rows
from edc.errors import N_
from edc.study.definition import Study
from edc.web import words
from edc.web.gate import edc
from edc.web.person import ROLE_WORDS, Me
from edc.web.punctuation import listed
from edc.web.shapes import MeShape, StudyShape
from edc.web.spoken import every_study
from edc.web.words import gettext

EXPORTING = frozenset({Permission.EXPORT_DATA, Permission.EXPORT_DOWNLOAD, Permission.EXPORT_OWN_SITE})
LOCKING = frozenset({Permission.LOCK_REQUEST, Permission.LOCK_APPROVE, Permission.UNLOCK_REQUEST})
DATA = (
    ("exports.index", EXPORTING),
    ("locking.index", LOCKING),
    ("trail.study", frozenset({Permission.ACCESS_TRAIL_READ})),
    ("study.index", frozenset({Permission.STUDY_VIEW})),
)
NAV: tuple[tuple[str, tuple[tuple[str, frozenset[Permission]], ...], tuple[str, ...]], ...] = (
    (N_("Today"), (("home.index", frozenset({Permission.ACCOUNT_USE})),), ("home",)),
    (
        N_("Participants"),
        (("matrix.index", frozenset({Permission.DATA_VIEW})),),
        ("matrix", "casebook", "crf", "subjects", "signing"),
    ),
    (N_("Queries"), (("queries.listing", frozenset({Permission.DATA_VIEW})),), ("queries",)),
    (N_("Safety"), (("safety.board", frozenset({Permission.DATA_VIEW})),), ("safety", "deviations")),
    (N_("Data"), DATA, ("exports", "locking", "trail", "study", "paper")),
    (N_("People"), (("people.people", frozenset({Permission.PEOPLE_VIEW})),), ("people",)),
)
"""The words under the bar: a word, where it leads (the first place that one of its
permissions opens), and the blueprints whose pages belong to it."""

JUMP = "matrix.jump"
DEMO = "demo"
PRODUCTION = "production"


def install(app: Flask) -> None:
    """Give every template what the frame shows."""
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    me: Me | None = g.get("me")
    study = the_study()
    zone = study.timezone
    return {
        "me": _me(me) if me else None,
        "study": _study(study, me),
        "nav": _nav(me) if me else (),
        "now_text": f"{clock.local(clock.stamp(clock.now()), zone):%H:%M} {clock.zone_name(zone)}",
        "language": words.language(),
    }


def the_study() -> Study:
    """The newest version with what earlier ones have besides, read once a request: what anything is named by."""
    if "study" not in g:
        with edc().database.reading() as connection:
            g.study = every_study(connection)
    found: Study = g.study
    return found


def newest_study() -> Study:
    """The newest version as it was published, and nothing besides: what the screens of the definition show."""
    with edc().database.reading() as connection:
        return current_study(connection)


def place(endpoint: str) -> str:
    """Address of *endpoint*; empty where this house has no such room."""
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def home_url() -> str:
    return request.script_root + "/"


def _me(me: Me) -> MeShape:
    return MeShape(
        name=me.name,
        user_name=me.username,
        role=listed(gettext(ROLE_WORDS[role]) for role in me.roles),
        permissions=frozenset(str(permission) for permission in me.permissions),
        account_url=url_for("me.account"),
        sign_out_url=url_for("access.sign_out"),
        sign_in_url=url_for("access.sign_in"),
        session_url=url_for("access.session_left"),
        session_seconds=me.seconds,
    )


def _study(study: Study, me: Me | None) -> StudyShape:
    sees = me is not None and me.may(Permission.DATA_VIEW)
    return StudyShape(
        short=study.oid,
        version=gettext("Version %(n)s", n=_in_use()),
        home_url=home_url(),
        language_url=url_for("access.language"),
        ribbon=_ribbon(),
        note=gettext("Retrospective entry: lateness is not shown") if study.retrospective else "",
        jump_url=place(JUMP) if sees else "",
    )


def _in_use() -> str:
    """The versions that sites use today: a published one may start later, or not everywhere."""
    with edc().database.reading() as connection:
        versions, starts = versions_and_starts(connection)
        sites = reading.sites(connection) if versions.several else []
    used = {effective_version(versions, starts.get(one.code, ()), clock.today(one.timezone)) for one in sites}
    return ", ".join(name for name in versions.rules if name in used) or versions.first


def _ribbon() -> str:
    """What this database is, in words; nothing in production."""
    with edc().database.reading() as connection:
        marks = {row[0] for row in rows(connection, "SELECT name FROM mark")}
    if DEMO in marks:
        return gettext("Synthetic demonstration data")
    return "" if PRODUCTION in marks else gettext("Training")


def _nav(me: Me) -> tuple[tuple[str, str, bool], ...]:
    return tuple(
        (gettext(word), url, request.blueprint in blueprints)
        for word, places, blueprints in NAV
        if (url := next((place(endpoint) for endpoint, any_of in places if any(map(me.may, any_of))), ""))
    )
