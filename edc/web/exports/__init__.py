"""Exports: what was made of each lock, making one, taking a file away."""

from edc.web.exports.routes import blueprint

__all__ = ["blueprint"]
