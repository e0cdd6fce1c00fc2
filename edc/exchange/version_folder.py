"""A study version as its folder of TOML files: handed out as a ZIP, and read from one."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from edc.exchange.zipped import zipped
from edc.study.definition import Study
from edc.study.loading import load
from edc.study.loading.base import BASE
from edc.study.loading.flaws import Flaws, read_source
from edc.study.toml_writer import study_files, write_study
from edc.study.versions import Versions

_PLAIN = re.compile(r"\w[\w. -]{0,40}")
"""Version names that may be those of a folder on any disk."""
_OWN = "(ZIP)"
"""The folder of what was packed; no version is called so (:data:`_PLAIN`)."""


def version_zip(study: Study, at: str) -> Iterator[bytes]:
    """The folder of *study* as a ZIP whose files carry the time *at* (UTC); the same study, the same bytes."""
    folder = f"{study.version}/" if _PLAIN.fullmatch(study.version) else ""
    return zipped(((folder + name, [text.encode()]) for name, text in study_files(study).items()), at)


def zip_name(study: Study) -> str:
    """What the file of :func:`version_zip` is called."""
    return f"{study.name}-{study.version}.zip"


def study_in(files: Mapping[str, bytes], versions: Versions) -> Study:
    """The study version that *files* (bare name to content) say.

    Where they build on another version, that is the published one of the name, at its last
    revision; no folder of this machine is looked into. Raises :class:`edc.study.loading.StudyError`.
    """
    with tempfile.TemporaryDirectory(prefix="edc-version-") as made:
        folder = Path(made) / _OWN
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        base = _base(folder)
        if base in versions.rules:
            write_study(versions.study(base), folder.parent / base)
        return load(folder)


def _base(folder: Path) -> str:
    """The version that *folder* says it builds on; empty where that is none, or no name of a folder."""
    study = read_source(folder / "study.toml", Flaws())
    named = study.data.get(BASE) if study is not None else None
    return named if isinstance(named, str) and _PLAIN.fullmatch(named) else ""
