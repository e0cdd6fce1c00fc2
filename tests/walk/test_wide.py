"""Version 2 of the trial has 17 visits: matrix and casebook scroll inside their own region, the page never does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from edc.acts.add_subject import add_subject
from edc.study.definition import Study
from tests.people import actor
from tests.trial.version_2 import STUDY_2, YA_001_THEN
from tests.walk.hands import Person
from tests.walk.house import House, furnish
from tests.walk.judging import WIDTH, against_axe, too_wide
from tests.walk.story import Tale

NOW = "2025-08-05 10:00"
"""Week 20 is due, so far to the right that a small window does not show it at once."""
TOLD = {key: typed for key, typed in YA_001_THEN.items() if typed is not None}
VISITS = ("SCN", "BL", "W0", "W0D1", "W0D7", "W4", "W4D1", "W4D7", "W8", "W8D1")
INFUSED = ("W0", "W4", "W8")
SCREENS = ("/participants", "/participants/1")
SMALL = {"width": 720, "height": 700}
"""So narrow that either table must scroll."""
PAPER = {"width": 1047, "height": 718}
"""What A4 landscape leaves between margins of 10 mm, in CSS pixels."""
REGION = """() => {
  const box = document.querySelector(".matrix-box");
  const frame = box.parentElement.classList;
  const seen = one => document.querySelector(one).getBoundingClientRect();
  const [view, due] = [box.getBoundingClientRect(), seen("th[data-due]")];
  return {
    role: box.getAttribute("role"), name: box.getAttribute("aria-label") !== "", left: box.scrollLeft,
    more: box.scrollWidth > box.clientWidth, before: frame.contains("has-before"), after: frame.contains("has-after"),
    due: due.left >= seen("thead th").right && due.right <= view.right,
    first: seen("tbody tr:last-child > th").left - view.left, head: seen("thead th").top - view.top};
}"""
OVERLAPS = """() => {
  const words = [...document.querySelectorAll(".tl-word")];
  const [line, at] = [word => word.getAttribute("y"), word => word.getBoundingClientRect()];
  return words.filter((a, n) => words.slice(n + 1).some(b =>
    line(a) === line(b) && at(a).left < at(b).right && at(b).left < at(a).right)).map(word => word.textContent);
}"""


def tell(house: House, study: Study) -> None:
    """YA-001 had three infusions and every visit up to the day after the third; YA-002 has only a number."""
    house.wall.set(NOW)
    tale = Tale(house, study)
    with house.time():
        for _each in range(2):
            add_subject(house.database, actor("li.wen"), "YA")
    tale.enter("LOG", "IC", of=TOLD)
    for event in VISITS:
        tale.enter(event, "SV", of=TOLD)
    for event in INFUSED:
        tale.enter(event, "INF", of=TOLD)


@pytest.fixture(scope="module")
def wide(new_house: Callable[..., House], template_of: Callable[..., object]) -> House:
    furnished = template_of(lambda database: furnish(database, STUDY_2))
    house = new_house(furnished, idle_minutes=1_000_000, session_hours=20_000)
    tell(house, STUDY_2)
    return house


@pytest.mark.parametrize("language", ["en", "zh"])
def test_many_visits_scroll_in_a_region_of_their_own(wide: House, enter: Callable[..., Person], language: str) -> None:
    """Li Wen finds the visit due today in view, goes on with the arrows, and the page stays where it is (screens 3.2, 3.3)."""
    person = enter(wide, "li.wen", language, width=WIDTH[language])
    for path in SCREENS:
        person.page.set_viewport_size({"width": WIDTH[language], "height": 768})
        person.go(path)
        assert too_wide(person, *WIDTH.values()) == [], path
        assert against_axe(person) == [], path
        assert person.page.evaluate(OVERLAPS) == []
        person.page.set_viewport_size(SMALL)
        person.go(path)
        region = person.page.evaluate(REGION)
        assert (region["role"], region["name"], region["more"], region["due"]) == ("region", True, True, True), path
        assert (region["left"] > 0, region["before"]) == (True, True), path
        _by_keyboard(person)
    assert person.page.locator(".tl-word").count() >= 8
    assert "3/3" in person.page.locator(".facts").inner_text()


def _by_keyboard(person: Person) -> None:
    """To both ends and down; the first column and the header row stand still, a shadow tells where there is more."""
    page, frame = person.page, person.page.locator(".matrix-wide")
    page.locator(".matrix-box").focus()
    for key, there, gone in (("ArrowRight", "before", "after"), ("ArrowLeft", "after", "before")):
        for _press in range(60):
            page.keyboard.press(key)
        expect(frame).to_have_class(f"matrix-wide has-{there}")
        region = page.evaluate(REGION)
        assert (region["left"] > 0, region[gone]) == (key == "ArrowRight", False)
        assert abs(region["first"]) <= 1
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert abs(page.evaluate(REGION)["head"]) <= 1
    assert page.evaluate("scrollX") == 0


@pytest.mark.parametrize("path", SCREENS)
def test_without_scripts_and_on_paper(wide: House, enter: Callable[..., Person], path: str) -> None:
    """Without scripts the page does not scroll sideways either; A4 landscape holds every column."""
    person = enter(wide, "li.wen", java_script_enabled=False)
    person.go(path)
    assert too_wide(person, *WIDTH.values()) == []
    person.page.set_viewport_size(SMALL)
    assert person.page.evaluate("document.querySelector('.matrix-box').scrollWidth") > SMALL["width"]
    person.page.set_viewport_size(PAPER)
    person.page.emulate_media(media="print")
    assert person.page.evaluate("document.querySelector('[data-matrix]').offsetWidth") <= PAPER["width"]
    assert b"/MediaBox [0 0 841" in person.page.pdf(prefer_css_page_size=True)
