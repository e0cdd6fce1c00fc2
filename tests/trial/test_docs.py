"""docs/data-managers.md says everything that can be written, and its examples are a study that loads."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from edc.study import definition
from edc.study.compare import changed_units, changes_of_substance
from edc.study.definition import Part, Study
from edc.study.evaluation import compiled
from edc.study.expressions.calls import ORDINARY
from edc.study.expressions.names import REFERENCES
from edc.study.expressions.row_names import ROW_FUNCTIONS
from edc.study.expressions.special import SPECIAL
from edc.study.loading import StudyError, load
from edc.study.loading.spelling import CHECK, CODELIST, EVENT, FILES, FORM, GROUP, ITEM, STUDY, Table
from edc.study.values.numbers import converted
from tests.trial.participant import STUDY as UCMSC

PAGE = (Path(__file__).parents[2] / "docs" / "data-managers.md").read_text(encoding="utf-8")
WORKED = (Path(__file__).parents[2] / "docs" / "worked-example.md").read_text(encoding="utf-8")
TABLES: dict[str, Table] = {
    "### `study.toml`": STUDY,
    "### `schedule.toml`": EVENT,
    "### A case report form": FORM,
    "#### Items": ITEM,
    "#### Groups": GROUP,
    "#### Codelists": CODELIST,
    "### Checks": CHECK,
}
"""What each table of the files is, by the heading under which the page explains it."""
PARTS = {name: part for name, part in vars(definition).items() if isinstance(part, type) and issubclass(part, Part)}
EXAMPLE: dict[str, str] = dict(re.findall(r"```toml\n# file: (\S+)\n(.*?)```", PAGE, re.DOTALL))


def under(heading: str) -> str:
    """The page from *heading* to the next one that is not below it."""
    level = len(heading.partition(" ")[0])
    start = PAGE.index(f"\n{heading}\n") + len(heading) + 2
    following = re.compile(rf"^#{{1,{level}}} ", re.MULTILINE).search(PAGE, start)
    return PAGE[start : following.start() if following else len(PAGE)]


def explained(name: str, text: str = PAGE) -> bool:
    """Whether *text* names it as code, alone or among other code."""
    return re.search(rf"`(?:[^`\n]*[^`\w])?{re.escape(name)}(?!\w)[^`\n]*`", text) is not None


def written(folder: Path, **changed: tuple[str, str]) -> Path:
    """The example study in *folder*, with one text of a file changed for another."""
    for name, text in EXAMPLE.items():
        old, new = changed.get(name.partition(".")[0], ("", ""))
        assert old in text
        # the first line of a block, which names the file, is a line of the file
        (folder / name).write_text(f"# file: {name}\n{text.replace(old, new)}", encoding="utf-8")
    return folder


@pytest.mark.parametrize("heading", TABLES)
def test_every_key_of_the_files_is_explained(heading: str) -> None:
    """Sun Yan finds each key she may write, under the heading of its table (B.4.20.0300)."""
    lacking = [key for key in TABLES[heading].keys if key != "odm" and not explained(key, under(heading))]
    assert lacking == [] and explained("odm")


@pytest.mark.parametrize("part", sorted(set(PARTS) - {"Part"}))
def test_every_field_of_the_model_is_explained(part: str) -> None:
    """Every part of a definition, also those that have no table of their own (REQ-70)."""
    spelled: dict[str, Table] = {table.part.__name__: table for table in TABLES.values()}
    renamed = {field: key for key, field in spelled[part].renamed.items()} if part in spelled else {}
    hidden = spelled[part].hidden if part in spelled else frozenset()
    for field in PARTS[part].model_fields:
        if field not in hidden:
            assert explained(renamed.get(field, field)), f"{part}.{field}"


@pytest.mark.parametrize("name", sorted({*ORDINARY, *REFERENCES, *ROW_FUNCTIONS, *SPECIAL}))
def test_every_function_is_explained(name: str) -> None:
    """Each function of an expression with what it takes (REQ-52)."""
    assert re.search(rf"`[^`\n]*\b{name}\([^`\n]*\)`", PAGE)


def test_every_type_and_file_is_explained() -> None:
    """Item types and file names, too."""
    types = definition.Item.model_fields["type"].annotation.__args__  # type: ignore[union-attr]  # a Literal
    assert all(f"`{name}`" in PAGE for name in types)
    assert all(f"`{name}`" in PAGE for name in ("study.toml", *FILES))


def test_the_study_of_the_page_loads_and_runs(tmp_path: Path) -> None:
    """What the page shows works as it stands."""
    study: Study = load(written(tmp_path))
    assert [form.name for form in study.forms] == ["VISIT", "PULSE"]
    assert compiled(study).study is not None


def test_the_flaws_of_the_page_are_those_that_are_reported(tmp_path: Path) -> None:
    """Two slips of the pen, and the two lines the page promises."""
    shown = re.findall(r"```text\n(.*?)\n```", PAGE, re.DOTALL)[0].splitlines()
    for change, flaw in zip(
        (("soft = [50, 110]", "soft = [50, 400]"), ("prior(PULSE)", "prior(PULS)")), shown, strict=True
    ):
        with pytest.raises(StudyError) as caught:
            load(written(tmp_path, pulse=change))
        assert str(caught.value) == flaw


def test_the_checks_of_the_page_are_those_of_the_study() -> None:
    """An example that the study no longer has would teach what does not hold."""
    table = PAGE.partition("Examples from `forms/studies/ucmsc-dn/1`:")[2].partition("What makes a good check:")[0]
    examples = re.findall(r"\| `(.*)` \|\n", table)
    assert len(examples) == 6
    assert set(examples) <= {check.when for form in UCMSC.forms for check in form.checks}


def _worked(folder: Path, version: str) -> Study:
    """A version of the worked example, written below *folder* as the page shows it."""
    for name, text in re.findall(r"```toml\n# (\S+)\n(.*?)```", WORKED, re.DOTALL):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder / version)


def test_the_worked_example_loads_and_its_next_version_is_an_amendment(tmp_path: Path) -> None:
    """Sun Yan copies the page: version 2 collects HbA1c besides, and no item changes its unit (REQ-52)."""
    first, second = _worked(tmp_path, "1"), _worked(tmp_path, "2")
    assert compiled(second).study is not None and changed_units(first, second) == []
    collected = changes_of_substance(first, second)
    assert collected and all("GLU.HBA1C" in change for change in collected)
    companions = [item.name for _, item in first.form_by_name["GLU"].items()]
    assert {"FPGLO", "FPGHI", "FPGFL", "FPGCS"} <= set(companions)


def test_the_worked_example_says_what_a_temperature_becomes_and_what_a_revision_is(tmp_path: Path) -> None:
    """98.6 °F is 37.0 °C, and another expected range collects nothing else."""
    first = _worked(tmp_path, "1")
    item = first.form_by_name["OBS"].by_name["TEMP"][1]
    assert round(converted(item, Decimal("98.6"), item.units["F"]), 1) == Decimal("37.0")
    page = tmp_path / "1" / "obs.toml"
    old, new = re.findall(r"`(soft = \[.*?\])`", WORKED)
    second = _worked(tmp_path, "2")
    page.write_text(page.read_text("utf-8").replace(old, new), encoding="utf-8")
    for before, version in ((first, "1"), (second, "2")):
        revised = load(tmp_path / version)
        assert revised.digest != before.digest and changes_of_substance(before, revised) == []


def test_the_forms_that_were_printed_are_counted_right() -> None:
    """docs/paper.md says how many pages version 1 has over all its visits."""
    told = (Path(__file__).parents[2] / "docs" / "paper.md").read_text("utf-8")
    assert f"({sum(len(event.forms) for event in UCMSC.events)} forms)" in told
