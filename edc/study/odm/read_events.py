"""Events: the columns of the schedule, and the order of forms that they ask for."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import pairwise
from xml.etree.ElementTree import Element

from edc.study.odm.marks import OID, Data
from edc.study.odm.names import EVENT_KIND, NO_VISIT, Names
from edc.study.odm.read_refs import Definitions, described, finish, named, read_ref, references
from edc.study.odm.report import Code
from edc.study.odm.source import Source


def read_event(
    source: Source,
    element: Element,
    defined: Definitions,
    forms: dict[str, str],
    taken: Names,
    ref: Element | None,
) -> Data:
    """One StudyEventDef; *forms* is OID to name, *ref* its line in Protocol."""
    odm: Data = {}
    oid = element.get("OID", "")
    part: Data = {
        "oid": source.meant(element),
        OID: oid,
        "name": named(source, element, taken, odm, source.name(element)),
    }
    described(source, element, part, odm, True)
    kind = EVENT_KIND[source.one_of(element, "Type", EVENT_KIND, "Scheduled")]
    if kind != "scheduled":
        part["kind"] = kind
    if source.one_of(element, "Repeating", ("Yes", "No"), "No") == "Yes":
        part["repeating"] = True
    expected = kind == "scheduled"
    if ref is not None:
        kept, _, _ = read_ref(source, ref, defined, expected)
        if kept:
            odm["ref"] = kept
    names = []
    for form in references(source, element, "FormRef", defined.elements["FormDef"], odm):
        kept, _, _ = read_ref(source, form, defined, expected)
        if kept:
            odm.setdefault("FormRef", {})[form.get("FormOID", "")] = kept
        names.append(forms[form.get("FormOID", "")])
        defined.used.add(("FormDef", form.get("FormOID", "")))
    if names:
        part["forms"] = names
    finish(source, element, part, odm, ("Repeating", "Type"), "FormRef")
    source.report.add("accepted", element, Code.EVENT, oid=oid, name=part["name"])
    return part


def no_visit(languages: tuple[str, ...], forms: list[str]) -> Data:
    """The one unscheduled event of a file without visits; it stands for no StudyEventDef."""
    words = {"en": "Without visit", "zh": "不分访视"}
    return {
        "oid": NO_VISIT,
        OID: NO_VISIT,
        "name": "NO_VISIT",
        "label": {language: words.get(language, words["en"]) for language in languages},
        "kind": "unscheduled",
        "repeating": True,
        "forms": forms,
    }


def agreed_order(forms: list[str], events: list[list[str]]) -> dict[str, int]:
    """The place of each of *forms* in an order that all *events* keep; as they stand, if there is none.

    The schedule is a matrix with one line per form, so one order must do for all
    visits; files from elsewhere list forms in any order.
    """
    rank = {name: n for n, name in enumerate(forms)}
    pairs = {pair for names in events for pair in pairwise(names)}
    after: dict[str, list[str]] = {name: [] for name in forms}
    waiting = dict.fromkeys(forms, 0)
    for earlier, later in pairs:
        after[earlier].append(later)
        waiting[later] += 1
    ready = [rank[name] for name in forms if not waiting[name]]
    order: dict[str, int] = {}
    while ready:
        name = forms[heappop(ready)]
        order[name] = len(order)
        for later in after[name]:
            waiting[later] -= 1
            if not waiting[later]:
                heappush(ready, rank[later])
    return order if len(order) == len(forms) else rank
