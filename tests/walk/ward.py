"""A house, its people at their windows, and one participant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from edc.study.definition import Study
from tests.walk.hands import Person, Typed
from tests.walk.house import House
from tests.walk.story import TOLD, Tale, told
from tests.walk.words import NAMES, english


@dataclass
class Ward:
    """The house, its people and the one participant, of whom ``tells`` is told."""

    house: House
    study: Study
    language: str
    come: Callable[..., Person]
    tells: Mapping[str, Typed] = field(default_factory=lambda: TOLD)
    inside: dict[str, Person] = field(default_factory=dict)

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

    def told(self, event: str, form: str, *, medical: bool | None = None) -> dict[str, Typed]:
        """What is typed on one page, from top to bottom: all of it, or what only an investigator may judge, or the rest."""
        values = told(event, form, self.tells)
        items = self.study.form_by_name[form].by_name
        groups = [group.name for group in self.study.form_by_name[form].groups]
        rows = list(dict.fromkeys(path.rpartition("/")[0] for path in values))

        def place(path: str) -> tuple[int, int, int]:
            row, _, name = path.rpartition("/")
            group, item = items[name]
            return groups.index(group.name), rows.index(row), group.items.index(item)

        return {
            path: values[path]
            for path in sorted(values, key=place)
            if medical is None or items[path.rpartition("/")[2]][1].medical is medical
        }

    def enter(self, event: str, *forms: str) -> None:
        """Li Wen enters pages on the screen; what only Chen Jie may judge she judges, flagged results in one act."""
        for form in forms:
            judged = self.told(event, form, medical=True)
            li = self.open("li.wen", event, form)
            li.fill(self.told(event, form, medical=False))
            li.act("save" if judged else "finish")
            if judged:
                chen = self.open("chen.jie", event, form)
                if all(typed == "NCS" for typed in judged.values()):
                    chen.follow("button[value^='bulk:']")
                else:
                    chen.fill(judged)
                chen.act("finish")
            assert self.tale.state("entry")[f"{event}.{form}"] == "finished", f"{event}.{form}"

    def rest(self, event: str, *but: str) -> None:
        """Everything else of a visit of which something is told, through the acts."""
        forms = (form for form in self.study.event_by_name[event].forms if form not in but)
        self.tale.enter(event, *(form for form in forms if self.told(event, form)), of=self.tells)

    def english(self) -> dict[str, str]:
        """English that anybody here met on a screen, with the place."""
        left: dict[str, str] = {}
        for person in self.inside.values():
            left |= english(person.read, NAMES)
        return left
