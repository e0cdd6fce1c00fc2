"""Files spoiled at random are read or refused; what is read leaves as valid ODM and comes back the same."""

from __future__ import annotations

import copy
import random
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import pytest

from edc.exchange.xmlsafe import parse
from edc.study.definition import Study
from edc.study.odm import OdmRefused, read_study, write_odm
from tests.study.odm.facts import HERE, faults
from tests.study.odm.full import full_study

ROUNDS = 40
VALUES = ("", "Yes", "-1", "x" * 250, "1e400", "\x07", '"<&>', "edc", '{"a":1}', " ", "I.6", "F.1", "integer", "URI")


def exported(study: Study) -> bytes:
    root = write_odm(study, created="2025-03-04T06:05:07Z", file_oid="F", source_version="0.1")
    data: bytes = ET.tostring(root, encoding="utf-8")
    return data


def spoil(root: Element, chance: random.Random) -> None:
    """Drop, change, copy, move or rename a few things anywhere in the file."""
    elements = list(root.iter())
    for _ in range(chance.randint(1, 6)):
        element, other = chance.choice(elements), chance.choice(elements)
        match chance.randint(0, 6):
            case 0 if element.attrib:
                del element.attrib[chance.choice(sorted(element.attrib))]
            case 1 if element.attrib:
                element.set(chance.choice(sorted(element.attrib)), chance.choice(VALUES))
            case 2:
                element.text = chance.choice(VALUES)
            case 3 if len(element):
                element.remove(chance.choice(list(element)))
            case 4 if sum(1 for _ in other.iter()) < 40:
                element.append(copy.deepcopy(other))
            case 5 if other is not root and element is not root:
                element.tag = other.tag
            case _:
                element.set(chance.choice(["OrderNumber", "Context", "Repeating", "{urn:x}y"]), chance.choice(VALUES))


@pytest.mark.parametrize("name", ["awkward.xml", "no_visits.xml", "untidy.xml", "our own"])
def test_spoiled_files_do_no_harm(name: str) -> None:
    """Whatever Sun Yan is sent: a list of reasons, or a study that is not lost on the way out (REQ-58, D.119.100)."""
    data = exported(full_study()) if name == "our own" else (HERE / name).read_bytes()
    outcomes = set()
    for seed in range(ROUNDS):
        root = ET.fromstring(data)  # noqa: S314  # our own text
        spoil(root, random.Random(f"{name} {seed}"))  # noqa: S311  # chance for tests, not for secrets
        try:
            study, report = read_study(root)
        except OdmRefused as refused:
            assert refused.problems
            outcomes.add("refused")
            continue
        assert report.lines
        out = exported(study)
        assert faults(out) == [], seed
        assert read_study(parse(out))[0].digest == study.digest, seed
        outcomes.add("read")
    assert outcomes == {"read", "refused"}
