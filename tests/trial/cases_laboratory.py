"""Cases of the checks on laboratory and urine pages; how they read is said in ``cases``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.trial.cases import A_WOMAN, NO_CONSENT, Case
from tests.trial.participant import VISITS, YA_001, Differences

PANELS = {
    "HEM": ("HE01", ("WBC", "HGB", "PLT"), "HGB", "120"),
    "CHEM": ("CH01", ("K", "SODIUM", "UREA"), "UREA", "12"),
    "LIV": ("LV01", ("ALT", "TBIL", "ALB"), "ALB", "32"),
    "LIP": ("LP01", ("TC", "TG", "LDL"), "TG", "2.60"),
    "GLU": ("GL01", ("FPG", "HBA1C"), "FPG", "8.20"),
    "TM": ("TM01", ("AFP", "CEA", "CA199"), "CEA", "6.1"),
    "IMM": ("IM01", ("CD3", "CD4", "IL6"), None, None),
    "VIR": ("VI01", (), None, None),
    "RENAL": ("RF01", (), "CREAT", "143"),
    "UACR": ("UACR05", (), None, None),
}
"""Form to the check of its date against the visit's, what a copy would repeat, and a flagged result."""
FIRST = {"IMM": "W0"}
SECOND = {"TM": "W20", "VIR": "SCN"}
LAST = {"IMM": "W8", "VIR": "SCN"}


def _shared(form: str) -> list[Case]:
    """The checks that every panel has."""
    by_date, copied, flagged, result = PANELS[form]
    first, page, last = (each.get(form, usual) for each, usual in ((FIRST, "SCN"), (SECOND, "W4"), (LAST, "W60")))
    day = VISITS[last].isoformat()
    before = f"{day[:-2]}{int(day[-2:]) - 1:02}"
    far, near = (_days_before(page, days) for days in (8, 7))
    found = [
        Case(f"EC01-{form}", f"{first}.{form}", {".LBDT": "2025-03-01"}, {".LBDT": "2025-03-02"}, NO_CONSENT),
        Case(f"EC16-{form}", f"{last}.{form}", {"LOG.DD.DTHDT": before}, {"LOG.DD.DTHDT": day}, {"LOG.DD.DTHDT": None}),
        Case(by_date, f"{page}.{form}", {".LBDT": far}, {".LBDT": near}, {f"{page}.SV.SVDAT": None}),
        _repeats(form),
    ]
    if copied:
        same = {f".{item}": YA_001.get(f"{first}.{form}.{item}") for item in ("LBDT", "LBTM", *copied)}
        found.append(Case(f"EC21-{form}", f"{page}.{form}", same, {".LBTM": "10:05"}, {f".{copied[0]}": "=UNK"}))
    if flagged:
        judged = {f".{flagged}": result, f".{flagged}CS": "CS"}
        linked, open_ = {".LBLINK": "AE/1"}, {f".{flagged}CS": None}
        found.append(Case(f"EC11-{form}", f"{page}.{form}", judged, linked, open_))
        found += _explained(form, page, judged)
    return found


def _explained(form: str, visit: str, judged: dict[str, str]) -> Iterator[Case]:
    """What is linked to a significant result: an event that began within 7 days of it or went on then, or history."""
    event, day = "LOG.AE.AE/1", partial(_days_before, visit)
    over: Differences = {
        **judged,
        ".LBLINK": "AE/1",
        f"{event}/AESTDT": day(8),
        f"{event}/AEENDT": day(1),
    }
    later: Differences = {**over, f"{event}/AESTDT": day(-8), f"{event}/AEENDT": day(-9)}
    for fires, quiet, unknown in (
        (over, {f"{event}/AESTDT": day(7)}, {f"{event}/AESTDT": None}),
        (over, {f"{event}/AEENDT": day(0)}, {f"{event}/AEENDT": "=UNK"}),
        (over, {f"{event}/AEONGO": "Y", f"{event}/AEENDT": None}, {f"{event}/AEONGO": "=UNK"}),
        (over, {".LBLINK": "AE/1 MH/1"}, {f"{event}/AESTDT": day(8)[:7]}),
        (later, {f"{event}/AESTDT": day(-7)}, {".LBDT": None, f"{visit}.SV.SVDAT": None}),
        ({**over, f"{event}/AESTDT": "2024", f"{event}/AEENDT": "2025-03-01"}, {".LBLINK": None}, {".LBLINK": "AE/9"}),
    ):
        yield Case(f"EC11D-{form}", f"{visit}.{form}", fires, quiet, unknown)


def _days_before(visit: str, days: int) -> str:
    return VISITS[visit].fromordinal(VISITS[visit].toordinal() - days).isoformat()


def _repeats(form: str) -> Case:
    """Two unscheduled pages that both stand for week 4."""
    visits = {"UNS.SV.SVDAT": "2025-04-20", "UNS2.SV.SVDAT": "2025-04-22"}
    declared = {f"{visit}.{form}.ANLVIS": "W4" for visit in ("UNS", "UNS2")}
    other = f"UNS2.{form}.ANLVIS"
    return Case(f"ANL-{form}", f"UNS.{form}", visits | declared, {other: "W8"}, {other: None})


