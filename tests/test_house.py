"""The house keeps its order: rooms, commits, clocks, file lengths, machine paths."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EDC = ROOT / "edc"

RANK = {
    "study": 0,
    "clock": 1,
    "errors": 1,
    "problem_texts": 1,
    "sqlite_guard": 1,
    "db": 1,
    "trail": 2,
    "access": 2,
    "casebook": 3,
    "review": 4,
    "safety": 5,
    "exchange": 6,
    "acts": 7,
    "forms": 8,
    "web": 9,
    "cli": 9,
}
"""study < clock, errors, db < trail, access < casebook < review < safety < exchange < acts < forms < web, cli."""

PURE = {"edc", "pydantic", "pydantic_core", "__future__"} | set(sys.stdlib_module_names)
ALLOWED = {"edc/study/toml_writer.py": {"tomlkit"}}
"""The one file of the study room that may import more: it writes TOML."""


def modules() -> list[Path]:
    return sorted(path for folder in (EDC, ROOT / "forms") for path in folder.rglob("*.py"))


def room(path: Path) -> str:
    """The room of a file: its folder below ``edc``, ``forms``, or its own name."""
    parts = path.relative_to(ROOT).parts
    if parts[0] == "forms":
        return "forms"
    name = parts[1].removesuffix(".py")
    if name == "__init__":
        return "web"  # create_app puts everything together
    return "cli" if name.startswith("cli") else name


def imports(path: Path) -> Iterator[str]:
    """Dotted names that a file imports, type-checking blocks included."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rank_of(name: str) -> int | None:
    parts = name.split(".")
    if parts[0] == "forms":
        return RANK["forms"]
    if parts[0] != "edc" or len(parts) < 2:
        return None
    return RANK.get("cli" if parts[1].startswith("cli") else parts[1])


def test_a_room_imports_only_from_its_left() -> None:
    """Architecture 2: one total order of rooms, so that a reader knows where to look."""
    wrong = [
        (str(path.relative_to(ROOT)), name)
        for path in modules()
        for name in imports(path)
        if (rank := rank_of(name)) is not None and rank > RANK[room(path)]
    ]
    assert wrong == []


def test_studies_and_rules_are_pure() -> None:
    """Architecture 2: the standard library, pydantic and the study; no database, no screen."""
    for path in modules():
        if room(path) != "study" and not path.name.startswith("rules"):
            continue
        name = str(path.relative_to(ROOT))
        allowed = PURE | ALLOWED.get(name, set())
        assert [each for each in imports(path) if each.split(".")[0] not in allowed] == [], name
        # rules of one room may use those of another that are as pure: who may do what
        beside = {"study"} if room(path) == "study" else {"study", "access", room(path)}
        assert [each for each in imports(path) if each.startswith("edc.") and each.split(".")[1] not in beside] == [], (
            name
        )


def calls(path: Path, *names: str) -> list[int]:
    """Lines on which one of *names* is called as a method, or stands in an SQL text."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            found.append(node.lineno)
    return found


def test_commit_stands_in_one_place() -> None:
    """Architecture 2: every write is one unit; migrations have their own transaction."""
    found = {str(p.relative_to(ROOT)) for p in modules() if calls(p, "commit") or '"COMMIT"' in p.read_text("utf-8")}
    assert found == {"edc/db.py", "edc/trail/migrate.py"}


def test_the_clock_is_asked_in_one_place() -> None:
    """Architecture 11: simulated time is possible because nothing else asks."""
    found = {
        str(path.relative_to(ROOT))
        for path in modules()
        for line in ("datetime.now(", "date.today(", "datetime.utcnow(", "time.time(")
        if line in path.read_text("utf-8")
    }
    assert found == {"edc/clock.py"}


def test_only_acts_write() -> None:
    """Architecture 2: the list of files in acts is the list of everything that can happen."""
    writers = {p for p in modules() if "work.append(" in p.read_text("utf-8") or "with unit(" in p.read_text("utf-8")}
    assert {room(path) for path in writers} <= {"acts", "trail"}


def test_no_file_is_longer_than_a_sitting() -> None:
    """Files of 80 to 150 lines, never over 300 without a reason."""
    reasons = {
        "definition.py": "the whole model of a study, read as one text",
        "errors.py": "one catalogue of refusals",
    }
    long = {path.name for path in modules() if len(path.read_text("utf-8").splitlines()) > 300}
    assert long <= reasons.keys()


def test_nothing_names_a_machine() -> None:
    """What is committed names no path of a machine and no registry host."""
    folders = tuple("/".join(("", name, "")) for name in ("root", "work", "home"))
    marks = (*folders, "-".join(("index", "url =")), ".".join(("pypi", "org")))
    kept = [
        p
        for p in ROOT.rglob("*")
        if p.is_file() and p.suffix in {".py", ".toml", ".lock", ".md", ".html", ".js", ".css"}
    ]
    skipped = {".venv", ".git", "instance", ".mypy_cache", ".ruff_cache", ".pytest_cache", "build"}
    own = [p for p in kept if not skipped.intersection(p.relative_to(ROOT).parts) and "vendor" not in p.parts]
    found = {str(p.relative_to(ROOT)) for p in own for mark in marks if mark in p.read_text("utf-8", errors="ignore")}
    assert found == set()
