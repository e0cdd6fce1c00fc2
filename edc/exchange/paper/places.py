"""Where a printed form belongs: the head of each form, and the frame around every page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edc.errors import N_
from edc.exchange.paper.speech import Json, Speech, Text, joined, plain
from edc.study.definition import Event, Form, Study


@dataclass(frozen=True, slots=True)
class Place:
    """A form of a visit of a participant; what is not known is left for the pen."""

    event: Event | None = None
    repeat: int = 1
    page: int = 1
    """Which of several pages of the form at that visit."""
    subject: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """What every page says of the document: what it is, when it was printed and by whom."""

    what: Text
    """Of the whole document."""
    kind: Text
    """Such as "Blank form"; printed at the foot of every page."""
    at: str
    by: str


def head(study: Study, form: Form, place: Place, speech: Speech) -> Json:
    """The head of a form."""
    visit = speech.label(place.event.label) if place.event else []
    if place.event is not None and place.event.repeating and place.subject:
        visit = joined([visit, [str(place.repeat)]], " ")
    return {
        "k": "form",
        "name": form.name,
        "title": speech.label(form.label),
        "visit": visit,
        "visit_date": place.event is not None and place.event.kind != "log" and not place.subject,
        "page_no": str(place.page) if form.repeating and place.subject else "",
        "repeating": form.repeating and not place.subject,
        "subject": place.subject,
        "site": site_name(study, place.site, speech),
    }


def site_name(study: Study, code: str, speech: Speech) -> Text:
    """``YA`` with the name of the site, where the study tells it."""
    found = next((site for site in study.sites if site.code == code), None)
    return joined([[code], speech.label(found.label)], " ") if found is not None else [code]


def frame(study: Study, printed: Printed, speech: Speech) -> Json:
    """What stands around every page."""
    return {
        "name": plain(printed.what),
        "language": speech.languages[0],
        "title": printed.what,
        "kind": printed.kind,
        "printed": speech(N_("Printed %(at)s by %(who)s"), at=printed.at, who=printed.by),
        "protocol": study.protocol or study.oid,
        "study": speech.label(study.label),
        "version": speech(N_("Study version %(version)s"), version=study.version),
        "digest": study.digest[:12],
        "chain": [],
        "words": {name: speech(text, n="{n}", of="{of}") for name, text in _WORDS.items()},
    }


_WORDS = {
    "subject": N_("Participant no."),
    "site": N_("Site"),
    "page": N_("Page %(n)s of %(of)s"),
    "visit_date": N_("Date of visit"),
    "visit": N_("Visit"),
    "page_no": N_("Page no. of this form"),
    "filled_by": N_("Filled in by"),
    "investigator": N_("Investigator"),
    "name": N_("Name"),
    "date": N_("Date"),
    "signature": N_("Signature"),
}


def banners(study: Study, form: Form, speech: Speech) -> list[Json]:
    """Open questions about the protocol that concern *form*."""
    return list(_open(study, form, speech))


def _open(study: Study, form: Form, speech: Speech) -> Iterator[Json]:
    for one in study.clarifications:
        if one.status == "open" and form.name in one.forms:
            about = speech(N_("Protocol clarification %(id)s, open"), id=one.id)
            text = (
                joined([speech.label(one.text), speech.label(one.effect)], " ")
                if one.effect
                else speech.label(one.text)
            )
            yield {"title": joined([about, [one.criterion or ""]], " · ") if one.criterion else about, "text": text}


def file_name(study: Study, *parts: str) -> str:
    """A name for the file, of plain characters: ``ucmsc-dn-1-blank-RENAL-zh.pdf``."""
    words = [study.oid.lower(), study.version, *parts]
    kept = (
        "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "-" for sign in word)
        for word in words
    )
    return "-".join(word for word in kept if word) + ".pdf"
