"""An invented participant of the trial, seen through the study's own forms.

YA-001, a man of 52, went through all visits and is asked nothing. A test says what
is different about him: ``{"W4.VS.SBP": "170"}``; ``None`` blanks a value, ``"=ND"`` is a
coded missing value, a pair is a number with its unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path

from edc.study.definition import Study
from edc.study.document import Value
from edc.study.evaluation import Finding, PageView, SubjectView, compiled, derive, findings, signing_findings
from edc.study.expressions.parts import CompiledStudy
from edc.study.loading import load
from edc.study.ranges import Ranges
from edc.study.values import read
from tests.trial import history, infusion, laboratory

FOLDER = Path(__file__).parents[2] / "forms" / "studies" / "ucmsc-dn" / "1"
STUDY: Study = load(FOLDER)
RUN = compiled(STUDY)
RANGES = laboratory.ranges_of(STUDY, FOLDER)
TODAY = date(2026, 6, 1)

_SECOND = {"UNS2": ("UNS", 1), "LOG2": ("LOG", 2)}
"""A second unscheduled visit, and the second page of a log form that repeats."""

Typed = str | tuple[str, str] | None
Differences = Mapping[str, Typed]

VISITS = {
    "SCN": date(2025, 3, 3),
    "W0": date(2025, 3, 17),
    "W4": date(2025, 4, 14),
    "W8": date(2025, 5, 12),
    "W20": date(2025, 8, 4),
    "W32": date(2025, 10, 27),
    "W48": date(2026, 2, 16),
    "W60": date(2026, 5, 11),
}
"""Each on its nominal day."""


def visit(event: str, day: date, number: int) -> dict[str, Typed]:
    """What was recorded at one visit; numbers wander a little from visit to visit."""
    on, before = day.isoformat(), (day - timedelta(days=1)).isoformat()
    pages: dict[str, Mapping[str, Typed]] = {
        "SV": {
            "SVOCCUR": "FULL",
            "SVDAT": on,
            "SVCNTMOD": "CLINIC",
            "AEYN": "Y" if event == "W8" else "N",
            "CMYN": "N",
            "DOSECHYN": "N",
            "INSDOSE": "24",
            "ENTRYSRC": "DIRECT",
        },
        "VS": {
            "VSDT": on,
            "VSTM": "08:10",
            "VSPOS": "SITTING",
            "VSREST": "Y",
            "SBP": "138",
            "DBP": "84",
            "PULSE": "76",
            "RESP": "16",
            "TEMP": "36.5",
            "TEMPLOC": "AXILLA",
            "SPO2": "98",
            "WEIGHT": "70.0",
        },
        "RENAL": {
            "LBDT": on,
            "LBTM": "07:40",
            "LBNAM": "YA-LAB",
            "HEMOLYS": "N",
            "CREAT": str(139 + number),
            "CREATCS": "NCS",
            "CREATMET": "ENZYMATIC",
            "IDMS": "Y",
            "EGFRLAB": "50",
            "EGFRLEQ": "CKD-EPI 2009",
        },
        "UACR": {
            "LBDT": on,
            "LBNAM": "YA-LAB",
            "USPEC": "FIRST MORNING",
            "UCONFYN": "N",
            "UALB": str(900 + number),
            "UCREAT": "8.00",
            "UACRLAB": "995",
        },
        "UP24": {
            "USTDTM": f"{before} 07:30",
            "UENDTM": f"{on} 07:30",
            "LBNAM": "YA-LAB",
            "UVOL": "1800",
            "UPCONC": "1000",
            "UP24LAB": str(1800 + number),
            "UCR24": "10.00",
            "UMISSED": "N",
            "UCOMPL": "COMPLETE",
        },
    }
    pages |= laboratory.panels(event, day) | infusion.pages(event, day)
    return {f"{event}.{form}.{item}": typed for form, items in pages.items() for item, typed in items.items()}


_LOGS: dict[str, Typed] = {
    "SCN.DM.BRTHDT": "1972-06-15",
    "SCN.DM.SEX": "M",
    "SCN.DM.ETHNIC": "HAN",
    "SCN.DM.HEIGHT": "170",
    "SCN.DM.RESCRYN": "N",
    "LOG.IC.IC/1/ICTYPE": "INITIAL",
    "LOG.IC.IC/1/ICFVER": "1.2, 2020-02-10",
    "LOG.IC.IC/1/ICFDT": "2025-03-02",
    "LOG.IC.IC/1/ICFTM": "09:30",
    "LOG.IC.IC/2/ICTYPE": "SENSITIVE",
    "LOG.IC.IC/2/ICFVER": "1.0, 2020-02-10",
    "LOG.IC.IC/2/ICFDT": "2025-03-02",
    "LOG.AE.AE/1/AETERM": "Fever",
    "LOG.AE.AE/1/AESTDT": "2025-04-15",
    "LOG.AE.AE/1/AEONGO": "N",
    "LOG.AE.AE/1/AEENDT": "2025-04-16",
    "LOG.AE.AE/1/AETOXGR": "1",
    "LOG.AE.AE/1/AESER": "N",
    "LOG.AE.AE/1/AEREL": "POSSIBLE",
    "LOG.AE.AE/1/AERELPRC": "NONE",
    "LOG.AE.AE/1/AERELCM": "N",
    "LOG.AE.AE/1/AESI": "IRR",
    "LOG.AE.AE/1/AEACN": "DOSE NOT CHANGED",
    "LOG.AE.AE/1/AETRT": "Y",
    "LOG.AE.AE/1/AEOUT": "RECOVERED/RESOLVED",
    "LOG.DS.DSDT": "2026-05-12",
    "LOG.DS.DSDECOD": "COMPLETED",
    "LOG.DS.LSTCDT": "2026-05-12",
    "LOG.DS.DSINF": "3",
}

YA_001: Differences = {
    **_LOGS,
    **{
        key: typed
        for number, (event, day) in enumerate(VISITS.items())
        for key, typed in visit(event, day, number).items()
    },
    **history.clinical(VISITS),
}


@dataclass(frozen=True, eq=False)
class Trial:
    """One version of the study, the ranges of the laboratory, and what is told of YA-001 under it."""

    study: Study
    ranges: Ranges
    told: Differences

    @cached_property
    def run(self) -> CompiledStudy:
        return compiled(self.study)


VERSION_1 = Trial(STUDY, RANGES, YA_001)


class Participant:
    """YA-001 with *differences*, everything derived."""

    def __init__(
        self,
        *differences: Differences,
        without: tuple[str, ...] = (),
        signed: Mapping[str, str] = history.SIGNED,
        trial: Trial = VERSION_1,
    ) -> None:
        """*without*: events he never reached; *signed*: when which of his pages were."""
        self.trial = trial
        before = _undisturbed(trial) if not without and signed is history.SIGNED else _Derived({}, _blank(trial))
        changed: dict[tuple[str, str], dict[str, Value | None]] = {}
        for each in differences if before.numbers else (trial.told, *differences):
            for key, typed in each.items():
                event, form, path = key.split(".")
                if event not in without:
                    document = changed.setdefault((event, form), before.document(f"{event}.{form}"))
                    document[path] = _value(trial, form, path, typed)
        self.numbers = {**before.numbers}
        for event, form in changed:
            self.numbers.setdefault(f"{event}.{form}", len(self.numbers) + 1)
        self.view = _derived(trial, before.view, self.numbers, changed, signed)

    def findings(self, page: str) -> list[Finding]:
        """What entering *page* asks, and what its signer is asked."""
        number = self.numbers[page]
        run = self.trial.run
        return [*findings(run, self.view, number, TODAY), *signing_findings(run, self.view, number)]

    def asked(self, page: str) -> set[str]:
        """Ids of the checks that fire on *page*."""
        return {finding.check for finding in self.findings(page)}

    def derived(self, page: str, path: str) -> str | None:
        return self.view.pages[self.numbers[page]].derived.get(path)


@dataclass(frozen=True)
class _Derived:
    """A participant with everything derived, and the numbers of his pages by event and form."""

    numbers: Mapping[str, int]
    view: SubjectView

    def document(self, page: str) -> dict[str, Value | None]:
        return dict(self.view.pages[self.numbers[page]].document) if page in self.numbers else {}


def _blank(trial: Trial) -> SubjectView:
    return SubjectView({}, trial.ranges)


@cache
def _undisturbed(trial: Trial) -> _Derived:
    """YA-001 as he is told of: what differs about him in a test is derived anew, and what follows from it."""
    whole = Participant(signed=dict(history.SIGNED), trial=trial)
    return _Derived(whole.numbers, whole.view)


def _derived(
    trial: Trial,
    before: SubjectView,
    numbers: Mapping[str, int],
    changed: Mapping[tuple[str, str], dict[str, Value | None]],
    signed: Mapping[str, str],
) -> SubjectView:
    """*before* with the *changed* pages, and everything derived that hangs on them."""
    pages = []
    for (event, form), document in changed.items():
        page = _page(trial.study, numbers[f"{event}.{form}"], event, form, document, signed)
        was = before.pages.get(page.page)
        pages.append(page if was is None else replace(page, derived=was.derived))
    view = before.with_pages(pages)
    changes = derive(trial.run, view, [page.page for page in pages])
    return view.with_derived((change.page, change.path, change.value) for change in changes)


def _page(
    study: Study, number: int, event: str, form: str, document: dict[str, Value | None], signed: Mapping[str, str]
) -> PageView:
    name, repeat = _SECOND.get(event, (event, 1))
    events = [*(each.name for each in study.events), "UNS2"]
    visit = events.index(event if event in events else name)
    return PageView(number, visit, name, form, repeat, document, {}, signed_at=signed.get(f"{event}.{form}"))


@cache
def _value(trial: Trial, form: str, path: str, typed: Typed) -> Value | None:
    """What the parser of every channel makes of it; a test may not type what would be refused."""
    if typed is None:
        return None
    found = trial.study.form_by_name[form].at(path)
    assert found is not None, f"{form} has no {path}"
    text, unit = typed if isinstance(typed, tuple) else (typed, None)
    missing = text[1:] if text.startswith("=") else None
    reading = read(
        found[2], "" if missing else text, study=trial.study, today=TODAY, unit=unit, missing=missing, language="en"
    )
    assert reading.problem is None, f"{form}.{path}: {text} is refused: {reading.problem}"
    return reading.value
