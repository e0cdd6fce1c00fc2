"""The audit trail on screen and as a file: of one participant, and of the study."""

from edc.web.trail.routes import blueprint

__all__ = ["blueprint"]
