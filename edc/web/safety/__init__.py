"""The safety board: alerts, serious events with their clocks, doses given."""

from edc.web.safety.routes import blueprint

__all__ = ["blueprint"]
