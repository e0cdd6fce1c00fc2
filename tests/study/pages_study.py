"""The kidney study with infusions, reports and links: what the functions across pages look at."""

from __future__ import annotations

from edc.study.definition import Event, Study
from edc.study.view import PageView
from tests.study.build import CODELISTS, EVENTS, form, group, item, page, study

INF = form(
    "INF",
    group(
        "INFG",
        item("INFYN", "choice", codelist="YN"),
        item("STDTM", "datetime", sample_time=True),
        item("DOSE"),
        item("NUMBER", "derived", value='1 + count_pages(INF.INFYN == "Y" and INF.STDTM < STDTM)', result="integer"),
    ),
    group("REACT", item("TERM", "text"), item("GRADE"), repeat="added"),
)
AE = form(
    "AE",
    group(
        "AE",
        item("AETERM", "text"),
        item("AESTDTM", "datetime"),
        item("AESER", "choice", codelist="YN"),
        item("PHASE", "derived", value='"AFTER" if any_page(INF.STDTM <= AESTDTM) else "BEFORE"', result="text"),
        item("REPORTED", "derived", value="linked(SAE.SAELNK)", result="boolean"),
        repeat="added",
    ),
)
CM = form("CM", group("CM", item("CMTRT", "text"), item("CMLNK", "link", links=("AE",)), repeat="added"))
SAE = form(
    "SAE",
    group("SAEG", item("SAELNK", "link", links=("AE",)), item("AWDTM", "datetime"), item("RPDTM", "datetime")),
    repeating=True,
    sign=True,
    expected_if='any_row(AE.AESER == "Y")',
)
IE = form("IE", group("IEG", item("ELIGDEC", "choice", codelist="YN")), sign=True)
LOGS = ("AE", "CM", "SAE")


def whole(**more: object) -> Study:
    """Infusions at weeks 0 and 4, eligibility at screening, and three logs."""
    extra = {"SCN": ("IE",), "W0": ("INF",), "W4": ("INF",)}
    events = tuple(
        each.model_copy(update={"forms": LOGS if each.kind == "log" else each.forms + extra.get(each.name, ())})
        for each in EVENTS
    )
    return study(INF, AE, CM, SAE, IE, events=events, codelists=CODELISTS, **more)


WHOLE = whole()
EVENT: Event = WHOLE.event_by_name["LOG"]


def infusion(number: int, event: str, given: str | None, start: str | None, **more: str) -> PageView:
    """One infusion page; blank where nothing is said."""
    values = {name: value for name, value in {"INFYN": given, "STDTM": start, **more}.items() if value is not None}
    return page(number, event, "INF", values)
