"""What a request asks to be printed."""

from __future__ import annotations

from collections.abc import Callable

from flask import request

from edc.access.rules_grants import is_masked
from edc.exchange.paper.filled import Options
from edc.exchange.paper.speech import LANGUAGES, Speech
from edc.study.definition import Item
from edc.web import words
from edc.web.person import Me


def told(name: str) -> str:
    """What the address says under *name*."""
    return request.args.get(name, "")


def speech_asked() -> Speech:
    """The language asked for (``en``, ``zh``, ``both``), else the reader's own."""
    return words.speech(*LANGUAGES.get(told("language"), (words.language(),)))


def masked(me: Me, site: str) -> Callable[[Item], bool]:
    """Whether *me* may not see an item at *site*."""
    return lambda item: is_masked(item, me.grants, site, me.today)


def options(*, wet: bool = False) -> Options:
    """What is printed besides the values: queries unless they are left out."""
    return Options(queries=told("queries") != "0", wet=wet, deidentified=bool(told("deidentified")))
