"""Deviations on screen: the worklist, one notice with its steps, a proposal."""

from edc.web.deviations.routes import blueprint

__all__ = ["blueprint"]
