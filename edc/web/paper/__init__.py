"""Paper: what is printed, in which language, and the files themselves."""

from edc.web.paper.routes import blueprint

__all__ = ["blueprint"]
