"""Cases of the checks on product, infusion, observation, insulin and safety report; how they read is said in ``cases``."""

from __future__ import annotations

from tests.trial.cases import NO_CONSENT, Case
from tests.trial.participant import Differences

LOST: Differences = {"LOG.DD.DTHDT": "2025-05-11"}
THAT_DAY: Differences = {"LOG.DD.DTHDT": "2025-05-12"}
NO_DEATH: Differences = {"LOG.DD.DTHDT": None}
SERIOUS: Differences = {
    "LOG.AE.AE/1/AESER": "Y",
    ".SAETERM": "Pneumonia",
    ".AWDTM": "2025-05-13 09:00",
    ".RPDTM": "2025-05-13 15:00",
    ".RPHOW": "PHONE",
    ".SAECRIT": "HOSPITALISATION/PROLONGED",
    ".SAEREL": "UNLIKELY",
    ".SAELNK": "AE/1",
    ".SAETYPE": "INITIAL",
    ".SAEHIN": "2025-05-13",
    ".SAEHOUT": "2025-05-20",
    ".SAENARR": "Cough and fever; infiltrate on the left; recovered on antibiotics.",
    ".SAEEXP": "UNEXPECTED",
    ".SAELOT": "UC2025-024",
}
"""A report that nobody asks about."""

