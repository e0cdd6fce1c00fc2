"""The house, its people and the one participant of the main job, and words that must stand on their screens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import expect

from edc.study.definition import Study
from tests.walk.hands import Person
from tests.walk.house import House
from tests.walk.story import Tale

SAYS = {
    "en": {
        "offer": "Record 1.58 mg/dL (= 139.7 μmol/L)",
        "extreme": "Outside the expected range 80–200",
        "late": "out of window (+4 d)",
        "saved": "Nothing is lost if you leave",
        "masked": "masked",
        "lapsed": "changed after verification",
        "again": "The signature no longer covers",
        "blocked": "Cannot be signed yet",
        "gaps": "gaps remain before lock",
        "locked": "Locked: nothing here can be changed.",
        "completed": "Completed",
        "source": "Source corrected",
    },
    "zh": {
        "offer": "1.58 mg/dL",
        "extreme": "超出预期范围80–200",
        "late": "超窗",
        "saved": "可放心离开",
        "masked": "已遮蔽",
        "lapsed": "核查后有修改",
        "again": "签名后变更",
        "blocked": "尚不可签名",
        "gaps": "锁库前尚有",
        "locked": "已锁定",
        "completed": "完成研究",
        "source": "源记录已更正",
    },
}
"""Words that must stand on the screens."""


@dataclass
class Walk:
    """The house, its people and the one participant."""

    house: House
    study: Study
    language: str
    come: Callable[..., Person]
    inside: dict[str, Person] = field(default_factory=dict)

    @property
    def says(self) -> dict[str, str]:
        return SAYS[self.language]

    @property
    def tale(self) -> Tale:
        return Tale(self.house, self.study)

    def person(self, username: str) -> Person:
        """Somebody at their window; they sign in when they are first wanted."""
        if username not in self.inside:
            self.inside[username] = self.come(self.house, username, self.language)
        return self.inside[username]

    def open(self, username: str, event: str, form: str) -> Person:
        """Somebody goes to the casebook and from there to a page."""
        person = self.person(username)
        person.go("/participants/1")
        person.follow(f".matrix-forms a[href='/pages/{self.tale.page(event, form).id}']")
        return person


def raise_query(person: Person, path: str, text: str) -> str:
    """Somebody asks about an item from the page they are on; returns the address of the query."""
    person.item(path).locator("[data-rail=query]").click()
    person.page.fill("#raise-text", text)
    with person.arriving():
        person.page.click(".rail__raise button")
    asked = person.page.locator(".rail-query", has_text=text)
    expect(asked).to_have_count(1)
    return str(asked.get_attribute("href"))
