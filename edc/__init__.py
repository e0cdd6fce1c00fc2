"""Electronic data capture for a clinical trial: one study, one database."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Config
    from edc.db import Database

__version__ = "0.1.0"


def create_app(config: Config | None = None, database: Database | None = None) -> Flask:
    """The web application: for ``edc serve``, ``flask`` and any WSGI server.

    Never creates or changes a schema. Raises :class:`edc.web.readiness.NotReady` where the
    database is not fit to be used, with a sentence on how to put each thing right, and
    :class:`edc.web.gate.UngatedRoute` where a route does not say who may use it.
    """
    # the rooms to the right are loaded here alone, so that `edc.study` needs none of them
    from edc.web.app import build

    return build(config, database)
