"""Pieces of XML: built, kept as canonical text, read back; and texts in several languages."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from edc.study.odm.names import ATTRIBUTES, LANG, LANGUAGE, NS, ORDER, local, q
from edc.study.odm.report import Code, OdmRefused, Report

_XML = LANG[1:].partition("}")[0]
_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot carry, nor a carriage return, which every parser turns into a line feed."""


def clean(text: str) -> str:
    """*text* as XML can carry it; what it cannot becomes U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def node(name: str, attributes: dict[str, str | None] | None = None, text: str | None = None) -> Element:
    """An ODM element; attributes that are ``None`` are left out."""
    element = Element(q(name), {k: clean(v) for k, v in (attributes or {}).items() if v is not None})
    if text is not None:
        element.text = clean(text)
    return element


def assemble(element: Element, children: Iterable[Element]) -> Element:
    """*element* with *children* in the order the schema demands; vendors' elements are left out."""
    order = {q(name): n for n, name in enumerate(ORDER[local(element.tag)])}
    element.extend(sorted((child for child in children if child.tag in order), key=lambda child: order[child.tag]))
    return element


def allowed(name: str, attributes: dict[str, str]) -> dict[str, str | None]:
    """Those of the kept *attributes* that the schema lets the element *name* have."""
    known = ATTRIBUTES.get(name, {})
    return {k: v for k, v in attributes.items() if k in known and known[k].fullmatch(v)}


def children(element: Element, name: str) -> Iterator[Element]:
    """The children called *name* in the namespace of ODM."""
    return (child for child in element if child.tag == q(name))


def first(element: Element | None, name: str) -> Element | None:
    """The first child called *name*, if there is one."""
    return None if element is None else next(children(element, name), None)


def content(element: Element | None) -> str:
    """The text of an element without blanks around it."""
    return "" if element is None else "".join(element.itertext()).strip()


def text_of(element: Element) -> str:
    """Canonical XML of *element*: the namespace of ODM goes without saying.

    Blanks between elements, comments and instructions are dropped, attributes
    sorted, prefixes of other namespaces numbered in the order they are met, so
    that the same content is the same text in every process.
    """
    spaces: dict[str, str] = {}
    for part in element.iter():
        if isinstance(part.tag, str):
            for name in (part.tag, *sorted(part.attrib)):
                space = name[1:].partition("}")[0] if name.startswith("{") else NS
                if space not in (NS, _XML):
                    spaces.setdefault(space, f"n{len(spaces) + 1}")
    declared = "".join(f' xmlns:{prefix}="{_quote(space)}"' for space, prefix in spaces.items())
    return _written(element, spaces, declared)


def _written(element: Element, spaces: dict[str, str], declared: str = "") -> str:
    def short(name: str) -> str:
        space, rest = name[1:].rsplit("}", 1) if name.startswith("{") else (NS, name)
        return rest if space == NS else f"{'xml' if space == _XML else spaces[space]}:{rest}"

    name = short(element.tag)
    attributes = "".join(f' {short(k)}="{_quote(v)}"' for k, v in sorted(element.attrib.items()))
    inner = [child for child in element if isinstance(child.tag, str)]
    parts = [_kept(element.text, bool(inner))]
    for child in inner:
        parts += [_written(child, spaces), _kept(child.tail, True)]
    body = "".join(parts)
    return f"<{name}{declared}{attributes}>{body}</{name}>" if body else f"<{name}{declared}{attributes}/>"


def _kept(text: str | None, between: bool) -> str:
    """Text as it is written; blanks that only stand between elements are not."""
    return escape(clean(text)) if text and (text.strip() or not between) else ""


def _quote(text: str) -> str:
    return escape(clean(text), {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


def element_of(text: str) -> Element:
    """The element that :func:`text_of` wrote. Raises :class:`OdmRefused`.

    Canonical text has neither a document type nor entities; anything that begins
    like one is refused unread.
    """
    try:
        if "<!" in text:
            raise ET.ParseError("markup declaration")
        # Our own canonical text, or a data manager's edit of it; what could harm was refused above.
        element = ET.fromstring(text)  # noqa: S314
    except ET.ParseError:
        report = Report()
        report.add("refused", None, Code.KEPT_TEXT, text=text[:80])
        raise OdmRefused(report) from None
    for part in element.iter():
        if not part.tag.startswith("{"):
            part.tag = q(part.tag)
    return element


def without_extensions(element: Element) -> Element:
    """A copy that holds nothing but ODM's own elements and attributes."""
    copy = Element(element.tag, {k: v for k, v in element.attrib.items() if not k.startswith("{") or k == LANG})
    copy.text = element.text
    for child in element:
        if isinstance(child.tag, str) and child.tag.startswith(f"{{{NS}}}"):
            copy.append(without_extensions(child))
    return copy


def texts(element: Element | None) -> list[tuple[str | None, str]]:
    """(language, text) of each TranslatedText that says anything.

    A language that ``xml:lang`` cannot say counts as not given.
    """
    if element is None:
        return []
    found = [(text.get(LANG), content(text)) for text in children(element, "TranslatedText")]
    return [(lang if lang and LANGUAGE.fullmatch(lang) else None, text) for lang, text in found if text]


def translated(
    name: str, label: dict[str, str], languages: Iterable[str], otherwise: str | None = None
) -> Element | None:
    """An element *name* with a TranslatedText per language, the study's languages first.

    Without any text: *otherwise*, in no language, or no element at all.
    """
    order = [*(lang for lang in languages if lang in label), *sorted(set(label) - set(languages))]
    parts = [(lang, label[lang]) for lang in order if LANGUAGE.fullmatch(lang)]
    element = node(name)
    for lang, text in parts:
        element.append(node("TranslatedText", {LANG: lang}, text))
    if not parts:
        if otherwise is None:
            return None
        element.append(node("TranslatedText", text=otherwise))
    return element
