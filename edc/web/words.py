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
from markupsafe import Markup

from edc.exchange.paper.speech import Speech
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
    # Flask-Babel's own look up the locale and the catalogue anew for each of a page's hundred words
    app.jinja_env.globals["_"] = in_template
    app.jinja_env.globals["ngettext"] = plural_in_template


def in_template(text: str, **params: object) -> Markup:
    """*text* for a template, its parameters escaped."""
    return _in_words(language(), text) % params if params else _plain(language(), text)


@lru_cache(maxsize=4096)
def _in_words(language: str, text: str) -> Markup:
    return Markup(catalogue(language).ugettext(text))  # noqa: S704  # our own words


@lru_cache(maxsize=4096)
def _plain(language: str, text: str) -> Markup:
    return _in_words(language, text) % {}


def plural_in_template(one: str, many: str, num: int, **params: object) -> Markup:
    """The form of a sentence that *num* wants."""
    return Markup(catalogue(language()).ungettext(one, many, num)) % ({"num": num} | params)  # noqa: S704  # our own words


def language() -> str:
    """``en`` or ``zh``: the language of this request."""
    try:
        # a page asks hundreds of times; each look through the proxy itself costs six times as much
        found: str | None = g._get_current_object().get("language")
    except RuntimeError:  # outside of any request
        found = None
    if found is None:
        locale = get_locale()
        found = "zh" if locale is not None and locale.language == "zh" else "en"
        if has_request_context():
            g.language = found
    return found


def gettext(text: str, **params: object) -> str:
    """*text* in the language of this request, with its parameters put in.

    Flask-Babel's own looks up application and catalogue for each word: a sixth of what a matrix costs.
    """
    found: str = catalogue(language()).ugettext(text)
    return found % params if params else found


def ngettext(one: str, many: str, num: int, **params: object) -> str:
    """The form of a sentence that *num* wants."""
    found: str = catalogue(language()).ungettext(one, many, num)
    return found % ({"num": num} | params)


def speech(*languages: str) -> Speech:
    """How documents and lists speak that are made in any language, or in two at once."""
    return Speech(languages, lambda spoken, text: catalogue(spoken).ugettext(text))


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
