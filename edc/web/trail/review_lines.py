"""What the acts of one participant's chain said of data: queries, verification, signatures, holds."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from edc.casebook.rules_strikes import StrikeStep
from edc.db import rows
from edc.review.rules_holds import HoldState
from edc.review.rules_queries import QueryStep
from edc.study.definition import say
from edc.trail.tables import subject_chain
from edc.web.punctuation import beside, named
from edc.web.queries.saying import answer_words
from edc.web.shapes.trail import TrailLine
from edc.web.trail.data_lines import AT_PAGE, PLACE, Chain, Lines
from edc.web.trail.notice_lines import notice_lines


def review_lines(chain: Chain) -> Lines:
    """Steps of queries and notices, marks of verification, signatures given and withdrawn, holds."""
    found: dict[int, list[TrailLine]] = defaultdict(list)
    _queries(chain, found)
    notice_lines(chain, found)
    _marks(chain, found)
    _signatures(chain, found)
    for act, scope, key, state, reason in chain.read("t.scope, t.key, t.state, t.reason", "hold t", "t.scope, t.n"):
        found[act].append(TrailLine(hold_words(scope, _named(chain, scope, key), state), why=reason))
    _subjects(chain, found)
    return found


def _subjects(chain: Chain, found: dict[int, list[TrailLine]]) -> None:
    """What was said of the participant as a whole: created in error, screened before or again."""
    for act, step, reason in chain.read("t.step, t.reason", "subject_strike t", "t.n"):
        why = _("removed") if reason is None else reason
        found[act].append(TrailLine(_("The participant"), new=strike_word(StrikeStep(step)), why=why))
    for act, code in chain.read("s.code", "rescreening t JOIN subject s ON s.id = t.previous", "t.subject"):
        found[act].append(TrailLine(_("Screened before as %(code)s", code=code)))
    sql = "SELECT j.n, j.about FROM journal j WHERE j.chain = ? AND j.name = 'rescreen'"
    for act, about in rows(chain.connection, sql, (chain.chain,)):
        told = json.loads(about)
        if act in chain.acts and subject_chain(told["previous"]) == chain.chain:
            found[act].append(TrailLine(_("Screened again as %(code)s", code=told["code"])))


def strike_word(step: StrikeStep) -> str:
    """A step on the way to strike a participant out, or back, in words."""
    return {
        StrikeStep.ASKED: _("strike-out asked for"),
        StrikeStep.CONFIRMED: _("strike-out confirmed by one of two"),
        StrikeStep.STRUCK: _("struck out as created in error"),
        StrikeStep.DECLINED: _("declined"),
        StrikeStep.WITHDRAWN: _("withdrawn"),
        StrikeStep.RESTORING: _("restoring confirmed by one of two"),
        StrikeStep.RESTORED: _("restored"),
    }[step]


def _named(chain: Chain, scope: str, key: str) -> str:
    """A visit or a page in words instead of its number."""
    at = {"visit": ("v.id", "''"), "page": ("p.id", "p.form")}.get(scope)
    if at is None:
        return key
    column, form = at
    sql = f"SELECT v.event, v.repeat, {form} FROM page p JOIN visit v ON v.id = p.visit WHERE {column} = ? LIMIT 1"
    event, repeat, name = rows(chain.connection, sql, (int(key),))[0]
    return chain.where(event, repeat, name)


def _queries(chain: Chain, found: dict[int, list[TrailLine]]) -> None:
    sql = "query_event t JOIN query q ON q.id = t.query JOIN page p ON p.id = q.page JOIN visit v ON v.id = p.visit"
    columns = f"{PLACE}, q.id, q.path, q.check_id, t.name, t.code, t.text"
    for act, event, repeat, form, n, number, path, check, name, code, text in chain.read(columns, sql, "t.query, t.n"):
        where = chain.where(event, repeat, form, n)
        item = chain.what(form, path) if path else where
        asked = _("Query %(n)s (check %(check)s)", n=number, check=check) if check else _("Query %(n)s", n=number)
        words = [answer_words(chain.study, code, chain.language), _("removed") if text is None else text]
        said = ": ".join(word for word in words if word)
        found[act].append(TrailLine(beside(asked, item), where, new=step_word(QueryStep(name)), why=said))


def step_word(step: QueryStep) -> str:
    """A step of a query in words."""
    return {
        QueryStep.RAISED: _("raised"),
        QueryStep.ANSWERED: _("answered"),
        QueryStep.CLOSED: _("closed"),
        QueryStep.SENT_BACK: _("sent back"),
        QueryStep.CANCELLED: _("cancelled"),
        QueryStep.ACCEPTED: _("value confirmed"),
        QueryStep.FIRED_AGAIN: _("asked again by the check"),
        QueryStep.CLOSED_ITSELF: _("closed itself"),
    }[step]


def _marks(chain: Chain, found: dict[int, list[TrailLine]]) -> None:
    """One line a page: which items were marked, and which marks were taken back or refused."""
    pages: dict[tuple[int, str, bool], list[str]] = defaultdict(list)
    columns = f"{PLACE}, t.path, t.marked"
    for act, event, repeat, form, n, path, marked in chain.read(columns, f"verification t {AT_PAGE}", "t.page, t.path"):
        pages[act, chain.where(event, repeat, form, n), bool(marked)].append(chain.what(form, path))
    for (act, where, marked), items in pages.items():
        count = ngettext("%(num)s item", "%(num)s items", len(items))
        word = _("%(items)s verified", items=count) if marked else _("%(items)s not verified", items=count)
        found[act].append(TrailLine(word, where, new=", ".join(items)))


def _signatures(chain: Chain, found: dict[int, list[TrailLine]]) -> None:
    pages = "(SELECT count(*) FROM signature_page s WHERE s.signature = t.id)"
    columns = f"t.id, t.scope, t.meaning, t.name, {pages}"
    for act, number, scope, meaning, name, count in chain.read(columns, "signature t", "t.id"):
        found[act].append(TrailLine(_signature(number, scope), new=_meaning(chain, meaning, name), why=_pages(count)))
    sql = "signature_end t JOIN signature g ON g.id = t.signature"
    for act, number, scope, reason in chain.read("g.id, g.scope, t.reason", sql, "g.id"):
        found[act].append(TrailLine(_signature(number, scope), new=_("withdrawn"), why=reason))


def _signature(number: int, scope: str) -> str:
    words = {"page": _("of a page"), "visit": _("of a visit"), "subject": _("of the casebook")}
    return _("Signature %(n)s %(of)s", n=number, of=words[scope])


def _meaning(chain: Chain, meaning: str, name: str) -> str:
    label = next((say(each.label, chain.language) for each in chain.study.meanings if each.code == meaning), meaning)
    return named(name, label) if label else name


def _pages(count: Any) -> str:
    return ngettext("%(num)s page", "%(num)s pages", int(count))


def hold_words(scope: str, key: str, state: str) -> str:
    """A place and what became of it. *key*: its code, or its name in words."""
    words = {
        HoldState.OPEN.value: _("opened"),
        HoldState.FROZEN.value: _("frozen"),
        HoldState.LOCKED.value: _("locked"),
    }
    places = {
        "study": _("The study"),
        "site": _("Site %(code)s", code=key),
        "subject": _("The participant"),
        "visit": key,
        "page": key,
    }
    return named(places[scope], words[state])
