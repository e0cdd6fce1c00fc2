"""Laboratory reference ranges: the list, proposing, approving and ending."""

from edc.web.ranges.routes import blueprint

__all__ = ["blueprint"]
