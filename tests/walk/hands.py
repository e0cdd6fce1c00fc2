"""What a person does at a screen: goes somewhere, reads, types, presses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests.people import PASSWORD
from tests.walk.house import House
from tests.walk.words import READ

LOCALES = {"en": "en-US", "zh": "zh-CN"}

Typed = str | tuple[str, str]
"""A value as it is typed, or a number with its unit; ``=ND`` is a coded missing value."""


# on two busy cores an answer of live help may take its time; what is waited for is that it comes
expect.set_options(timeout=60_000)


class Person:
    """Somebody at a window of their own.

    ``faults``: errors of scripts, refusals of the browser's policy, faults of the server.
    """

    def __init__(
        self,
        browser: Browser,
        house: House,
        username: str,
        language: str = "en",
        width: int = 1366,
        watch: str = "",
        patient: str = "",
        **more: Any,
    ) -> None:
        """*watch*: a script that runs on every page before those of the house.

        *patient*: a condition, as a script; whoever fills a page waits for it after each field.
        """
        self.house = house
        self.username = username
        self.language = language
        self.patient = patient
        self.faults: list[str] = []
        self.read: dict[str, str] = {}
        """Address to the words that stood there, for every page that was looked at."""
        window = {
            "viewport": {"width": width, "height": 768},
            "locale": LOCALES[language],
            "timezone_id": "Asia/Shanghai",
        }
        self._context = browser.new_context(**(window | more))
        self._context.set_default_timeout(60_000)
        if watch:
            self._context.add_init_script(watch)
        self.page: Page = self._context.new_page()
        self.page.on("pageerror", lambda fault: self.faults.append(f"{self.page.url}: {fault}"))
        self.page.on(
            "console",
            lambda line: self.faults.append(line.text) if "Content Security Policy" in line.text else None,
        )

        self.page.on(
            "response",
            lambda answer: self.faults.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
        )

    def close(self) -> None:
        self._context.close()

    def sign_in(self, password: str = PASSWORD) -> None:
        self.go("/sign-in")
        self.page.fill("#name", self.username)
        self.page.fill("#password", password)
        with self.arriving():
            self.page.keyboard.press("Enter")

    def sign_out(self) -> None:
        self.page.click(".menu > summary:has(.top__me)")
        with self.arriving():
            self.page.click("form[action='/sign-out'] button")

    def go(self, path: str) -> Response | None:
        """Open an address of the house and read what is there."""
        answer = self.page.goto(self.house.url + path)
        self.look()
        return answer

    def look(self) -> str:
        """Take in all the words that stand on the screen now."""
        words = str(self.page.evaluate(READ))
        self.read[f"{urlsplit(self.page.url).path} #{len(self.read)}"] = words
        return words

    @contextmanager
    def arriving(self) -> Iterator[None]:
        """Whatever is done within leads to another page, which is read."""
        with self.page.expect_navigation():
            yield
        self.look()

    def follow(self, selector: str) -> None:
        """Click something that leads on."""
        with self.arriving():
            self.page.click(selector)

    def act(self, name: str, form: str = "crf") -> None:
        """Press the button of a form that does *name*: ``save``, ``finish``, ``finish_next``, ``verify`` ..."""
        self.follow(f"button[name=act][value='{name}'][form={form}]:visible")

    def item(self, path: str) -> Locator:
        """The row or cell of an item."""
        return self.page.locator(f"[id='item-{path}']")

    def field(self, path: str) -> Locator:
        return self.page.locator(f"[id='i-{path}']")

    def said(self, path: str) -> Locator:
        """Where the page says something of an item."""
        return self.page.locator(f"[id='says-{path}']")

    def type(self, path: str, typed: Typed) -> None:
        """Give an item its value the way its field wants it: keys, a choice from a list, a click on an answer."""
        text, unit = typed if isinstance(typed, tuple) else (typed, "")
        if text.startswith("="):
            folded = self.item(path).locator("details.nd:not([open]) > summary, .cell__more:not([open]) > summary")
            if folded.count():
                folded.first.press("Enter")
            self.page.select_option(f"[name='{path}@missing']", text[1:])
            return
        first = self.page.locator(f"[name='{path}']:not([type=hidden])").first
        kind = first.evaluate("field => field.type")
        if kind in ("radio", "checkbox"):
            for code in text.split() if kind == "checkbox" else [text]:
                self.page.locator(f"[name='{path}'][value='{code}']").press("Space")
        elif kind == "select-one":
            first.select_option(text)
        else:
            first.focus()
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(text)
        if unit:
            self.page.select_option(f"[name='{path}@unit']", unit)

    def fill(self, values: Mapping[str, Typed]) -> None:
        """Type a page from top to bottom, going on with Tab, so that the page answers to each."""
        for path, typed in values.items():
            group, _, _name = path.partition("/")
            if group != path and not self.page.locator(f"form [name='{path}']").count():
                self.page.click(f"[data-add={group}]")
            folded = self.page.locator(f".many:not([open]):has([name='{path}'])")
            if folded.count():
                folded.locator("summary").press("Enter")
            expect(self.page.locator(f"[name='{path}']:not([type=hidden])").first).to_be_visible()
            self.type(path, typed)
            self.page.keyboard.press("Tab")
            if self.patient:
                self.page.wait_for_function(self.patient)
