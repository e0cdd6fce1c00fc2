"""What was proposed and decided of laboratory ranges, as lines of the study's trail."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from edc.web.shapes.trail import TrailLine

RANGE = "{0}.site, {0}.laboratory, {0}.analyte, {0}.sex, {0}.age_from, {0}.age_to, {0}.low, {0}.high, {0}.unit, {0}.first, {0}.last"
"""Columns of a range, for a table of that name."""


def proposed_line(certificate: str, *columns: Any) -> TrailLine:
    """A range as somebody proposed it, with the certificate that says so."""
    about, limits = _range(*columns)
    return TrailLine(about, new=limits, why=certificate)


def step_line(step: str, until: str | None, reason: str, *columns: Any) -> TrailLine:
    """What became of a range: approved, declined, ended on a day."""
    about, limits = _range(*columns)
    words = {"approved": _("approved"), "declined": _("declined"), "ended": _("until %(day)s", day=until or "")}
    return TrailLine(about, new=f"{words[step]} · {limits}", why=reason)


def _range(
    site: str,
    laboratory: str,
    analyte: str,
    sex: str | None,
    age_from: int | None,
    age_to: int | None,
    low: str | None,
    high: str | None,
    unit: str,
    first: str,
    last: str | None,
) -> tuple[str, str]:
    """Of whom a range holds, as its table writes it; its limits and the days of sampling."""
    ages = "" if age_from is None and age_to is None else _between(age_from, age_to)
    about = " ".join(part for part in (site, laboratory, analyte, sex or "", ages) if part)
    return about, f"{_between(low, high)} {unit}, {_between(first, last)}"


def _between(low: object, high: object) -> str:
    return f"{'' if low is None else low}–{'' if high is None else high}"
