"""What the documents say is so: requirements, commands, settings, tables, acts, refusals, links."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from config import Config
from edc.access.rules import Permission, Role, refusal
from edc.cli import main
from edc.db import Table
from edc.errors import CATALOGUE
from edc.exchange.words import WORDS
from edc.web.trail.words import ACT_WORDS
from tests import tables_doc, trace

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
FORBIDDEN = re.compile(r"\bcomplian(?:t|ce)\b|\bvalidated\b|\bcertified\b|病人|患者|监察员|审计追踪", re.IGNORECASE)
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_matrix_of_requirements_is_up_to_date() -> None:
    """REQ-70: requirement to tests, as the docstrings say now; `python -m tests.trace` writes it anew."""
    assert trace.PAGE.read_text("utf-8") == trace.page(), "run: python -m tests.trace"


def test_what_is_said_to_be_missing_has_no_test() -> None:
    """REQ-70: a requirement is neither called absent while it is tested, nor listed twice."""
    known = trace.requirements()
    found, _ = trace.traced(known)
    assert [each.id for each in known if each.state in ("absent", "outside") and found[each.id]] == []
    assert {each.state for each in known} <= trace.STATES.keys()
    assert [each.id for each in known if each.state == "see" and not found[each.remark]] == []
    assert len({each.id for each in known}) == len(known)
    assert [each.id for each in known][:70] == [f"REQ-{number:02d}" for number in range(1, 71)]


def test_results_of_a_run_are_told_by_requirement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """REQ-70: the last result of each test stands beside the requirement; the worst of both databases counts."""
    test = "test_a_correction_owes_its_reason_and_then_tells_it"
    cases = "".join(
        f'<testcase classname="tests.acts.test_save" name="{test}[{one}]">{inside}</testcase>'
        for one, inside in (("sqlite", ""), ("postgres", "<failure/>"))
    )
    (tmp_path / "run.xml").write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>", encoding="utf-8")
    trace.write_results(tmp_path / "run.xml", sys.stdout)
    lines = capsys.readouterr().out.splitlines()
    assert f"REQ-27,tests/acts/test_save.py::{test},failed" in lines
    assert any(line.startswith("REQ-15,,not in this version") for line in lines)


def test_every_table_and_column_stands_in_the_page_on_the_database() -> None:
    """REQ-69: whoever opens the database in thirty years finds what each column is."""
    page = tables_doc.PAGE.read_text("utf-8")
    assert page == tables_doc.written(page), "run: python -m tests.tables_doc"
    for name, table in Table.metadata.tables.items():
        assert f"\n| `{name}`" in page
        entity = page.partition(f"\n    {name} {{\n")[2].partition("\n    }")[0]
        told = {line.split()[1] for line in entity.splitlines()} | tables_doc.EVERYWHERE
        assert {column.name for column in table.columns} <= told, name


def test_every_guard_is_explained() -> None:
    """REQ-28: what the database refuses, by the code it refuses with."""
    source = "".join(text(f"edc/trail/guards{name}.py") for name in ("", "_sqlite", "_postgres"))
    codes = {code for code in CATALOGUE if f'"{code}"' in source or f"edc:{code}" in source}
    assert {"append_only", "no_reason", "stale", "no_change"} <= codes
    assert [code for code in sorted(codes) if f"\n| `{code}` |" not in text("docs/database.md")] == []


def test_every_act_is_explained_to_inspectors() -> None:
    """REQ-39: each word that the journal may use for an act."""
    page = text("docs/inspectors.md").partition("## The acts")[2]
    assert [name for name in ACT_WORDS if f"`{name}`" not in page] == []
    assert set(re.findall(r"`([a-z_]+)`", page)) - {"journal", "system"} <= ACT_WORDS.keys()


def commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with its whole name."""
    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            yield from commands(one, (*path, name))
    else:
        yield " ".join(path), command


@pytest.mark.parametrize(("name", "command"), [pytest.param(*one, id=one[0]) for one in commands(main, ("edc",))])
def test_every_command_and_option_is_documented(name: str, command: click.Command) -> None:
    """Lin Tao finds each command in README.md, and each of its options in docs/operating.md."""
    assert f"`{name}`" in text("README.md")
    page = text("docs/operating.md")
    line = next((line for line in page.splitlines() if line.startswith("| `edc ") and f"`{name}" in line), "")
    assert line
    options = [max(one.opts, key=len) for one in command.params if isinstance(one, click.Option)]
    assert [option for option in options if f"`{option}" not in line] == []


