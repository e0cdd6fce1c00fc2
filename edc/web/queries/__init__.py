"""Queries: the list, one thread, raising one, closing several."""

from edc.web.queries.routes import blueprint

__all__ = ["blueprint"]
