"""Adding a version to a page: what every act that changes data has in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edc.acts.context import Context
from edc.casebook.checking import HEADER
from edc.casebook.rules_saving import reasons_needed
from edc.errors import Refusal
from edc.study.document import Document, Value, changed, encode
from edc.trail import digests
from edc.trail.unit import Unit


class ReasonsOwed(Refusal):
    """Stored values would change without a reason. ``paths`` says which."""

    def __init__(self, paths: list[str]) -> None:
        self.paths = paths
        super().__init__("no_reason")


@dataclass(frozen=True, slots=True)
class Added:
    """A version just appended."""

    page: int
    seq: int
    document: Document
    digest: str
    changes: Mapping[str, Value | None]


def add_version(
    work: Unit, context: Context, page: int, document: Document, reasons: Mapping[str, str], origin: str
) -> Added | None:
    """Append the next version of *page*; ``None`` if nothing differs from its head.

    *document* is the whole page. Raises :class:`ReasonsOwed`, or :class:`Refusal`:
    ``held`` where a freeze or a lock closes the data, ``subject_struck`` of a
    participant created in error. The database writes the item changes, or refuses
    the version.
    """
    now = context.pages[page]
    changes = changed(now.document, document)
    if not changes:
        return None
    if context.struck:
        raise Refusal("subject_struck")
    if context.held(page).state != "open":
        raise Refusal("held")
    owed = [path for path in reasons_needed(now.document, document) if not reasons.get(path)]
    if owed:
        raise ReasonsOwed(owed)
    given = {path: reasons[path] for path in changes if path in now.document and path in reasons}
    covered = {path: "null" if value is None else value.encoded for path, value in changes.items()}
    covered |= {f"?{path}": reason for path, reason in given.items()}
    salted = digests.salts(sorted(covered))
    committed = digests.commitments(covered, salted)
    # what was cleared stays as null: "was there before" must be decidable for good
    whole: Document = {path: value for path, value in document.items() if value is not None or path in now.document}
    row = {
        "page": page,
        "seq": now.seq + 1,
        "study_version": context.study_of(page).version,
        "data": encode(whole),
        "reasons": digests.canonical(given),
        "person": work.actor.person,
        "role": work.actor.role,
        "saved_at": work.at,
        "origin": origin,
        "request_key": work.request_id,
        "salts": digests.canonical(salted),
        "commitments": digests.canonical(committed),
    }
    digest = digests.version_digest(now.digest, [row[name] for name in HEADER], committed)
    work.append("page_version", context.subject.chain, row | {"digest": digest})
    for path in changes:
        if context.marks.get(page):
            context.last_change[page][path] = now.seq + 1
    return Added(page, now.seq + 1, whole, digest, changes)
