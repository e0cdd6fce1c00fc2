"""Renders templates as the application will, with the words of the code itself."""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from lxml import html

from edc.study.definition import Label, say
from edc.web.shapes import MeShape, PageShape, StudyShape
from tests.web.samples import SCREENS

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "edc/web/static"

ME = MeShape(
    name="李雯",
    user_name="li.wen",
    role="clinical research coordinator",
    permissions=frozenset({"enter"}),
    account_url="/account",
    sign_out_url="/sign-out",
    sign_in_url="/sign-in",
    session_url="/session",
    session_seconds=900,
    open_queries=3,
    queries_url="/queries",
)
STUDY = StudyShape(
    short="UCMSC-DN",
    version="v1",
    home_url="/",
    language_url="/language",
    ribbon="Synthetic demonstration data",
    jump_url="/jump",
)
NAV = {
    "en": ("Today", "Participants", "Queries", "Safety", "Data"),
    "zh": ("今日待办", "试验参与者", "质疑", "安全性", "数据"),
}


@lru_cache
def environment(language: str, words: gettext.NullTranslations | None = None) -> jinja2.Environment:
    """An environment with the globals the application provides."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    words = words or gettext.NullTranslations()
    env.install_gettext_callables(  # type: ignore[attr-defined] # added by the i18n extension
        words.gettext, words.ngettext, newstyle=True
    )

    def shown(label: Label) -> str:
        return say(label, language)

    def url_for(endpoint: str, **values: str) -> str:
        return f"/{endpoint}/{values['filename']}"

    env.globals.update(say=shown, url_for=url_for, csrf_token=lambda: "token")
    return env


def render(
    template: str,
    language: str = "en",
    me: MeShape | None = ME,
    study: StudyShape = STUDY,
    words: gettext.NullTranslations | None = None,
    active: int = 1,
    **shapes: Any,
) -> str:
    """The page as text."""
    return (
        environment(language, words)
        .get_template(template)
        .render(
            me=me,
            study=study,
            language=language,
            now_text="14:05 UTC+8",
            nav=[(word, f"/{n}", n == active) for n, word in enumerate(NAV[language])],
            **shapes,
        )
    )


def screen(name: str, language: str = "en") -> html.HtmlElement:
    """The screen of that name (see ``samples``) as a tree."""
    it = SCREENS[name]
    return html.document_fromstring(render(it.template, language, me=ME if it.signed_in else None, **it.shapes))


def page(template: str, language: str = "en", **given: Any) -> html.HtmlElement:
    """Any page as a tree."""
    return html.document_fromstring(render(template, language, **given))


def crf(shape: PageShape, language: str = "en") -> html.HtmlElement:
    """A case report form page as a tree."""
    return html.document_fromstring(render("crf/page.html", language, page=shape))
