"""YA-001 as he would have gone through version 2: what the amendment adds to his record, and nothing to ask about."""

from __future__ import annotations

from datetime import date, timedelta

from edc.study.loading import load
from edc.study.ranges import Ranges
from tests.trial import history, infusion, laboratory
from tests.trial.participant import FOLDER, RANGES, VISITS, YA_001, Differences, Trial, Typed, visit

FOLDER_2 = FOLDER.with_name("2")
STUDY_2 = load(FOLDER_2)
BASELINE = date(2025, 3, 14)
DAY_AFTER = {f"{event}D1": VISITS[event] + timedelta(days=1) for event in infusion.LOTS}
WEEK_AFTER = {f"{event}D7": VISITS[event] + timedelta(days=7) for event in infusion.LOTS}
TRACING = {"EGTM": "08:20", "EGHR": "72", "EGPR": "164", "EGQRS": "92", "EGQT": "392", "EGINTP": "NORMAL"}
CLOTTING = {
    **{"HEMOLYS": "N", "PT": "11.2", "INR": "1.00", "APTT": "28.4", "TT": "14.1", "FIBRINO": "3.90"},
    "DDIMER": "0.31",
}
ANTIBODIES = {"PRA1": "0", "PRA2": "0"}
PHONE = ("SVOCCUR", "SVDAT", "AEYN", "CMYN", "DOSECHYN", "ENTRYSRC")
"""What a contact by phone has of a visit page."""


def _baseline() -> dict[str, Typed]:
    """What week 0 has, three days earlier, without examination and treatment."""
    immune = {"LBDT": BASELINE.isoformat(), "LBTM": "07:40", "LBNAM": "YA-LAB", **infusion.FLOW, **infusion.CYTOKINES}
    measured = visit("BL", BASELINE, 1)
    return {**measured, "BL.SV.ELIGCONF": "Y", **{f"BL.IMM.{name}": typed for name, typed in immune.items()}}


def _contacts() -> dict[str, Typed]:
    told: dict[str, Typed] = {}
    for number, (event, day) in enumerate(DAY_AFTER.items(), 1):
        on = day.isoformat()
        whole = visit(event, day, number) | history.clinical({event: day})
        told |= {key: typed for key, typed in whole.items() if key.split(".")[1] in ("SV", "VS", "PE", "HEM", "RENAL")}
        told[f"{event}.SV.INSDOSE"] = None
        told |= _coagulation(event, on) | _limb(event, f"{on} 09:10")
        told |= {f"{event[:2]}.OBS.OB/P24H/{name}": typed for name, typed in infusion.SIGNS.items()}
        told[f"{event[:2]}.OBS.OB/P24H/OBTM"] = "10:45"
    for event, day in WEEK_AFTER.items():
        page = visit(event, day, 0)
        told |= {f"{event}.SV.{name}": page[f"{event}.SV.{name}"] for name in PHONE}
        told |= {f"{event}.SV.SVCNTMOD": "PHONE"} | _limb(event, f"{day} 10:00")
        told |= {f"{event}.INFS.ISCIRC": None, f"{event}.INFS.ISCIRCO": None}
    return told


def _limb(event: str, when: str) -> dict[str, Typed]:
    found = infusion.pages("W0", VISITS["W0"])["INFS"]
    return {f"{event}.INFS.{name}": typed for name, typed in {**found, "ISDTM": when}.items()}


def _coagulation(event: str, on: str) -> dict[str, Typed]:
    return {f"{event}.COAG.{name}": typed for name, typed in {"LBDT": on, **laboratory.AT, **CLOTTING}.items()}


def _at_visits() -> dict[str, Typed]:
    """What visits of version 1 have besides: the second urine sample of the day before, ECG, coagulation, antibodies."""
    told: dict[str, Typed] = {}
    for event, day in {**VISITS, "BL": BASELINE}.items():
        second = {"LBDT2": (day - timedelta(days=1)).isoformat(), "USPEC2": "FIRST MORNING"}
        second |= {"UCONFYN2": "N", "UALB2": "870", "UCREAT2": "7.80", "UACRLAB2": "986"}
        told |= {f"{event}.UACR.{name}": typed for name, typed in second.items()}
    for event in ("SCN", "W8", "W20", "W60"):
        on = VISITS[event].isoformat()
        told |= {f"{event}.ECG.{name}": typed for name, typed in {"EGDT": on, **TRACING}.items()}
        found = {"LBDT": on, **laboratory.AT, **ANTIBODIES}
        told |= {f"{event}.HLA.{name}": typed for name, typed in found.items()} | _coagulation(event, on)
    return told | _coagulation("W4", VISITS["W4"].isoformat())


YA_001_THEN: Differences = {
    **YA_001,
    **_baseline(),
    **_contacts(),
    **_at_visits(),
    "LOG.IC.IC/1/ICFPV": "2",
    "LOG.AE.AE/1/AESTTM": "09:00",
}
VERSION_2 = Trial(STUDY_2, Ranges((*RANGES.every, *laboratory.ranges_of(STUDY_2, FOLDER_2).every)), YA_001_THEN)
