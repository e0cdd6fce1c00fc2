"""Languages: the words of the program in English and Chinese, compiled in memory at the start.

English sentences are the message ids; Chinese stands in ``translations/zh.po``. Texts
of the study are labels, shown with ``say``.
"""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, Domain, get_locale
from flask_babel import gettext as translate

from edc.study.definition import Label
from edc.study.definition import say as say_in

LOCALES = {"en": "en", "zh": "zh_Hans_CN"}
"""Language as the study's labels know it, to locale."""
WORDS = Path(__file__).resolve().parent / "translations"


@lru_cache
def catalogue(language: str) -> NullTranslations:
    """The words of *language*; English needs none."""
    path = WORDS / f"{language}.po"
    if language == "en":
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=LOCALES[language]))
    compiled.seek(0)
    return Translations(compiled)


class _Words(Domain):
    """The domain whose catalogues are ours."""

    def get_translations(self) -> NullTranslations:
        return catalogue(language())


class _Babel(Babel):
    domain_instance = _Words()


def install(app: Flask) -> None:
    """Let the application speak: ``_``, ``ngettext`` and ``say`` in every template."""
    _Babel(app, default_locale="en", locale_selector=lambda: LOCALES[chosen()])
    app.jinja_env.globals["say"] = say


def language() -> str:
    """``en`` or ``zh``: the language of this request."""
    locale = get_locale()
    return "zh" if locale is not None and locale.language == "zh" else "en"


def gettext(text: str, **params: object) -> str:
    """*text* in the language of this request, with its parameters put in."""
    return str(translate(text, **params))


def say(label: Label) -> str:
    """A text of the study in the language of this request."""
    return say_in(label, language())


def chosen() -> str:
    """What the person switched to, else what the browser prefers."""
    if not has_request_context():
        return "en"
    me = g.get("me")
    kept = me.session.language if me is not None else session.get("language")
    return kept if kept in LOCALES else str(request.accept_languages.best_match(LOCALES, "en"))
