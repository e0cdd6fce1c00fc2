"""Freeze and lock: the checklist with its gaps, requests and approvals, places held, unlocking."""

from edc.web.locking.routes import blueprint

__all__ = ["blueprint"]
