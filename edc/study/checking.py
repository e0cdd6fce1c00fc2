"""Everything that is wrong with the expressions of a study."""

from __future__ import annotations

from edc.study.definition import Study
from edc.study.expressions.flaws import ExpressionFlaw
from edc.study.expressions.whole import build

__all__ = ["ExpressionFlaw", "check_study"]


def check_study(study: Study) -> list[ExpressionFlaw]:
    """Unknown names and codes, wrong kinds, cycles, check ids used twice; states included.

    Empty for a study that may run.
    """
    return list(build(study)[1])
