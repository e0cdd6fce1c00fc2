"""The case report form page: open, live help, drafts, save, conflicts, marks."""

from edc.web.crf import moving as moving
from edc.web.crf.routes import blueprint

__all__ = ["blueprint"]
