"""Counts what the program asks of people, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from edc.db import rows
from tests.walk.hands import Person
from tests.walk.story import Tale

WATCH = """(() => {
  const note = () => {
    const known = new Set(JSON.parse(sessionStorage.getItem("asked") ?? "[]"));
    for (const one of document.querySelectorAll("form[data-crf] [data-ask]:not(.msg-quiet)")) {
      const path = one.closest("[data-says]").dataset.says;
      known.add([location.pathname.split("/").pop(), path, one.dataset.ask].join(" "));
    }
    sessionStorage.setItem("asked", JSON.stringify([...known]));
  };
  new MutationObserver(note).observe(document, { subtree: true, childList: true });
  const typing = (window.typing = { asked: 0, answered: 0 });
  const [later, get] = [window.setTimeout, window.fetch];
  window.setTimeout = (act, pause, ...rest) => later(act, pause === 150 ? 0 : pause, ...rest);
  window.fetch = async (url, ...rest) => {
    const asked = typing.asked;
    const answer = await get(url, ...rest);
    const read = answer.json.bind(answer);
    answer.json = async () => {
      const said = await read();
      if (String(url).endsWith("/live")) later(() => (typing.answered = asked), 0);
      return said;
    };
    return answer;
  };
  addEventListener("change", (event) => event.target.closest("form[data-crf] [data-item]") && typing.asked++, true);
})()"""
"""Keeps page, path and check of every question that stands on a form, while it is typed too.

So that whoever types sees all that live help says, however busy the machine is, ``typing``
tells when it has answered; the short pause before it asks is left out.
"""
ANSWERED = "() => typing.answered === typing.asked"


@dataclass(frozen=True)
class Questions:
    """``W8.SV AEYN SV01`` for each question, by what came of it.

    ``changed``: it went away because a value was entered or corrected, there or elsewhere.
    ``confirmed``: somebody said that the value is right as it is, so the question changed nothing.
    ``passing``: it stood there only while a page was typed, and nothing that had been typed was changed.
    ``waiting``: it is still open.
    """

    changed: tuple[str, ...]
    confirmed: tuple[str, ...]
    passing: tuple[str, ...]
    waiting: tuple[str, ...]

    def __str__(self) -> str:
        every = (("changed", self.changed), ("confirmed", self.confirmed), ("passing", self.passing))
        return "\n".join(f"{word} {len(some)}: {', '.join(some)}" for word, some in (*every, ("waiting", self.waiting)))


def questions(tale: Tale, people: Iterable[Person]) -> Questions:
    """Everything asked by a check: shown to *people*, or opened as a query by a save or at signing."""
    sql = (
        "SELECT p.id, v.event, p.form, q.path, q.check_id, (SELECT e.state FROM query_event e WHERE e.query = q.id"
        " ORDER BY e.n DESC LIMIT 1), (SELECT count(*) FROM query_event e WHERE e.query = q.id AND e.state = 'answered')"
        " FROM page p JOIN visit v ON v.id = p.visit LEFT JOIN query q ON q.page = p.id AND q.check_id IS NOT NULL"
        " WHERE p.subject = ? ORDER BY q.id"
    )
    with tale.house.database.reading() as connection:
        found = rows(connection, sql, (tale.subject,))
    pages = {str(page): f"{event}.{form}" for page, event, form, *_rest in found}
    outcome: dict[str, str] = {}
    for _page, event, form, path, check, state, answered in found:
        if check is not None:
            name = f"{event}.{form} {path} {check}"
            outcome[name] = "confirmed" if state == "accepted" or (answered and state != "open") else state
    seen = [one.split(" ", 1) for person in people for one in _shown(person)]
    passing = dict.fromkeys(name for page, rest in seen if (name := f"{pages[page]} {rest}") not in outcome)
    by = {what: tuple(name for name, state in outcome.items() if state == what) for what in set(outcome.values())}
    gone = tuple(name for name, state in outcome.items() if state not in ("confirmed", "open", "answered"))
    waiting = (*by.get("open", ()), *by.get("answered", ()))
    return Questions(gone, by.get("confirmed", ()), tuple(passing), waiting)


def _shown(person: Person) -> list[str]:
    return list(person.page.evaluate("JSON.parse(sessionStorage.getItem('asked') ?? '[]')"))
