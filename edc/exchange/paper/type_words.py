"""What each type of an item is called, on screens and on paper."""

from __future__ import annotations

from edc.errors import N_

TYPE_WORDS: dict[str, str] = {
    "text": N_("Text"),
    "number": N_("Number"),
    "integer": N_("Whole number"),
    "boolean": N_("Yes or no"),
    "date": N_("Date"),
    "time": N_("Time"),
    "datetime": N_("Date and time"),
    "partial_date": N_("Date, known in part"),
    "partial_time": N_("Time, known in part"),
    "partial_datetime": N_("Date and time, known in part"),
    "duration": N_("Duration"),
    "choice": N_("One answer of a list"),
    "multi": N_("Several answers of a list"),
    "file": N_("File"),
    "link": N_("Link to rows of a log"),
    "derived": N_("Computed"),
}
