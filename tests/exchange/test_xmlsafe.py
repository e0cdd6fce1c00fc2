"""XML from outside: parsed once, safely, or refused with a reason a person can act on."""

from __future__ import annotations

from pathlib import Path

import pytest

from edc.exchange.xmlsafe import XmlRefused, line_of, parse

BOMB = (
    b"<!DOCTYPE x ["
    + b'<!ENTITY a0 "lol">'
    + b"".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">'.encode() for n in range(1, 12))
    + b"]><x>&a11;</x>"
)


def refusal(data: bytes, **options: int) -> XmlRefused:
    with pytest.raises(XmlRefused) as caught:
        parse(data, **options)
    return caught.value


def test_a_plain_file_is_read_with_lines() -> None:
    """Elements know their line, so that a report can name it (REQ-58)."""
    root = parse(b'<?xml version="1.0"?>\n<!-- c -->\n<a>\n  <?pi?><b x="1">t</b><!-- c -->\n</a>')
    assert (root.tag, line_of(root)) == ("a", 3)
    (child,) = root
    assert (child.tag, child.get("x"), child.text, line_of(child)) == ("b", "1", "t", 4)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_any_honest_encoding_is_read(encoding: str) -> None:
    """A hospital's system may well write GB 18030."""
    data = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?><a b="血清">肌酐</a>'.encode(encoding)
    root = parse(data)
    assert (root.get("b"), root.text) == ("血清", "肌酐")


@pytest.mark.parametrize(
    "data",
    [
        BOMB,
        BOMB.decode().encode("utf-16"),
        b'<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        b'<!DOCTYPE a PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x.dtd"><a/>',
        b"<!-- " + b"x" * 20_000 + b" --><!DOCTYPE a><a/>",
    ],
)
def test_any_document_type_is_refused_unread(data: bytes) -> None:
    """Entity bombs and files of the server come in through DOCTYPE: there is no need for it at all (REQ-58)."""
    assert refusal(data).code == "xml_doctype"


def test_words_that_only_look_like_a_document_type_are_words() -> None:
    """A comment or a text may speak of DOCTYPE."""
    assert parse(b"<!-- <!DOCTYPE a> --><a><![CDATA[<!DOCTYPE a>]]></a>").text == "<!DOCTYPE a>"


def test_nothing_is_fetched_or_included(tmp_path: Path) -> None:
    """Style sheets, schema locations and XInclude point somewhere; nobody goes there."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    root = parse(
        f'<?xml-stylesheet href="{secret.as_uri()}"?><a xmlns:xi="http://www.w3.org/2001/XInclude">'
        f'<xi:include href="{secret.as_uri()}" parse="text"/></a>'.encode()
    )
    assert "secret" not in "".join(root.itertext())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "xml_empty"),
        (b" \n", "xml_empty"),
        (b"SUBJECT,VISIT\n001,1\n", "xml_malformed"),
        (b'<?xml version="1.0"?><!-- nothing else -->', "xml_malformed"),
        (b"<a>\n<b></a>", "xml_malformed"),
        (b"<a>&unknown;</a>", "xml_malformed"),
        (b"<a>\x00</a>", "xml_malformed"),
        (b"<a/><b/>", "xml_malformed"),
        (b"<a>" * 300 + b"</a>" * 300, "xml_limits"),
        (b'<a b="' + b"x" * 11_000_000 + b'"/>', "xml_limits"),
        (b"<a>" + b"x" * 11_000_000 + b"</a>", "xml_limits"),
    ],
)
def test_every_refusal_has_a_code_and_the_parsers_words(data: bytes, code: str) -> None:
    """What is wrong is said; nothing of the file was used (REQ-58)."""
    problem = refusal(data)
    assert problem.code == code and problem.message and set(problem.params) == {"line", "message"}


def test_the_line_of_the_fault_is_named() -> None:
    """Sun Yan opens the file at that line."""
    problem = refusal(b"<a>\n\n<b></a>")
    assert problem.line == 3 and problem.params["line"] == "3"


def test_files_have_a_size() -> None:
    """What is larger than the caller allows is not even looked at."""
    assert refusal(b"<a/>" + b" " * 100, limit=50).code == "xml_too_large"
    assert parse(b"<a/>", limit=4).tag == "a"
