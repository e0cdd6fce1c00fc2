"""The one parser and validator of every channel: form fields, import, API.

:func:`read` turns what was typed into a value, a refusal or a blank, with what is to be asked;
:func:`asks_of` asks the same of a value stored earlier. The rest reads stored values back.
"""

from edc.study.values.asking import asks_of
from edc.study.values.codes import as_file, codes, encode_code
from edc.study.values.dates import as_date, span
from edc.study.values.links import linked_rows
from edc.study.values.numbers import conversion_text, number, range_text, unit_text
from edc.study.values.privacy import SCANNED
from edc.study.values.reading import Reading, misfit, read
from edc.study.values.showing import Typed, as_typed, shown
from edc.study.values.times import as_datetime

__all__ = [
    "SCANNED",
    "Reading",
    "Typed",
    "as_date",
    "as_datetime",
    "as_file",
    "as_typed",
    "asks_of",
    "codes",
    "conversion_text",
    "encode_code",
    "linked_rows",
    "misfit",
    "number",
    "range_text",
    "read",
    "shown",
    "span",
    "unit_text",
]
