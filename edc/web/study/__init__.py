"""The study definition on screen: annotated forms, schedule, edit checks, clarifications, versions."""

from edc.web.study import proposing_routes as proposing_routes
from edc.web.study import versions_routes as versions_routes
from edc.web.study.routes import blueprint

__all__ = ["blueprint"]
