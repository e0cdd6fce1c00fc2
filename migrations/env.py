"""Alembic's way in. Only ``edc.trail.migrate`` runs it, with a connection of its own."""

from alembic import context

import edc.access.tables
import edc.casebook.tables
import edc.exchange.tables
import edc.review.tables
import edc.trail.tables  # noqa: F401  # the imports above register the tables
from edc.db import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the helper's own transaction holds everything
    compare_type=True,
)
context.run_migrations()
