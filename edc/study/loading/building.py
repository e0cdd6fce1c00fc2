"""From a table of a file to a part of the model, with what pydantic finds said in plain English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from edc.study.definition import Part
from edc.study.loading.flaws import Flaws, Place

P = TypeVar("P", bound=Part)

_PLAIN = {
    "missing": "is missing",
    "extra_forbidden": "is not a key known here",
    "string_type": "must be text in quotes",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "tuple_type": "must be a list",
    "decimal_type": "must be a number",
    "decimal_parsing": "must be a number",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "string_pattern_mismatch": "must be an identifier: a letter, then letters, digits or _",
}
_BY_KEY = {
    "required": "must be true, false, or an expression in quotes",
    "label": 'must be a table of languages, such as { en = "Visit" }',
}


def build(
    part: type[P], data: dict[str, Any], place: Place, flaws: Flaws, spelled: Mapping[str, str] | None = None
) -> P | None:
    """*data* as a part; ``None``, and a flaw for each key that is wrong, where it is none.

    ``spelled`` gives, for fields, the TOML key that gave them.
    """
    try:
        return part.model_validate(data)
    except ValidationError as error:
        for each in error.errors(include_url=False, include_input=False):
            flaws.add(_place(each, place, spelled or {}), _message(each))
        return None


def _place(error: ErrorDetails, place: Place, spelled: Mapping[str, str]) -> Place:
    steps = list(error["loc"])
    if steps and steps[0] in spelled:
        # slip = {...} became slips = [{...}]: the position in the list is not in the file.
        single = spelled[str(steps[0])] == "slip"
        steps = [spelled[str(steps[0])], *steps[1 + single :]]
    found = place
    for step in steps:
        below = found.under(step)
        if below.source.get(below.path) is None and error["type"] != "missing":
            # pydantic names the member of a union here, which is no key of the file.
            break
        found = below
    return found


def _message(error: ErrorDetails) -> str:
    key = error["loc"][0] if error["loc"] else ""
    if key in _BY_KEY and len(error["loc"]) <= 2 and error["type"] != "missing":
        return _BY_KEY[str(key)]
    if key == "name" and error["type"] == "missing":
        return "is missing: the oid is not an identifier, so a name is needed"
    if error["type"] == "literal_error":
        return f"must be one of {error['ctx']['expected']}" if "ctx" in error else "is not one of the choices"
    said = error["msg"]
    return _PLAIN.get(error["type"], said[:1].lower() + said[1:])
