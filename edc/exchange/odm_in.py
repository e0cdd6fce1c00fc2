"""Clinical data of an ODM 1.3 file, located in a study: what is given for which place.

Lenient where the schema is broken and the meaning plain: misplaced or missing
audit records, missing repeat keys, no AdminData. That is noted, line by line.
Strict where meaning is missing: an unknown OID, or one place given twice, refuses
the whole file with every reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from edc.exchange.odm_in_places import Places
from edc.exchange.odm_in_values import flags_of, place_of_mark, provenance, value_of
from edc.exchange.xmlsafe import line_of
from edc.study.definition import Event, Form, Group, Study
from edc.study.odm.names import NS, UNDERSTOOD, local, q


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say about the file. ``params`` fill the sentence of ``code``."""

    line: int | None
    code: str
    params: dict[str, str] = field(default_factory=dict)


class DataRefused(Exception):
    """A file that is not read in. ``notes`` has every reason."""

    def __init__(self, notes: list[Note]) -> None:
        self.notes = notes
        super().__init__("; ".join(f"{note.line or '?'}: {note.code} {note.params}" for note in notes))


@dataclass(frozen=True, slots=True)
class Place:
    """A page of one participant, by the names of the study."""

    event: str
    event_repeat: int
    form: str
    form_repeat: int


@dataclass(frozen=True, slots=True)
class Given:
    """What the file has for one path of one page.

    ``text`` as it stands there, ``unit`` a unit of the study, ``missing`` a coded
    missing value; ``words`` belong to a mark (``#struck``), whose code is ``text``.
    ``source``: who entered it, where and when, as the file has it.
    """

    line: int | None
    place: Place
    path: str
    text: str = ""
    unit: str | None = None
    missing: str | None = None
    words: str | None = None
    source: str = ""


