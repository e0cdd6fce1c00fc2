"""The casebook of one participant, and one of its visits to read through."""

from edc.web.casebook import life as life
from edc.web.casebook.routes import blueprint

__all__ = ["blueprint"]
