"""One item of a page as its template receives it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from urllib.parse import quote

from flask import url_for
from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.review.rules_queries import QueryState, Thread
from edc.study.definition import Choice, Group, Item, Study
from edc.study.document import Value
from edc.study.evaluation import Finding
from edc.study.values import Typed, as_date, as_typed, shown, unit_text
from edc.study.values.numbers import decimal_text, number, rounded
from edc.web.crf.linked import log_links, row_choices, row_words
from edc.web.crf.reaching import lies_ahead
from edc.web.crf.sheet import Sheet
from edc.web.saying import say_finding, say_problem
from edc.web.shapes import AskShape, DerivedShape, ItemShape, Mark, Offer, ReasonShape
from edc.web.spoken import YES_NO, value_words

SETTLED = frozenset({QueryState.ACCEPTED, QueryState.CANCELLED})


def item_shape(sheet: Sheet, item: Item, path: str, reasons_owed: frozenset[str] = frozenset()) -> ItemShape:
    """*item* at *path*, as stored or as typed, with what is said of it."""
    study, language = sheet.study, sheet.language
    stored = sheet.context.document(sheet.ref.id).get(path)
    if item.type == "derived":
        return _derived(sheet, item, path)
    value = sheet.document.get(path)
    typed = as_typed(stored)
    if stored is not None and typed.unit is not None and typed.unit not in item.units:
        # another version of the form offered that unit: left to the list, the number would stand in another one
        typed = Typed(stored.v or "")
    was = typed.text.replace("T", " ") if item.type in ("datetime", "partial_datetime") else typed.text
    text, unit, missing = was, typed.unit, typed.missing
    reading = sheet.typed.get(path)
    if path in sheet.raw or f"{path}@missing" in sheet.raw:
        text = sheet.raw.get(path, "")
        unit, missing = sheet.raw.get(f"{path}@unit") or None, sheet.raw.get(f"{path}@missing") or None
    masked = sheet.masked(item)
    shows = "" if masked else _words(sheet, item, value)
    return ItemShape(
        path=path,
        label=item.label,
        type=item.type,
        text="" if masked else text,
        stored=None if stored is None else ("" if masked else was),
        shown=shows,
        echo=_echo(item, value, study, language),
        help=item.help or None,
        section=item.section or None,
        optional=item.required is False,
        length=item.length,
        choices=row_choices(sheet, item, value) if item.type == "link" else _choices(item, study),
        logs=log_links(sheet, item) if item.links else (),
        unit=unit_text(study, item.unit, language) if item.unit else "",
        units=tuple((code, unit_text(study, code, language)) for code in (item.unit, *item.units) if code)
        if item.units
        else (),
        picked_unit=unit or item.unit or "",
        missing=tuple(each for each in study.missing if item.missing is None or each.code in item.missing),
        missing_code=missing or "",
        problem=say_problem(reading.problem) if reading and reading.problem else "",
        asks=tuple(_asks(sheet, path)),
        tells=tuple(say_finding(one, language) for one in sheet.found_at.get(path, ()) if one.level == "tell"),
        reason=_reason(sheet, item, path, stored, value) if path in reasons_owed else None,
        queries=_mark(sheet, path),
        raise_url=sheet.raise_start and sheet.raise_start + quote(path),
        history_url=sheet.history_start + quote(path) if stored is not None or _known(sheet, path) else "",
        verify=_verify(sheet, item, path),
        file_url=_file_url(sheet, item, value),
        hidden=path in sheet.hidden and value is None and not text,
        masked=masked,
        awaits=_awaits(sheet, item, path, stored, value),
    )


def _awaits(sheet: Sheet, item: Item, path: str, stored: Value | None, value: Value | None) -> bool:
    """Whether the answer is a judgement that somebody wrote down who may not make it, and no signature covers it."""
    if not item.medical or value is None or sheet.may(Permission.MEDICAL_DECIDE):
        return False
    return value != stored or path in sheet.transcribed


def _derived(sheet: Sheet, item: Item, path: str) -> ItemShape:
    text = sheet.view.pages[sheet.ref.id].derived.get(path)
    value = None if text is None else Value(v=text)
    masked = sheet.masked(item)
    words = "" if masked else shown(item, value, sheet.study, sheet.language)
    unit = unit_text(sheet.study, item.unit, sheet.language) if item.unit else ""
    return ItemShape(
        path=path,
        label=item.label,
        type="derived",
        text=words.removesuffix(f" {unit}") if unit else words,
        shown=words,
        help=item.help or None,
        section=item.section or None,
        unit=unit,
        derived=DerivedShape(item.value or "", ""),
        hidden=path in sheet.hidden,
        queries=_mark(sheet, path),
    )


def _echo(item: Item, value: Value | None, study: Study, language: str) -> str:
    """What the program understood, where that is more than what stands in the field."""
    if value is None or value.v is None:
        return ""
    if item.type == "date" and (day := as_date(value)):
        return _weekday(day.weekday())
    if value.u is not None:
        return f"= {_standard(item, value)} {unit_text(study, item.unit, language)}"
    return ""


def _standard(item: Item, value: Value) -> str:
    """The number in the item's own unit, to its decimals, as the offer of the unit says it; stored is the whole of it."""
    found = number(value)
    if found is None or item.decimals is None:
        return value.v or ""
    return found[0] + decimal_text(rounded(found[1], item.decimals))


