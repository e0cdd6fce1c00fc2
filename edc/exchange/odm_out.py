"""ODM 1.3.2 files, written one participant at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol
from xml.etree.ElementTree import Element as StandardElement

from lxml import etree

from edc import __version__
from edc.exchange.csv_data import Tally
from edc.exchange.odm_admin import admin_data
from edc.exchange.odm_flags import Element, add_flag_lists, child, make
from edc.exchange.odm_history import History
from edc.exchange.odm_items import Scene
from edc.exchange.odm_record import Record, records
from edc.exchange.odm_snapshot import Snapshot
from edc.exchange.profiles import Projection
from edc.exchange.references import Reference
from edc.exchange.rows import Reading
from edc.exchange.source import Source
from edc.study.odm import oids, write_odm
from edc.study.odm.names import NS, q
from edc.trail.digests import seal_root


class _Writer(Protocol):
    items: int

    def element(self) -> Element: ...


class _Sink:
    """What lxml writes into; :meth:`take` hands it on."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        self._parts.append(bytes(data))

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def snapshot_xml(
    reading: Reading, projection: Projection, references: Mapping[int, Reference], tally: Tally
) -> Iterator[bytes]:
    """FileType Snapshot: what stands, each value with its last audit record. Rows: ItemData."""
    return _file(reading, projection, references, tally, "Snapshot", Snapshot)


def history_xml(
    reading: Reading, projection: Projection, references: Mapping[int, Reference], tally: Tally
) -> Iterator[bytes]:
    """FileType Transactional: everything that was ever entered. Rows: ItemData."""
    return _file(reading, projection, references, tally, "Transactional", History)


def _file(
    reading: Reading,
    projection: Projection,
    references: Mapping[int, Reference],
    tally: Tally,
    kind: str,
    writer: Callable[[Scene, Record], _Writer],
) -> Iterator[bytes]:
    source = reading.source
    root = write_odm(
        projection.study,
        created=source.at,
        file_oid=_file_oid(source, projection, kind),
        source_version=__version__,
    )
    attributes = dict(root.attrib) | {
        "FileType": kind,
        "Granularity": "SingleSite" if source.site else "All",
    }
    known = oids(projection.study)
    clinical = {"StudyOID": projection.study.oid, "MetaDataVersionOID": projection.study.version or "_"}
    sink = _Sink()
    with etree.xmlfile(sink, encoding="utf-8") as file:
        file.write_declaration()
        with file.element(q("ODM"), attributes, nsmap={None: NS}):
            file.write("\n")
            file.write(_metadata(root, projection), pretty_print=True)
            file.write(admin_data(reading, projection), pretty_print=True)
            with file.element(q("ClinicalData"), clinical):
                file.write("\n")
                for record in records(reading):
                    reference = references.get(record.subject, Reference())
                    scene = Scene(projection, source.study, known, record.site, reference)
                    one = writer(scene, record)
                    file.write(one.element(), pretty_print=True)
                    tally.rows += one.items
                    file.flush()
                    yield sink.take()
    yield sink.take() + b"\n"


def _metadata(root: StandardElement, projection: Projection) -> Element:
    """The Study element as lxml's, with the codelists of our annotations."""
    study = _converted(root[0], None)
    add_flag_lists(study[-1], projection.study)
    return study


def _converted(element: StandardElement, parent: Element | None) -> Element:
    copy = make("_") if parent is None else child(parent, "_")
    copy.tag = element.tag
    for name, value in element.attrib.items():
        copy.set(name, value)
    copy.text = element.text
    for part in element:
        _converted(part, copy)
    return copy


def _file_oid(source: Source, projection: Projection, kind: str) -> str:
    made_of = f"lock{source.lock}" if source.lock is not None else f"draft-{seal_root(source.heads)[:16]}"
    parts = [projection.study.oid, made_of, source.site, projection.profile, kind]
    return ".".join(part for part in parts if part)
