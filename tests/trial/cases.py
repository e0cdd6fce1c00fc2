"""One line of the specification for every edit check: what fires it, what does not, what leaves it open.

Each case differs from YA-001, who is asked nothing. ``quiet`` and ``unknown`` are differences
on top of ``fires``: a near miss, and an operand taken away.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.trial.participant import Differences

AE, DS, IC = "LOG.AE", "LOG.DS", "LOG.IC"


@dataclass(frozen=True)
class Case:
    check: str
    page: str
    fires: Differences
    quiet: Differences
    unknown: Differences


NO_CONSENT: Differences = {"LOG.IC.IC/1/ICFDT": None, "LOG.IC.IC/2/ICFDT": None}
DIED: Differences = {
    "LOG.DS.DSDECOD": "DEATH",
    "LOG.DS.DSDT": "2026-05-20",
    "LOG.DS.DTHDT": "2026-05-20",
    "LOG.AE.AE/2/AETERM": "Pneumonia",
    "LOG.AE.AE/2/AESTDT": "2026-05-14",
    "LOG.AE.AE/2/AEONGO": "N",
    "LOG.AE.AE/2/AEENDT": "2026-05-20",
    "LOG.AE.AE/2/AETOXGR": "5",
    "LOG.AE.AE/2/AESER": "Y",
    "LOG.AE.AE/2/AEOUT": "FATAL",
}
DIED_BEFORE_W60: Differences = {**DIED, "LOG.DS.DTHDT": "2026-05-10"}
DIED_THAT_DAY: Differences = {"LOG.DS.DTHDT": "2026-05-11"}
NO_DEATH_DATE: Differences = {"LOG.DS.DTHDT": None}
UNSCHEDULED: Differences = {"UNS.SV.SVDAT": "2025-04-16", "UNS.RENAL.LBDT": "2025-04-16"}
A_WOMAN: Differences = {"SCN.DM.SEX": "F", "SCN.DM.CHILDPOT": "N"}


def _consent(page: str, item: str, before: str, that_day: str) -> Case:
    """A date before the first consent, which YA-001 signed on 2 March 2025."""
    form = page.partition(".")[2]
    return Case(f"EC01-{form}", page, {f"{page}.{item}": before}, {f"{page}.{item}": that_day}, NO_CONSENT)


def _death(form: str) -> Case:
    """Something of week 60, 11 May 2026, dated after death."""
    return Case(f"EC16-{form}", f"W60.{form}", DIED_BEFORE_W60, DIED_THAT_DAY, NO_DEATH_DATE)


VISIT = [
    _consent("SCN.SV", "SVDAT", "2025-03-01", "2025-03-02"),
    _death("SV"),
    Case(
        "EC02",
        "W8.SV",
        {"W8.SV.SVDAT": "2025-04-14"},
        {"W8.SV.SVDAT": "2025-04-15"},
        {"W8.SV.SVDAT": None},
    ),
    Case(
        "SV01",
        "W8.SV",
        {"LOG.AE.AE/1/AETERM": None},
        {"LOG.AE.AE/1/AETERM": "Fever"},
        {"W8.SV.AEYN": None},
    ),
    Case(
        "SV02",
        "W8.SV",
        {"W8.SV.AEYN": "N"},
        {"LOG.AE.AE/1/AESTDT": "2025-04-14"},
        {"LOG.AE.AE/1/AESTDT": None},
    ),
    Case(
        "SV03",
        "W60.SV",
        {f"{IC}.IC/3/ICTYPE": "WITHDRAWAL", f"{IC}.IC/3/ICFDT": "2026-05-10", f"{IC}.IC/3/ICSCOPE": "VISITS"},
        {f"{IC}.IC/3/ICSCOPE": "TREATMENT SAMPLES"},
        {f"{IC}.IC/3/ICFDT": None},
    ),
    Case("SV04", "W4.SV", {"W4.SV.INSDOSE": "2.4"}, {"W4.SV.INSDOSE": "0"}, {"W4.SV.INSDOSE": None}),
]
CONSENT = [
    Case(
        "IC01",
        IC,
        {f"{IC}.IC/1/ICTYPE": "RECONSENT"},
        {f"{IC}.IC/1/ICTYPE": "INITIAL"},
        {f"{IC}.IC/1/ICTYPE": None},
    ),
    Case(
        "IC02",
        IC,
        {f"{IC}.IC/2/ICTYPE": "RECONSENT"},
        {f"{IC}.IC/2/ICTYPE": "SENSITIVE"},
        {f"{IC}.IC/2/ICTYPE": None},
    ),
    Case(
        "IC03",
        IC,
        {f"{IC}.IC/2/ICTYPE": "INITIAL"},
        {f"{IC}.IC/2/ICTYPE": "RECONSENT"},
        {f"{IC}.IC/2/ICTYPE": None},
    ),
    Case(
        "IC04",
        IC,
        {
            f"{IC}.IC/3/ICTYPE": "WITHDRAWAL",
            f"{IC}.IC/3/ICSCOPE": "TREATMENT VISITS",
            f"{DS}.DSDECOD": None,
        },
        {f"{DS}.DSDECOD": "WITHDRAWAL BY SUBJECT"},
        {f"{IC}.IC/3/ICSCOPE": None},
    ),
]
DEMOGRAPHICS = [
    Case(
        "DM01",
        "SCN.DM",
        {"SCN.DM.BRTHDT": "2007-03-03"},
        {"SCN.DM.BRTHDT": "2007-03-02"},
        {"SCN.DM.BRTHDT": "=UNK"},
    ),
    Case(
        "DM02",
        "SCN.DM",
        {"SCN.DM.CHILDPOT": "Y"},
        {"SCN.DM.CHILDPOT": "N"},
        {"SCN.DM.SEX": None},
    ),
    Case(
        "DM03",
        "SCN.DM",
        {**A_WOMAN, "SCN.DM.CHILDPRN": "POSTMENOPAUSAL", "SCN.DM.BRTHDT": "1985-03-03"},
        {"SCN.DM.BRTHDT": "1985-03-02"},
        {"SCN.DM.BRTHDT": "=UNK"},
    ),
]
VITAL_SIGNS = [
    _consent("SCN.VS", "VSDT", "2025-03-01", "2025-03-02"),
    _death("VS"),
    Case(
        "VS01",
        "W4.VS",
        {"W4.VS.SBP": "84", "W4.VS.DBP": "84"},
        {"W4.VS.SBP": "85"},
        {"W4.VS.SBP": "=NR"},
    ),
    Case(
        "VS02",
        "W4.VS",
        {"W4.VS.SBP": "103", "W4.VS.DBP": "84"},
        {"W4.VS.SBP": "104"},
        {"W4.VS.DBP": "=NR"},
    ),
    Case("VS03", "W4.VS", {"W4.VS.WEIGHT": "77.1"}, {"W4.VS.WEIGHT": "77.0"}, {"W4.VS.WEIGHT": "=ND"}),
    Case(
        "VS04",
        "W4.VS",
        {"W4.VS.TEMP": "38.0"},
        {"LOG.AE.AE/1/AESTDT": "2025-04-14"},
        {"W4.VS.TEMP": "=ND"},
    ),
    Case("VS05", "W4.VS", {"W4.VS.SBP": "161"}, {"W4.VS.SBP2": "=ND"}, {"W4.VS.SBP": "=NR"}),
    Case(
        "VS06",
        "W4.VS",
        {"W4.VS.VSDT": "2025-04-12"},
        {"W4.VS.VSDT": "2025-04-13"},
        {"W4.SV.SVDAT": None},
    ),
    Case("VS07", "W4.VS", {"W4.VS.WEIGHT": "117"}, {"W4.VS.WEIGHT": "115"}, {"SCN.DM.HEIGHT": "=ND"}),
    Case(
        "VS08",
        "W4.VS",
        {"W4.VS.VSREST": "N", "W4.VS.DBP": "101"},
        {"W4.VS.DBP": "100"},
        {"W4.VS.VSREST": None},
    ),
]
RENAL = [
    _consent("SCN.RENAL", "LBDT", "2025-03-01", "2025-03-02"),
    _death("RENAL"),
    Case(
        "EC10",
        "W4.RENAL",
        {"W4.RENAL.EGFRLAB": "54.1"},
        {"W4.RENAL.EGFRLAB": "54.0"},
        {"W4.RENAL.CREAT": "=ND"},
    ),
    Case(
        "EC21-RENAL",
        "W4.RENAL",
        {"W4.RENAL.LBDT": "2025-03-17", "W4.RENAL.CREAT": "140"},
        {"W4.RENAL.CREAT": "141"},
        {"W4.RENAL.CREAT": "=UNK"},
    ),
    Case(
        "RF01",
        "W4.RENAL",
        {"W4.RENAL.LBDT": "2025-04-06"},
        {"W4.RENAL.LBDT": "2025-04-07"},
        {"W4.SV.SVDAT": None},
    ),
    Case(
        "RF02",
        "W4.RENAL",
        {"W4.RENAL.CREAT": "193"},
        {"W4.RENAL.CREAT": "185"},
        {"SCN.DM.BRTHDT": "=UNK"},
    ),
    Case(
        "RF03",
        "UNS.RENAL",
        {**UNSCHEDULED, "UNS.RENAL.CREAT": "167.5"},
        {"UNS.RENAL.CREAT": "167.4"},
        {"UNS.RENAL.CREAT": "=ND"},
    ),
    Case("RF04", "W4.RENAL", {"W4.RENAL.CREAT": "78"}, {"W4.RENAL.CREAT": "100"}, {"SCN.DM.SEX": None}),
    Case(
        "RF05",
        "W20.RENAL",
        {"W8.RENAL.CREAT": "225", "W20.RENAL.CREAT": "225"},
        {"W8.RENAL.CREAT": "142"},
        {"W0.RENAL.CREAT": "=ND"},
    ),
    Case(
        "RF06",
        "W20.RENAL",
        {"W8.RENAL.CREAT": "300", "W20.RENAL.CREAT": "300"},
        {"W8.RENAL.CREAT": "225"},
        {"W0.RENAL.CREAT": "=ND"},
    ),
    Case("RF07", "W4.RENAL", {"W4.RENAL.HEMOLYS": "Y"}, {"W4.RENAL.HEMOLYS": "U"}, {"W4.RENAL.HEMOLYS": None}),
]
ALBUMIN = [
    _consent("SCN.UACR", "LBDT", "2025-03-01", "2025-03-02"),
    _death("UACR"),
    Case(
        "EC18-UACR",
        "W4.UACR",
        {"W4.UACR.LBDT": "2025-04-06"},
        {"W4.RENAL.LBDT": "2025-04-13"},
        {"W4.RENAL.LBDT": None},
    ),
    Case(
        "EC21-UACR",
        "W4.UACR",
        {"W4.UACR.LBDT": "2025-03-17", "W4.UACR.UALB": "901"},
        {"W4.UACR.UALB": "902"},
        {"W4.UACR.UCREAT": "=UNK"},
    ),
    Case(
        "UACR01",
        "W4.UACR",
        {"W4.UACR.UACRLAB": "1100"},
        {"W4.UACR.UACRLAB": "1090"},
        {"W4.UACR.UCREAT": "=ND"},
    ),
    Case(
        "UACR02",
        "W4.UACR",
        {"W4.UACR.UALB": "3410"},
        {"W4.UACR.UALB": "3400"},
        {"W0.UACR.UALB": "=ND", "SCN.UACR.UALB": "=ND"},
    ),
    Case(
        "UACR03",
        "W4.UACR",
        {"W4.UACR.UACRLAB": "112.6"},
        {"W4.UACR.UACRLAB": ("112.6", "mg/mmol")},
        {"W4.UP24.UP24LAB": "=ND"},
    ),
    Case(
        "UACR04",
        "W4.UACR",
        {"W4.UACR.UACRLAB": ("995", "mg/mmol")},
        {"W4.UACR.UACRLAB": "995"},
        {"W4.UP24.UP24LAB": "=ND"},
    ),
    Case(
        "UACR05",
        "W4.UACR",
        {"W4.UACR.LBDT": "2025-04-22"},
        {"W4.UACR.LBDT": "2025-04-21"},
        {"W4.SV.SVDAT": None},
    ),
    Case("UACR06", "W4.UACR", {"W4.UACR.UALB": "8.9"}, {"W4.UACR.UALB": "9.1"}, {"W4.UACR.UALB": "<9"}),
]
PROTEIN = [
    _consent("SCN.UP24", "USTDTM", "2025-03-01 23:50", "2025-03-02 00:10"),
    _death("UP24"),
    Case(
        "EC09",
        "W4.UP24",
        {"W4.UACR.UALB": "1700"},
        {"W4.UACR.UALB": "1600"},
        {"W4.UP24.UCR24": "=ND"},
    ),
    Case(
        "EC18-UP24",
        "W4.UP24",
        {"W4.UP24.UENDTM": "2025-04-22 07:30"},
        {"W4.UP24.UENDTM": "2025-04-21 07:30"},
        {"W4.RENAL.LBDT": None, "W4.UACR.LBDT": None},
    ),
    Case(
        "EC21-UP24",
        "W4.UP24",
        {"W4.UP24.UENDTM": "2025-03-17 07:30", "W4.UP24.UP24LAB": "1801"},
        {"W4.UP24.UENDTM": "2025-03-17 07:31"},
        {"W4.UP24.UP24LAB": "=ND"},
    ),
    Case(
        "UP01",
        "W4.UP24",
        {"W4.UP24.USTDTM": "2025-04-14 07:30"},
        {"W4.UP24.USTDTM": "2025-04-14 07:00"},
        {"W4.UP24.USTDTM": "=UNK"},
    ),
    Case(
        "UP02",
        "W4.UP24",
        {"W4.UP24.USTDTM": "2025-04-13 13:30"},
        {"W4.UP24.USTDTM": "2025-04-13 09:30"},
        {"W4.UP24.USTDTM": "=UNK"},
    ),
    Case("UP03", "W4.UP24", {"W4.UP24.UPCONC": "900"}, {"W4.UP24.UPCONC": "915"}, {"W4.UP24.UPCONC": None}),
    Case(
        "UP04",
        "W4.UP24",
        {"W4.UP24.UP24LAB": "590"},
        {"W4.UP24.UP24LAB": "600"},
        {"W4.UP24.UP24LAB": "=ND"},
    ),
    Case(
        "UP05",
        "W4.UP24",
        {"W4.UP24.UCOMPL": "UNCERTAIN"},
        {"W4.UP24.UCOMPL": "COMPLETE"},
        {"W4.UP24.UCOMPL": None},
    ),
    Case(
        "UP06",
        "W4.UP24",
        {"W4.UP24.UENDTM": "2025-04-15 07:30"},
        {"W4.UP24.UENDTM": "2025-04-07 07:30"},
        {"W4.SV.SVDAT": None},
    ),
    Case(
        "UP07",
        "W4.UP24",
        {"W4.UP24.UCR24": "9.2"},
        {"W4.UP24.UCR24": "9.3"},
        {"W4.VS.WEIGHT": "=ND"},
    ),
    Case(
        "UP08",
        "W4.UP24",
        {"W4.VS.WEIGHT": "=ND", "W4.UP24.UCR24": "8.9"},
        {"W4.UP24.UCR24": "9.0"},
        {"SCN.DM.SEX": None},
    ),
    Case(
        "UP09",
        "W4.UP24",
        {"W4.UP24.UMISSED": "Y"},
        {"W4.UP24.UCOMPL": "INCOMPLETE"},
        {"W4.UP24.UMISSED": None},
    ),
]
EVENTS = [
    Case(
        "EC16-AE",
        AE,
        {**DIED, f"{AE}.AE/2/AEENDT": "2026-05-19"},
        {f"{AE}.AE/2/AEENDT": "2026-05-20"},
        {f"{AE}.AE/2/AEENDT": "2026-05"},
    ),
    Case(
        "AE01",
        AE,
        {f"{AE}.AE/1/AESTDT": "2025-02"},
        {f"{AE}.AE/1/AESTDT": "2025-03-02"},
        {f"{AE}.AE/1/AESTDT": "2025-03"},
    ),
    Case(
        "AE02",
        AE,
        {f"{AE}.AE/1/AEENDT": "2025-04-14"},
        {f"{AE}.AE/1/AEENDT": "2025-04-15"},
        {f"{AE}.AE/1/AEENDT": "2025-04"},
    ),
    Case("AE03", AE, {f"{AE}.AE/1/AEONGO": "Y"}, {f"{AE}.AE/1/AEOUT": "UNKNOWN"}, {f"{AE}.AE/1/AEOUT": None}),
    Case(
        "AE04",
        AE,
        {f"{AE}.AE/1/AEOUT": "NOT RECOVERED/NOT RESOLVED"},
        {f"{AE}.AE/1/AEONGO": "Y"},
        {f"{AE}.AE/1/AEONGO": "=UNK"},
    ),
    Case(
        "AE05",
        AE,
        {**DIED, f"{AE}.AE/2/AETOXGR": "4"},
        {f"{AE}.AE/2/AETOXGR": "5"},
        {f"{AE}.AE/2/AETOXGR": None},
    ),
    Case(
        "AE06",
        AE,
        {**DIED, "LOG.DS.DSDECOD": "LOST TO FOLLOW-UP"},
        {"LOG.DS.DSDECOD": "DEATH"},
        {"LOG.DS.DSDECOD": None},
    ),
    Case(
        "AE07",
        AE,
        {f"{AE}.AE/1/AETOXGR": "4"},
        {f"{AE}.AE/1/AETOXGR": "3"},
        {f"{AE}.AE/1/AESER": None},
    ),
    Case(
        "AE08",
        AE,
        {f"{AE}.AE/1/AESTDT": "2025-03-16"},
        {f"{AE}.AE/1/AEREL": "UNLIKELY"},
        {f"{AE}.AE/1/AESTDT": "2025-03"},
    ),
    Case(
        "AE09",
        AE,
        {f"{AE}.AE/1/AEINFNO": "3"},
        {f"{AE}.AE/1/AEINFNO": "1"},
        {"W8.SV.SVDAT": None},
    ),
    Case(
        "AE10",
        AE,
        {f"{AE}.AE/1/AEACN": "INFUSION STOPPED"},
        {f"{AE}.AE/1/AESTDT": "2025-04-14"},
        {f"{AE}.AE/1/AESTDT": "2025-04"},
    ),
    Case("AE11", AE, {f"{AE}.AE/1/AEINFNO": "0"}, {f"{AE}.AE/1/AESI": "NONE"}, {f"{AE}.AE/1/AEINFNO": None}),
]
END = [
    Case(
        "EC16-DS",
        DS,
        {**DIED, f"{AE}.AE/2/AEENDT": "2026-05-19"},
        {f"{AE}.AE/2/AEENDT": "2026-05-20"},
        {"LOG.DS.DTHDT": "=UNK"},
    ),
    Case(
        "DS01",
        DS,
        {"W60.SV.SVDAT": None},
        {"LOG.DS.DSDECOD": "LOST TO FOLLOW-UP"},
        {"LOG.DS.DSDECOD": None},
    ),
    Case(
        "DS02",
        DS,
        {"LOG.DS.LSTCDT": "2026-05-10"},
        {"LOG.DS.LSTCDT": "2026-05-11"},
        {"LOG.DS.LSTCDT": "=UNK"},
    ),
    Case("DS03", DS, {"LOG.DS.DSDT": "2025-03-01"}, {"LOG.DS.DSDT": "2025-03-02"}, NO_CONSENT),
    Case(
        "DS04",
        DS,
        {**DIED, f"{AE}.AE/2/AEOUT": "UNKNOWN"},
        {f"{AE}.AE/2/AEOUT": "FATAL"},
        {f"{AE}.AE/2/AEOUT": None},
    ),
    Case(
        "DS05",
        DS,
        {"LOG.DS.DSDECOD": "SCREEN FAILURE"},
        {"W0.SV.SVDAT": None, "LOG.DS.DSINF": "0"},
        {"LOG.DS.DSDECOD": None},
    ),
    Case(
        "DS06",
        DS,
        {"LOG.DS.DSDECOD": "WITHDRAWAL BY SUBJECT"},
        {"LOG.IC.IC/3/ICTYPE": "WITHDRAWAL"},
        {"LOG.DS.DSDECOD": None},
    ),
    Case(
        "DS07",
        DS,
        {"LOG.DS.DSDECOD": "ADVERSE EVENT", f"{AE}.AE/1/AETERM": None},
        {f"{AE}.AE/1/AETERM": "Fever"},
        {"LOG.DS.DSDECOD": None},
    ),
    Case("DS08", DS, {"W8.SV.SVDAT": None}, {"LOG.DS.DSINF": "2"}, {"LOG.DS.DSINF": None}),
    Case("DS09", DS, {**DIED, "LOG.DS.DSDT": "2026-05-21"}, {"LOG.DS.DSDT": "2026-05-20"}, NO_DEATH_DATE),
]
CASES = [*VISIT, *CONSENT, *DEMOGRAPHICS, *VITAL_SIGNS, *RENAL, *ALBUMIN, *PROTEIN, *EVENTS, *END]
