"""Cases of the checks that version 2 adds; how they read is said in ``cases``."""

from __future__ import annotations

from tests.trial.cases import NO_CONSENT, Case
from tests.trial.participant import Differences

AE = "LOG.AE"
DIED_BEFORE_W60: Differences = {"LOG.DD.DTHDT": "2026-05-10"}
DIED_THAT_DAY: Differences = {"LOG.DD.DTHDT": "2026-05-11"}
NO_DEATH_DATE: Differences = {"LOG.DD.DTHDT": None}
A_WOMAN: Differences = {"SCN.DM.SEX": "F", "SCN.DM.CHILDPOT": "Y"}
LOW: Differences = {f"{event}.RENAL.CREAT": "260" for event in ("BL", "W0")}
BELOW_15: Differences = {**LOW, "W8D1.RENAL.CREAT": "390", "W20.RENAL.CREAT": "390"}
NO_RATIO: Differences = {".UACRLAB2": "=NA"}
NO_BASELINE: Differences = {"W0.RENAL.CREAT": "=ND", "BL.RENAL.CREAT": "=ND"}
"""What eGFR is compared with."""


def _consent(form: str, item: str, check: str = "") -> Case:
    """Something of screening dated before the first consent, which YA-001 signed on 2 March 2025."""
    return Case(
        check or f"EC01-{form}", f"SCN.{form}", {f".{item}": "2025-03-01"}, {f".{item}": "2025-03-02"}, NO_CONSENT
    )


def _death(form: str) -> Case:
    return Case(f"EC16-{form}", f"W60.{form}", DIED_BEFORE_W60, DIED_THAT_DAY, NO_DEATH_DATE)


def _declared_twice(form: str, *items: str) -> Case:
    """Two unscheduled pages that are both to count for week 20."""
    dated: Differences = {f"UNS.{form}.{items[0]}": "2025-08-06", f"UNS2.{form}.{items[0]}": "2025-08-07"}
    visits: Differences = {"UNS.SV.SVDAT": "2025-08-06", "UNS2.SV.SVDAT": "2025-08-07"}
    declared: Differences = {f"UNS.{form}.ANLVIS": "W20", f"UNS2.{form}.ANLVIS": "W20"}
    other: Differences = {f"UNS2.{form}.ANLVIS": "W8"}
    return Case(f"ANL-{form}", f"UNS.{form}", {**dated, **visits, **declared}, other, {f"UNS2.{form}.ANLVIS": None})


