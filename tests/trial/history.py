"""What YA-001's pages of screening, his examinations and his logs hold: nothing anybody would ask about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

ASKED = ("HTN", "CHD", "STROKE", "HF", "VTE", "RETINO", "NEURO", "FOOT", "TUMOUR", "HEPATITIS", "TB", "ALLALB")
ALSO_ASKED = ("ALLOTH", "SENSIT", "TRANSPL", "PSYCH", "ALCOHOL")
"""Rows of the medical history."""
SYSTEMS = ("GENERAL", "SKIN", "HEENT", "NECK", "LUNGS", "HEART", "ABDOMEN", "EXTREM", "NEURO", "PSYCH")
"""Rows of the physical examination; OTHER stays empty."""
INCLUSION = ("I1A", "I1B", "I2A", "I2B", "I3", "I4", "I5", "I6B", "I7")
EXCLUSION = tuple(f"X{n}" for n in range(1, 18) if n != 11)
MEDICINES = (
    ("Paracetamol", "ANTIPYRETIC", "AE", "0.5", "g", "ONCE", "2025-04-15", "2025-04-15"),
    ("Metformin", "METFORMIN", "STUDY DISEASE", "0.5", "g", "BID", "2012-UN-UN", None),
    ("Insulin glargine", "INSULIN", "STUDY DISEASE", "24", "IU", "QD", "2020-05-UN", None),
    ("Valsartan", "RAAS-ARB", "MH", "80", "mg", "QD", "2019-UN-UN", None),
)
"""Name, class, reason, dose, unit, frequency, start, end."""

SIGNED: Mapping[str, str] = {"SCN.IE": "2025-03-11T09:30", "LOG.DS": "2026-05-13T10:00"}
"""When pages of his were signed."""


def clinical(visits: Mapping[str, date]) -> dict[str, str]:
    """Every page that does not come from a laboratory or an infusion, by event, form and path."""
    pages = {**_SCREENING, **_LOGS, "W0.SV.ELIGCONF": "Y"}
    for event, day in visits.items():
        pages |= {f"{event}.{key}": typed for key, typed in _examined(event, day.isoformat()).items()}
    return pages


def _examined(event: str, on: str) -> dict[str, str]:
    found = {"PE.PEDT": on, "PE.OEDEMA": "0", **{f"PE.PE/{row}/PERES": "NORMAL" for row in SYSTEMS}}
    if event != "SCN":
        found |= {"PE.PELIMB": "=NA" if event == "W0" else "NORMAL", "PG.PGPART": "N"}
    if event not in ("W48", "W60"):
        found |= {"PG.SEXACT": "Y", "PG.CONYN": "Y", "PG.CONMETH": "CONDOM"}
    return found


_SCREENING: dict[str, str] = {
    "SCN.PG.CONAGR": "Y",
    "SCN.DH.DMDXDT": "2012-05-10",
    "SCN.DH.DMBASIS": "FPG",
    "SCN.DH.DXFPG": "9.8",
    "SCN.DH.DNDXDT": "2021-03-UN",
    "SCN.DH.INSYN": "Y",
    "SCN.DH.INSSTDT": "2020-05-UN",
    "SCN.DH.OADYN": "Y",
    "SCN.DH.RETINO": "NPDR",
    "SCN.DH.SMOKE": "FORMER",
    "SCN.BX.BXDT": "2024-11-18",
    "SCN.BX.GLOMN": "22",
    "SCN.BX.GLOMSCL": "4",
    "SCN.BX.RPSDN": "IIb",
    "SCN.BX.IFTA": "1",
    "SCN.BX.INTINF": "1",
    "SCN.BX.ARTHYAL": "1",
    "SCN.BX.ARTSCL": "1",
    "SCN.BX.IFYN": "Y",
    "SCN.BX.EMYN": "Y",
    "SCN.BX.GBMTH": "610",
    "SCN.BX.BXOTHGN": "N",
    "SCN.IE.IEDT": "2025-03-11",
    **{f"SCN.IE.{name}": "Y" for name in INCLUSION},
    **{f"SCN.IE.{name}": "N" for name in EXCLUSION},
    "SCN.IE.I6A": "NA",
    "SCN.IE.X11": "NA",
    "SCN.IE.OTRDT": "=NA",
    "SCN.IE.ELIGDEC": "Y",
    "SCN.IE.IEBY": "PI",
}

_LOGS: dict[str, str] = {
    **{f"LOG.MH.ASK/{row}/MHOCCUR": "Y" if row in ("HTN", "RETINO") else "N" for row in (*ASKED, *ALSO_ASKED)},
    "LOG.MH.MH/1/MHTERM": "Hypertension",
    "LOG.MH.MH/1/MHCAT": "HTN",
    "LOG.MH.MH/1/MHSTDT": "2015-UN-UN",
    "LOG.MH.MH/1/MHONGO": "Y",
    "LOG.MH.MH/2/MHTERM": "Non-proliferative diabetic retinopathy",
    "LOG.MH.MH/2/MHCAT": "RETINO",
    "LOG.MH.MH/2/MHSTDT": "2020-UN-UN",
    "LOG.MH.MH/2/MHONGO": "Y",
    **{
        f"LOG.CM.CM/{n}/{name}": typed
        for n, (trt, kind, why, dose, unit, often, start, end) in enumerate(MEDICINES, 1)
        for name, typed in {
            "CMTRT": trt,
            "CMCLASS": kind,
            "CMREAS": why,
            "CMDOSE": dose,
            "CMDOSU": unit,
            "CMDOSFRQ": often,
            "CMROUTE": "SUBCUTANEOUS" if unit == "IU" else "ORAL",
            "CMSTDT": start,
            "CMCHG": "NEW",
            "CMONGO": "Y" if end is None else "N",
            **({} if end is None else {"CMENDT": end}),
        }.items()
    },
    "LOG.CM.CM/1/CMINDLNK": "AE/1",
    "LOG.CM.CM/4/CMINDLNK": "MH/1",
    "LOG.AE.AE/1/AECMLNK": "CM/1",
    "LOG.EOT.EOTDT": "2025-05-12",
    "LOG.EOT.EOTINF": "3",
    "LOG.EOT.EOTREAS": "COMPLETED",
}
