"""ODM that is refused, whole and with every reason, and ODM that means harm."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

import pytest

from edc.exchange.xmlsafe import XmlRefused, parse
from edc.study.definition import Study
from edc.study.odm import OdmRefused, read_study, write_odm
from tests.study.odm.facts import HERE, faults
from tests.study.odm.full import full_study

NS = "http://www.cdisc.org/ns/odm/v1.3"


def file(version: str = "", *, root: str = f'ODM xmlns="{NS}"', definitions: str = "", protocol: str = "") -> bytes:
    """A small file; *definitions* come beside, *protocol* inside its Protocol."""
    name = root.split()[0]
    return f"""<{root} {version}><Study OID="S">
      <GlobalVariables><StudyName>S</StudyName><StudyDescription/><ProtocolName>S</ProtocolName></GlobalVariables>
      <MetaDataVersion OID="1" Name="1"><Protocol><StudyEventRef StudyEventOID="SE" Mandatory="No"/>{protocol}</Protocol>
      <StudyEventDef OID="SE" Name="E" Repeating="No" Type="Scheduled"><FormRef FormOID="F" Mandatory="No"/></StudyEventDef>
      <FormDef OID="F" Name="F" Repeating="No"><ItemGroupRef ItemGroupOID="IG" Mandatory="No"/></FormDef>
      <ItemGroupDef OID="IG" Name="G" Repeating="No"><ItemRef ItemOID="I" Mandatory="No"/></ItemGroupDef>
      <ItemDef OID="I" Name="I" DataType="text"/>{definitions}</MetaDataVersion></Study></{name}>""".encode()


def refused(data: bytes) -> list[tuple[str, dict[str, str]]]:
    with pytest.raises(OdmRefused) as caught:
        read_study(parse(data))
    return [(line.problem.code, line.problem.params) for line in caught.value.problems]


def mark(content: object) -> str:
    return f'<Alias Context="edc" Name={quoteattr(content if isinstance(content, str) else json.dumps(content))}/>'


def test_the_small_file_is_read() -> None:
    """The file these tests spoil is sound."""
    study, report = read_study(parse(file('ODMVersion="1.3.2"')))
    assert [item.name for form in study.forms for _, item in form.items()] == ["I"] and not report.refused


def test_every_dangling_reference_is_listed_with_its_line() -> None:
    """Sun Yan gets all the reasons at once, each with its line; nothing is imported (REQ-58)."""
    data = (HERE / "dangling.xml").read_bytes()
    assert faults(data) == []
    with pytest.raises(OdmRefused) as caught:
        read_study(parse(data))
    lines = data.decode().splitlines()
    found = {}
    for line in caught.value.problems:
        assert line.problem.code == "odm_unknown" and line.line is not None
        assert line.problem.params["oid"] in lines[line.line - 1]
        found[line.problem.params["attribute"]] = line.problem.params["oid"]
    assert found == {
        "StudyEventOID": "SE.NOWHERE",
        "CollectionExceptionConditionOID": "C.NOWHERE",
        "FormOID": "F.NOWHERE",
        "ItemGroupOID": "IG.NOWHERE",
        "MethodOID": "M.NOWHERE",
        "ItemOID": "I.NOWHERE",
        "MeasurementUnitOID": "MU.NOWHERE",
        "CodeListOID": "CL.NOWHERE",
    }


@pytest.mark.parametrize(
    ("root", "version", "found"),
    [
        ('ODM xmlns="http://www.cdisc.org/ns/odm/v1.2"', "", "http://www.cdisc.org/ns/odm/v1.2"),
        ('ODM xmlns="http://www.cdisc.org/ns/odm/v2.0"', 'ODMVersion="2.0"', "http://www.cdisc.org/ns/odm/v2.0"),
        (f'ODM xmlns="{NS}"', 'ODMVersion="1.2.1"', "1.2.1"),
        ("ODM", "", "no namespace"),
    ],
)
def test_other_versions_are_refused_by_name(root: str, version: str, found: str) -> None:
    """ODM 1.2 and 2.0 are not guessed at: the refusal says what was found and what is understood (REQ-58)."""
    ((code, params),) = refused(file(version, root=root))
    assert code == "odm_version" and params["found"] == found and "1.3.2" in params["understood"]


def test_what_is_not_odm_is_refused() -> None:
    """A page of HTML, clinical data without a definition, a definition without forms (REQ-58)."""
    assert refused(b"<html><body/></html>") == [("odm_not_odm", {"found": "html"})]
    assert refused(f'<ODM xmlns="{NS}"><ClinicalData/></ODM>'.encode()) == [("odm_no_study", {})]
    bare = f'<ODM xmlns="{NS}"><Study OID="S"><MetaDataVersion OID="1" Name="1"/></Study></ODM>'
    assert refused(bare.encode()) == [("odm_no_forms", {})]


def test_two_meanings_of_one_oid_are_refused() -> None:
    """Which of two different definitions is meant cannot be known; twice the same is no harm (REQ-58)."""
    twice = '<ItemDef OID="I" Name="I" DataType="{}"/>'
    assert refused(file(definitions=twice.format("date"))) == [("odm_twice", {"element": "ItemDef", "oid": "I"})]
    read_study(parse(file(definitions=twice.format("text"))))
    codes = '<CodeListItem CodedValue="A"><Decode/></CodeListItem>' * 2
    assert refused(file(definitions=f'<CodeList OID="CL" Name="CL" DataType="text">{codes}</CodeList>')) == [
        ("odm_twice", {"element": "CodeListItem", "oid": "CL: A"})
    ]


def test_definitions_need_oids_of_a_sane_length() -> None:
    """No OID, or one of 201 characters."""
    assert refused(file(definitions='<ItemDef Name="nameless" DataType="text"/>')) == [
        ("odm_no_oid", {"element": "ItemDef"})
    ]
    ((code, _),) = refused(file(definitions=f'<CodeList OID="{"x" * 201}" Name="L" DataType="text"/>'))
    assert code == "odm_long_oid"


def test_a_version_that_includes_itself_is_refused() -> None:
    """Include in a circle is followed once around, not for ever."""
    looped = file().replace(b"<Protocol>", b'<Include StudyOID="S" MetaDataVersionOID="1"/><Protocol>')
    assert refused(looped) == [("odm_loop", {"oid": "1"})]


def test_deep_nesting_is_refused_on_any_parser() -> None:
    """The parser stops at 256 levels; a tree built otherwise is measured before anything walks it."""
    with pytest.raises(XmlRefused, match="depth"):
        parse(file(definitions="<v>" * 300 + "</v>" * 300))
    root = ET.fromstring(file())  # noqa: S314  # our own text
    element = root[0]
    for _ in range(20_000):
        element = ET.SubElement(element, "v")
    with pytest.raises(OdmRefused) as caught:
        read_study(root)
    assert [line.problem.code for line in caught.value.problems] == ["odm_too_deep"]


@pytest.mark.parametrize(
    "content",
    [
        {"sites": [{"code": 1}]},
        {"version": None},
        {"is_admin": True},
        {"forms": "all of them"},
        {"events": [{"oid": "E", "name": "no identifier", "label": {}}]},
    ],
)
def test_marks_are_checked_like_everything_else(content: object) -> None:
    """A file may pretend to be ours; what it claims must still make a study, or the file is refused (REQ-58)."""
    codes = {code for code, _ in refused(file(protocol=mark(content)))}
    assert codes == {"odm_invalid"}


def test_expressions_of_a_file_are_checked() -> None:
    """Wu Gang plants an expression that calls the system: it is no expression of ours, so the file is refused."""
    planted = '__import__("os").system("id")'
    method = f'<MethodDef OID="M" Name="M"><Description/><FormalExpression Context="edc">{planted}</FormalExpression></MethodDef>'
    data = file(definitions=method).replace(b'ItemOID="I" Mandatory', b'ItemOID="I" MethodOID="M" Mandatory')
    (reason,) = refused(data)
    assert reason[0] == "odm_invalid" and reason[1]["where"] == "F.I.value"
    check = file(
        protocol=mark({}),
        definitions=f'<ConditionDef OID="C" Name="C">{mark({"form": "F"})}'
        f'<Description/><FormalExpression Context="edc">{planted}</FormalExpression></ConditionDef>',
    )
    assert refused(check)[0][1]["where"] == "F.C.when"


def test_a_check_of_an_unknown_form_is_refused() -> None:
    """A check that belongs to no form would silently never run."""
    data = file(
        protocol=mark({}),
        definitions=f'<ConditionDef OID="C" Name="C"><FormalExpression Context="edc">True</FormalExpression>{mark({"form": "X"})}</ConditionDef>',
    )
    assert ("odm_unknown", {"element": "ConditionDef", "attribute": "form", "oid": "X"}) in refused(data)


@pytest.mark.parametrize("content", ["not JSON", "{", '{"retention":NaN}', "[1]", '{"a":' * 5000 + "1" + "}" * 5000])
def test_an_alias_that_is_no_mark_is_an_alias(content: str) -> None:
    """Somebody else may use the context "edc" too: what is not our JSON is kept, not obeyed."""
    study, _ = read_study(
        parse(
            file(definitions="").replace(
                b'DataType="text"/>', b'DataType="text">' + mark(content).encode() + b"</ItemDef>"
            )
        )
    )
    item = study.forms[0].groups[0].items[0]
    assert item.odm["Alias"] == {"edc": content}
    root = write_odm(study, created="2025-03-04T06:05:07Z", file_oid="F", source_version="0.1")
    data = ET.tostring(root, encoding="utf-8")
    assert faults(data) == [] and read_study(parse(data))[0].digest == study.digest


@pytest.mark.parametrize("text", ["<ConditionDef", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "<v:x/>", "plain"])
def test_kept_text_that_was_edited_is_checked(text: str) -> None:
    """Text under [odm] is somebody's to edit: unreadable XML and declarations are refused, not expanded."""
    study = Study.model_validate(full_study().model_dump() | {"odm": {"ConditionDef": [text]}})
    with pytest.raises(OdmRefused) as caught:
        write_odm(study, created="2025-03-04T06:05:07Z", file_oid="F", source_version="0.1")
    assert [line.problem.code for line in caught.value.problems] == ["odm_kept_text"]