NO_INSULIN: Differences = {f".ADI/1/{name}": None for name in ("ADITYPE", "ADITRT", "ADIDOSE")}
ANTIDIABETIC = [
    Case("AD01", "W4.AD", {".ADI/1/ADIDOSE": "26"}, {"W4.SV.INSDOSE": "26"}, {".ADI/1/ADIDOSE": "=UNK"}),
    Case(
        "AD02",
        "W4.AD",
        {".ADREG": "ORAL"},
        {".ADI/1/ADITYPE": None, ".ADI/1/ADITRT": None, ".ADI/1/ADIDOSE": None},
        {".ADREG": None},
    ),
    Case("AD02", "W4.AD", {".ADREG": "NONE", ".ADI/1/ADITYPE": None}, {".ADO/1/ADOCLASS": None}, {".ADREG": "=UNK"}),
    Case("AD03", "W4.AD", {".ADO/1/ADOCLASS": None}, {".ADREG": "BASAL"}, {".ADREG": None}),
    Case("AD04", "W4.AD", {**NO_INSULIN, ".ADREG": "ORAL"}, {"W4.SV.INSDOSE": "0"}, {"W4.SV.INSDOSE": "=UNK"}),
    Case("AD04", "W4.AD", {**NO_INSULIN, ".ADREG": "ORAL"}, {"W4.SV.INSDOSE": "0"}, {".ADREG": "=UNK"}),
    Case("AD04", "W4.AD", {**NO_INSULIN, "W4.SV.INSDOSE": "0"}, {".ADREG": "ORAL"}, {".ADREG": None}),
]
PRODUCT = [
    Case("EC07", "W4.CP", {".COA": "ABSENT"}, {"W4.INF.INFYN": "N"}, {"W4.INF.INFYN": None}),
    Case("EC07", "W4.CP", {".EXPDTM": "2025-04-14 10:44"}, {".EXPDTM": "2025-04-14 10:45"}, {".EXPDTM": "=UNK"}),
    Case(
        "EC07",
        "W4.CP",
        {".LOT": "UC2025-011", "W0.CP.STERIL": "PENDING", "W0.CP.STERILF": "POS"},
        {"W0.CP.STERILF": "NEG"},
        {".LOT": "=UNK"},
    ),
    Case("CP01", "W4.CP", {".STERIL": "PENDING", ".STERILF": "POS"}, {".STERILF": "NEG"}, {".STERILF": "=ND"}),
    Case("CP01", "W4.CP", {".MYCO": "POS"}, {".MYCO": "PENDING"}, {".MYCO": "=ND"}),
    Case("CP01", "W4.CP", {".STERIL": "POS"}, {".STERIL": "NEG"}, {".STERIL": "=ND"}),
    Case("CP01", "W4.CP", {".MYCO": "PENDING", ".MYCOF": "POS"}, {".MYCOF": "NEG"}, {".MYCOF": None}),
    Case("CP02", "W4.CP", {".THAWENDTM": "2025-04-14 09:19"}, {".THAWENDTM": "2025-04-14 09:20"}, {".THAWSTDTM": None}),
    Case("CP02", "W4.CP", {".RECDTM": "2025-04-14 09:21"}, {".RECDTM": "2025-04-14 09:20"}, {".RECDTM": "=UNK"}),
    Case("CP03", "W4.CP", {".THAWENDTM": "2025-04-14 10:01"}, {".THAWENDTM": "2025-04-14 10:00"}, {".THAWENDTM": None}),
    Case(
        "CP03",
        "W4.CP",
        {".RECDTM": "2025-04-14 10:01", ".THAWSTDTM": None},
        {"W4.INF.INSTDTM": "2025-04-14 10:01"},
        {"W4.INF.INSTDTM": None},
    ),
    Case(
        "CP04",
        "W4.CP",
        {".LOT": "UC2025-011", ".EXPDTM": "2025-03-17 15:00"},
        {".EXPDTM": "2025-03-17 14:00"},
        {".EXPDTM": "=UNK"},
    ),
    Case("CP05", "W4.CP", {".MFGDT": "2025-04-14"}, {".MFGDT": "2025-04-13"}, {".MFGDT": None}),
]
INFUSION = [
    Case("EC01-INF", "W0.INF", {".INSTDTM": "2025-03-01 10:00"}, {".INSTDTM": "2025-03-02 10:00"}, NO_CONSENT),
    Case("EC16-INF", "W8.INF", LOST, THAT_DAY, NO_DEATH),
    Case("EC06", "W4.INF", {".CELLTOT": "77.4"}, {".CELLTOT": "77.3"}, {".DOSEWT": "=UNK"}),
    Case("EC06", "W4.INF", {".CELLTOT": "62.6"}, {".CELLTOT": "62.7"}, {".CELLTOT": "=UNK"}),
    Case("EC20", "W4.INF", {".DOSEWT": "70.1"}, {".DOSEWT": "70"}, {"W4.VS.WEIGHT": "=ND"}),
    Case("IN01", "W4.INF", {".INENDTM": "2025-04-14 10:00"}, {".INENDTM": "2025-04-14 10:01"}, {".INENDTM": "=UNK"}),
    Case("IN02", "W4.INF", {".INENDTM": "2025-04-14 12:01"}, {".INENDTM": "2025-04-14 12:00"}, {".INENDTM": "=UNK"}),
    Case("IN02", "W4.INF", {".INENDTM": "2025-04-14 10:14"}, {".INENDTM": "2025-04-14 10:15"}, {".INSTDTM": None}),
    Case(
        "IN03", "W4.INF", {".INENDTM": "2025-04-14 11:36"}, {".INENDTM": "2025-04-14 11:35"}, {"W4.CP.THAWENDTM": None}
    ),
    Case(
        "IN04",
        "W8.INF",
        {"W4.INF.INSTDTM": "2025-04-10 10:00"},
        {"W4.INF.INSTDTM": "2025-04-11 10:00"},
        {"W8.SV.SVDAT": None},
    ),
    Case(
        "IN04",
        "W8.INF",
        {"W4.INF.INSTDTM": "2025-04-18 10:00"},
        {"W4.INF.INSTDTM": "2025-04-17 10:00"},
        {"W4.INF.INSTDTM": None, "W0.INF.INSTDTM": None},
    ),
    Case("IN05", "W4.INF", {".INSTDTM": "2025-04-15 00:10"}, {"W4.SV.SVDAT": "2025-04-15"}, {"W4.SV.SVDAT": None}),
    Case(
        "IN06",
        "W8.INF",
        {"LOG.AE.AE/1/AEACN": "FURTHER INFUSIONS WITHDRAWN"},
        {".INFYN": "N"},
        {"LOG.AE.AE/1/AESTDT": None},
    ),
    Case(
        "IN07",
        "W4.INF",
        {".INTERYN": "Y"},
        {".INT/1/INTSTDTM": "2025-04-14 10:20"},
        {".INTERYN": "=UNK"},
    ),
    Case(
        "IN08",
        "W4.INF",
        {".INTERYN": "Y", ".INT/1/INTSTDTM": "2025-04-14 10:20", ".INT/1/INTENDTM": "2025-04-14 10:19"},
        {".INT/1/INTENDTM": "2025-04-14 10:20"},
        {".INT/1/INTENDTM": "=NA"},
    ),
    Case(
        "IN08",
        "W4.INF",
        {".INTERYN": "Y", ".INT/1/INTSTDTM": "2025-04-14 09:59"},
        {".INT/1/INTSTDTM": "2025-04-14 10:00"},
        {".INSTDTM": None},
    ),
    Case(
        "IN08",
        "W4.INF",
        {".INTERYN": "Y", ".INT/1/INTSTDTM": "2025-04-14 10:46"},
        {".INT/1/INTSTDTM": "2025-04-14 10:45"},
        {".INENDTM": "=UNK"},
    ),
    Case("IN09", "W4.INF", {".VOLINF": "89"}, {".VOLINF": "90"}, {".SUSPVOL": "=UNK"}),
    Case("IN09", "W4.INF", {".ENTIRE": "N"}, {".VOLINF": "99"}, {".ENTIRE": None}),
    Case("IN11", "W4.INF", {"W4.VS.WEIGHT": "=ND", ".DOSEWT": "77.1"}, {".DOSEWT": "77.0"}, {".DOSEWT": "=UNK"}),
    Case(
        "IN11", "W0.INF", {"W0.VS.WEIGHT": "=ND", ".DOSEWT": "62.9"}, {"W0.VS.WEIGHT": "62.9"}, {"SCN.VS.WEIGHT": "=ND"}
    ),
    Case("IN10", "W0.INF", {".PREMED": "Y"}, {"LOG.CM.CM/1/CMSTDT": "2025-03-17"}, {"W0.SV.SVDAT": None}),
]
OBSERVATION = [
    Case("EC14", "W8.OBS", {".OB/M15/OBTEMP": "38.0"}, {"LOG.AE.AE/1/AESTDT": "2025-05-12"}, {".OBDT": None}),
    Case("EC14", "W8.OBS", {".OB/P2H/OBTEMP": "37.6"}, {".OB/P2H/OBTEMP": "37.5"}, {".OB/PRE/OBTEMP": "=ND"}),
    Case("EC14", "W8.OBS", {".OB/M30/OBSBP": "112"}, {".OB/M30/OBSBP": "113"}, {".OB/PRE/OBSBP": "=NR"}),
    Case(
        "EC14",
        "W8.OBS",
        {".OB/PRE/OBSBP": "100", ".OB/M30/OBSBP": "89"},
        {".OB/M30/OBSBP": "90"},
        {".OB/M30/OBSBP": "=ND"},
    ),
    Case("EC14", "W8.OBS", {".OB/M30/OBSPO2": "93"}, {".OB/M30/OBSPO2": "94"}, {".OB/PRE/OBSPO2": "=NR"}),
    Case("EC14", "W8.OBS", {".OB/END/OBPULSE": "121"}, {".OB/END/OBPULSE": "120"}, {".OB/END/OBPULSE": "=NR"}),
    Case("EC14", "W8.OBS", {".OB/P1H/OBSYMP": "CHILLS"}, {".OB/P1H/OBSYMP": "NAUSEA"}, {".OB/P1H/OBSYMP": "=ND"}),
    Case("OB01", "W4.OBS", {".OB/M15/OBTM": "10:21"}, {".OB/M15/OBTM": "10:20"}, {"W4.INF.INSTDTM": None}),
    Case("OB01", "W4.OBS", {".OB/PRE/OBTM": "09:29"}, {".OB/PRE/OBTM": "09:30"}, {".OBDT": None}),
    Case("OB01", "W4.OBS", {".OB/END/OBTM": "10:51"}, {".OB/END/OBTM": "10:50"}, {"W4.INF.INENDTM": "=UNK"}),
    Case("OB01", "W4.OBS", {".OB/P6H/OBTM": "17:01"}, {".OB/P6H/OBTM": "17:00"}, {".OB/P6H/OBTM": "=UNK"}),
    *(
        Case("OB01", "W4.OBS", {f".OB/{row}/OBTM": late}, {f".OB/{row}/OBTM": near}, {f".OB/{row}/OBTM": "=UNK"})
        for row, late, near in (
            ("M30", "10:36", "10:35"),
            ("M45", "10:51", "10:50"),
            ("M60", "11:06", "11:05"),
            ("P30M", "11:31", "11:30"),
            ("P1H", "12:01", "12:00"),
            ("P2H", "13:01", "13:00"),
            ("P4H", "14:29", "14:30"),
        )
    ),
    Case("OB02", "W4.OBS", {".OB/M15/OBDBP": "132"}, {".OB/M15/OBDBP": "131"}, {".OB/M15/OBSBP": "=NR"}),
    Case("OB03", "W4.OBS", {".OB/M15/OBSYMP": "NONE RASH"}, {".OB/M15/OBSYMP": "RASH"}, {".OB/M15/OBSYMP": None}),
    Case("OB04", "W4.OBS", {".OBDT": "2025-04-13"}, {".OBDT": "2025-04-14"}, {"W4.INF.INSTDTM": None}),
    Case("EC01-INFS", "W0.INFS", {".ISDTM": "2025-03-01 16:50"}, {".ISDTM": "2025-03-02 16:50"}, NO_CONSENT),
    Case("EC16-INFS", "W8.INFS", LOST, THAT_DAY, NO_DEATH),
    Case(
        "IS01",
        "W4.INFS",
        {".ISSWELL": "Y", ".ISDOPP": "THROMBUS"},
        {"LOG.AE.AE/1/AESI": "TE"},
        {".ISDOPP": "=ND"},
    ),
    Case("IS02", "W4.INFS", {".ISCIRC": "28.1"}, {".ISCIRC": "28.0"}, {".ISCIRCO": "=ND"}),
    Case("IS02", "W4.INFS", {".ISCIRC": "20.9"}, {".ISCIRC": "21.0"}, {".ISCIRC": "=ND"}),
    Case("IS03", "W8.INFS", {".ISPAIN": "Y"}, {"LOG.AE.AE/1/AESTDT": "2025-05-12"}, {".ISDTM": None}),
    Case("IS04", "W4.INFS", {".ISDTM": "2025-04-14 10:44"}, {".ISDTM": "2025-04-14 10:45"}, {"W4.INF.INENDTM": "=UNK"}),
]
REPORT = [
    Case(
        "EC13", "LOG.SAE", {**SERIOUS, ".RPDTM": "2025-05-14 09:01"}, {".RPDTM": "2025-05-14 09:00"}, {".AWDTM": None}
    ),
    Case(
        "SAE01", "LOG.SAE", {**SERIOUS, ".RPDTM": "2025-05-13 08:59"}, {".RPDTM": "2025-05-13 09:00"}, {".RPDTM": None}
    ),
    Case(
        "SAE01",
        "LOG.SAE",
        {**SERIOUS, ".SAETYPE": "FINAL", ".SAEFUN": "1", ".FUDTM": "2025-05-13 14:59"},
        {".FUDTM": "2025-05-13 15:00"},
        {".FUDTM": None},
    ),
    Case("SAE02", "LOG.SAE", {**SERIOUS, ".SAEHOUT": "2025-05-12"}, {".SAEHOUT": "2025-05-13"}, {".SAEHOUT": "=NA"}),
    Case(
        "SAE03",
        "LOG.SAE",
        {**SERIOUS, ".SAECRIT": "DEATH", ".SAEAUT": "N"},
        {"LOG.AE.AE/1/AEOUT": "FATAL"},
        {".SAECRIT": None},
    ),
    Case(
        "SAE04",
        "LOG.SAE",
        {**SERIOUS, ".SAELNK": None, "LOG.AE.AE/1/AESER": "N"},
        {".SAELNK": "AE/1"},
        {".SAETERM": None},
    ),
    Case("SAE05", "LOG.SAE", {**SERIOUS, ".SAELOT": "UC2025-99"}, {".SAELOT": "UC2025-024"}, {".SAELOT": "=UNK"}),
    Case(
        "SAE06",
        "LOG.SAE",
        {**SERIOUS, "LOG2.SAE.SAETERM": "Pneumonia", "LOG2.SAE.AWDTM": "2025-05-13 09:00"},
        {"LOG2.SAE.AWDTM": "2025-05-13 09:01"},
        {"LOG2.SAE.AWDTM": None},
    ),
]
CASES = [*ANTIDIABETIC, *PRODUCT, *INFUSION, *OBSERVATION, *REPORT]
