"""The program speaks English and Chinese, completely."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from edc.web.words import WORDS
from tests.people import csrf, sign_in
from tests.web.words_used import sentences

CATALOGUE = WORDS / "zh.po"
_PARAMETER = re.compile(r"%\((\w+)\)[sd]")


def chinese() -> dict[str | tuple[str, str], tuple[str, ...]]:
    """Message id to its Chinese forms, those marked as uncertain left out."""
    with Path(CATALOGUE).open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans_CN")
    found: dict[str | tuple[str, str], tuple[str, ...]] = {}
    for message in catalogue:
        if message.id and not message.fuzzy:
            key = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
            found[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
    return found


def test_every_sentence_has_its_chinese() -> None:
    """No English is left on a Chinese screen; what is missing is listed with its place (section 8)."""
    there = chinese()
    missing = [f"{place}: {text}" for text, place in sentences().items() if not all(there.get(text, ("",)))]
    assert not missing, f"{len(missing)} sentences have no Chinese:\n" + "\n".join(sorted(missing))


def test_chinese_names_the_same_parameters() -> None:
    """A sentence does not lose or invent a value in translation."""
    for text, forms in chinese().items():
        wanted = set(_PARAMETER.findall(text if isinstance(text, str) else text[1]))
        for form in forms:
            assert set(_PARAMETER.findall(form)) == wanted, text


def test_nothing_is_translated_that_is_never_said() -> None:
    """The catalogue has no sentence that the program lost."""
    assert set(chinese()) <= set(sentences())


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_browser_chooses_until_the_person_does(client: FlaskClient) -> None:
    """Chinese for a Chinese browser; the switch holds through sign-in and in the session."""
    assert "<h1>登录</h1>" in client.get("/sign-in", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}).text
    assert "<h1>Sign in</h1>" in client.get("/sign-in", headers={"Accept-Language": "fr"}).text
    answer = client.post(
        "/language",
        data={"lang": "zh", "csrf_token": csrf(client)},
        headers={"Referer": "http://localhost/sign-in?next=/account"},
    )
    assert answer.location == "/sign-in?next=/account"
    assert '<html lang="zh-CN">' in client.get("/sign-in").text
    sign_in(client, "li.wen")
    assert "我的账户" in client.get("/account").text
    client.post("/language", data={"lang": "en", "csrf_token": csrf(client, "/account")})
    assert "My account" in client.get("/account").text
    stranger = client.post("/language", data={"lang": "xx", "csrf_token": csrf(client, "/account")})
    assert stranger.location == "/"
    assert "My account" in client.get("/account").text
