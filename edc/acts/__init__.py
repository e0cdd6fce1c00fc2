"""What can happen: one file per verb, and the only room that writes."""

# an act writes rows in the order their tables refer to each other, so all tables must be known
import edc.access.tables
import edc.casebook.tables
import edc.exchange.tables
import edc.review.tables
import edc.trail.tables  # noqa: F401  # the imports register the tables
