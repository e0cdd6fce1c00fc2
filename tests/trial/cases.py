"""One line of the specification for every edit check: what fires it, what does not, what leaves it open.

Each case differs from YA-001, who is asked nothing. ``quiet`` and ``unknown`` are differences
on top of ``fires``: a near miss, and an operand taken away. What begins with a stop is on the
page of the case: ``.SBP`` of ``W4.VS`` is ``W4.VS.SBP``.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.trial.participant import VERSION_1, Differences, Participant, Trial

AE, DS, IC = "LOG.AE", "LOG.DS", "LOG.IC"


@dataclass(frozen=True)
class Case:
    check: str
    page: str
    fires: Differences
    quiet: Differences
    unknown: Differences

    def standing(self, *more: Differences, trial: Trial = VERSION_1) -> Participant:
        """YA-001 as the case has him, with *more*."""
        return Participant(
            *(
                {self.page + key if key[0] == "." else key: typed for key, typed in each.items()}
                for each in (self.fires, *more)
            ),
            trial=trial,
        )


NO_CONSENT: Differences = {"LOG.IC.IC/1/ICFDT": None, "LOG.IC.IC/2/ICFDT": None}
DIED: Differences = {
    "LOG.DS.DSDECOD": "DEATH",
    "LOG.DS.DSDT": "2026-05-20",
    "LOG.DD.DTHDT": "2026-05-20",
    "LOG.AE.AE/2/AETERM": "Pneumonia",
    "LOG.AE.AE/2/AESTDT": "2026-05-14",
    "LOG.AE.AE/2/AEONGO": "N",
    "LOG.AE.AE/2/AEENDT": "2026-05-20",
    "LOG.AE.AE/2/AETOXGR": "5",
    "LOG.AE.AE/2/AESER": "Y",
    "LOG.AE.AE/2/AEOUT": "FATAL",
}
IN_HOSPITAL: Differences = {"LOG.SAE.SAELNK": "AE/1", "LOG.SAE.SAECRIT": "HOSPITALISATION/PROLONGED"}
DIED_BEFORE_W60: Differences = {**DIED, "LOG.DD.DTHDT": "2026-05-10"}
DIED_THAT_DAY: Differences = {"LOG.DD.DTHDT": "2026-05-11"}
NO_DEATH_DATE: Differences = {"LOG.DD.DTHDT": None}
UNSCHEDULED: Differences = {"UNS.SV.SVDAT": "2025-04-16", "UNS.RENAL.LBDT": "2025-04-16"}
SIX_DAYS_LATER: Differences = {"UNS.SV.SVDAT": "2025-04-21", "UNS.RENAL.LBDT": "2025-04-21"}
NO_DAY: Differences = {"W4.SV.SVDAT": None, "W4.INF.INSTDTM": None}
NO_RATIO: Differences = {".UACRLAB": "=NA"}
A_WOMAN: Differences = {"SCN.DM.SEX": "F", "SCN.DM.CHILDPOT": "N"}


def _consent(page: str, item: str, before: str, that_day: str) -> Case:
    """A date before the first consent, which YA-001 signed on 2 March 2025."""
    form = page.partition(".")[2]
    return Case(f"EC01-{form}", page, {f".{item}": before}, {f".{item}": that_day}, NO_CONSENT)


def _death(form: str) -> Case:
    """Something of week 60, 11 May 2026, dated after death."""
    return Case(f"EC16-{form}", f"W60.{form}", DIED_BEFORE_W60, DIED_THAT_DAY, NO_DEATH_DATE)


VISIT = [
    _consent("SCN.SV", "SVDAT", "2025-03-01", "2025-03-02"),
    _death("SV"),
    Case("EC02", "W8.SV", {".SVDAT": "2025-04-14"}, {".SVDAT": "2025-04-15"}, {".SVDAT": None}),
    Case("SV01", "W8.SV", {"LOG.AE.AE/1/AETERM": None}, {"LOG.AE.AE/1/AETERM": "Fever"}, {".AEYN": None}),
    Case("SV02", "W8.SV", {".AEYN": "N"}, {"LOG.AE.AE/1/AESTDT": "2025-04-14"}, {"LOG.AE.AE/1/AESTDT": None}),
    Case(
        "SV03",
        "W60.SV",
        {f"{IC}.IC/3/ICTYPE": "WITHDRAWAL", f"{IC}.IC/3/ICFDT": "2026-05-10", f"{IC}.IC/3/ICSCOPE": "VISITS"},
        {f"{IC}.IC/3/ICSCOPE": "TREATMENT SAMPLES"},
        {f"{IC}.IC/3/ICFDT": None},
    ),
    Case("SV08", "ET.SV", {".SVDAT": "2026-05-27"}, {".SVDAT": "2026-05-26"}, {"LOG.DS.DSDT": None}),
    Case("SV04", "W4.SV", {".INSDOSE": "2.4"}, {".INSDOSE": "0"}, {".INSDOSE": None}),
]
CONSENT = [
    Case("IC01", IC, {".IC/1/ICTYPE": "RECONSENT"}, {".IC/1/ICTYPE": "INITIAL"}, {".IC/1/ICTYPE": None}),
    Case("IC02", IC, {".IC/2/ICTYPE": "RECONSENT"}, {".IC/2/ICTYPE": "SENSITIVE"}, {".IC/2/ICTYPE": None}),
    Case("IC03", IC, {".IC/2/ICTYPE": "INITIAL"}, {".IC/2/ICTYPE": "RECONSENT"}, {".IC/2/ICTYPE": None}),
    Case(
        "IC04",
        IC,
        {".IC/3/ICTYPE": "WITHDRAWAL", ".IC/3/ICSCOPE": "TREATMENT VISITS", f"{DS}.DSDECOD": None},
        {f"{DS}.DSDECOD": "WITHDRAWAL BY SUBJECT"},
        {".IC/3/ICSCOPE": None},
    ),
]
DEMOGRAPHICS = [
    Case("DM01", "SCN.DM", {".BRTHDT": "2007-03-03"}, {".BRTHDT": "2007-03-02"}, {".BRTHDT": "=UNK"}),
    Case("DM04", "SCN.DM", {".BRTHDT": "1914-03-02"}, {".BRTHDT": "1914-03-03"}, {".BRTHDT": "=UNK"}),
    Case("DM02", "SCN.DM", {".CHILDPOT": "Y"}, {".CHILDPOT": "N"}, {".SEX": None}),
    Case(
        "DM03",
        "SCN.DM",
        {**A_WOMAN, ".CHILDPRN": "POSTMENOPAUSAL", ".BRTHDT": "1985-03-03"},
        {".BRTHDT": "1985-03-02"},
        {".BRTHDT": "=UNK"},
    ),
]
VITAL_SIGNS = [
    _consent("SCN.VS", "VSDT", "2025-03-01", "2025-03-02"),
    _death("VS"),
    Case("VS01", "W4.VS", {".SBP": "84", ".DBP": "84"}, {".SBP": "85"}, {".SBP": "=NR"}),
    Case("VS02", "W4.VS", {".SBP": "103", ".DBP": "84"}, {".SBP": "104"}, {".DBP": "=NR"}),
    Case("VS03", "W4.VS", {".WEIGHT": "77.1"}, {".WEIGHT": "77.0"}, {".WEIGHT": "=ND"}),
    Case("VS04", "W4.VS", {".TEMP": "38.0"}, {"LOG.AE.AE/1/AESTDT": "2025-04-14"}, {".TEMP": "=ND"}),
    Case("VS05", "W4.VS", {".SBP": "161"}, {".SBP2": "=ND"}, {".SBP": "=NR"}),
    Case("VS06", "W4.VS", {".VSDT": "2025-04-12"}, {".VSDT": "2025-04-13"}, {"W4.SV.SVDAT": None}),
    Case("VS09", "W4.VS", {".SBP": "161", ".SBP2": "96", ".DBP2": "96"}, {".SBP2": "97"}, {".DBP2": "=NR"}),
    Case("VS07", "W4.VS", {".WEIGHT": "117"}, {".WEIGHT": "115"}, {"SCN.DM.HEIGHT": "=ND"}),
    Case("VS08", "W4.VS", {".VSREST": "N", ".DBP": "101"}, {".DBP": "100"}, {".VSREST": None}),
]
RENAL = [
    _consent("SCN.RENAL", "LBDT", "2025-03-01", "2025-03-02"),
    _death("RENAL"),
    Case("EC10", "W4.RENAL", {".EGFRLAB": "54.1"}, {".EGFRLAB": "54.0"}, {".CREAT": "=ND"}),
    Case("EC21-RENAL", "W4.RENAL", {".LBDT": "2025-03-17", ".CREAT": "140"}, {".CREAT": "141"}, {".CREAT": "=UNK"}),
    Case("RF01", "W4.RENAL", {".LBDT": "2025-04-06"}, {".LBDT": "2025-04-07"}, {"W4.SV.SVDAT": None}),
    Case("RF02", "W4.RENAL", {".CREAT": "193"}, {".CREAT": "185"}, {"SCN.DM.BRTHDT": "=UNK"}),
    Case("RF03", "UNS.RENAL", {**UNSCHEDULED, ".CREAT": "167.5"}, {".CREAT": "167.4"}, {".CREAT": "=ND"}),
    Case("RF04", "W4.RENAL", {".CREAT": "78"}, {".CREAT": "100"}, {"SCN.DM.SEX": None}),
    Case(
        "RF05",
        "W20.RENAL",
        {"W8.RENAL.CREAT": "225", ".CREAT": "225"},
        {"W8.RENAL.CREAT": "142"},
        {"W0.RENAL.CREAT": "=ND"},
    ),
    Case(
        "RF06",
        "W20.RENAL",
        {"W8.RENAL.CREAT": "300", ".CREAT": "300"},
        {"W8.RENAL.CREAT": "225"},
        {"W0.RENAL.CREAT": "=ND"},
    ),
    Case("RF07", "W4.RENAL", {".HEMOLYS": "Y"}, {".HEMOLYS": "U"}, {".HEMOLYS": None}),
]
ALBUMIN = [
    _consent("SCN.UACR", "LBDT", "2025-03-01", "2025-03-02"),
    _death("UACR"),
    Case("EC18-UACR", "W4.UACR", {".LBDT": "2025-04-06"}, {"W4.RENAL.LBDT": "2025-04-13"}, {"W4.RENAL.LBDT": None}),
    Case("EC21-UACR", "W4.UACR", {".LBDT": "2025-03-17", ".UALB": "901"}, {".UALB": "902"}, {".UCREAT": "=UNK"}),
    Case("UACR01", "W4.UACR", {".UACRLAB": "1100"}, {".UACRLAB": "1090"}, {".UCREAT": "=ND"}),
    Case("UACR02", "W4.UACR", {".UALB": "3410"}, {".UALB": "3400"}, {"W0.UACR.UALB": "=ND", "SCN.UACR.UALB": "=ND"}),
    Case("UACR03", "W4.UACR", {".UACRLAB": "112.6"}, {".UACRLAB": ("112.6", "mg/mmol")}, {"W4.UP24.UP24LAB": "=ND"}),
    Case("UACR04", "W4.UACR", {".UACRLAB": ("995", "mg/mmol")}, {".UACRLAB": "995"}, {"W4.UP24.UP24LAB": "=ND"}),
    Case("UACR05", "W4.UACR", {".LBDT": "2025-04-22"}, {".LBDT": "2025-04-21"}, {"W4.SV.SVDAT": None}),
    Case("UACR06", "W4.UACR", {**NO_RATIO, ".UALB": "90"}, {".UALB": "91"}, {".UALB": "<90"}),
]
PROTEIN = [
    _consent("SCN.UP24", "USTDTM", "2025-03-01 23:50", "2025-03-02 00:10"),
    _death("UP24"),
    Case("EC09", "W4.UP24", {"W4.UACR.UALB": "1700"}, {"W4.UACR.UALB": "1600"}, {".UCR24": "=ND"}),
    Case(
        "EC18-UP24",
        "W4.UP24",
        {".UENDTM": "2025-04-22 07:30"},
        {".UENDTM": "2025-04-21 07:30"},
        {"W4.RENAL.LBDT": None, "W4.UACR.LBDT": None},
    ),
    Case(
        "EC21-UP24",
        "W4.UP24",
        {".UENDTM": "2025-03-17 07:30", ".UP24LAB": "1801"},
        {".UENDTM": "2025-03-17 07:31"},
        {".UP24LAB": "=ND"},
    ),
    Case("UP01", "W4.UP24", {".USTDTM": "2025-04-14 07:30"}, {".USTDTM": "2025-04-14 07:00"}, {".USTDTM": "=UNK"}),
    Case("UP02", "W4.UP24", {".USTDTM": "2025-04-13 09:40"}, {".USTDTM": "2025-04-13 09:30"}, {".USTDTM": "=UNK"}),
    Case("UP03", "W4.UP24", {".UPCONC": "900"}, {".UPCONC": "915"}, {".UPCONC": None}),
    Case("UP04", "W4.UP24", {".UP24LAB": "590"}, {".UP24LAB": "600"}, {".UP24LAB": "=ND"}),
    Case("UP05", "W4.UP24", {".UCOMPL": "UNCERTAIN"}, {".UCOMPL": "COMPLETE"}, {".UCOMPL": None}),
    Case("UP06", "W4.UP24", {".UENDTM": "2025-04-15 07:30"}, {".UENDTM": "2025-04-07 07:30"}, NO_DAY),
    Case("UP07", "W4.UP24", {".UCR24": "9.2"}, {".UCR24": "9.3"}, {"W4.VS.WEIGHT": "=ND"}),
    Case("UP08", "W4.UP24", {"W4.VS.WEIGHT": "=ND", ".UCR24": "8.9"}, {".UCR24": "9.0"}, {"SCN.DM.SEX": None}),
    Case("UP09", "W4.UP24", {".UMISSED": "Y"}, {".UCOMPL": "INCOMPLETE"}, {".UMISSED": None}),
    Case("UP10", "W4.UP24", {".UP24LAB": "3500", "W4.LIV.ALB": "29.9"}, {"W4.LIV.ALB": "30"}, {"W4.LIV.ALB": "=ND"}),
]
EVENTS = [
    Case(
        "EC16-AE",
        AE,
        {**DIED, ".AE/2/AEENDT": "2026-05-19"},
        {".AE/2/AEENDT": "2026-05-20"},
        {".AE/2/AEENDT": "2026-05"},
    ),
    Case("AE01", AE, {".AE/1/AESTDT": "2025-02"}, {".AE/1/AESTDT": "2025-03-02"}, {".AE/1/AESTDT": "2025-03"}),
    Case("AE02", AE, {".AE/1/AEENDT": "2025-04-14"}, {".AE/1/AEENDT": "2025-04-15"}, {".AE/1/AEENDT": "2025-04"}),
    Case("AE03", AE, {".AE/1/AEONGO": "Y"}, {".AE/1/AEOUT": "UNKNOWN"}, {".AE/1/AEOUT": None}),
    Case("AE04", AE, {".AE/1/AEOUT": "NOT RECOVERED/NOT RESOLVED"}, {".AE/1/AEONGO": "Y"}, {".AE/1/AEONGO": "=UNK"}),
    Case("AE05", AE, {**DIED, ".AE/2/AETOXGR": "4"}, {".AE/2/AETOXGR": "5"}, {".AE/2/AETOXGR": None}),
    Case(
        "AE06",
        AE,
        {**DIED, "LOG.DS.DSDECOD": "LOST TO FOLLOW-UP"},
        {"LOG.DS.DSDECOD": "DEATH"},
        {"LOG.DS.DSDECOD": None},
    ),
    Case("AE07", AE, {".AE/1/AETOXGR": "4"}, {".AE/1/AETOXGR": "3"}, {".AE/1/AESER": None}),
    Case("AE07", AE, IN_HOSPITAL, {"LOG.SAE.SAELNK": None}, {"LOG.SAE.SAECRIT": None}),
    Case("AE08", AE, {".AE/1/AESTDT": "2025-03-16"}, {".AE/1/AEREL": "UNLIKELY"}, {".AE/1/AESTDT": "2025-03"}),
    Case("AE10", AE, {".AE/1/AEACN": "INFUSION STOPPED"}, {".AE/1/AESTDT": "2025-04-14"}, {".AE/1/AESTDT": "2025-04"}),
]
END = [
    Case("DS01", DS, {"W60.SV.SVDAT": None}, {".DSDECOD": "LOST TO FOLLOW-UP"}, {".DSDECOD": None}),
    Case("DS02", DS, {".LSTCDT": "2026-05-10"}, {".LSTCDT": "2026-05-11"}, {".LSTCDT": "=UNK"}),
    Case("DS03", DS, {".DSDT": "2025-03-01"}, {".DSDT": "2025-03-02"}, NO_CONSENT),
    Case(
        "DS04", DS, {**DIED, f"{AE}.AE/2/AEOUT": "UNKNOWN"}, {f"{AE}.AE/2/AEOUT": "FATAL"}, {f"{AE}.AE/2/AEOUT": None}
    ),
    Case("DS05", DS, {".DSDECOD": "SCREEN FAILURE"}, {"W0.SV.SVDAT": None, ".DSINF": "0"}, {".DSDECOD": None}),
    Case("DS06", DS, {".DSDECOD": "WITHDRAWAL BY SUBJECT"}, {"LOG.IC.IC/3/ICTYPE": "WITHDRAWAL"}, {".DSDECOD": None}),
    Case(
        "DS07",
        DS,
        {".DSDECOD": "ADVERSE EVENT", f"{AE}.AE/1/AETERM": None},
        {f"{AE}.AE/1/AETERM": "Fever"},
        {".DSDECOD": None},
    ),
    Case("DS09", DS, {**DIED, ".DSDT": "2026-05-21"}, {".DSDT": "2026-05-20"}, NO_DEATH_DATE),
]
OTHER_SIDES = [
    Case("DM04", "SCN.DM", {".BRTHDT": "2025-03-03"}, {".BRTHDT": "2025-03-02"}, NO_CONSENT),
    Case("DM01", "SCN.DM", {".BRTHDT": "1964-03-02"}, {".BRTHDT": "1964-03-03"}, NO_CONSENT),
    Case("VS02", "W4.VS", {".SBP": "185"}, {".SBP": "184"}, {".SBP": "=NR"}),
    Case("VS03", "W4.VS", {".WEIGHT": "62.9"}, {".WEIGHT": "63.0"}, {"W0.VS.WEIGHT": None, "SCN.VS.WEIGHT": None}),
    Case("VS05", "W4.VS", {".DBP": "101", ".SBP2": "150"}, {".DBP2": "95"}, {".DBP": "=NR"}),
    Case("VS05", "W4.VS", {".SBP": "161", ".SBP2": "150"}, {".DBP2": "=NR"}, {".SBP": "=ND"}),
    Case("VS07", "W4.VS", {".WEIGHT": "48.9"}, {".WEIGHT": "49.0"}, {".WEIGHT": "=ND"}),
    Case("RF02", "W4.RENAL", {".CREAT": "110"}, {".CREAT": "115"}, {"W0.RENAL.CREAT": None, "SCN.RENAL.CREAT": None}),
    Case("RF03", "UNS.RENAL", {**SIX_DAYS_LATER, ".CREAT": "211.5"}, {".CREAT": "211.4"}, {".CREAT": "=ND"}),
    Case("RF03", "UNS.RENAL", {**SIX_DAYS_LATER, ".CREAT": "211.5"}, {".LBDT": "2025-04-22"}, {".LBDT": "=UNK"}),
    Case("RF04", "W4.RENAL", {".CREAT": "390"}, {".CREAT": "370"}, {".LBDT": "=UNK"}),
    Case("RF04", "W4.RENAL", {".CREAT": "78"}, {".EGFRLAB": "92"}, {".CREAT": "=ND"}),
    Case("UACR01", "W4.UACR", {".UACRLAB": "890"}, {".UACRLAB": "900"}, {".UALB": "=ND"}),
    Case("UACR02", "W4.UACR", {".UALB": "234"}, {".UALB": "235"}, {".UCREAT": "=ND"}),
    Case("UACR06", "W4.UACR", {**NO_RATIO, ".UALB": "4530"}, {".UALB": "4520"}, {".UCREAT": "=ND"}),
    Case("UACR06", "W4.UACR", {**NO_RATIO, ".UALB": "90"}, {".UACRLAB": "99"}, {".UALB": "=ND"}),
    Case("EC18-UP24", "W4.UP24", {"W4.UACR.LBDT": "2025-04-06"}, {"W4.UACR.LBDT": "2025-04-07"}, {".UENDTM": "=UNK"}),
    Case("UP02", "W4.UP24", {".USTDTM": "2025-04-13 05:20"}, {".USTDTM": "2025-04-13 05:30"}, {".UENDTM": "=UNK"}),
    Case("UP04", "W4.UP24", {".UP24LAB": "5404"}, {".UP24LAB": "5403"}, {".UP24LAB": ">5000"}),
    Case("UP06", "W4.UP24", {".UENDTM": "2025-04-06 07:30"}, {".UENDTM": "2025-04-14 07:30"}, {".UENDTM": "=UNK"}),
    Case(
        "UP06", "W4.UP24", {"W4.INF.INSTDTM": "2025-04-14 07:29"}, {".UENDTM": "2025-04-14 07:29"}, {".UENDTM": "=UNK"}
    ),
    Case("UP10", "W4.UP24", {".UP24LAB": "3500", "W4.LIV.ALB": "29.9"}, {".UP24LAB": "3499"}, {".UP24LAB": "=ND"}),
    Case("UP07", "W4.UP24", {**A_WOMAN, ".UCR24": "12.5"}, {".UCR24": "12.3"}, {"SCN.DM.SEX": None}),
    Case("UP08", "W4.UP24", {"W4.VS.WEIGHT": None, ".UCR24": "22.1"}, {".UCR24": "22.0"}, {".UCR24": None}),
    Case("UP09", "W4.UP24", {".USTDTM": "2025-04-13 05:20"}, {".UCOMPL": "OVERCOLLECTED"}, {".USTDTM": "=UNK"}),
    Case("AE05", AE, {".AE/1/AETOXGR": "5"}, {".AE/1/AEOUT": "FATAL"}, {".AE/1/AEOUT": None}),
    Case("DS05", DS, {".DSDECOD": "SCREEN FAILURE", "W0.SV.SVDAT": None}, {".DSINF": "0"}, {".DSINF": None}),
]
"""The other end of a range, the other half of an "or", where a check has one."""
CASES = [*VISIT, *CONSENT, *DEMOGRAPHICS, *VITAL_SIGNS, *RENAL, *ALBUMIN, *PROTEIN, *EVENTS, *END, *OTHER_SIDES]