@dataclass
class Incoming:
    """Subject key to what is given for it, in the order of the file; and what was noted."""

    subjects: dict[str, list[Given]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    refused: list[Note] = field(default_factory=list)


def read_data(root: Element, study: Study) -> Incoming:
    """The clinical data of *root* for *study*. Raises :class:`DataRefused`."""
    reader = _Reader(study, root.get("FileType") == "Transactional")
    found = reader.read(root)
    if found.refused:
        raise DataRefused(found.refused)
    return found


class _Reader:
    def __init__(self, study: Study, transactional: bool) -> None:
        self.study = study
        self.transactional = transactional
        self.found = Incoming()
        self.places = Places(study, self._note, self._refuse)
        self._given: dict[tuple[str, Place, str], Given] = {}

    def read(self, root: Element) -> Incoming:
        declared = root.get("ODMVersion")
        if root.tag != q("ODM"):
            self._refuse(root, "data_not_odm", found=str(root.tag).rpartition("}")[2][:80], space=NS)
        elif declared is not None and declared not in UNDERSTOOD:
            self._refuse(root, "data_version", found=declared[:80], understood=", ".join(UNDERSTOOD))
        else:
            if root.find(q("AdminData")) is None:
                self._note(root, "data_no_admin")
            for element in root:
                if element.tag == q("ClinicalData"):
                    self._clinical(element)
                elif element.tag in (q("ReferenceData"), q("Association")):
                    self._note(element, "data_skipped", element=local(element.tag))
            if root.find(q("ClinicalData")) is None:
                self._refuse(root, "data_none")
        for (subject, _, _), given in self._given.items():
            self.found.subjects[subject].append(given)
        return self.found

    def _clinical(self, clinical: Element) -> None:
        oid, version = clinical.get("StudyOID"), clinical.get("MetaDataVersionOID") or ""
        if oid != self.study.oid:
            self._refuse(clinical, "data_unknown", element="Study", oid=oid or "")
            return
        if version not in (self.study.version, self.study.version or "_"):
            self._note(clinical, "data_other_version", version=version, used=self.study.version)
        for subject in self._children(clinical, "SubjectData"):
            self._subject(subject)

    def _subject(self, element: Element) -> None:
        key = (element.get("SubjectKey") or "").strip()
        if not key or len(key) > 64:
            self._refuse(element, "data_subject_key", key=key[:80])
            return
        if element.get("TransactionType") == "Remove":
            self._refuse(element, "data_remove", element="SubjectData")
            return
        self.found.subjects.setdefault(key, [])
        said = provenance(element, "", self._note)
        for event in self._children(element, "StudyEventData"):
            self._event(key, event, provenance(event, said, self._note))

    def _event(self, subject: str, element: Element, said: str) -> None:
        event = self.places.event(element)
        if event is None:
            return
        number = self.places.number(
            element, "StudyEventRepeatKey", (subject, event.name), _repeats(event), self.transactional
        )
        for form in self._children(element, "FormData"):
            self._form(subject, event, number, form, provenance(form, said, self._note))

    def _form(self, subject: str, event: Event, number: int, element: Element, said: str) -> None:
        form = self.places.form(element, event)
        if form is None:
            return
        scope = (subject, event.name, str(number), form.name)
        repeat = self.places.number(element, "FormRepeatKey", scope, form.repeating, self.transactional)
        place = Place(event.name, number, form.name, repeat)
        if element.get("TransactionType") == "Remove":
            self._remove(subject, place, "")
        self._marks(subject, place, element, "", said)
        for group in self._children(element, "ItemGroupData"):
            self._group(subject, place, form, group, provenance(group, said, self._note))

    def _group(self, subject: str, place: Place, form: Form, element: Element, said: str) -> None:
        group = self.places.group(element, form)
        if group is None:
            return
        items = list(_items(element))
        if group.repeat != "none" and element.get("ItemGroupRepeatKey") is None and not items:
            self._marks(subject, place, element, f"{group.name}/", said)
            return
        row = self.places.row(element, (subject, place, group.name), group, self.transactional)
        if row is None:
            return
        prefix = f"{group.name}/{row}/" if row else ""
        if element.get("TransactionType") == "Remove":
            self._remove(subject, place, prefix or None, group)
        self._marks(subject, place, element, prefix or f"{group.name}/", said)
        for item in items:
            self._item(subject, place, group, prefix, item, said)

    def _item(self, subject: str, place: Place, group: Group, prefix: str, element: Element, said: str) -> None:
        item = self.places.item(element, place.form, group)
        unit = self.places.unit(element, item)
        if item is None or unit is None:
            return
        path = prefix + item.name
        if element.get("TransactionType") == "Remove":
            self._given.pop((subject, place, path), None)
            return
        text, missing = value_of(element)
        source = provenance(element, said, self._note)
        given = Given(line_of(element), place, path, text, unit or None, missing, source=source)
        self._put(subject, given, element)

    def _marks(self, subject: str, place: Place, element: Element, prefix: str, said: str) -> None:
        for flag in flags_of(element):
            path = place_of_mark(flag, prefix)
            if path is None:
                continue
            if flag.removed:
                self._given.pop((subject, place, path), None)
                continue
            given = Given(line_of(element), place, path, flag.value, words=flag.words or None, source=said)
            self._put(subject, given, element)

    def _put(self, subject: str, given: Given, element: Element) -> None:
        key = (subject, given.place, given.path)
        if key in self._given and not self.transactional:
            before = self._given[key].line
            where = f"{given.place.event} {given.place.form} {given.path}"
            self._refuse(element, "data_twice", subject=subject, where=where, before=str(before or "?"))
        self._given[key] = given

    def _remove(self, subject: str, place: Place, prefix: str | None, group: Group | None = None) -> None:
        """Forget what a Transactional file gave before for a page, a row, or a group that does not repeat."""
        names = {item.name for item in group.items} if group is not None and prefix is None else None
        for key in [key for key in self._given if key[:2] == (subject, place)]:
            if key[2] in names if names is not None else key[2].startswith(prefix or ""):
                del self._given[key]

    def _children(self, parent: Element, name: str) -> Iterator[Element]:
        return (element for element in parent if element.tag == q(name))

    def _note(self, at: Element, code: str, **params: str) -> None:
        self.found.notes.append(Note(line_of(at), code, params))

    def _refuse(self, at: Element, code: str, **params: str) -> None:
        self.found.refused.append(Note(line_of(at), code, params))


def _items(element: Element) -> Iterator[Element]:
    """ItemData, and the typed ItemDataString, ItemDataInteger and so on."""
    return (part for part in element if isinstance(part.tag, str) and local(part.tag).startswith("ItemData"))


def _repeats(event: Event) -> bool:
    return event.repeating or event.kind == "unscheduled"
