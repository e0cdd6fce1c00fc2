"""What is not asked yet: a page is typed from top to bottom, and some answers still lie ahead.

The save asks whatever is still open then.
"""

from __future__ import annotations

from collections.abc import Iterator

from edc.study.evaluation import Finding
from edc.web.crf.sheet import Sheet


def lies_ahead(sheet: Sheet, finding: Finding) -> bool:
    """Whether what *finding* is about was not reached yet by whoever types the page, or opens it for the first time."""
    if sheet.seq and not sheet.raw:
        return False  # as it is stored
    at = sheet.form.at(finding.path) if finding.path else None
    stored = sheet.context.document(sheet.ref.id)
    if at is not None and at[2].stored and sheet.document.get(finding.path) is None and finding.path not in stored:
        return True
    groups = [group.name for group in sheet.form.groups]
    here = groups.index(at[0].name) if at is not None else -1
    # rows further down can be in order or lacking only once somebody came there and saved
    return sheet.seq == 0 and any(groups.index(name) > here for name in _rows_read(sheet, finding.check))


def _rows_read(sheet: Sheet, check: str) -> Iterator[str]:
    """Groups of added rows of the page's own form that a check reads, also by way of what is derived."""
    rules = sheet.rules.forms[sheet.form.name]
    read = {ref for rule in rules.rules if rule.check.id == check for ref in rule.compiled.reads}
    for derivation in rules.derivations:
        if any(ref.form == sheet.form.name and ref.item == derivation.item.name for ref in read):
            read |= set(derivation.compiled.reads)
    for ref in read:
        group, _item = sheet.form.by_name.get(ref.item, (None, None)) if ref.form == sheet.form.name else (None, None)
        if group is not None and group.repeat == "added":
            yield group.name
