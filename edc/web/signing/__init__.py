"""Signing: read a page, a visit or a casebook through, sign it, withdraw a signature."""

from edc.web.signing.routes import blueprint

__all__ = ["blueprint"]
