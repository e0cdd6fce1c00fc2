"""From CDISC ODM 1.3 to a study.

Lenient where a file is untidy but its meaning is plain: that is reported, line
by line. Strict where meaning is missing: what refers to nothing, two
definitions under one OID, or another version of ODM refuse the whole, with every
reason. What ODM says and the model does not is kept under ``odm`` as canonical
text, for the way back, and never run.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from pydantic import ValidationError

from edc.study.checking import check_study
from edc.study.definition import Study
from edc.study.odm.fragments import children, content, first, text_of
from edc.study.odm.marks import FOREIGN, MARK, Data, settle
from edc.study.odm.names import (
    LANG,
    LANGUAGE,
    NS,
    ORDER,
    UNDERSTOOD,
    identifier,
    local,
    q,
)
from edc.study.odm.read_events import agreed_order, no_visit, read_event
from edc.study.odm.read_forms import read_form
from edc.study.odm.read_lists import read_codelist, read_units
from edc.study.odm.read_refs import Definitions, references
from edc.study.odm.read_rules import keep, read_rules
from edc.study.odm.report import Code, OdmRefused, Report
from edc.study.odm.source import Source

DEEPEST = 60
"""Levels of elements; clinical data, the deepest part of ODM, need about ten."""


def read_study(root: Element) -> tuple[Study, Report]:
    """The study a file defines, and what became of each part of the file.

    *root* is an ``ODM`` element (lxml's elements tell the report its line
    numbers). Raises :class:`OdmRefused` with every reason.
    """
    report = Report()
    plain = read_plain(root, report)
    _stop(report)
    try:
        study = Study.model_validate(settle(plain))
    except ValidationError as error:
        for reason in error.errors(include_url=False, include_input=False):
            where = ".".join(str(step) for step in reason["loc"])
            report.add("refused", None, Code.INVALID, where=where, message=reason["msg"])
        raise OdmRefused(report) from None
    for flaw in check_study(study):
        steps = (flaw.form, flaw.group, flaw.item, flaw.check, flaw.key)
        where = ".".join(step for step in steps if step)
        report.add("refused", None, Code.INVALID, where=where, message=flaw.message)
    _stop(report)
    return study, report


def read_plain(root: Element, report: Report, own: bool | None = None) -> Data:
    """A study as the standard elements say it, with the marks beside it, not yet applied.

    *own*: whether this system wrote it for a study of its own; ``None``: as the
    mark of its Protocol says. Raises :class:`OdmRefused` where reading cannot go on.
    """
    _check_root(root, report)
    study, version = _choose(root, report)
    elements = _definitions(study, version, report, [])
    _stop(report)
    part: Data = {}
    protocol = next(iter(elements["Protocol"].values()), None)
    if protocol is not None:
        Source(True, (), Report()).aliases(protocol, part)
    if own is None:
        own = MARK in part and FOREIGN not in part[MARK]
    source = Source(own, _languages(study, elements), report)
    odm: Data = {}
    _read_head(source, study, version, protocol, part, odm)
    units = read_units(source, first(study, "BasicDefinitions"), part, odm)
    lists = {oid: read_codelist(source, element) for oid, element in elements["CodeList"].items()}
    part["codelists"] = list(lists.values())
    for element in elements["ImputationMethod"].values():
        keep(source, element, odm)
    for element in elements["Presentation"].values():
        keep(source, element, odm)
    rules = read_rules(source, elements["ConditionDef"].values(), elements["MethodDef"].values(), odm)
    defined = Definitions(elements, units, lists, rules)
    _read_structure(source, protocol, defined, part)
    for oid in rules.checks:
        report.add("refused", None, Code.UNKNOWN, element="ConditionDef", attribute="form", oid=oid)
    for kind in ("ItemGroupDef", "ItemDef"):
        for oid, element in elements[kind].items():
            if (kind, oid) not in defined.used:
                keep(source, element, odm, Code.UNUSED)
    if odm:
        part["odm"] = odm
    return part


def _check_root(root: Element, report: Report) -> None:
    found, declared = str(root.tag), root.get("ODMVersion")
    if found.rpartition("}")[2] != "ODM":
        report.add("refused", root, Code.NOT_ODM, found=found.rpartition("}")[2][:80])
    elif found != q("ODM"):
        space = found[1:].rpartition("}")[0] or "no namespace"
        report.add("refused", root, Code.VERSION, found=space[:80], understood=f"{NS} (ODM 1.3.2)")
    elif declared is not None and declared not in UNDERSTOOD:
        report.add("refused", root, Code.VERSION, found=declared[:80], understood=", ".join(UNDERSTOOD))
    else:
        level = [root]
        for _ in range(DEEPEST):
            level = [child for element in level for child in element]
        if level:
            report.add("refused", level[0], Code.TOO_DEEP, limit=str(DEEPEST))
    _stop(report)


def _choose(root: Element, report: Report) -> tuple[Element, Element]:
    """The first study that has a definition, and its last version."""
    chosen: Element | None = None
    for child in root:
        if chosen is None and child.tag == q("Study") and first(child, "MetaDataVersion") is not None:
            chosen = child
        elif isinstance(child.tag, str):
            oid = child.get("OID") or child.get("StudyOID") or ""
            report.add("skipped", child, Code.SKIPPED, element=local(child.tag), oid=oid)
    if chosen is None:
        report.add("refused", root, Code.NO_STUDY)
        raise OdmRefused(report)
    versions = list(children(chosen, "MetaDataVersion"))
    if versions[1:]:
        oid = versions[-1].get("OID", "")
        report.add("changed", versions[-1], Code.VERSIONS, oid=oid, number=str(len(versions)))
    return chosen, versions[-1]


def _definitions(study: Element, version: Element, report: Report, chain: list[str]) -> dict[str, dict[str, Element]]:
    """Definitions by kind and OID; those of an included version of this file stand behind its own."""
    oid = version.get("OID", "")
    if oid in chain:
        report.add("refused", version, Code.LOOP, oid=oid)
        raise OdmRefused(report)
    found: dict[str, dict[str, Element]] = {kind: {} for kind in ORDER["MetaDataVersion"]}
    for child in version:
        if not isinstance(child.tag, str) or local(child.tag) not in found:
            continue
        kind, name = local(child.tag), child.get("OID", "")
        same = found[kind].get(name)
        if not name and kind not in ("Protocol", "Include"):
            report.add("refused", child, Code.NO_OID, element=kind)
        elif same is None:
            found[kind][name] = child
        elif text_of(same) == text_of(child):
            report.add("changed", child, Code.REPEATED, element=kind, oid=name)
        else:
            report.add("refused", child, Code.TWICE, element=kind, oid=name)
    include = found["Include"].get("")
    if include is not None:
        target = _included(study, include)
        if target is not None:
            del found["Include"][""]
            report.add("changed", include, Code.INCLUDED, oid=target.get("OID", ""))
            behind = _definitions(study, target, report, [*chain, oid])
            found = {kind: behind[kind] | own for kind, own in found.items()}
    return found


def _included(study: Element, include: Element) -> Element | None:
    if include.get("StudyOID") != study.get("OID"):
        return None
    wanted = include.get("MetaDataVersionOID")
    return next((v for v in children(study, "MetaDataVersion") if v.get("OID") == wanted), None)


def _languages(study: Element, elements: dict[str, dict[str, Element]]) -> tuple[str, ...]:
    """Every language of the file, in the order they are met; English if none is named."""
    parts: list[Element | None] = [first(study, "BasicDefinitions")]
    parts += [element for kind in elements.values() for element in kind.values()]
    found: dict[str, None] = {}
    for part in parts:
        for text in [] if part is None else part.iter(q("TranslatedText")):
            language = text.get(LANG, "")
            if LANGUAGE.fullmatch(language):
                found[language] = None
    return tuple(found) or ("en",)


def _read_head(
    source: Source, study: Element, version: Element, protocol: Element | None, part: Data, odm: Data
) -> None:
    """What stands above the definitions: identity, names, description, languages."""
    oid, number = source.oid(study), source.oid(version)
    variables = first(study, "GlobalVariables")
    title = content(first(variables, "StudyName"))
    about = content(first(variables, "StudyDescription"))
    named = content(first(variables, "ProtocolName"))
    languages = source.languages
    part |= {"oid": oid, "version": number}
    if languages != ("en",):
        part["languages"] = list(languages)
    part["name"] = title if source.own else identifier(oid, ())
    part["label"] = {} if source.own else dict.fromkeys(languages, title or oid)
    if named:
        part["protocol"] = named
    description = source.label(study, odm, "description", first(protocol, "Description"), None)
    if not description and about and not source.own:
        odm["description_from"] = "StudyDescription"
        description = dict.fromkeys(languages, about)
    if description:
        part["description"] = description
    if about not in ("", description.get(languages[0])):
        odm["StudyDescription"] = about
    heading = {k: v for k, v in sorted(version.attrib.items()) if k != "OID"}
    if not source.own or heading != {"Name": number}:
        odm["MetaDataVersion"] = heading
    for element, known in ((study, _STUDY), (version, ORDER["MetaDataVersion"])):
        for child in element:
            if isinstance(child.tag, str) and local(child.tag) not in known:
                odm.setdefault("elements", []).append(text_of(child))
                source.report.add("kept", child, Code.KEPT, element=local(child.tag), oid=child.get("OID", ""))
    include = first(version, "Include")
    if include is not None and _included(study, include) is None:
        keep(source, include, odm)
    source.report.add("accepted", study, Code.STUDY, oid=oid, version=number)


_STUDY = ("GlobalVariables", "BasicDefinitions", "MetaDataVersion")


def _read_structure(source: Source, protocol: Element | None, defined: Definitions, part: Data) -> None:
    """Forms, then events, which name them."""
    odm: Data = {}
    elements, report = defined.elements, source.report
    if not elements["FormDef"]:
        report.add("refused", None, Code.NO_FORMS)
    taken: set[str] = set()
    forms = {oid: read_form(source, element, defined, taken) for oid, element in elements["FormDef"].items()}
    part["forms"] = list(forms.values())
    names = {oid: form["name"] for oid, form in forms.items()}
    part["events"] = events = []
    taken = set()
    waiting = dict(elements["StudyEventDef"])
    for ref in [] if protocol is None else references(source, protocol, "StudyEventRef", waiting, odm):
        element = waiting.pop(ref.get("StudyEventOID", ""))
        events.append(read_event(source, element, defined, names, taken, ref))
    for oid, element in waiting.items():
        if protocol is not None:
            report.add("changed", element, Code.NOT_IN_PROTOCOL, oid=oid)
        event = read_event(source, element, defined, names, taken, None)
        if protocol is not None:
            event.setdefault("odm", {})["in_protocol"] = False
        events.append(event)
    if not source.own:
        order = agreed_order(list(names.values()), [event.get("forms", []) for event in events])
        part["forms"].sort(key=lambda form: order.index(form["name"]))
    if not events:
        events.append(no_visit(source.languages, list(names.values())))
        report.add("changed", None, Code.NO_VISITS)
        return
    for oid in names:
        if ("FormDef", oid) not in defined.used:
            report.add("changed", elements["FormDef"][oid], Code.NOT_SCHEDULED, oid=oid)


def _stop(report: Report) -> None:
    if report.refused:
        raise OdmRefused(report)
