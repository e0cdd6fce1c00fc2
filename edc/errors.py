"""The catalogue of problems: every refusal the house can give.

A refusal has a code, an HTTP status and one sentence that says what happened,
what is kept and what to do. The database's guards raise ``edc:<code>``;
``refusal_from`` turns that, once, into the same kind of refusal.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Entry(NamedTuple):
    status: int
    text: str
    """English message id; parameters as ``%(name)s``."""


def N_(text: str) -> str:
    """Marks a message id for extraction; it is translated where it is shown."""
    return text


CATALOGUE: dict[str, Entry] = {
    # the record's own guards
    "stale": Entry(
        409, N_("This page was saved by somebody else meanwhile. Nothing was overwritten. Open it again.")
    ),
    "held": Entry(403, N_("These data are frozen or locked. Nothing was changed. Ask the data manager.")),
    "locked": Entry(403, N_("These data are locked. Nothing was changed. Request an unlock to go on.")),
    "no_person": Entry(422, N_("Every change needs a person. Nothing was changed. Sign in again.")),
    "no_reason": Entry(
        422, N_("A stored value was changed without a reason. Nothing was changed. Give a reason for each change.")
    ),
    "no_change": Entry(422, N_("Nothing differs from what is stored, so nothing was saved.")),
    "vanished": Entry(422, N_("A stored item was left out of the page. Nothing was changed. Open it again.")),
    "back_dated": Entry(
        422, N_("The time of this save lies before the previous one. Nothing was changed. Check the server's clock.")
    ),
    "contradicts": Entry(422, N_("A row of the trail does not agree with the page it belongs to. It was refused.")),
    "append_only": Entry(422, N_("The record is only ever added to. The change or deletion was refused.")),
    "out_of_chain": Entry(422, N_("A row does not follow the last one of its chain. It was refused.")),
    "not_redactable": Entry(422, N_("Only a value named in a redaction can be blanked. It was refused.")),
    "own_request": Entry(403, N_("Nobody approves their own request. Somebody else must.")),
    # the study
    "no_study": Entry(409, N_("No study is published in this database. Run: edc init")),
    "study_differs": Entry(409, N_("This database belongs to another study. One study is one database.")),
    "subject_exists": Entry(409, N_("There is a participant %(code)s already. Codes are never used again.")),
    "check_refused": Entry(422, N_("A value cannot be right. Nothing was saved; everything typed is kept.")),
    # what people meet
    "not_found": Entry(404, N_("There is nothing here that you may see. Check the address or go back.")),
    "not_permitted": Entry(403, N_("Your role does not allow this. Nothing was changed.")),
    "expired": Entry(401, N_("You were signed out. Typed values are kept. Enter your password to go on.")),
    "no_such_items": Entry(422, N_("The form names items that this page does not have: %(items)s. Nothing was saved.")),
    "duplicate_request": Entry(409, N_("This request was already used for something else. Open the page again.")),
    "derived_held": Entry(
        403,
        N_("This correction would change derived values on frozen or locked pages: %(pages)s. Nothing was changed."),
    ),
}

_GUARD = re.compile(r"edc:([a-z_]+)")


class Refusal(Exception):
    """Something was asked that cannot be done. Nothing was changed."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = {name: str(value) for name, value in params.items()}
        super().__init__(self.text % self.params)

    @property
    def entry(self) -> Entry:
        return CATALOGUE[self.code]

    @property
    def status(self) -> int:
        return self.entry.status

    @property
    def text(self) -> str:
        return self.entry.text


def refusal_from(error: BaseException) -> Refusal | None:
    """The refusal a guard of the database meant, or ``None`` if it was not a guard."""
    found = _GUARD.search(str(error))
    return Refusal(found[1]) if found and found[1] in CATALOGUE else None