CONSENT = [
    Case("IC07", "LOG.IC", {".IC/1/ICFPV": "1"}, {".IC/1/ICFPV": "2"}, {".IC/1/ICFPV": "=UNK"}),
]
TRACING = [
    _consent("ECG", "EGDT"),
    _death("ECG"),
    Case("EG01", "W8.ECG", {".EGDT": "2025-05-20"}, {".EGDT": "2025-05-19"}, {"W8.SV.SVDAT": None}),
    Case("EG02", "W8.ECG", {".EGQRS": "392"}, {".EGQRS": "391"}, {".EGQRS": "=ND"}),
    Case("EG02", "W8.ECG", {".EGPR": "392"}, {".EGPR": "391"}, {".EGPR": "=NA"}),
    Case("EG03", "W8.ECG", {".EGQT": "472"}, {".EGQT": "470"}, {".EGHR": "=ND"}),
    Case("EG04", "W8.ECG", {".EGQT": "450"}, {".EGQT": "449"}, {"SCN.ECG.EGQT": "=ND"}),
    Case("EG05", "W8.ECG", {".EGHR": "121"}, {".EGHR": "120", ".EGQT": "330"}, {".EGINTP": "=ND"}),
    Case("EG05", "W8.ECG", {".EGHR": "39"}, {".EGHR": "40"}, {".EGHR": "=UNK"}),
    Case("EG05", "W8.ECG", {".EGQT": "453"}, {".EGQT": "451"}, {".EGQT": "=UNK"}),
]
CLOTTING = [
    _consent("COAG", "LBDT"),
    _death("COAG"),
    _declared_twice("COAG", "LBDT"),
    Case(
        "EC11-COAG",
        "W4.COAG",
        {".DDIMER": "0.90", ".DDIMERCS": "CS"},
        {".LBLINK": "AE/1"},
        {".DDIMERCS": None},
    ),
    Case(
        "EC11D-COAG",
        "W4.COAG",
        {".DDIMER": "0.90", ".DDIMERCS": "CS", ".LBLINK": "AE/1", "LOG.AE.AE/1/AESTDT": "2025-04-22"},
        {"LOG.AE.AE/1/AESTDT": "2025-04-21"},
        {"LOG.AE.AE/1/AESTDT": None},
    ),
    Case("EC21-COAG", "W4.COAG", {".LBDT": "2025-04-15"}, {".PT": "11.3"}, {".DDIMER": "=ND"}),
    Case("CO01", "W4.COAG", {".LBDT": "2025-04-22"}, {".LBDT": "2025-04-21"}, {"W4.SV.SVDAT": None}),
    Case("CO02", "W4.COAG", {".INR": "1.50"}, {".INR": "1.49"}, {".PT": "=ND"}),
    Case("CO02", "W4.COAG", {".INR": "1.50"}, {".PT": "16.8"}, {".INR": "=ND"}),
    Case("CO03", "W4.COAG", {".FIBRINO": "7.81"}, {".FIBRINO": "7.80"}, {"W0D1.COAG.FIBRINO": "=ND"}),
    Case("CO03", "W4.COAG", {".FIBRINO": "1.94"}, {".FIBRINO": "1.95"}, {".FIBRINO": "=ND"}),
    Case("CO04", "W4.COAG", {".DDIMER": "1.56"}, {".DDIMER": "1.55"}, {"W0D1.COAG.DDIMER": "=ND"}),
    Case("CO05", "W4.COAG", {".HEMOLYS": "Y"}, {".HEMOLYS": "U"}, {".HEMOLYS": None}),
]
ANTIBODIES = [
    _consent("HLA", "LBDT"),
    _death("HLA"),
    _declared_twice("HLA", "LBDT"),
    Case("HL01", "W8.HLA", {".LBDT": "2025-05-20"}, {".LBDT": "2025-05-19"}, {"W8.SV.SVDAT": None}),
    Case("HL02", "W20.HLA", {".PRA1": "12"}, {f"{AE}.AE/1/AESI": "IMM"}, {"SCN.HLA.PRA1": "=ND"}),
    Case("HL02", "W20.HLA", {".PRA2": "12"}, {"SCN.HLA.PRA2": "8"}, {".PRA2": "=ND"}),
]
SECOND_SAMPLE = [
    _consent("UACR", "LBDT2", "EC01-UACR2"),
    Case("EC16-UACR2", "W60.UACR", {"LOG.DD.DTHDT": "2026-05-09"}, DIED_BEFORE_W60, NO_DEATH_DATE),
    Case("UACR07", "W4.UACR", {".LBDT2": "2025-04-14"}, {".LBDT2": "2025-04-13"}, {".LBDT2": "=ND"}),
    Case("UACR07", "W4.UACR", {".LBDT2": "2025-04-06"}, {".LBDT2": "2025-04-07"}, {".LBDT2": "=UNK"}),
    Case("UACR08", "W4.UACR", {".UACRLAB2": "1086"}, {".UACRLAB2": "1084"}, {".UCREAT2": "=ND"}),
    Case("UACR08", "W4.UACR", {".UACRLAB2": "887"}, {".UACRLAB2": "888"}, {".UALB2": "=ND"}),
    Case("UACR09", "W4.UACR", {".UALB2": "3330"}, {".UALB2": "3320"}, {".UALB": "=ND"}),
    Case("UACR09", "W4.UACR", {".UALB2": "228"}, {".UALB2": "229"}, {".UCREAT": "=ND"}),
    Case("UACR10", "W4.UACR", {**NO_RATIO, ".UALB2": "88"}, {".UALB2": "89"}, {".UALB2": "<88"}),
    Case("UACR10", "W4.UACR", {**NO_RATIO, ".UALB2": "4420"}, {".UALB2": "4410"}, {".UCREAT2": "=ND"}),
    Case("UACR10", "W4.UACR", {**NO_RATIO, ".UALB2": "88"}, {".UACRLAB2": "99"}, {".UALB2": "=ND"}),
    Case("UACR11", "W4.UACR", {".UALB2": "902", ".UCREAT2": "8.00"}, {".UALB2": "901"}, {".UALB2": "=ND"}),
]
SIGNALS = [
    Case("STOP-A", AE, {".AE/1/AETOXGR": "3"}, {".AE/1/AETOXGR": "2"}, {".AE/1/AETOXGR": None}),
    Case(
        "STOP-A",
        AE,
        {".AE/1/AETOXGR": "4", ".AE/1/AESI": "HYPERSENS"},
        {".AE/1/AESI": "HYPO"},
        {".AE/1/AESI": None},
    ),
    Case("STOP-B", AE, {".AE/1/AESI": "TE"}, {".AE/1/AESI": "IRR"}, {".AE/1/AESI": None}),
    Case("STOP-C", AE, {".AE/1/AESI": "TUM"}, {".AE/1/AESI": "NONE"}, {".AE/1/AESI": None}),
    Case("STOP-S-AE", AE, {".AE/1/AETOXGR": "4"}, {".AE/1/AETOXGR": "3"}, {".AE/1/AETOXGR": None}),
    Case("STOP-S-AE", AE, {".AE/1/AETOXGR": "5"}, {".AE/1/AEREL": "UNLIKELY"}, {".AE/1/AEREL": None}),
    Case("STOP-S-CP", "W4.CP", {".STERIL": "POS"}, {".STERIL": "PENDING"}, {".STERIL": "=ND"}),
    Case("STOP-S-CP", "W4.CP", {".MYCO": "PENDING", ".MYCOF": "POS"}, {".MYCOF": "NEG"}, {".MYCOF": "=ND"}),
    Case("IS05", "W4D1.INFS", {".ISDTM": "2025-04-15 06:44"}, {".ISDTM": "2025-04-15 06:45"}, {".ISDTM": None}),
    Case(
        "IS05", "W0D1.INFS", {".ISDTM": "2025-03-18 14:46"}, {".ISDTM": "2025-03-18 14:45"}, {"W0.INF.INENDTM": "=UNK"}
    ),
    Case("STOP-D", "W8.PG", {**A_WOMAN, ".PGRES": "POS"}, {".PGRES": "INDET"}, {".PGRES": "=ND"}),
    Case(
        "STOP-E-AE",
        AE,
        {".AE/1/AESI": "AKI", ".AE/1/AETOXGR": "4"},
        {".AE/1/AETOXGR": "3"},
        {".AE/1/AETOXGR": None},
    ),
    Case("STOP-E-RENAL", "W20.RENAL", BELOW_15, {".CREAT": "370"}, {".CREAT": "=ND"}),
    Case("STOP-E-RENAL", "W20.RENAL", BELOW_15, {"W8D1.RENAL.CREAT": "370"}, {".LBDT": "=UNK"}),
    Case(
        "STOP-E-RENAL",
        "W20.RENAL",
        {"W8D1.RENAL.CREAT": "270", ".CREAT": "270"},
        {".CREAT": "240"},
        NO_BASELINE,
    ),
    Case(
        "STOP-E-RENAL",
        "W20.RENAL",
        {"W0.RENAL.CREAT": "=ND", "W8D1.RENAL.CREAT": "270", ".CREAT": "270"},
        {".CREAT": "240"},
        {"BL.RENAL.CREAT": "=ND"},
    ),
    Case(
        "STOP-F",
        AE,
        {".AE/1/AESI": "INF", ".AE/1/AESER": "Y", ".AE/1/AEONGO": "Y"},
        {".AE/1/AEONGO": "N"},
        {".AE/1/AEONGO": "=UNK"},
    ),
]
CASES = [*CONSENT, *TRACING, *CLOTTING, *ANTIBODIES, *SECOND_SAMPLE, *SIGNALS]
CHANGED = [
    Case("EC02", "BL.SV", {".SVDAT": "2025-03-02"}, {".SVDAT": "2025-03-03"}, {"SCN.SV.SVDAT": None}),
    Case("EC02", "W0.SV", {"BL.SV.SVDAT": "2025-03-18"}, {"BL.SV.SVDAT": "2025-03-17"}, {"BL.SV.SVDAT": None}),
    Case("EC03", "BL.SV", {".SVDAT": "2025-03-09"}, {".SVDAT": "2025-03-10"}, {"W0.SV.SVDAT": None}),
    Case("EC03", "BL.SV", {".SVDAT": "2025-03-18"}, {".SVDAT": "2025-03-17"}, {"W0.SV.SVDAT": None}),
    Case("EC03", "W4D1.SV", {".SVDAT": "2025-04-16"}, {".SVDAT": "2025-04-15"}, {"W4.SV.SVDAT": None}),
    Case("EC03", "W4D7.SV", {".SVDAT": "2025-04-24"}, {".SVDAT": "2025-04-23"}, {"W4.SV.SVDAT": None}),
    Case("OB01", "W4.OBS", {".OB/P24H/OBTM": "14:46"}, {".OB/P24H/OBTM": "14:45"}, {".OB/P24H/OBTM": "=UNK"}),
    Case("OB01", "W4.OBS", {".OB/P24H/OBTM": "06:44"}, {".OB/P24H/OBTM": "06:45"}, {"W4.INF.INENDTM": "=UNK"}),
    Case("EC14", "W8.OBS", {".OB/P24H/OBTEMP": "38.0"}, {".OB/P24H/OBTEMP": "37.5"}, {".OB/P24H/OBTEMP": "=ND"}),
]
"""Checks of version 1 that reach further now."""
