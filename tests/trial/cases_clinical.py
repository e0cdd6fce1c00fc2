"""Cases of the checks on visits, examinations, medicines, deviations and endings; see ``cases`` for how they read."""

from __future__ import annotations

from tests.trial.cases import A_WOMAN, AE, DIED, DS, IC, NO_CONSENT, NO_DEATH_DATE, Case
from tests.trial.cases_screening import AN_EMPTY_LOG
from tests.trial.participant import Differences

CM, PD, PR, EOT, DD = "LOG.CM", "LOG.PD", "LOG.PR", "LOG.EOT", "LOG.DD"

MAY_CONCEIVE: Differences = {**A_WOMAN, "SCN.DM.CHILDPOT": "Y"}
PREGNANT: Differences = {f"{PR}.PRWHO": "PARTICIPANT"}
WITHDRAWN: Differences = {f"{IC}.IC/3/ICTYPE": "WITHDRAWAL"}
NO_THIRD: Differences = {"W8.INF.INFYN": "N"}
NO_MOMENTS: Differences = {f"{event}.INF.INSTDTM": None for event in ("W0", "W4", "W8")}
DIED_EARLIER: Differences = {**DIED, f"{DD}.DTHDT": "2026-05-10", f"{AE}.AE/2/AEENDT": "2026-05-10"}

