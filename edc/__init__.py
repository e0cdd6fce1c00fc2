"""Electronic data capture for a clinical trial: one study, one database."""

__version__ = "0.1.0"
