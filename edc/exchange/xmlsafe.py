"""The one place that parses XML from outside.

Nothing is fetched, no entity is ever expanded, and a file that carries a
document type is refused before its declarations are read: it is the way in for
entity bombs and for reading files of the server, and ODM has no use for it.
"""

from __future__ import annotations

from typing import NoReturn, cast
from xml.etree.ElementTree import Element

from lxml import etree

LIMIT = 64 * 1024 * 1024
"""Bytes accepted unless the caller says otherwise."""

_CHUNK = 4096


class XmlRefused(Exception):
    """XML that is not read. Nothing of it was used.

    ``code`` is one of ``xml_empty``, ``xml_too_large``, ``xml_doctype``,
    ``xml_limits`` (nested too deeply, or one text too long), ``xml_malformed``;
    ``line`` is where it was noticed, ``None`` if that is unknown; ``message`` is
    the parser's own words, for the person who wrote the file.
    """

    def __init__(self, code: str, line: int | None, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.line = line
        self.message = message

    @property
    def params(self) -> dict[str, str]:
        """What a sentence about this refusal may mention."""
        return {"line": "" if self.line is None else str(self.line), "message": self.message}


def parse(data: bytes, *, limit: int = LIMIT) -> Element:
    """The root element of *data*, without comments and processing instructions.

    The elements are lxml's and speak the ElementTree API; :func:`line_of` tells
    where one stood. Raises :class:`XmlRefused`.
    """
    if not data.strip():
        raise XmlRefused("xml_empty", None, "The file is empty.")
    if len(data) > limit:
        raise XmlRefused("xml_too_large", None, f"The file has {len(data)} bytes; at most {limit} are read.")
    _refuse_doctype(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        _refuse(error)
    return cast(Element, root)


def line_of(element: Element) -> int | None:
    """The line of the file on which *element* began, where the parser knows it."""
    return getattr(element, "sourceline", None)


class _InsideRoot(Exception):
    """The prolog is over, and there was no document type in it."""


class _Prolog:
    """A parser target that looks at nothing but what stands before the root element."""

    def doctype(self, name: str | None, public: str | None, system: str | None) -> NoReturn:
        raise XmlRefused("xml_doctype", None, "The file declares a document type (DOCTYPE).")

    def start(self, tag: str, attributes: dict[str, str]) -> NoReturn:
        raise _InsideRoot

    def close(self) -> None:
        return None


def _refuse_doctype(data: bytes) -> None:
    parser = etree.XMLParser(
        target=_Prolog(),  # type: ignore[arg-type]  # the stubs do not know that lxml also calls doctype()
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        parser.close()
    except _InsideRoot:
        return
    except etree.XMLSyntaxError as error:
        _refuse(error)
    raise XmlRefused("xml_malformed", None, "The file has no root element.")


def _refuse(error: etree.XMLSyntaxError) -> NoReturn:
    words = str(error.msg or error)
    beyond = any(sign in words for sign in ("xcessive depth", "too long", "huge", "XML_PARSE_HUGE"))
    raise XmlRefused("xml_limits" if beyond else "xml_malformed", error.lineno, words) from None
