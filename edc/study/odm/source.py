"""What every part of the reader needs to know of the file it stands in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from edc.study.odm.fragments import children, text_of, texts
from edc.study.odm.marks import MARK, Data, unpack
from edc.study.odm.names import LONGEST_OID, PREFIX, local, q
from edc.study.odm.report import Code, Report


@dataclass(slots=True)
class Source:
    """A file while it is read.

    ``own``: this system wrote it for a study of its own, so that hard ranges are
    hard, names are names, and no translation is made up.
    """

    own: bool
    languages: tuple[str, ...]
    report: Report

    def oid(self, element: Element, attribute: str = "OID") -> str:
        """The OID of a definition, or the one a reference names; ``""`` and refused if there is none."""
        oid = element.get(attribute, "")
        name = local(element.tag)
        if not oid:
            self.report.add("refused", element, Code.NO_OID, element=name)
        elif len(oid) > LONGEST_OID:
            self.report.add(
                "refused", element, Code.LONG_OID, element=name, oid=oid[:LONGEST_OID], limit=str(LONGEST_OID)
            )
        return oid[:LONGEST_OID]

    def meant(self, element: Element) -> str:
        """The OID of a definition as the study calls it: in our own files without a prefix."""
        oid = element.get("OID", "")
        prefix = f"{PREFIX[local(element.tag)]}."
        return oid.removeprefix(prefix) if self.own and len(oid) > len(prefix) else oid

    def label(
        self, element: Element, odm: Data, field: str, parent: Element | None, otherwise: str | None
    ) -> dict[str, str]:
        """The texts of *parent* by language, so that every language of the file has one.

        What was filled, or taken from *otherwise* for want of any text, is noted
        in *odm*, so that it is not taken for a translation on the way back.
        """
        found = texts(parent)
        if self.own:
            return {lang: text for lang, text in found if lang}
        oid, name = element.get("OID") or element.get("CodedValue") or "", local(element.tag)
        if not found and otherwise is None:
            return {}
        if not found:
            odm["label_from"] = "Name"
            return dict.fromkeys(self.languages, otherwise or oid)
        label: dict[str, str] = {}
        for lang, text in found:
            if lang is None:
                self.report.add("changed", parent, Code.LANGUAGE, element=name, oid=oid, language=self.languages[0])
            label.setdefault(lang or self.languages[0], text)
        missing = [lang for lang in self.languages if lang not in label]
        if missing:
            self.report.add("changed", parent, Code.TRANSLATION, element=name, oid=oid, languages=", ".join(missing))
            odm.setdefault("filled", {})[field] = missing
            filler = next(label[lang] for lang in self.languages if lang in label)
            label |= dict.fromkeys(missing, filler)
        return label

    def name(self, element: Element) -> str:
        """The Name of a definition, else its OID."""
        name = element.get("Name", "")
        if not name.strip():
            name = element.get("OID", "")
            self.report.add("changed", element, Code.NAME_FROM_OID, element=local(element.tag), oid=name)
        return name

    def one_of(self, element: Element, attribute: str, known: Iterable[str], assumed: str) -> str:
        """The value of *attribute* if it is one of *known*, else *assumed*, and reported."""
        value = element.get(attribute, "")
        if value in known:
            return value
        self.report.add(
            "changed",
            element,
            Code.ASSUMED,
            element=local(element.tag),
            oid=next((v for k, v in element.attrib.items() if k.endswith("OID")), ""),
            attribute=attribute,
            found=value,
            value=assumed,
        )
        return assumed

    def aliases(self, element: Element, part: Data) -> dict[str, str]:
        """Context to name of the aliases of *element*; ours becomes the mark of *part*.

        ODM allows one alias a context: a further one gets a numbered context.
        """
        found: dict[str, str] = {}
        for alias in children(element, "Alias"):
            context, name = alias.get("Context", ""), alias.get("Name", "")
            mark = unpack(context, name)
            if mark is not None and MARK not in part:
                part[MARK] = mark
                continue
            new, n = context, 1
            while new in found:
                n += 1
                new = f"{context} ({n})"
            if new != context:
                self.report.add(
                    "changed",
                    alias,
                    Code.ALIAS_TWICE,
                    element=local(element.tag),
                    oid=element.get("OID", ""),
                    context=context,
                    new=new,
                )
            found[new] = name
        return found

    def leftovers(self, element: Element, odm: Data, attributes: Iterable[str], elements: Iterable[str]) -> None:
        """Keep in *odm* whatever *element* says besides *attributes* and *elements*."""
        name, oid = local(element.tag), element.get("OID") or element.get("CodedValue") or ""
        read = set(attributes)
        kept = {k: v for k, v in element.attrib.items() if k not in read}
        if kept:
            odm["attributes"] = dict(sorted(kept.items()))
            self.report.add("kept", element, Code.ATTRIBUTES, element=name, oid=oid, attributes=", ".join(sorted(kept)))
        known = {q(child) for child in elements}
        rest = [child for child in element if isinstance(child.tag, str) and child.tag not in known]
        for child in rest:
            self.report.add("kept", child, Code.KEPT, element=local(child.tag), oid=child.get("OID") or oid)
        if rest:
            odm.setdefault("elements", []).extend(text_of(child) for child in rest)

    def ordered(self, parent: Element, name: str, odm: Data) -> list[Element]:
        """The children *name* by OrderNumber, where every one has a number.

        *odm* notes the numbers where they are not simply 1, 2, 3 ...
        """
        found = list(children(parent, name))
        numbers = [_whole(child.get("OrderNumber")) for child in found]
        known = [n for n in numbers if n is not None]
        if len(known) == len(found):
            pairs = sorted(zip(known, range(len(found)), found, strict=True))
            found = [child for _, _, child in pairs]
            known = [n for n, _, _ in pairs]
        if known and known != list(range(1, len(found) + 1)):
            odm["OrderNumber"] = {
                self._key(child): child.get("OrderNumber") for child in found if child.get("OrderNumber")
            }
        return found

    @staticmethod
    def _key(child: Element) -> str:
        return next((v for k, v in child.attrib.items() if k in _KEYS), "")


_KEYS = ("StudyEventOID", "FormOID", "ItemGroupOID", "ItemOID", "CodedValue")


def _whole(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.lstrip("+-").isdigit() and text.isascii() and len(text) < 10 else None
