"""What is wrong with a screen: rules of WCAG 2.2 AA that it breaks, and what does not fit a laptop."""

from __future__ import annotations

from pathlib import Path

import axe_core_python  # type: ignore[import-untyped]  # publishes no types

from tests.walk.hands import Person

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = """within => axe.run(within, {
  resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})"""
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
WIDTH = {"en": 1366, "zh": 1093}
"""A laptop at 100% and at 125%."""


def against_axe(person: Person, within: str = "html") -> list[str]:
    """Each rule that is broken *within* what a selector names, and where."""
    person.page.evaluate(AXE)
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for each in person.page.evaluate(RULES, within)["violations"]
        for node in each["nodes"][:3]
    ]


def too_wide(person: Person, *widths: int) -> list[str]:
    """Each of *widths* at which the screen scrolls sideways; the window is left as it was."""
    wrong, size = [], person.page.viewport_size
    for width in widths:
        person.page.set_viewport_size({"width": width, "height": 768})
        more = int(person.page.evaluate(SIDEWAYS))
        if more > 0:
            wrong.append(f"{more} px wider than {width}")
    if size is not None:
        person.page.set_viewport_size(size)
    return wrong