def test_every_documented_command_exists() -> None:
    """A command that was dropped must not be looked for."""
    known = {name for name, _ in commands(main, ("edc",))}
    said = {
        found
        for name in ("README.md", "docs/operating.md")
        for line in text(name).splitlines()
        if line.startswith("| `edc ")
        for found in re.findall(r"`(edc(?: [a-z][a-z-]*)+)", line.partition(" | ")[0])
    }
    assert said <= known and len(said) > 10
    assert all(f"`{option}`" in text("docs/operating.md") for option in ("edc --as NAME", "edc --version"))


def test_every_setting_is_documented() -> None:
    """Every variable of the environment that the program reads stands in the table of settings."""
    read = set(re.findall(r"\"(EDC_[A-Z_]+)\"", text("config.py")))
    assert len(read) == len(fields(Config))
    assert [name for name in sorted(read) if f"\n| `{name}` |" not in text("docs/operating.md")] == []


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    """Files, headings and pictures that a page links are there."""
    for _, target in LINK.findall(page.read_text("utf-8")):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        found = (page.parent / file).resolve() if file else page
        assert found.is_file(), target
        assert not anchor or anchor in anchors(found), target


def test_every_page_is_linked() -> None:
    """No page that only its author finds."""
    linked = {
        (page.parent / target.partition("#")[0]).resolve()
        for page in PAGES
        for _, target in LINK.findall(page.read_text("utf-8"))
        if "://" not in target
    }
    assert [str(page) for page in PAGES if page not in linked and page.name != "README.md"] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_nothing_is_claimed_that_only_others_can_say(page: Path) -> None:
    """Whether a trial satisfies a regulation is not the program's to say; and the words are those of GCP in China."""
    assert FORBIDDEN.findall(page.read_text("utf-8")) == []


def test_files_that_the_documents_name_are_there() -> None:
    """`edc/trail/guards.py` and the like, in every page but the history of changes."""
    named = re.compile(r"`((?:edc|tests|forms|templates|migrations|docs)/[\w./-]*\w(?:\.\w+)?/?)`")
    said = {name for page in PAGES for name in named.findall(page.read_text("utf-8"))}
    assert [name for name in sorted(said) if not (ROOT / name).exists()] == []


BEYOND_SCREENS = {"衍生值", "首次录入", "锁库前未完成项", "承诺值", "移除个人信息", "记录版本"}
"""Words of the glossary that no screen needs; 衍生值 is what others call 计算值."""


def test_the_chinese_of_the_glossary_is_that_of_the_screens() -> None:
    """Sun Yan reads the same word in the glossary, on the screen and in the study (trial, 0.9)."""
    shown = [text("edc/web/translations/zh.po")]
    shown += [path.read_text("utf-8") for path in (ROOT / "forms" / "studies").rglob("*.toml")]
    told = [line.split("|")[2] for line in text("docs/glossary.md").splitlines() if line.count("|") > 4]
    words = {word.strip() for cell in told for word in re.split("[，、；：（）]", cell)} - {"", "中文", "---"}
    assert sorted(word for word in words - BEYOND_SCREENS if not any(word in one for one in shown)) == []


def constants(folder: Path) -> Iterator[str]:
    """Every text constant of the program, that of the catalogue itself left out; docstrings are whole sentences."""
    for path in folder.rglob("*.py"):
        if path.name == "errors.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
                yield from re.findall(r"edc:([a-z_]+)", node.value)


def test_every_refusal_of_the_catalogue_can_happen() -> None:
    """REQ-70: no sentence is kept that nothing says any more."""
    used = {said for folder in (ROOT / "edc", ROOT / "forms") for said in constants(folder)}
    used |= {refusal(permission) for permission in Permission}
    assert sorted(CATALOGUE.keys() - used) == []


def test_every_refusal_that_can_happen_is_in_the_catalogue() -> None:
    """A code without a sentence would be a fault where a refusal was meant."""
    raised = re.compile(r"(?:Exchange)?Refusal\(\s*\"([a-z_.]+)\"")
    codes = {code for path in (ROOT / "edc").rglob("*.py") for code in raised.findall(path.read_text("utf-8"))}
    assert len(codes) > 50
    assert sorted(codes - CATALOGUE.keys() - WORDS.keys()) == []


def test_the_people_of_the_demonstration_are_those_of_the_readme() -> None:
    """What `make up` prints stands in README.md: one name for each role, and the password."""
    told = text("forms/studies/ucmsc-dn/demo.toml")
    people = re.findall(r'username = "([a-z.]+)"\nname = "(.+)"\nrole = "([a-z_]+)"', told)
    assert {role for *_, role in people} == {role.value for role in Role}
    for username, name, role in people:
        assert f"  {username:<11} {role.replace('_', ' '):<24} {name}\n" in text("README.md")
    password = re.findall(r'^password = "(.+)"', told, re.MULTILINE)[0]
    assert f"Everybody's password: {password}\n" in text("README.md")
