"""The official ODM 1.3.2 schema, as the package ``odmlib`` carries it."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree

NS = {"o": "http://www.cdisc.org/ns/odm/v1.3"}


@lru_cache
def _schema() -> etree.XMLSchema:
    spec = find_spec("odmlib")
    assert spec is not None and spec.origin is not None
    return etree.XMLSchema(etree.parse(Path(spec.origin).parent / "schemas" / "odm" / "1.3.2" / "ODM1-3-2.xsd"))


def valid(content: bytes) -> etree._Element:
    """The root of a file that the schema accepts."""
    root = etree.fromstring(content)
    schema = _schema()
    assert schema.validate(root), str(schema.error_log)
    return root


def found(root: etree._Element, path: str) -> list[Any]:
    """Elements, attributes or texts by XPath, ODM's namespace being ``o``."""
    result = root.xpath(path, namespaces=NS)
    assert isinstance(result, list)
    return result


def undefined(root: etree._Element) -> set[str]:
    """OIDs that something refers to and nothing defines."""
    defined = {str(oid) for oid in found(root, "//@OID")}
    ends = "substring(name(), string-length(name()) - 2) = 'OID'"
    return {str(oid) for oid in found(root, f"/o:ODM//o:*/@*[{ends}]")} - defined
