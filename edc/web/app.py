"""The application put together: settings, extensions, rooms of the house, and the gate before them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from whitenoise import WhiteNoise

from config import Config, from_environment
from edc.access.sessions import Limits
from edc.db import Database
from edc.web import (
    access,
    casebook,
    crf,
    deviations,
    exports,
    frame,
    gate,
    headers,
    home,
    locking,
    matrix,
    me,
    paper,
    people,
    problems,
    queries,
    ranges,
    readiness,
    safety,
    signing,
    study,
    subjects,
    trail,
    verifying,
    words,
)

ROOT = Path(__file__).resolve().parents[2]
STATIC = Path(__file__).resolve().parent / "static"
BLUEPRINTS = (
    access.blueprint,
    casebook.blueprint,
    crf.blueprint,
    deviations.blueprint,
    exports.blueprint,
    home.blueprint,
    locking.blueprint,
    matrix.blueprint,
    me.blueprint,
    paper.blueprint,
    people.blueprint,
    queries.blueprint,
    ranges.blueprint,
    safety.blueprint,
    signing.blueprint,
    study.blueprint,
    subjects.blueprint,
    trail.blueprint,
    verifying.blueprint,
)
"""Every screen of the house. A new room adds its line here."""

STATIC_SECONDS = 300


def build(config: Config | None = None, database: Database | None = None) -> Flask:
    """See :func:`edc.create_app`."""
    config = config or from_environment()
    database = database or Database(config.database_url)
    readiness.require(database)
    app = Flask("edc", root_path=str(ROOT), template_folder="templates", static_folder=str(STATIC))
    app.config.update(
        SECRET_KEY=config.secret_key,
        # the prefix makes a browser refuse the cookie from anything but this host over HTTPS
        SESSION_COOKIE_NAME="__Host-edc" if config.secure_cookies else "edc",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # a token lives as long as the signed-in session, not an hour
        WTF_CSRF_TIME_LIMIT=None,
        # the gate checks it, after it knows who asks
        WTF_CSRF_CHECK_DEFAULT=False,
        MAX_CONTENT_LENGTH=21 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=10_000,
    )
    limits = Limits(timedelta(minutes=config.idle_minutes), timedelta(hours=config.session_hours))
    app.extensions["edc"] = gate.Edc(config, database, limits)
    app.jinja_env.undefined = StrictUndefined
    CSRFProtect(app)
    words.install(app)
    gate.install(app)
    headers.install(app)
    frame.install(app)
    problems.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    gate.check_routes(app)
    served = WhiteNoise(
        app.wsgi_app,
        root=str(STATIC),
        prefix="static/",
        max_age=STATIC_SECONDS,
        allow_all_origins=False,
        add_headers_function=headers.add_to_file,
    )
    app.wsgi_app = served  # type: ignore[method-assign]  # the way WSGI middleware is put around Flask
    return app
