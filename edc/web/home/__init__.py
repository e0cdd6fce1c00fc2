"""Home: what each person owes today, by the roles they hold."""

from edc.web.home.routes import blueprint

__all__ = ["blueprint"]
