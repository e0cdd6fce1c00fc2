"""What narrows the list of queries: chips, lists to choose from, its pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.casebook.listing import SubjectRow
from edc.study.definition import Study, say
from edc.web.person import Me
from edc.web.queries.asked import A_PAGE, Asked
from edc.web.shapes import Filter, Pager
from edc.web.shapes.queries import Choice


def filter_chips(
    me: Me, asked: Asked, chip: str, counts: Mapping[str, int]
) -> tuple[tuple[str, tuple[Filter, ...]], ...]:
    """State, kind, and the rest; each a link that sets or unsets it."""
    states = {
        "open": _("Open"),
        "answered": _("Answered"),
        "closed": _("Closed"),
        "cancelled": _("Cancelled"),
        "all": _("All"),
    }
    kinds = {"check": _("Edit check"), "manual": _("By hand"), "import": _("Import")}
    whom = [("investigator", _("For the investigator"))]
    if me.may(Permission.QUERY_RAISE):
        whom.append(("me", _("Raised by me")))
    return (
        (
            _("State"),
            tuple(Filter(word, asked.url(state=name), name == chip, counts[name]) for name, word in states.items()),
        ),
        (
            _("Kind"),
            tuple(
                Filter(word, asked.url(kind="" if asked.kind == name else name), asked.kind == name)
                for name, word in kinds.items()
            ),
        ),
        (
            "",
            (
                *(
                    Filter(word, asked.url(whom="" if asked.whom == name else name), asked.whom == name)
                    for name, word in whom
                ),
                Filter(_("Older than 7 days"), asked.url(age=not asked.age), asked.age),
                *_place(asked),
            ),
        ),
    )


def _place(asked: Asked) -> tuple[Filter, ...]:
    """One page or one item, as a chip that is taken off."""
    if asked.page is None:
        return ()
    return (Filter(_("This item only") if asked.path else _("This page only"), asked.url(page=None, path=""), True),)


def choices(study: Study, asked: Asked, subjects: Sequence[SubjectRow], language: str) -> tuple[Choice, ...]:
    """Lists to choose a participant, a visit and a form from."""
    return (
        Choice("participant", _("Participant"), tuple((one.code, one.code) for one in subjects), asked.participant),
        Choice(
            "visit",
            _("Visit"),
            tuple((event.name, say(event.short or event.label, language)) for event in study.events),
            asked.visit,
        ),
        Choice("form", _("Form"), tuple((form.name, say(form.label, language)) for form in study.forms), asked.form),
    )


def pager(asked: Asked, total: int, shown: int) -> Pager | None:
    """The way to the other pages of the list."""
    if total <= A_PAGE:
        return None
    first = (asked.n - 1) * A_PAGE + 1
    last = first + shown - 1
    return Pager(
        first,
        last,
        total,
        asked.url(n=asked.n - 1) if asked.n > 1 else "",
        asked.url(n=asked.n + 1) if last < total else "",
    )
