"""Thin blueprints and the files they serve."""
