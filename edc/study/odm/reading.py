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
from edc.study.odm.fragments import content, first, text_of
from edc.study.odm.marks import FOREIGN, MARK, Data, settle
from edc.study.odm.names import ORDER, Names, identifier, local
from edc.study.odm.read_events import agreed_order, no_visit, read_event
from edc.study.odm.read_forms import read_form
from edc.study.odm.read_lists import read_codelist, read_units
from edc.study.odm.read_refs import Definitions, references
from edc.study.odm.read_rules import keep, read_rules
from edc.study.odm.read_version import check_root, choose, definitions, included, languages, stop
from edc.study.odm.report import Code, OdmRefused, Report
from edc.study.odm.source import Source


def read_study(root: Element) -> tuple[Study, Report]:
    """The study a file defines, and what became of each part of the file.

    *root* is an ``ODM`` element (lxml's elements tell the report its line
    numbers). Raises :class:`OdmRefused` with every reason.
    """
    report = Report()
    plain = read_plain(root, report)
    stop(report)
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
    stop(report)
    return study, report


def read_plain(root: Element, report: Report, own: bool | None = None) -> Data:
    """A study as the standard elements say it, with the marks beside it, not yet applied.

    *own*: whether this system wrote it for a study of its own; ``None``: as the
    mark of its Protocol says. Raises :class:`OdmRefused` where reading cannot go on.
    """
    check_root(root, report)
    study, version = choose(root, report)
    elements = definitions(study, version, report, [])
    stop(report)
    part: Data = {}
    odm: Data = {}
    source = Source(bool(own), languages(study, elements), report)
    protocol = next(iter(elements["Protocol"].values()), None)
    if protocol is not None:
        aliases = source.aliases(protocol, part)
        if aliases:
            odm["Alias"] = aliases
        source.leftovers(protocol, odm, (), ORDER["Protocol"])
    if own is None:
        source.own = MARK in part and FOREIGN not in part[MARK]
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


def _read_head(
    source: Source, study: Element, version: Element, protocol: Element | None, part: Data, odm: Data
) -> None:
    """What stands above the definitions: identity, names, description, languages."""
    oid, number = source.oid(study), source.oid(version)
    variables = first(study, "GlobalVariables")
    title = content(first(variables, "StudyName"))
    about = content(first(variables, "StudyDescription"))
    named = content(first(variables, "ProtocolName"))
    spoken = source.languages
    part |= {"oid": oid, "version": number}
    if spoken != ("en",):
        part["languages"] = list(spoken)
    part["name"] = title if source.own else identifier(oid)
    part["label"] = {} if source.own else dict.fromkeys(spoken, title or oid)
    if named:
        part["protocol"] = named
    description = source.label(study, odm, "description", first(protocol, "Description"), None)
    if not description and about and not source.own:
        odm["description_from"] = "StudyDescription"
        description = dict.fromkeys(spoken, about)
    if description:
        part["description"] = description
    if about not in ("", description.get(spoken[0])):
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
    if include is not None and included(study, include) is None:
        keep(source, include, odm)
    source.report.add("accepted", study, Code.STUDY, oid=oid, version=number)


_STUDY = ("GlobalVariables", "BasicDefinitions", "MetaDataVersion")


def _read_structure(source: Source, protocol: Element | None, defined: Definitions, part: Data) -> None:
    """Forms, then events, which name them."""
    odm: Data = {}
    elements, report = defined.elements, source.report
    if not elements["FormDef"]:
        report.add("refused", None, Code.NO_FORMS)
    taken = Names()
    forms = {oid: read_form(source, element, defined, taken) for oid, element in elements["FormDef"].items()}
    part["forms"] = list(forms.values())
    names = {oid: form["name"] for oid, form in forms.items()}
    part["events"] = events = []
    taken = Names()
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
        part["forms"].sort(key=lambda form: order[form["name"]])
    if not events:
        events.append(no_visit(source.languages, list(names.values())))
        report.add("changed", None, Code.NO_VISITS)
        return
    for oid in names:
        if ("FormDef", oid) not in defined.used:
            report.add("changed", elements["FormDef"][oid], Code.NOT_SCHEDULED, oid=oid)
