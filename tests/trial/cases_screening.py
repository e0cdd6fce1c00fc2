"""Cases of the checks on history, biopsy and eligibility; how they read is said in ``cases``."""

from __future__ import annotations

from tests.trial.cases import A_WOMAN, AE, NO_CONSENT, Case
from tests.trial.participant import Differences

IE, MH, DH, BX, CM = "SCN.IE", "LOG.MH", "SCN.DH", "SCN.BX", "LOG.CM"

OF_POTENTIAL: Differences = {
    "SCN.DM.SEX": "F",
    "SCN.DM.CHILDPOT": "Y",
    "SCN.PG.PGDT": "2025-03-03",
    "SCN.PG.PGTYPE": "SERUM",
    "SCN.PG.PGRES": "NEG",
    "SCN.PG.LACT": "N",
    "SCN.PG.CONYN": "Y",
    "SCN.PG.CONMETH": "IUD",
    "SCN.PG.CONAGR": "Y",
    "SCN.PG.SEXACT": None,
    f"{IE}.I6A": "Y",
    f"{IE}.I6B": "NA",
    f"{IE}.X11": "N",
}
"""A woman who may become pregnant, with her answers of screening."""
SECOND_READING: Differences = {"SCN.VS.SBP": "164", "SCN.VS.SBP2": "161", "SCN.VS.DBP2": "94"}
AN_INFECTION: Differences = {
    f"{AE}.AE/2/AETERM": "Pneumonia",
    f"{AE}.AE/2/AESI": "INF",
    f"{AE}.AE/2/AESTDT": "2025-03-06",
    f"{AE}.AE/2/AEENDT": "2025-03-11",
}
"""One that lasted until the day of the decision."""
AN_EMPTY_LOG: Differences = {f"{CM}.CM/{n}/{item}": None for n in range(1, 5) for item in ("CMTRT", "CMCLASS")}
NO_ANTIDIABETIC: Differences = {f"{CM}.CM/2/CMCLASS": "OTHER", f"{CM}.CM/3/CMCLASS": "OTHER"}


def _answer(name: str, fires: Differences, quiet: Differences, unknown: Differences) -> Case:
    """The record says otherwise than the investigator, who answered as for YA-001."""
    return Case(f"EC05-{name}", IE, fires, quiet, unknown)


def _value(name: str, key: str, fires: str, quiet: str) -> Case:
    """One value decides."""
    return _answer(name, {key: fires}, {key: quiet}, {key: None})


