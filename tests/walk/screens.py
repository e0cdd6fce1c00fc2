"""All screens of the demonstration by person, and how each is reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from playwright.sync_api import expect

from tests.walk.hands import Person
from tests.walk.story import Tale


@dataclass(frozen=True)
class Screen:
    """A screen and the way to it."""

    name: str
    go: Callable[[Person, Tale], object]


def at(path: str) -> Screen:
    return Screen(path, lambda person, _tale: person.go(path))


def page(subject: int, event: str, form: str, more: str = "") -> Screen:
    """A form: *more* follows its address."""
    return Screen(
        f"{subject} {event} {form} {more}",
        lambda person, tale: person.go(f"/pages/{replace(tale, subject=subject).page(event, form).id}{more}"),
    )


def visit(subject: int, event: str, form: str, more: str = "") -> Screen:
    """The visit in which *form* is."""
    return Screen(
        f"{subject} {event} {more}",
        lambda person, tale: person.go(f"/visits/{replace(tale, subject=subject).page(event, form).visit}{more}"),
    )


def then(screen: Screen, name: str, do: Callable[[Person], object]) -> Screen:
    """Go to a screen and do something there."""

    def go(person: Person, tale: Tale) -> None:
        screen.go(person, tale)
        do(person)

    return Screen(f"{screen.name}: {name}", go)


def _refused_sign_in(person: Person) -> None:
    person.page.fill("#name", "nobody.here")
    person.page.fill("#password", "nothing of the sort")
    with person.arriving():
        person.page.keyboard.press("Enter")


def _refused_values(person: Person) -> None:
    person.fill({"VSDT": "2025-02-30", "SBP": "12a", "PULSE": "999", "TEMP": "36,5,1"})
    person.act("save")


def _asked(person: Person) -> None:
    person.fill({"SBP": "236", "DBP": "90", "TEMP": "38.4"})
    expect(person.said("SBP").locator("[data-ask]").first).to_be_visible()


def _reason_owed(person: Person) -> None:
    person.type("PULSE", "99")
    person.page.keyboard.press("Tab")
    expect(person.said("PULSE").locator("[data-reason]")).to_be_visible()
    person.act("save")


def _row_added(person: Person) -> None:
    person.page.click("[data-add]")


def _missing_opened(person: Person) -> None:
    person.item("CREAT").locator("details.nd > summary").click()
    person.item("EGFR").locator("details.formula > summary").click()


def _menus_opened(person: Person) -> None:
    person.page.click(".crumbs .menu > summary")
    person.page.click(".foot .menu > summary >> nth=0")


def _stale(person: Person) -> None:
    """Somebody typed over what another saved meanwhile: the page was opened at the first version."""
    person.page.evaluate("document.querySelector('[name=opened_seq]').value = '1'")
    person.type("UVOL", "1799")
    person.page.evaluate("document.querySelector('[name=act]').click()")


def _raised(person: Person) -> None:
    person.item("PULSE").locator("[data-rail=query]").click()
    expect(person.page.locator("#raise-text")).to_be_visible()


def _nothing_ticked(person: Person) -> None:
    with person.arriving():
        person.page.click("#closing button")


def _refused_signature(person: Person) -> None:
    with person.arriving():
        person.page.click(".signing__form button")


def _refused_lock(person: Person) -> None:
    with person.arriving():
        person.page.click(".lock__ask button.btn-primary")


def short(screen: Screen) -> Screen:
    """A document of the whole study, cut to its first lines: a thousand more are the same, and axe takes minutes."""
    return then(screen, "its first lines", lambda person: person.page.evaluate(FIRST_LINES))


FIRST_LINES = """() => {
    for (const body of document.querySelectorAll('main tbody')) [...body.rows].slice(12).forEach(row => row.remove());
    [...document.querySelectorAll('main section')].slice(6).forEach(section => section.remove());
}"""

STRANGER = (at("/sign-in"), then(at("/sign-in"), "refused", _refused_sign_in))

SCREENING = tuple(
    page(1, "SCN", form)
    for form in (
        *("SV", "DM", "DH", "BX", "VS", "PE", "HEM", "CHEM", "LIV", "LIP", "GLU", "RENAL", "UACR", "UP24"),
        *("VIR", "TM", "AD", "PG", "IE"),
    )
)
INFUSION = tuple(page(1, "W4", form) for form in ("CP", "INF", "OBS", "INFS", "IMM"))
LOGS = tuple(page(1, "LOG", form) for form in ("IC", "MH", "AE", "CM", "EOT", "DS"))
EVENTS = (page(3, "LOG", "SAE"), page(2, "LOG", "PD"), page(8, "LOG", "PR"), page(5, "LOG", "DD"))
"""Together, every form of the trial as it looks when it is filled."""
PROPOSED = at("/study/versions/proposals/1")

OPEN: Mapping[str, tuple[Screen, ...]] = {
    "": STRANGER,
    "li.wen": (
        at("/"),
        at("/participants"),
        at("/participants?show=signature"),
        at("/participants?state=dead"),
        at("/participants/add"),
        at("/participants/1"),
        at("/participants/3"),
        at("/participants/5"),
        at("/participants/9"),
        at("/participants/6/rescreen"),
        at("/participants/1/trail"),
        visit(1, "W0", "SV"),
        visit(3, "W60", "SV"),
        visit(8, "W20", "SV"),
        then(page(1, "SCN", "RENAL"), "opened", _missing_opened),
        page(1, "SCN", "RENAL", "?history=CREAT"),
        then(page(1, "SCN", "VS"), "menus", _menus_opened),
        page(3, "W60", "VS"),
        then(page(3, "W60", "VS"), "refused", _refused_values),
        then(page(3, "W60", "VS"), "asked", _asked),
        then(page(3, "W60", "RENAL"), "owed", lambda person: person.act("finish")),
        then(page(3, "W48", "VS"), "reason", _reason_owed),
        page(2, "W32", "UP24"),
        page(2, "W48", "VS"),
        page(3, "W8", "INF"),
        page(9, "W8", "INF"),
        page(9, "UNS", "CHEM"),
        page(11, "SCN", "UP24"),
        then(page(1, "LOG", "IC"), "row", _row_added),
        then(page(1, "LOG", "AE"), "row", _row_added),
        page(3, "W32", "SV"),
        at("/deviations"),
        at("/deviations/9000003"),
        at("/queries"),
        at("/queries?state=all"),
        at("/queries/2000002"),
        at("/queries/1000004"),
        at("/account"),
        at("/account/password"),
        at("/study"),
        at("/study/forms/RENAL"),
        at("/pages/1"),
    ),
    "wang.lei": (*SCREENING, *INFUSION),
    "chen.jie": (
        at("/"),
        at("/safety"),
        at("/participants/10"),
        page(1, "SCN", "IE"),
        page(1, "SCN", "IE", "/sign"),
        page(9, "W8", "GLU"),
        visit(1, "W20", "SV", "/sign"),
        visit(3, "W48", "SV", "/sign"),
        then(visit(3, "W48", "SV", "/sign"), "refused", _refused_signature),
        page(1, "LOG", "DS"),
        page(1, "LOG", "DS", "/sign"),
        at("/exports"),
    ),
    "zhang.min": (
        at("/"),
        at("/participants/1/sign"),
        at("/participants/6/sign"),
        at("/deviations"),
        at("/study/ranges"),
        at("/study/versions"),
        PROPOSED,
        at("/lock"),
        at("/people"),
    ),
    "zhao.rui": (
        at("/"),
        at("/verification"),
        page(7, "W20", "VS"),
        page(7, "SCN", "DM"),
        then(page(7, "W20", "VS"), "ask", _raised),
        page(7, "W20", "VS", "/queries"),
        page(7, "W20", "VS", "/deviation"),
        at("/deviations"),
        at("/deviations/7000001"),
        at("/queries"),
        then(at("/queries"), "nothing ticked", _nothing_ticked),
        at("/queries/9000002"),
        at("/participants?show=verification"),
    ),
    "sun.yan": (
        at("/"),
        at("/queries"),
        at("/safety"),
        at("/deviations"),
        at("/lock"),
        at("/lock?run=1"),
        at("/lock/hold?scope=site&key=YA"),
        at("/lock/hold?participant=YA-001"),
        at("/exports"),
        at("/trail"),
        at("/study"),
        short(at("/study/checks")),
        at("/study/clarifications"),
        short(at("/study/decisions")),
        at("/study/ranges"),
        at("/study/ranges/propose"),
        at("/study/versions/propose"),
        at("/study/versions"),
        at("/study/versions/differences"),
        at("/study/paper"),
        at("/participants/1/paper"),
        short(at("/study/annotated")),
        at("/study/forms/IC"),
    ),
    "qian.hao": (at("/"), at("/study/versions"), PROPOSED, at("/lock"), at("/exports")),
    "he.ping": (
        at("/"),
        at("/safety"),
        at("/safety/lots"),
        at("/safety/lots?lot=UC2026-040"),
        at("/participants/1"),
        *LOGS,
        *EVENTS,
    ),
    "wu.gang": (
        at("/"),
        at("/people"),
        at("/trail"),
        at("/deviations"),
        at("/participants/1"),
        at("/participants/10"),
        at("/study/versions"),
        at("/exports"),
    ),
    "lin.tao": (at("/"), at("/people"), at("/people/li.wen"), at("/people/lin.tao"), at("/participants"), at("/study")),
}
"""Everything while the study is open. ``""``: somebody who is not signed in."""

LOCKED: Mapping[str, tuple[Screen, ...]] = {
    "li.wen": (at("/"), at("/participants/1"), visit(1, "W0", "SV"), page(1, "SCN", "RENAL"), at("/queries/2000002")),
    "zhang.min": (at("/lock"), at("/exports")),
    "sun.yan": (at("/"), at("/lock"), at("/lock?participant=YA-001"), at("/exports")),
}
"""What a lock changes."""
