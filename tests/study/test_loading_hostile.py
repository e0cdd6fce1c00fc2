"""Files that no person would write are flawed in words, and never end the reading."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from edc.study.loading import StudyError, load
from tests.study.test_loading_base import SMALL, VERSION


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.toml", "a = " + "[" * 100_000, "x.toml:1: holds values within values"),
        ("x.toml", f"[a{'.a' * 3000}]\n", "x.toml:1: holds values within values"),
        ("x.toml", f"b = 1\na = {{ a{'.a' * 200_000} = 1 }}\n", "x.toml:1: holds values within values"),
        ("x.toml", f"a = {'9' * 6000}\n", "x.toml:1: holds a number that is too large"),
        ("x.toml", "a = 1e99999999999999999999\n", "x.toml:1: holds a number that is too large"),
        ("study.toml", VERSION + 'drop = [["a"], 3]\n', "study.toml:3: drop[1]: ['a'] is not a file"),
        ("study.toml", VERSION.replace('"1"', '"../1"'), "study.toml:1: base: there is no version folder ../1"),
        ("study.toml", VERSION.replace('"1"', f'"{"x" * 5000}"'), "study.toml:1: base: there is no version folder xx"),
    ],
)
def test_what_nobody_would_write_is_a_flaw(tmp_path: Path, name: str, text: str, said: str) -> None:
    """REQ-50: values nested without end, numbers no machine holds, names that are lists, paths for names."""
    shutil.copytree(SMALL, tmp_path / "1")
    (tmp_path / "2").mkdir()
    (tmp_path / "2" / "study.toml").write_text(VERSION, "utf-8")
    (tmp_path / "2" / name).write_text(text, "utf-8")
    with pytest.raises(StudyError) as error:
        load(tmp_path / "2")
    assert any(str(flaw).startswith(said) for flaw in error.value.flaws), error.value