CONTRADICTIONS = [
    _value("I1A", "SCN.DM.BRTHDT", "2007-03-03", "2007-03-02"),
    _value("I1A", "SCN.DM.BRTHDT", "1964-03-02", "1964-03-03"),
    _value("I1B", "SCN.DH.DXFPG", "6.9", "7.0"),
    _value("I2A", "SCN.UP24.UP24LAB", "499.9", "500"),
    _value("I2A", "SCN.UP24.UP24LAB", "3500.1", "3500"),
    _answer(
        "I2A",
        {"SCN.UP24.UP24LAB": "450"},
        {"UNS.SV.SVDAT": "2025-03-10", "UNS.UP24.UENDTM": "2025-03-10 07:30", "UNS.UP24.UP24LAB": "650"}
        | {"UNS.UP24.UCOMPL": "COMPLETE"},
        {"SCN.UP24.UCOMPL": "INCOMPLETE"},
    ),
    _value("I3", "SCN.BX.RPSDN", "I", "III"),
    _value("I4", "SCN.RENAL.CREAT", "119.1", "119.2"),
    _value("I4", "SCN.RENAL.CREAT", "212.2", "211.8"),
    _answer("I5", NO_ANTIDIABETIC, {f"{CM}.CM/3/CMCLASS": "AGI"}, {".I5": None}),
    _answer("I6A", {".I6A": "Y"}, {".I6A": "NA"}, {"SCN.DM.SEX": None}),
    _answer("I6A", {**OF_POTENTIAL, "SCN.PG.LACT": "Y"}, {"SCN.PG.LACT": "N"}, {"SCN.PG.LACT": None}),
    _answer("I6A", {**OF_POTENTIAL, "SCN.PG.PGRES": "INDET"}, {"SCN.PG.PGRES": "NEG"}, {"SCN.PG.PGRES": None}),
    _value("I6B", "SCN.PG.CONAGR", "N", "Y"),
    _answer("I6B", {"SCN.PG.SEXACT": "N"}, {".I6B": "NA"}, {"SCN.PG.SEXACT": None, "SCN.PG.CONAGR": None}),
    _value("X1", "SCN.BX.BXOTHGN", "Y", "N"),
    _answer("X1", {"SCN.BX.RPSDN": "I"}, {".X1": "Y"}, {"SCN.BX.RPSDN": None}),
    _value("X3", "SCN.GLU.HBA1C", "10.0", "9.9"),
    _value("X4", "SCN.LIV.ALT", "100", "99.4"),
    _value("X4", "SCN.LIV.AST", "80", "79.5"),
    _value("X5", "SCN.HEM.WBC", "2.99", "3.00"),
    _value("X5", "SCN.HEM.HGB", "89", "90"),
    _value("X5", "SCN.HEM.PLT", "99", "100"),
    _answer("X6", SECOND_READING, {"SCN.VS.SBP2": "160"}, {"SCN.VS.SBP2": None}),
    _answer(
        "X6", {**SECOND_READING, "SCN.VS.SBP2": "150", "SCN.VS.DBP2": "101"}, {"SCN.VS.DBP2": "100"}, {".X6": None}
    ),
    _answer("X6", {f"{MH}.ASK/TRANSPL/MHOCCUR": "Y"}, {f"{MH}.ASK/TRANSPL/MHOCCUR": "U"}, {".X6": None}),
    _value("X7", f"{CM}.CM/4/CMSTDT", "2024-12-03", "2024-12-02"),
    _answer(
        "X7", {f"{CM}.CM/4/CMSTDT": "2025-01-10"}, {f"{CM}.CM/4/CMCHG": "REDUCED"}, {f"{CM}.CM/4/CMSTDT": "2024-UN-UN"}
    ),
    _answer("X8", AN_INFECTION, {f"{AE}.AE/2/AEENDT": "2025-03-10"}, {f"{AE}.AE/2/AEENDT": "=UNK"}),
    _answer("X8", AN_INFECTION, {f"{AE}.AE/2/AESTDT": "2025-03-12"}, {f"{AE}.AE/2/AESTDT": "=UNK"}),
    _answer("X8", AN_INFECTION, {f"{AE}.AE/2/AESI": "NONE"}, {f"{AE}.AE/2/AESI": None}),
    _answer(
        "X8",
        {f"{MH}.MH/3/MHCAT": "TB", f"{MH}.MH/3/MHONGO": "Y"},
        {f"{MH}.MH/3/MHONGO": "N", f"{MH}.MH/3/MHENDT": "2025-03-10"},
        {f"{MH}.MH/3/MHONGO": None},
    ),
    _answer(
        "X9",
        {f"{MH}.MH/3/MHCAT": "TUMOUR", f"{MH}.MH/3/MHONGO": "Y"},
        {f"{MH}.MH/3/MHONGO": "N"},
        {f"{MH}.MH/3/MHONGO": None},
    ),
    _value("X10", "SCN.VIR.HBSAG", "POS", "NEG"),
    _answer("X10", {"SCN.VIR.TPAB": "POS", "SCN.VIR.RPR": "POS"}, {"SCN.VIR.RPR": "NEG"}, {"SCN.VIR.RPR": None}),
    _answer("X11", {**OF_POTENTIAL, "SCN.PG.PGRES": "POS"}, {".X11": "Y"}, {"SCN.PG.PGRES": None}),
    _answer("X11", {**OF_POTENTIAL, ".X11": "Y"}, {".X11": "N"}, {"SCN.PG.LACT": None}),
    _value("X12", f"{CM}.CM/2/CMCLASS", "IMMUNOSUPPRESSANT", "OTHER"),
    _answer(
        "X12",
        {
            f"{CM}.CM/1/CMCLASS": "IMMUNOSUPPRESSANT",
            f"{CM}.CM/1/CMSTDT": "2025-02-10",
            f"{CM}.CM/1/CMENDT": "2025-03-02",
        },
        {f"{CM}.CM/1/CMENDT": "2025-03-01"},
        {f"{CM}.CM/1/CMENDT": None},
    ),
    _answer(
        "X12",
        {f"{CM}.CM/2/CMCLASS": "IMMUNOSUPPRESSANT"},
        {f"{CM}.CM/2/CMSTDT": "2025-03-12"},  # begun after the decision of the 11th
        {f"{CM}.CM/2/CMSTDT": "2025-03"},
    ),
    _value("X13", f"{MH}.ASK/ALLOTH/MHOCCUR", "Y", "N"),
    _answer(
        "X14",
        {f"{MH}.MH/3/MHCAT": "PSYCH", f"{MH}.MH/3/MHONGO": "Y", f"{MH}.ASK/PSYCH/MHOCCUR": "Y"},
        {f"{MH}.MH/3/MHONGO": "N", f"{MH}.MH/3/MHENDT": "2020"},
        {f"{MH}.MH/3/MHONGO": None},
    ),
    _answer("X14", {".X14": "Y"}, {f"{MH}.ASK/PSYCH/MHOCCUR": "Y"}, {f"{MH}.ASK/PSYCH/MHOCCUR": "=ND"}),
    _answer(
        "X15",
        {f"{MH}.MH/3/MHCAT": "ALCOHOL", f"{MH}.MH/3/MHONGO": "N", f"{MH}.MH/3/MHENDT": "2023-06"},
        {f"{MH}.MH/3/MHENDT": "2022-06"},
        {f"{MH}.MH/3/MHENDT": None},
    ),
    _answer("X16", {".OTRDT": "2024-12-03"}, {".OTRDT": "2024-12-02"}, {".OTRDT": "=UNK"}),
    Case("EC05-DEC", IE, {".I2B": "N"}, {".ELIGDEC": "N"}, {".ELIGDEC": None}),
    Case("EC05-NO", IE, {".ELIGDEC": "N"}, {".X17": "Y"}, {".ELIGDEC": None}),
]
ELIGIBILITY = [
    Case("EC01-IE", IE, {".IEDT": "2025-03-01"}, {".IEDT": "2025-03-02"}, NO_CONSENT),
    Case("IE01", IE, {".X8": "Y"}, {".X8": "N"}, {".ELIGDEC": None}),
    Case("IE02", IE, {".IEDT": "2025-03-18"}, {".IEDT": "2025-03-17"}, {"W0.SV.SVDAT": None}),
]
HISTORY = [
    Case(
        "MH01",
        MH,
        {".MH/1/MHONGO": "N", ".MH/1/MHENDT": "2014-UN-UN"},
        {".MH/1/MHENDT": "2016-UN-UN"},
        {".MH/1/MHSTDT": "=UNK"},
    ),
    Case("MH02", MH, {".MH/1/MHSTDT": "2025-03-03"}, {".MH/1/MHSTDT": "2025-03-02"}, NO_CONSENT),
    Case("MH03", MH, {".ASK/CHD/MHOCCUR": "Y"}, {".MH/3/MHCAT": "CHD"}, {".ASK/CHD/MHOCCUR": None}),
    Case("MH04", MH, {".ASK/HTN/MHOCCUR": "N"}, {".MH/1/MHCAT": "OTHER"}, {".ASK/HTN/MHOCCUR": "=ND"}),
    Case(
        "MH05",
        MH,
        {".MH/2/MHTERM": "Hypertension", ".MH/2/MHSTDT": "2015-05-UN", ".MH/1/MHSTDT": "2015-05-04"}
        | {".MH/3/MHTERM": "Hypertension", ".MH/3/MHSTDT": "2015-05-04"},
        {".MH/3/MHSTDT": "2015-05-05"},
        {".MH/3/MHSTDT": "=UNK"},
    ),
    Case("DH01", DH, {".DMDXDT": "1990-06-14"}, {".DMDXDT": "1990-06-15"}, {"SCN.DM.BRTHDT": "=UNK"}),
    Case("DH02", DH, {".DNDXDT": "2011-05-08"}, {".DNDXDT": "2011-05-10"}, {".DNDXDT": "=UNK"}),
    Case("DH03", DH, {".INSYN": "N"}, {"SCN.SV.INSDOSE": "0"}, {"SCN.SV.INSDOSE": None}),
    Case("DH03", DH, {"SCN.SV.INSDOSE": "0"}, {".INSYN": "N"}, {".INSYN": "=UNK"}),
    Case("DH04", DH, {".RETINO": "NONE"}, {"SCN.UP24.UP24LAB": "499"}, {".RETINO": "=ND"}),
    Case("DH05", DH, {f"{CM}.CM/2/CMCLASS": "STATIN"}, {".OADYN": "N"}, AN_EMPTY_LOG),
    Case("DH07", DH, {".DMDXDT": "2025-03-03"}, {".DMDXDT": "2025-03-02"}, {".DMDXDT": "2025-03"}),
    Case("DH06", DH, {".DMDXDT": "1984-06-01"}, {".DMDXDT": "1985-06-01"}, {".DMDXDT": "1984"}),
]
BIOPSY = [
    Case("BX01", BX, {".GLOMSCL": "23"}, {".GLOMSCL": "22"}, {".GLOMN": "=UNK"}),
    Case("BX02", BX, {".RPSDN": "IV", ".GLOMSCL": "11"}, {".GLOMSCL": "12"}, {".GLOMSCL": "=UNK"}),
    Case("BX03", BX, {".GLOMSCL": "12"}, {".GLOMSCL": "11"}, {".RPSDN": None}),
    Case("BX04", BX, {".RPSDN": "I", ".EMYN": "N"}, {".EMYN": "Y"}, {".EMYN": None}),
    Case("BX05", BX, {".RPSDN": "I", ".GBMTH": "430"}, {".GBMTH": "431"}, {".GBMTH": "=ND"}),
    Case("BX05", BX, {**A_WOMAN, ".RPSDN": "I", ".GBMTH": "395"}, {".GBMTH": "396"}, {"SCN.DM.SEX": None}),
    Case("BX06", BX, {".BXDT": "2024-03-01"}, {".BXDT": "2024-03-02"}, NO_CONSENT),
    Case("BX07", BX, {".BXOTHGN": "Y"}, {".BXOTHGN": "N"}, {".BXOTHGN": None}),
    Case("BX08", BX, {".BXDT": "1972-06-14"}, {".BXDT": "1972-06-15"}, {"SCN.DM.BRTHDT": "=UNK"}),
]
CASES = [*CONTRADICTIONS, *ELIGIBILITY, *HISTORY, *BIOPSY]
