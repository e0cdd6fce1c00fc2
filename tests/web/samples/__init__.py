"""Every screen with the shapes of a plausible day, by name: template, what it receives, who is signed in."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.web.samples import desk, pages, subjects


class Screen(NamedTuple):
    template: str
    shapes: dict[str, Any]
    signed_in: bool = True


def _crf(page: Any) -> Screen:
    return Screen("crf/page.html", {"page": page})


SCREENS: dict[str, Screen] = {
    "chemistry": _crf(pages.CHEMISTRY_PAGE),
    "clean": _crf(pages.CLEAN_PAGE),
    "trouble": _crf(pages.TROUBLED_PAGE),
    "slip": _crf(pages.SLIP_PAGE),
    "events": _crf(pages.AE_PAGE),
    "infusion": _crf(pages.INFUSION_PAGE),
    "monitor": _crf(pages.MONITOR_PAGE),
    "struck": _crf(pages.STRUCK_PAGE),
    "conflict": Screen("crf/conflict.html", {"conflict": pages.CONFLICT}),
    "matrix": Screen("casebook/matrix.html", {"matrix": subjects.MATRIX}),
    "no_subjects": Screen("casebook/matrix.html", {"matrix": subjects.NO_SUBJECTS}),
    "casebook": Screen("casebook/casebook.html", {"book": subjects.BOOK}),
    "queries": Screen("queries/queries.html", {"queries": desk.QUERIES}),
    "monitor_queries": Screen("queries/queries.html", {"queries": desk.MONITOR_QUERIES}),
    "no_queries": Screen("queries/queries.html", {"queries": desk.NO_QUERIES}),
    "home": Screen("home/home.html", {"home": desk.HOME}),
    "manager_home": Screen("home/home.html", {"home": desk.MANAGER_HOME}),
    "nothing_owed": Screen("home/home.html", {"home": desk.NOTHING_HOME}),
    "sign_in": Screen("access/sign_in.html", {"sign_in": desk.SIGN_IN}, signed_in=False),
    "refused": Screen("access/sign_in.html", {"sign_in": desk.REFUSED}, signed_in=False),
    "second_step": Screen("access/sign_in.html", {"sign_in": desk.SECOND_STEP}, signed_in=False),
    "password": Screen("access/password.html", {"change": desk.PASSWORD}),
    **{f"problem_{status}": Screen("errors/problem.html", {"problem": it}) for status, it in desk.PROBLEMS.items()},
}
