"""From a study to CDISC ODM 1.3.2, valid against the official schema.

What ODM can say stands in its own elements. Then the result is read back, and
only what did not come back is added, as marks (:mod:`edc.study.odm.marks`), so
that reading what was written gives the same study, field by field.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from edc.study.definition import Study
from edc.study.odm.fragments import allowed, assemble, node, translated
from edc.study.odm.marks import FOREIGN, OID, Data, difference
from edc.study.odm.names import NO_VISIT, q
from edc.study.odm.oids import Oids
from edc.study.odm.reading import read_plain
from edc.study.odm.report import Report
from edc.study.odm.write_forms import Structure
from edc.study.odm.write_items import aliases, own_texts
from edc.study.odm.write_marks import mark_codelist, mark_forms, put

SYSTEM = "edc"
"""SourceSystem of the files written here."""


def write_odm(study: Study, *, created: str, file_oid: str, source_version: str) -> Element:
    """An ``ODM`` element with the metadata of *study*.

    *created* is an ISO 8601 date and time with zone; *source_version* is the
    version of this software. Elements are the standard library's.
    """
    root = node(
        "ODM",
        {
            "FileType": "Snapshot",
            "Granularity": "Metadata",
            "FileOID": file_oid,
            "CreationDateTime": created,
            "ODMVersion": "1.3.2",
            "SourceSystem": SYSTEM,
            "SourceSystemVersion": source_version,
        },
    )
    root.append(_written(_dump(study)))
    return root


def oids(study: Study) -> Oids:
    """The OIDs that :func:`write_odm` gives the parts of *study*; clinical data refer to them."""
    dump = _dump(study)
    return Structure(dump, own=not _foreign(dump)).oids


def _dump(study: Study) -> Data:
    return study.model_dump(mode="json", exclude_defaults=True)


def _foreign(study: Data) -> bool:
    """Whether the study was read from a file of somebody else."""
    return "MetaDataVersion" in study.get("odm", {})


def _written(study: Data) -> Element:
    """The Study element, marks included."""
    own = not _foreign(study)
    structure, element, plain = _built(study, own)
    mark = _study_mark(plain, study)
    version = element[-1]
    protocol = version.find(q("Protocol"))
    if protocol is None and mark:
        protocol = node("Protocol")
        version.insert(_before_protocol(version), protocol)
    if own or mark:
        put(protocol, mark if own else mark | {FOREIGN: True}, always=True)
    elements = structure.register.elements
    if "codelists" not in mark:
        for was, meant in zip(plain["codelists"], study.get("codelists", []), strict=True):
            mark_codelist(elements["CodeList"][was[OID]], was, meant)
    if "events" not in mark:
        for was, meant in zip(plain["events"], study["events"], strict=True):
            put(elements.get("StudyEventDef", {}).get(was[OID]), difference(was, meant))
    if "forms" not in mark:
        mark_forms(structure, plain["forms"], study["forms"])
    return element


def _built(study: Data, own: bool) -> tuple[Structure, Element, Data]:
    """Everything but the marks, and what reading it gives."""
    structure = Structure(study, own)
    odm = study.get("odm", {})
    languages = study.get("languages", ["en"])
    title = study["name"] if not _foreign(study) else next(iter(study["label"].values()), study["name"])
    label = own_texts(study, "description")
    about = odm.get("StudyDescription", next((label[lang] for lang in languages if lang in label), ""))
    variables = node("GlobalVariables")
    variables.append(node("StudyName", text=title))
    variables.append(node("StudyDescription", text=about))
    variables.append(node("ProtocolName", text=study.get("protocol") or study["name"]))
    element = node("Study", {"OID": study["oid"]})
    element.append(variables)
    if structure.units:
        basic = node("BasicDefinitions")
        basic.extend(structure.units.values())
        element.append(basic)
    heading = odm.get("MetaDataVersion", {})
    version = node(
        "MetaDataVersion",
        {
            "OID": study["version"] or "_",
            "Name": heading.get("Name") or study["version"] or "_",
            **allowed("MetaDataVersion", heading),
        },
    )
    inner = structure.protocol_refs() + aliases(odm.get("Alias", {}))
    description = None if "description_from" in odm else translated("Description", label, languages)
    if description is not None:
        inner.append(description)
    definitions = structure.definitions()
    if inner or own:
        definitions.append(assemble(node("Protocol"), inner))
    element.append(assemble(version, definitions))
    root = node("ODM")
    root.append(element)
    return structure, element, read_plain(root, Report(), own)


def _study_mark(plain: Data, study: Data) -> Data:
    """What is to be said of the study as a whole; lists that came back in another shape, whole."""
    mark = difference(plain, study, ("codelists", "events", "forms"))
    shapes: dict[str, Callable[[Data], object]] = {
        "codelists": lambda part: len(part.get("choices", [])),
        "events": _standing_in,
        "forms": lambda part: [len(group["items"]) for group in part["groups"]],
    }
    for field, shape in shapes.items():
        meant = study.get(field, [])
        if [shape(part) for part in plain[field]] != [shape(part) for part in meant]:
            mark[field] = meant
    return mark


def _before_protocol(version: Element) -> int:
    return sum(1 for child in version if child.tag == q("Include"))


def _standing_in(event: Data) -> Data | None:
    """The event of a file without visits: there is no element to mark."""
    return {k: v for k, v in event.items() if k != OID} if event["oid"] == NO_VISIT else None