VISITS = [
    Case("EC03", "W4.SV", {".SVDAT": "2025-04-18"}, {".SVDAT": "2025-04-17"}, {"W0.SV.SVDAT": None}),
    Case("EC03", "W4.SV", {".SVDAT": "2025-04-10"}, {".SVDAT": "2025-04-11"}, {".SVDAT": None}),
    Case("EC15-SV", "W4.SV", MAY_CONCEIVE, {"W4.PG.PGRES": "NEG"}, {"W4.INF.INFYN": None}),
    Case("EC22", "W20.SV", {".SVDAT": "2025-08-19"}, {".SVDAT": "2025-08-18"}, NO_MOMENTS),
    Case(
        "EC22",
        "W20.SV",
        {"W8.INF.INSTDTM": "2025-05-27 10:00"},
        {"W8.INF.INSTDTM": "2025-05-26 10:00"},
        {".SVDAT": None},
    ),
    Case("SV05", "W4.SV", {**AN_EMPTY_LOG, ".CMYN": "Y"}, {f"{CM}.CM/2/CMTRT": "Metformin"}, {".CMYN": None}),
    Case("SV06", "W0.SV", {".ELIGCONF": "N"}, {"W0.INF.INFYN": "N"}, {".ELIGCONF": None}),
    Case(
        "IC05",
        IC,
        {".IC/3/ICTYPE": "RECONSENT", ".IC/3/ICFDT": "2025-03-02"},
        {".IC/3/ICFDT": "2025-03-03"},
        {".IC/3/ICFDT": None},
    ),
    Case(
        "IC06",
        IC,
        {".IC/3/ICTYPE": "SENSITIVE", ".IC/3/ICFVER": "1.0, 2020-02-10", ".IC/3/ICFDT": "2025-03-02"},
        {".IC/3/ICFDT": "2025-03-03"},
        {".IC/3/ICFVER": None},
    ),
]
EXAMINATIONS = [
    Case("EC01-PE", "SCN.PE", {".PEDT": "2025-03-01"}, {".PEDT": "2025-03-02"}, NO_CONSENT),
    Case("EC16-PE", "W60.PE", DIED_EARLIER, {f"{DD}.DTHDT": "2026-05-11"}, NO_DEATH_DATE),
    Case("PE01", "W4.PE", {".PEDT": "2025-04-12"}, {".PEDT": "2025-04-13"}, {"W4.SV.SVDAT": None}),
    Case("PE02", "W4.PE", {".OEDEMA": "1"}, {".PE/EXTREM/PERES": "ABN NCS"}, {".OEDEMA": "=ND"}),
    Case("PE03", "W4.PE", {".PELIMB": "ABN CS"}, {f"{AE}.AE/1/AESTDT": "2025-04-14"}, {".PELIMB": "=ND"}),
]
PREGNANCY = [
    Case("EC01-PG", "SCN.PG", {**MAY_CONCEIVE, ".PGDT": "2025-03-01"}, {".PGDT": "2025-03-02"}, NO_CONSENT),
    Case("EC15-PG", "SCN.PG", {".PGRES": "NEG"}, {"SCN.DM.SEX": "F"}, {"SCN.DM.SEX": None}),
    Case("EC16-PG", "W60.PG", {**DIED_EARLIER, ".PGDT": "2026-05-11"}, {f"{DD}.DTHDT": "2026-05-11"}, NO_DEATH_DATE),
    Case("PG01", "W4.PG", {**MAY_CONCEIVE, ".PGRES": "POS"}, PREGNANT, {".PGRES": None}),
    Case("PG02", "W4.PG", {".PGRES": "INDET", ".PGTYPE": "URINE"}, {".PGTYPE": "SERUM"}, {".PGTYPE": None}),
    Case("PG03", "W4.PG", {".PGDT": "2025-04-10"}, {".PGDT": "2025-04-11"}, {"W4.SV.SVDAT": None}),
    Case("PG03", "W4.PG", {".PGDT": "2025-04-15"}, {".PGDT": "2025-04-14"}, {".PGDT": "=ND"}),
    Case("PG04", "W20.PG", {".PGDT": "2025-07-27"}, {".PGDT": "2025-07-28"}, {"W20.SV.SVDAT": None}),
    Case("PG05", "W4.PG", {".CONYN": "N"}, {".CONYN": "Y"}, {".CONYN": "=UNK"}),
    Case("PG06", "W4.PG", {".LACT": "Y"}, {".LACT": "N"}, {".LACT": "=UNK"}),
    Case("PG07", "W4.PG", {".PGPART": "Y"}, {f"{PR}.PRWHO": "PARTNER"}, {".PGPART": None}),
    Case("PR01", PR, {".PRWHO": "PARTICIPANT"}, {".PRWHO": "PARTNER"}, {"SCN.DM.SEX": None}),
    Case(
        "PR02",
        PR,
        {".PRLMP": "2025-05-10", ".PROUT": "MISCARRIAGE", ".PROUTDT": "2025-05-09"},
        {".PROUTDT": "2025-05-10"},
        {".PRLMP": "2025-05"},
    ),
    Case("PR03", PR, {".PRLMP": "2025-05-10", ".PREDD": "2026-01-23"}, {".PREDD": "2026-01-24"}, {".PRLMP": "=UNK"}),
    Case("PR03", PR, {".PRLMP": "2025-05-10", ".PREDD": "2026-03-08"}, {".PREDD": "2026-03-07"}, {".PREDD": "=UNK"}),
    Case("PR04", PR, {".PROUT": "LIVE BIRTH", ".PRANOM": "Y"}, {".PRLNK": "AE/1"}, {".PRANOM": "=NA"}),
]
MEDICINES = [
    Case("EC12-CM", CM, {".CM/2/CMREAS": "AE"}, {".CM/2/CMINDLNK": "AE/1"}, {".CM/2/CMREAS": "=UNK"}),
    Case("EC19", CM, {".CM/4/CMSTDT": "2025-03-18"}, {".CM/4/CMSTDT": "2025-03-17"}, {".CM/4/CMSTDT": "2025-03"}),
    Case(
        "EC19",
        CM,
        {".CM/4/CMONGO": "N", ".CM/4/CMENDT": "2025-08-04"},
        {".CM/4/CMENDT": "2025-08-05"},
        {".CM/4/CMENDT": "=UNK"},
    ),
    Case("CM06", CM, {".CM/4/CMSTDT": "2025-08-05"}, {".CM/4/CMSTDT": "2025-08-04"}, {"W20.SV.SVDAT": None}),
    Case(
        "CM06",
        CM,
        {".CM/4/CMONGO": "N", ".CM/4/CMENDT": "2025-09-UN"},
        {".CM/4/CMCLASS": "CCB"},
        {".CM/4/CMENDT": "2025-UN-UN"},
    ),
    Case("CM01", CM, {".CM/1/CMENDT": "2025-04-14"}, {".CM/1/CMENDT": "2025-04-15"}, {".CM/1/CMENDT": "2025-04"}),
    Case(
        "CM02",
        CM,
        {".CM/5/CMTRT": "Paracetamol", ".CM/5/CMSTDT": "2025-04-15", ".CM/5/CMDOSE": "0.5"},
        {".CM/5/CMDOSE": "1"},
        {".CM/5/CMDOSE": "=UNK"},
    ),
    Case(
        "CM03",
        CM,
        {".CM/2/CMCLASS": "IMMUNOSUPPRESSANT"},
        {".CM/2/CMONGO": "N", ".CM/2/CMENDT": "2025-03-16"},
        {"W0.SV.SVDAT": None},
    ),
    Case("CM04", CM, {".CM/3/CMDOSU": "mg"}, {".CM/3/CMDOSU": "IU"}, {".CM/3/CMDOSU": "=UNK"}),
    Case("CM04", CM, {".CM/2/CMDOSU": "IU"}, {".CM/2/CMDOSU": "g"}, {".CM/2/CMCLASS": "=UNK"}),
    Case("CM05", CM, {".CM/1/CMREAS": "PREMED"}, {".CM/1/CMSTDT": "2025-04-14"}, {".CM/1/CMSTDT": "2025-04"}),
    Case(
        "EC12-AE",
        AE,
        {".AE/1/AECMLNK": None, f"{CM}.CM/1/CMINDLNK": None},
        {".AE/1/AECMLNK": "=NA"},
        {".AE/1/AETRT": None},
    ),
    Case("EC12-AE", AE, {".AE/1/AETRT": "N"}, {f"{CM}.CM/1/CMINDLNK": None}, {".AE/1/AETRT": "=UNK"}),
]
EVENTS = [
    Case("AE09", AE, {".AE/1/AEACN": "FURTHER INFUSIONS WITHDRAWN"}, NO_THIRD, {".AE/1/AESTDT": "=UNK"}),
    Case("AE11", AE, {".AE/1/AESTDT": "2025-03-10"}, {".AE/1/AESI": "NONE"}, {".AE/1/AESTDT": "2025"}),
    Case("AE12", AE, {".AE/1/AESER": "Y"}, {"LOG.SAE.SAELNK": "AE/1"}, {".AE/1/AESER": None}),
    Case(
        "AE13",
        AE,
        {".AE/2/AETERM": "Fever", ".AE/2/AESTDT": "2025-04-15"},
        {".AE/2/AESTDT": "2025-04-16"},
        {".AE/2/AESTDT": "2025-04"},
    ),
    Case(
        "AE13",
        AE,
        {".AE/2/AETERM": "Fever", ".AE/2/AESTDT": "2025-04-16", ".AE/2/AEONGO": "Y"},
        {".AE/2/AESTDT": "2025-04-17"},
        {".AE/2/AETERM": None},
    ),
    Case(
        "AE13",
        AE,
        {".AE/2/AETERM": "Fever", ".AE/2/AESTDT": "2025-04-10", ".AE/2/AEENDT": "2025-04-15"},
        {".AE/2/AEENDT": "2025-04-14"},
        {".AE/2/AEENDT": None},
    ),
    Case(
        "AE14",
        AE,
        {**DIED, "LOG.SAE.SAELNK": "AE/2", "LOG.SAE.SAECRIT": "LIFE-THREATENING"},
        {"LOG.SAE.SAECRIT": "LIFE-THREATENING DEATH"},
        {"LOG.SAE.SAECRIT": None},
    ),
]
DEVIATIONS = [
    Case(
        "PD01",
        PD,
        {".PD/1/PDDT": "2025-04-20", ".PD/1/PDECYN": "Y", ".PD/1/PDECDT": "2025-04-19"},
        {".PD/1/PDECDT": "2025-04-20"},
        {".PD/1/PDECDT": "=UNK"},
    ),
    Case(
        "PD02", PD, {".PD/1/PDCLASS": "MAJOR", ".PD/1/PDECYN": "N"}, {".PD/1/PDCLASS": "MINOR"}, {".PD/1/PDCLASS": None}
    ),
    Case(
        "PD03",
        PD,
        {
            f".PD/{n}/{item}": typed
            for n in (1, 2)
            for item, typed in (("PDDT", "2025-04-20"), ("PDCAT", "OTHER"), ("PDDESC", "Late sample"))
        },
        {".PD/2/PDDT": "2025-04-21"},
        {".PD/2/PDCAT": None},
    ),
]
ENDINGS = [
    Case("EOT01", EOT, {".EOTINF": "2"}, NO_THIRD, {".EOTINF": None}),
    Case("EOT02", EOT, {".EOTINF": "2"}, {".EOTREAS": "ADVERSE EVENT"}, {".EOTREAS": None}),
    Case("EOT02", EOT, {".EOTREAS": "OTHER"}, {".EOTINF": "2"}, {".EOTINF": None}),
    Case("EOT03", EOT, {".EOTDT": "2025-05-11"}, {".EOTDT": "2025-05-12"}, {"W8.INF.INSTDTM": None}),
    Case("EOT04", EOT, {".EOTREAS": "PREGNANCY"}, PREGNANT, {".EOTREAS": None}),
    Case("EOT05", EOT, {".EOTREAS": "WITHDRAWAL BY SUBJECT"}, WITHDRAWN, {".EOTREAS": None}),
    Case(
        "EOT06",
        EOT,
        {".EOTREAS": "OTHER", f"{AE}.AE/1/AEACN": "FURTHER INFUSIONS WITHDRAWN"},
        {".EOTREAS": "ADVERSE EVENT"},
        {".EOTREAS": None},
    ),
    Case("EOT07", EOT, {".EOTDT": "2025-03-01"}, {".EOTDT": "2025-03-02"}, NO_CONSENT),
    Case(
        "EC16-DD",
        DD,
        {**DIED, f"{AE}.AE/2/AEENDT": "2026-05-19"},
        {f"{AE}.AE/2/AEENDT": "2026-05-20"},
        {".DTHDT": None},
    ),
    Case("EC16-DD", DD, DIED_EARLIER, {".DTHDT": "2026-05-11", f"{AE}.AE/2/AEENDT": "2026-05-11"}, {".DTHDT": "=UNK"}),
    Case("DD01", DD, {**DIED, ".DTHDT": "2025-03-01"}, {".DTHDT": "2025-03-02"}, NO_CONSENT),
    Case("DS08", DS, {".DSINF": "2"}, NO_THIRD, {".DSINF": None}),
    Case("DS10", DS, {".DSDECOD": "SCREEN FAILURE"}, {"SCN.IE.ELIGDEC": "N"}, {"SCN.IE.ELIGDEC": None}),
    Case("DS11", DS, {".DSDECOD": "PREGNANCY"}, PREGNANT, {".DSDECOD": None}),
    Case("DS12", DS, {f"{EOT}.EOTDT": None}, {".DSINF": "0"}, {".DSINF": None}),
]
CASES = [*VISITS, *EXAMINATIONS, *PREGNANCY, *MEDICINES, *EVENTS, *DEVIATIONS, *ENDINGS]