HAEMATOLOGY = [
    Case("HE02", "W4.HEM", {".NEUT": "4.72"}, {".NEUT": "4.71"}, {".LYMPH": "=ND"}),
    Case("HE03", "W4.HEM", {".HGB": "99"}, {".HGB": "100"}, {"W0.HEM.HGB": "=ND"}),
    Case("HE04", "W4.HEM", {".PLT": "62"}, {".PLT": "63"}, {".LBDT": None, "W4.SV.SVDAT": None}),
]
CHEMISTRY = [
    Case("CH02", "W4.CHEM", {".K": "6.0"}, {".K": "5.9"}, {".K": "=ND"}),
    Case("CH02", "W4.CHEM", {".K": ">7.5"}, {".K": "<6.5"}, {".K": ">5.8"}),
    Case("CH03", "W4.CHEM", {".HEMOLYS": "Y", ".K": "5.6"}, {".K": "5.5"}, {".HEMOLYS": None}),
    Case("CH04", "W4.CHEM", {".SODIUM": "124"}, {".SODIUM": "125"}, {"W0.CHEM.SODIUM": "=ND"}),
]
LIVER = [
    Case("LV02", "W4.LIV", {".DBIL": "11.1"}, {".DBIL": "11.0"}, {".TBIL": "=ND"}),
    Case("LV03", "W4.LIV", {".ALB": "69"}, {".ALB": "68"}, {".TP": "=ND"}),
    Case("LV04", "W4.LIV", {".ALT": "150", ".TBIL": "52"}, {".ALT": "149"}, {".LBNAM": None}),
    Case("LV04", "W4.LIV", {".AST": "120", ".TBIL": "60"}, {".TBIL": "51.9"}, {".TBIL": "=ND"}),
    Case("LV05", "W4.LIV", {".ALB": "26.6"}, {".ALB": "26.7"}, {"W0.LIV.ALB": "=ND"}),
]
LIPIDS = [
    Case("LP02", "W4.LIP", {".LDL": "3.87"}, {".LDL": "3.86"}, {".HDL": "=ND"}),
    Case("LP03", "W4.LIP", {".LDL": "1.41"}, {".LDL": "1.42"}, {".TG": "=ND"}),
    Case("LP04", "W4.LIP", {".TC": "7.37"}, {".TC": "7.36"}, {"W0.LIP.TC": "=ND"}),
]
GLUCOSE = [
    Case("GL02", "W8.GLU", {".FPG": "3.8"}, {"LOG.AE.AE/1/AESTDT": "2025-05-11"}, {".FPG": "=ND"}),
    Case("GL02", "W8.GLU", {".PPG2": "3.8", ".FPG": "=ND"}, {".PPG2": "3.9"}, {".LBDT": None}),
    Case("GL03", "W4.GLU", {".PPG2": "8.1"}, {".PPG2": "8.2"}, {".FPG": "=ND"}),
    Case("GL04", "W4.GLU", {".FASTING": "N"}, {".FPG": "=ND"}, {".FASTING": None}),
    Case("GL05", "W4.GLU", {".HBA1C": "10.9"}, {".HBA1C": "10.8"}, {"W0.GLU.HBA1C": "=ND"}),
    Case("GL06", "W4.GLU", {"W4.HEM.HGB": "99"}, {"W4.HEM.HGB": "100"}, {"W4.HEM.HGB": "=ND"}),
]
MARKERS = [
    Case("TM02", "W20.TM", {".CEA": "12.1"}, {".CEA": "12.0"}, {"SCN.TM.CEA": "=ND"}),
    Case("TM02", "W20.TM", {".AFP": "15.6"}, {".AFP": "15.5"}, {".LBNAM": None}),
    Case("TM02", "W20.TM", {".CA199": "60.1"}, {".CA199": "60"}, {".CA199": "=ND"}),
    *(
        Case("TM02", "W20.TM", {f".{one}": far, f"SCN.TM.{one}": "4.0"}, {f".{one}": "20"}, {f"SCN.TM.{one}": "=ND"})
        for one, far in (("PSA", "20.1"), ("CYFRA", "20.1"), ("SCC", "20.1"), ("NSE", "20.1"))
    ),
    Case("TM02", "W20.TM", {".CA125": "40.1", "SCN.TM.CA125": "8.0"}, {".CA125": "40"}, {"SCN.TM.CA125": None}),
    Case("TM02", "W20.TM", {**A_WOMAN, ".CA153": "40.1", "SCN.TM.CA153": "8.0"}, {".CA153": "40"}, {".CA153": "=ND"}),
    Case("TM03", "W20.TM", {".HEMOLYS": "Y", ".NSE": "16.4"}, {".NSE": "16.3"}, {".NSE": "=ND"}),
]
VIROLOGY = [
    Case("VI02", "SCN.VIR", {".TPAB": "POS", ".RPR": "NEG"}, {".RPR": "POS"}, {".RPR": "=ND"}),
    Case("VI03", "SCN.VIR", {".HBEAG": "POS"}, {".HBSAG": "POS"}, {".HBSAG": "=ND"}),
    Case("VI04", "SCN.VIR", {".HBSAG": "POS"}, {".ANTIHBS": "NEG"}, {".ANTIHBS": "=ND"}),
]
IMMUNE = [
    Case("IM02", "W4.IMM", {".CD4": "48.9"}, {".CD4": "48.8"}, {".CD8": "=ND"}),
    Case("IM03", "W4.IMM", {".LBTM": "10:44"}, {".LBTM": "10:45"}, {"W4.INF.INENDTM": "=UNK"}),
]
KIDNEY = [_repeats("UP24")]
CASES = [
    *(case for form in PANELS for case in _shared(form)),
    *HAEMATOLOGY,
    *CHEMISTRY,
    *LIVER,
    *LIPIDS,
    *GLUCOSE,
    *MARKERS,
    *VIROLOGY,
    *IMMUNE,
    *KIDNEY,
]
