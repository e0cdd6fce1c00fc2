"""Who received which lot, over all participants one may see; and what is still awaited of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.casebook import listing
from edc.casebook.pinning import published
from edc.casebook.standing import Standing
from edc.casebook.standings import standings
from edc.safety.doses import Dose
from edc.safety.lots import Receipt, forms_of_lots, lot_key, receipts_of
from edc.study.versions import Versions
from edc.study.view import SubjectView
from edc.web.cells import event_word
from edc.web.person import Me
from edc.web.shapes import Crumb, Link
from edc.web.shapes.lots import LotShape, LotsShape, ReceiptLine, Received
from edc.web.spoken import value_words


@dataclass(frozen=True)
class Lots:
    """Every lot named by the participants of *found*, with whom it was named by."""

    rules: Versions
    every: tuple[tuple[Standing, Receipt], ...]

    @classmethod
    def of(cls, rules: Versions, found: Iterable[Standing]) -> Lots:
        """*found* must have been read with :func:`forms_of_lots`."""
        views = ((one, SubjectView({page.page: page for page in one.pages})) for one in found)
        return cls(rules, tuple((one, receipt) for one, view in views for receipt in receipts_of(rules, view)))

    @cached_property
    def by_key(self) -> dict[str, list[tuple[Standing, Receipt]]]:
        """By what the spellings of a lot have in common, in the order of their spelling."""
        found: dict[str, list[tuple[Standing, Receipt]]] = {}
        for one in sorted(self.every, key=lambda each: lot_key(each[1].lot)):
            if one[1].lot:
                found.setdefault(lot_key(one[1].lot), []).append(one)
        return found

    @cached_property
    def by_page(self) -> dict[int, dict[str, str]]:
        """Key and spelling of the lots that a page names or was given from."""
        found: dict[int, dict[str, str]] = {}
        for _standing, one in self.every:
            for page in one.pages if one.lot else ():
                found.setdefault(page, {})[lot_key(one.lot)] = one.lot
        return found

    @property
    def awaited(self) -> list[tuple[Standing, Receipt]]:
        """Those whose result is still to come; what was not given is nobody's wait."""
        return [one for one in self.every if one[1].awaited and one[1].given is not False]


def received(told: Iterable[tuple[Standing, Receipt]]) -> int:
    """How many participants were given it."""
    return len({standing.subject.id for standing, one in told if one.given is True})


def given_to(lots: Lots, page: int) -> tuple[Link, ...]:
    """The lots of a page, each with how many participants received it."""
    return tuple(
        Link(_("Lot %(lot)s: %(who)s", lot=lot, who=_received_words(lots.by_key[key])), _url(lot))
        for key, lot in lots.by_page.get(page, {}).items()
    )


def named_links(lots: Lots, dose: Dose) -> tuple[Link, ...]:
    """The lots that a dose was given from."""
    return tuple(Link(lot, _url(lot)) for lot in lots.by_page.get(dose.page.page, {}).values())


def lots_shape(connection: Connection, me: Me, language: str, asked: str = "", page: int | None = None) -> LotsShape:
    """All lots; or the lot *asked* for, or those of *page*, with everybody who received them.

    Neither a lot nor a page that this person may not see is told from one that is not there.
    """
    sites = me.sites(Permission.DATA_VIEW)
    rules = published(connection)
    lots = Lots.of(rules, standings(connection, listing.subjects(connection, sites), forms_of_lots(rules)))
    chosen = bool(asked) or page is not None
    keys: Iterable[str] = lots.by_key
    if chosen:
        keys = lots.by_page.get(page, {}) if page is not None else [lot_key(asked)]
    last = Crumb(_("Recipients of a lot") if chosen else _("Lots"))
    over = (Crumb(_("Safety"), url_for("safety.board")), *((Crumb(_("Lots"), url_for("safety.lots")),) * chosen), last)
    unnamed = [one for one in lots.every if not one[1].lot]
    return LotsShape(
        crumbs=over,
        chosen=chosen,
        lots=tuple(_lot(lots, lots.by_key[key], language) for key in keys if key in lots.by_key),
        awaited=() if chosen else receipt_lines(lots, lots.awaited, language),
        unnamed=() if chosen else receipt_lines(lots, unnamed, language),
        asked=asked,
        sites="" if sites.everywhere else ", ".join(sorted(sites.codes)),
    )


def receipt_lines(lots: Lots, told: Sequence[tuple[Standing, Receipt]], language: str) -> tuple[ReceiptLine, ...]:
    return tuple(_line(lots.rules, standing, one, language) for standing, one in told)


def _lot(lots: Lots, told: Sequence[tuple[Standing, Receipt]], language: str) -> LotShape:
    spelled = dict.fromkeys(one.lot for _standing, one in told)
    return LotShape(
        lot=" / ".join(spelled),
        url=_url(next(iter(spelled))),
        given=received(told),
        unknown=len({standing.subject.id for standing, one in told if one.given is None}),
        awaited=sum(one.awaited and one.given is not False for _standing, one in told),
        lines=receipt_lines(lots, sorted(told, key=lambda one: one[0].subject.code), language),
    )


def _line(rules: Versions, standing: Standing, one: Receipt, language: str) -> ReceiptLine:
    visit = next((each for each in standing.visits if each.row.visit == one.page.visit), None)
    event = rules.event(one.page.event, one.page.version)
    word = event_word(event, language, visit.row.repeat if visit else 1) if event else one.page.event
    return ReceiptLine(
        subject=standing.subject.code,
        subject_url=url_for("casebook.subject", subject_id=standing.subject.id),
        site=standing.subject.site,
        visit=word,
        url=url_for("crf.page", page_id=one.page.page),
        date=visit.actual.isoformat() if visit and visit.actual else "–",
        amount=_amount(rules, one, language),
        happened=_HAPPENED[one.given],
        awaited=one.awaited,
        lot=one.lot,
        lot_url=_url(one.lot) if one.lot else "",
    )


_HAPPENED: Mapping[bool | None, Received] = {True: "given", False: "not_given", None: "unknown"}


def _amount(rules: Versions, one: Receipt, language: str) -> str:
    """How much was given, as it was recorded; empty where the study does not say which item tells it."""
    if one.dose is None or one.release.amount is None:
        return ""
    study = rules.of(one.dose).study
    at = study.form_by_name[one.dose.form].at(one.release.amount)
    return value_words(at[2], one.dose.document.get(one.release.amount), study, language) if at else ""


def _received_words(told: Iterable[tuple[Standing, Receipt]]) -> str:
    return ngettext("given to %(num)s participant", "given to %(num)s participants", received(told))


def _url(lot: str) -> str:
    return url_for("safety.lots", lot=lot)
