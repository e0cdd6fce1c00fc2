"""What ODM has no element for, as annotations: missing codes, marks, queries, signatures that lapsed.

A flag's type is a member of the codelist ``edc.flag``, its value one of the
codelist named after the type. The codelists stand in the metadata of the file, so
that no reference points at nothing; :func:`without_flag_lists` takes them out
again, for they are no part of the study.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element as StandardElement

from lxml import etree

from edc.review.rules import SignatureState
from edc.review.rules_queries import QueryState
from edc.study.definition import Coded, Study, say
from edc.study.document import FINISHED, NOT_DONE, STRUCK, VERSION
from edc.study.odm.fragments import clean
from edc.study.odm.names import LANG, NS, q

FLAG = "edc.flag"
MISSING, QUERY, SIGNATURE, ORDER, RESCREENED = "missing", "query", "signature", "order", "rescreened"
MOVED = "version"
MARKS = {FINISHED: "finished", NOT_DONE: "notdone", STRUCK: "struck", VERSION: MOVED, "#order": ORDER}
"""The last part of a mark's path to the type of its flag."""
GIVEN = "given"
"""The value of a flag that says everything in its comment."""
_TYPES = (MISSING, *MARKS.values(), QUERY, SIGNATURE, RESCREENED)

_SPACES: dict[str, str] = {None: NS}  # type: ignore[dict-item]  # lxml's own way to say: without a prefix

Element = etree._Element


def make(name: str, **attributes: str | None) -> Element:
    """An ODM element of lxml; attributes that are ``None`` are left out."""
    said = {key: storable(value) for key, value in attributes.items() if value is not None}
    return etree.Element(q(name), said, nsmap=_SPACES)


def child(parent: Element, name: str, text: str | None = None, **attributes: str | None) -> Element:
    """A new last child of *parent*."""
    said = {key: storable(value) for key, value in attributes.items() if value is not None}
    element = etree.SubElement(parent, q(name), said)
    if text is not None:
        element.text = storable(text)
    return element


def storable(text: str) -> str:
    """*text* as XML can carry it. What is all printable, and that is nearly everything, needs no look."""
    return text if text.isprintable() else clean(text)


def annotate(parent: Element, kind: str, value: str, comment: str = "", transaction: str | None = None) -> None:
    """Add an annotation with one flag."""
    number = 1 + len(parent.findall(q("Annotation")))
    annotation = child(parent, "Annotation", SeqNum=str(number), TransactionType=transaction)
    if comment:
        child(annotation, "Comment", comment)
    flag = child(annotation, "Flag")
    child(flag, "FlagValue", value, CodeListOID=f"edc.{kind}")
    child(flag, "FlagType", kind, CodeListOID=FLAG)


def add_flag_lists(version: Element, study: Study) -> None:
    """Put the codelists of the flags into a MetaDataVersion, where the schema wants them."""
    follow = {q(name) for name in ("ImputationMethod", "Presentation", "ConditionDef", "MethodDef")}
    place = next((n for n, part in enumerate(version) if part.tag in follow), len(version))
    for oid, members in _lists(study):
        element = make("CodeList", OID=oid, Name=oid, DataType="text")
        for code, label in members:
            item = child(element, "CodeListItem", CodedValue=code)
            text = child(child(item, "Decode"), "TranslatedText", label)
            text.set(LANG, study.languages[0])
        version.insert(place, element)
        place += 1


def _lists(study: Study) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    def coded(*lists: Iterable[Coded]) -> list[tuple[str, str]]:
        found = {each.code: say(each.label, study.languages[0]) or each.code for some in lists for each in some}
        return list(found.items())

    reasons = coded(study.not_done_reasons, study.reasons, study.missing) or [("other", "Other")]
    yield FLAG, [(kind, kind) for kind in _TYPES]
    yield f"edc.{MISSING}", [*coded(study.missing), ("REDACTED", "Removed because it was personal")]
    yield "edc.finished", [("Y", "Yes")]
    yield "edc.notdone", reasons
    yield "edc.struck", reasons
    yield f"edc.{MOVED}", [(GIVEN, "In the comment: the study version the page was moved forward to")]
    yield f"edc.{ORDER}", [(GIVEN, "In the comment")]
    yield f"edc.{RESCREENED}", [(GIVEN, "In the comment: the number under which they were screened before")]
    yield f"edc.{QUERY}", [(state.value, state.value) for state in QueryState]
    yield f"edc.{SIGNATURE}", [(state.value, state.value) for state in SignatureState]


def without_flag_lists(root: StandardElement) -> StandardElement:
    """Take the codelists of the flags out of a file that was read, and return it."""
    ours = {f"edc.{kind}" for kind in _TYPES} | {FLAG}
    for version in root.iter(q("MetaDataVersion")):
        for element in version.findall(q("CodeList")):
            if element.get("OID") in ours:
                version.remove(element)
    return root
