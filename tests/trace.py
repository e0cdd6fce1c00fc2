"""Which tests defend which requirement: ``python -m tests.trace`` writes docs/traceability.md.

A test defends a requirement by naming its id in its docstring or in one of its
decorators. ``--results FILE`` reads what ``pytest --junitxml=FILE`` wrote and prints
requirement, test and last result as CSV instead.
"""

from __future__ import annotations

import argparse
import ast
import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lxml import etree

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "docs" / "requirements.csv"
PAGE = ROOT / "docs" / "traceability.md"

CITED = re.compile(r"\bREQ-\d\d\b|\b[A-D]\.\d{1,3}(?:\.\d{1,2})?(?:\.\d{3,4}){1,2}\b|\b[A-Z]{2,4}-\d\d\b")
"""What may be an id: ours, the consortium's, or the short name of one of its tests."""
RANGE = re.compile(r"(.+\.)(\d+)-(\d+)")
"""``C.2.19.0100-0500``: all ids from the first to the last."""

STATES = {
    "": "has no test yet",
    "part": "in part",
    "absent": "not in this version",
    "outside": "does not apply",
    "see": "is defended by the tests of",
}
"""What the column ``state`` says; ``absent`` and ``outside`` have no test, ``see`` names another requirement."""
WORST = ("failed", "error", "skipped", "passed")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the list. ``also``: another name tests use; ``source``: where it comes from."""

    id: str
    also: str
    requirement: str
    source: str
    state: str
    remark: str

    def is_named(self, cited: str) -> bool:
        """Whether *cited* means this requirement, a range it stands for, or a part of it."""
        if cited in (self.id, self.also) or cited.startswith(f"{self.id}."):
            return True
        found = RANGE.fullmatch(self.id)
        if not found or not cited.startswith(found[1]):
            return False
        number = cited.removeprefix(found[1]).partition(".")[0]
        return number.isdigit() and int(found[2]) <= int(number) <= int(found[3])


def requirements() -> list[Requirement]:
    """The list, in its order."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return [Requirement(**row) for row in csv.DictReader(file)]


def tests() -> Iterator[tuple[str, set[str]]]:
    """Every test, ``file::name``, with the ids it names."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                said = " ".join([ast.get_docstring(node) or "", *map(ast.unparse, node.decorator_list)])
                yield f"{path.relative_to(ROOT).as_posix()}::{node.name}", set(CITED.findall(said))


def traced(known: Iterable[Requirement]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Requirement to its tests, and names that look like ids but are on no list, to the tests using them."""
    known = list(known)
    found: dict[str, list[str]] = {each.id: [] for each in known}
    unknown: dict[str, list[str]] = defaultdict(list)
    for test, cited in tests():
        for name in sorted(cited):
            named = [each.id for each in known if each.is_named(name)]
            for each in named:
                if test not in found[each]:
                    found[each].append(test)
            if not named and re.match(r"REQ|[A-D]\.", name):
                unknown[name].append(test)
    return found, unknown


def page() -> str:
    """docs/traceability.md, whole."""
    known = requirements()
    found, unknown = traced(known)
    ours = [each for each in known if each.id.startswith("REQ")]
    others = [each for each in known if not each.id.startswith("REQ")]
    lines = [
        "# Requirements and the tests that defend them",
        "",
        "Written by `python -m tests.trace` from [requirements.csv](requirements.csv) and the docstrings of the tests;"
        " a test fails when this page is out of date. A requirement without a test says so. Sources: 21 CFR Part 11"
        " (11.x), EU GMP Annex 11 (A11), EMA guideline on computerised systems (EMA), ICH E6(R3) (R3), FDA questions"
        " and answers of October 2024 (FDA), China's GCP (CN GCP). The words are ours, the sources hold.",
        "",
        "Results come with a test run: `.venv/bin/python -m pytest --junitxml=build/results.xml`, then"
        " `.venv/bin/python -m tests.trace --results build/results.xml > build/traceability.csv`.",
        "",
        *_section("Seventy requirements of regulators", ours, found),
        *_section("The REDCap consortium's list (RSVC), by number", others, found),
    ]
    if unknown:
        lines += ["## Named by tests, on neither list", ""]
        lines += [f"- {name}: {_by_file(unknown[name])}" for name in sorted(unknown)]
    return "\n".join(lines).rstrip() + "\n"


def _section(title: str, known: list[Requirement], found: Mapping[str, list[str]]) -> Iterator[str]:
    bare = [each.id for each in known if not found[each.id] and not each.state]
    absent = [each.id for each in known if each.state == "absent"]
    yield from (f"## {title}", "")
    yield f"{sum(bool(found[each.id]) for each in known)} of {len(known)} have tests."
    yield f"Not in this version: {', '.join(absent) or 'none'}."
    yield from (f"Without a test: {', '.join(bare) or 'none'}.", "")
    for each in known:
        also = f" ({each.also})" if each.also else ""
        source = f" *{each.source}*" if each.source else ""
        yield from (f"**{each.id}**{also} {each.requirement}.{source}", "")
        if each.state or not found[each.id]:
            between = " " if each.state == "see" else ": "
            yield f"- **{STATES[each.state]}**" + (f"{between}{each.remark}" if each.remark else "")
        for file, names in _files(found[each.id]).items():
            yield f"- `{file}`: " + ", ".join(names)
        yield ""


def _files(found: Iterable[str]) -> dict[str, list[str]]:
    by_file: dict[str, list[str]] = defaultdict(list)
    for test in found:
        file, _, name = test.partition("::")
        by_file[file].append(name.removeprefix("test_"))
    return by_file


def _by_file(found: Iterable[str]) -> str:
    return "; ".join(f"`{file}`: {', '.join(names)}" for file, names in _files(found).items())


def results(junit: Path) -> dict[str, str]:
    """Test to its result; the worst one where it ran several times (on both databases, say)."""
    found: dict[str, str] = {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for case in etree.parse(junit, parser).iter("testcase"):
        file = case.get("classname", "").replace(".", "/") + ".py"
        test = f"{file}::{case.get('name', '').partition('[')[0]}"
        tags = {{"failure": "failed"}.get(str(child.tag), str(child.tag)) for child in case}
        now = next((word for word in WORST if word in tags), "passed")
        found[test] = min(found.get(test, now), now, key=WORST.index)
    return found


def write_results(junit: Path, out: IO[str]) -> None:
    """Requirement, test, result; ``not run`` for a test the run did not contain."""
    ran = results(junit)
    known = requirements()
    found, _ = traced(known)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["requirement", "test", "result"])
    for each in known:
        for test in found[each.id] or [""]:
            writer.writerow([each.id, test, ran.get(test, "not run") if test else STATES[each.state]])


def main() -> None:
    parser = argparse.ArgumentParser(description="Write docs/traceability.md, or print results by requirement.")
    parser.add_argument("--results", type=Path, metavar="FILE", help="what pytest --junitxml=FILE wrote")
    chosen = parser.parse_args()
    if chosen.results:
        write_results(chosen.results, sys.stdout)
    else:
        PAGE.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