def _weekday(number: int) -> str:
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))[number]


def _words(sheet: Sheet, item: Item, value: Value | None) -> str:
    if item.type == "link" and value is not None and value.v is not None:
        return row_words(sheet, item, value)
    return value_words(item, value, sheet.study, sheet.language)


def _choices(item: Item, study: Study) -> tuple[Choice, ...]:
    if item.type == "boolean":
        return YES_NO
    codelist = study.codelist_by_oid.get(item.codelist or "")
    return codelist.choices if codelist else ()


def _asks(sheet: Sheet, path: str) -> Iterator[AskShape]:
    """What is asked of one path (or of the page, for ``""``): in entry only, confirmed ones quietly."""
    for one in sheet.found_at.get(path, ()):
        if one.level != "ask":
            continue
        thread = thread_of(sheet, one)
        if thread is None and lies_ahead(sheet, one):
            continue
        settled = thread is not None and thread.state in SETTLED and _as_stored(sheet, one)
        confirmed = sheet.raw.get(f"{path}@confirm:{one.check}", "") or ("confirmed" if settled else "")
        words = sheet.raw.get(f"{path}@confirm_text:{one.check}", "")
        awaits = one.medical and not sheet.may(Permission.MEDICAL_DECIDE)
        yield AskShape(one.check, say_finding(one, sheet.language), confirmed, words, offer(sheet, one), awaits)


page_asks = _asks


def _as_stored(sheet: Sheet, finding: Finding) -> bool:
    """Whether everything of this page that *finding* read stands there as it is stored: else it is asked anew."""
    page = sheet.ref.id
    stored, was = sheet.context.document(page), sheet.context.derived.get(page, {})
    now = sheet.view.pages[page].derived
    read = {path for at, path in finding.inputs if at == page} | set(finding.paths)
    return all(sheet.document.get(path) == stored.get(path) and now.get(path) == was.get(path) for path in read)


def thread_of(sheet: Sheet, finding: Finding) -> Thread | None:
    """The query thread of what is found, where it was raised before."""
    for thread in sheet.context.threads.get(sheet.ref.id, {}).values():
        if thread.check == finding.check and thread.path == finding.path:
            return thread
    return None


def offer(sheet: Sheet, finding: Finding) -> Offer | None:
    """For a slip of unit: the button that records the number in the unit it was probably meant in."""
    if finding.code != "slip":
        return None
    at = sheet.form.at(finding.path)
    unit = at[2].slips[int(finding.params["slip"])].unit if at else None
    if unit is None:
        return None
    return Offer(unit, _("Record %(typed)s %(unit)s (= %(standard)s %(standard_unit)s)", **finding.params))


def _reason(sheet: Sheet, item: Item, path: str, stored: Value | None, value: Value | None) -> ReasonShape:
    code = sheet.raw.get(f"{path}@reason", "")
    return ReasonShape(
        old=value_words(item, stored, sheet.study, sheet.language),
        new=value_words(item, value, sheet.study, sheet.language),
        code=code,
        text=sheet.raw.get(f"{path}@reason_text", ""),
        problem=_("Say why the stored value changes. Nothing is saved yet."),
    )


def _mark(sheet: Sheet, path: str) -> Mark | None:
    threads = sheet.context.threads.get(sheet.ref.id)
    if not threads:
        return None
    states = [thread.state for thread in threads.values() if thread.path == path]
    count, answered = states.count(QueryState.OPEN), states.count(QueryState.ANSWERED)
    if not count and not answered:
        return None
    return Mark(url_for("queries.listing", page=sheet.ref.id, path=path), count, answered)


def _known(sheet: Sheet, path: str) -> bool:
    return path in sheet.context.document(sheet.ref.id)


def _verify(sheet: Sheet, item: Item, path: str) -> Literal["", "due", "done", "changed"]:
    if not item.verified or sheet.document.get(path) is None:
        return ""
    mark = sheet.context.marks.get(sheet.ref.id, {}).get(path)
    if mark is None:
        return "due"
    return "done" if mark == sheet.context.last_change.get(sheet.ref.id, {}).get(path) else "changed"


def _file_url(sheet: Sheet, item: Item, value: Value | None) -> str:
    return url_for("crf.file", page_id=sheet.ref.id, path=value.v) if item.type == "file" and value and value.v else ""


def row_summary(sheet: Sheet, group: Group, prefix: str) -> str:
    """A row in one line: what it is about and when, for a bare "No" or a number says nothing there."""
    told = [
        (item, value_words(item, value, sheet.study, sheet.language))
        for item in group.items
        if (value := sheet.document.get(prefix + item.name)) is not None and not sheet.masked(item)
    ]
    answers = {
        codelist.oid for codelist in sheet.study.codelists if {"Y", "N"} <= {one.code for one in codelist.choices}
    }
    names = [one for one in told if one[0].type in ("text", "choice") and one[0].codelist not in answers][:3]
    dates = [one for one in told if one[0].type in ("date", "partial_date", "datetime", "partial_datetime")][:2]
    chosen = [one for one in told if one in names or one in dates] or told[:4]
    return " · ".join(word for _item, word in chosen if word)
