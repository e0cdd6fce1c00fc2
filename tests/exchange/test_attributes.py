"""What changed between two versions is said in words, not in the keys of a definition."""

from __future__ import annotations

from edc.exchange.paper.attributes import ATTRIBUTES
from edc.study import definition
from edc.study.definition import Part

STRUCTURE = {"odm", "rows", "groups", "checks", "choices", "conditions"}
"""Fields whose members are compared one by one: the field itself is never what changed."""
WHOLE = {"Study", "Conversion", "Range", "Slip", "Deviation", "Deviations", "Release"}
"""Parts that are said as a whole, or whose lists are compared by their own members."""


def test_every_field_that_can_change_has_words() -> None:
    """REQ-50: whoever approves an amendment reads "expected range", never a bare ``soft``."""
    parts = [one for one in vars(definition).values() if isinstance(one, type) and issubclass(one, Part)]
    fields = {name for part in parts if part is not Part and part.__name__ not in WHOLE for name in part.model_fields}
    assert len(fields) > 60
    assert fields - STRUCTURE - set(ATTRIBUTES) == set()
