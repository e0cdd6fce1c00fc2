"""Participants by visits: where everybody stands, and the way to one of them."""

from edc.web.matrix.routes import blueprint

__all__ = ["blueprint"]
