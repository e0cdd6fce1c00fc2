"""OIDs: one for each definition, none used twice.

A definition keeps the OID it has. ODM wants OIDs to differ across all kinds of
definitions, ours differ within a kind: the later one then gets the prefix of its
kind (``IG.DM`` for the group of form ``DM``), and what it was goes into its mark.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from edc.study.odm.fragments import clean, text_of
from edc.study.odm.names import LONGEST_OID, PREFIX


@dataclass(slots=True)
class Oids:
    """Which OID each part of a study has in ODM.

    Keys are names here: events and forms by name, groups and items by form name
    and their own, codelists by OID, units by code.
    """

    event: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    group: dict[tuple[str, str], str] = field(default_factory=dict)
    item: dict[tuple[str, str], str] = field(default_factory=dict)
    codelist: dict[str, str] = field(default_factory=dict)
    unit: dict[str, str] = field(default_factory=dict)


class Register:
    """The definitions of one MetaDataVersion by kind and OID, in the order they were added."""

    def __init__(self) -> None:
        self.elements: dict[str, dict[str, Element]] = {}
        self._taken: set[str] = set()
        self._same: dict[tuple[str, str, str], str] = {}

    def reserve(self, oid: str) -> None:
        """Nothing else gets *oid*."""
        self._taken.add(oid)

    def add(self, element: Element, kind: str, wanted: str, within: str = "") -> str:
        """Give *element* an OID, *wanted* if it is free, and list it; the same twice is one.

        *within* is the OID of the form, which tells two different definitions
        under one OID apart.
        """
        wanted = clean(wanted)[:LONGEST_OID] or "_"
        key = (kind, wanted, text_of(element))
        if key not in self._same:
            self._same[key] = oid = self._free(kind, wanted, within)
            attributes = {"OID": oid, **element.attrib}
            element.attrib.clear()
            element.attrib.update(attributes)
            self.elements.setdefault(kind, {})[oid] = element
        return self._same[key]

    def _free(self, kind: str, wanted: str, within: str) -> str:
        prefix, within = PREFIX[kind], clean(within)
        oid, n = wanted, 1
        candidates = [_joined(prefix, wanted), *([_joined(prefix, within, wanted)] if within else [])]
        while oid in self._taken:
            n += 1
            oid = candidates.pop(0) if candidates else _joined(prefix, wanted, str(n))
        self._taken.add(oid)
        return oid


def _joined(*parts: str) -> str:
    """*parts* as one OID, cut where that would be longer than one may be."""
    share = LONGEST_OID // len(parts) - 1
    oid = ".".join(parts)
    return oid if len(oid) <= LONGEST_OID else ".".join(part[:share] for part in parts)
