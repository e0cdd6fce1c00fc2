"""A whole visit keyed from a sheet without the mouse (WCAG 2.1.1)."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from edc.study.definition import Study
from tests.walk.hands import Person
from tests.walk.house import House
from tests.walk.story import Tale
from tests.walk.ward import Ward

AT = """() => { const one = document.activeElement; return {
  name: one.name ?? "", value: one.value ?? "", kind: one.type ?? one.tagName.toLowerCase(), href: one.getAttribute("href") ?? "" }; }"""
"""Where the focus is: read, never moved."""
BEHIND = """name => Boolean(document.activeElement.compareDocumentPosition(
  document.querySelector(`[name="${name}"]:not([type=hidden])`)) & Node.DOCUMENT_POSITION_PRECEDING)"""
"""Whether a field stands above the one that has the focus."""
BUDGET = 900
"""Keys for the fourteen pages: what is written on the sheet, a key to the next field, one or two for a choice."""


class Hands:
    """Two hands on a keyboard; every key is counted, a letter as one."""

    def __init__(self, person: Person) -> None:
        self.page = person.page
        self.keys = 0

    def press(self, key: str, times: int = 1) -> None:
        for _time in range(times):
            self.page.keyboard.press(key)
        self.keys += times

    def at(self) -> dict[str, str]:
        found: dict[str, str] = self.page.evaluate(AT)
        return found

    def give(self, text: str) -> None:
        """Answer the field that has the focus."""
        here = self.at()
        name, kind = here["name"], here["kind"]
        codes = f"[name='{name}']" + (" option" if kind == "select-one" else "")
        place = 0
        if kind in ("radio", "checkbox", "select-one"):
            every: list[str] = self.page.locator(codes).evaluate_all(
                "all => all.filter(one => one.type !== 'hidden').map(one => one.value)"
            )
            place = every.index(text)
        away = place - every.index(here["value"]) if kind in ("radio", "checkbox") else 0
        if kind == "radio" and away:
            self.press("ArrowRight" if away > 0 else "ArrowLeft", abs(away))
        elif kind in ("radio", "checkbox"):
            self.press("Tab" if away > 0 else "Shift+Tab", abs(away))
            self.press("Space")
        elif kind == "select-one":
            self.press("ArrowDown", place)
        else:
            self.page.keyboard.type(text)
            self.keys += len(text)

    def key(self, sheet: dict[str, str]) -> None:
        """Type a page: Enter goes on to the next field; what appears meanwhile is answered as soon as it is seen."""
        left = dict(sheet)
        for _field in range(200):
            here = self.at()
            if here["name"] in left:
                self.give(left.pop(here["name"]))
            if not left or here["name"] == self._on():
                break
        while left:
            name = next(iter(left))
            expect(self.page.locator(f"[name='{name}']:not([type=hidden])").first).to_be_visible()
            back = self.page.evaluate(BEHIND, name)
            for _field in range(200):
                self.press("Shift+Tab" if back else "Enter")
                if self.at()["name"] == name:
                    self.give(left.pop(name))
                    break

    def _on(self) -> str:
        self.press("Enter")
        return self.at()["name"]


def test_week_20_is_keyed_from_a_sheet_without_the_mouse(
    long_house: House, enter: Callable[..., Person], trial: Study
) -> None:
    """From the visit to its last finished page by Tab, Enter, Space, arrows and Ctrl+Enter; stored is what was typed."""
    long_house.wall.set("2025-08-04 16:00")
    tale = Tale.begin(long_house, trial)
    for event in ("SCN", "W0", "W4", "W8"):
        tale.enter(event, "SV", "VS")
    tale.enter("SCN", "DM")
    ward = Ward(long_house, trial, "zh", enter)
    li = ward.person("li.wen")
    forms = trial.event_by_name["W20"].forms
    sheet = {form: {path: str(typed) for path, typed in ward.told("W20", form).items()} for form in forms}
    li.go(f"/visits/{tale.page('W20', 'SV').visit}")
    hands = Hands(li)
    first = f"/pages/{tale.page('W20', forms[0]).id}"
    for _key in range(60):
        if hands.at()["href"] == first:
            break
        hands.press("Tab")
    with li.arriving():
        hands.press("Enter")
    for form in forms:
        assert li.page.url.split("?")[0].endswith(f"/pages/{tale.page('W20', form).id}"), form
        hands.key(sheet[form])
        with li.arriving():
            hands.press("Control+Enter")
        assert tale.state("entry")[f"W20.{form}"] == "finished", form
    stored = {form: tale.text("W20", form) for form in forms}
    for form in forms:
        kept = {path: text.replace("T", " ") if "T" in text[10:11] else text for path, text in stored[form].items()}
        assert {path: kept.get(path) for path in sheet[form]} == sheet[form], form
    print(f"{hands.keys} keys for {sum(map(len, sheet.values()))} values on {len(forms)} pages")
    assert hands.keys < BUDGET
