"""Which study and which version of a file is read, and the definitions it consists of."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from edc.study.odm.fragments import children, first, text_of
from edc.study.odm.names import LANG, LANGUAGE, NS, ORDER, UNDERSTOOD, local, q
from edc.study.odm.report import Code, OdmRefused, Report

DEEPEST = 60
"""Levels of elements below Study; definitions need about five."""


def stop(report: Report) -> None:
    """Go no further once something was refused."""
    if report.refused:
        raise OdmRefused(report)


def check_root(root: Element, report: Report) -> None:
    """Refuse what is not ODM 1.3."""
    found, declared = str(root.tag), root.get("ODMVersion")
    if found.rpartition("}")[2] != "ODM":
        report.add("refused", root, Code.NOT_ODM, found=found.rpartition("}")[2][:80])
    elif found != q("ODM"):
        space = found[1:].rpartition("}")[0] or "no namespace"
        report.add("refused", root, Code.VERSION, found=space[:80], understood=f"{NS} (ODM 1.3.2)")
    elif declared is not None and declared not in UNDERSTOOD:
        report.add("refused", root, Code.VERSION, found=declared[:80], understood=", ".join(UNDERSTOOD))
    stop(report)


def choose(root: Element, report: Report) -> tuple[Element, Element]:
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
    level = [chosen]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
    if level:
        report.add("refused", level[0], Code.TOO_DEEP, limit=str(DEEPEST))
        raise OdmRefused(report)
    versions = list(children(chosen, "MetaDataVersion"))
    if versions[1:]:
        oid = versions[-1].get("OID", "")
        report.add("changed", versions[-1], Code.VERSIONS, oid=oid, number=str(len(versions)))
    return chosen, versions[-1]


def definitions(study: Element, version: Element, report: Report, chain: list[str]) -> dict[str, dict[str, Element]]:
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
        target = included(study, include)
        if target is not None:
            del found["Include"][""]
            report.add("changed", include, Code.INCLUDED, oid=target.get("OID", ""))
            behind = definitions(study, target, report, [*chain, oid])
            found = {kind: behind[kind] | own for kind, own in found.items()}
    return found


def included(study: Element, include: Element) -> Element | None:
    """The version that *include* takes over, if it stands in the same file."""
    if include.get("StudyOID") != study.get("OID"):
        return None
    wanted = include.get("MetaDataVersionOID")
    return next((v for v in children(study, "MetaDataVersion") if v.get("OID") == wanted), None)


def languages(study: Element, elements: dict[str, dict[str, Element]]) -> tuple[str, ...]:
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
