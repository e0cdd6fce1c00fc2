"""What was recorded of YA-001 around his three infusions, and of his insulin.

Each infusion runs from 10:00 to 10:45, so that the rows at +45 and +60 minutes are not reached.
"""

from __future__ import annotations

from datetime import date

LOTS = {"W0": "UC2025-011", "W4": "UC2025-017", "W8": "UC2025-024"}
TIMES = {
    "PRE": "09:50",
    "M15": "10:15",
    "M30": "10:30",
    "END": "10:45",
    "P30M": "11:15",
    "P1H": "11:45",
    "P2H": "12:45",
    "P4H": "14:45",
    "P6H": "16:45",
}
SIGNS = {
    "OBSBP": "132",
    "OBDBP": "82",
    "OBPULSE": "74",
    "OBRESP": "16",
    "OBTEMP": "36.6",
    "OBSPO2": "97",
    "OBSYMP": "NONE",
}
FLOW = {
    **{"CD3": "68.0", "CD4": "38.0", "CD8": "26.0", "CD28": "55.0", "TREG": "5.10", "CD80": "3.20", "CD86": "8.40"},
    **{"HLADR": "12.0", "CD83": "1.10", "CD1A": "0.40"},
}
CYTOKINES = {
    **dict.fromkeys(("IFNG", "IL2", "IL4", "IL12P70", "IL1B"), "<2.44"),
    **{"TNF": "3.10", "IL6": "4.20", "IL8": "9.80", "IL10": "2.90"},
}
INSULIN = {
    **{"ADREG": "BASAL ORAL", "ADI/1/ADITYPE": "LONG", "ADI/1/ADITRT": "Insulin glargine", "ADI/1/ADIDOSE": "24"},
    **{"ADO/1/ADOCLASS": "METFORMIN", "ADO/1/ADOTRT": "Metformin", "ADO/1/ADODOSE": "500", "ADO/1/ADOFREQ": "BID"},
}


def pages(event: str, day: date) -> dict[str, dict[str, str]]:
    """The pages of *event* that have to do with his treatment, by form."""
    found = {"AD": dict(INSULIN)}
    return found | _infusion(event, day.isoformat()) if event in LOTS else found


def _infusion(event: str, on: str) -> dict[str, dict[str, str]]:
    product = {
        **{"PRODID": f"P-{event}", "LOT": LOTS[event], "BATCH": "WCB-07", "DONORID": "D-19", "PASSAGE": "4"},
        **{"PRODFORM": "THAWED", "EXPDTM": f"{on} 14:00", "COA": "PASSED", "STERIL": "NEG", "MYCO": "NEG"},
        **{"ENDOTOX": "<0.25", "VIAB": "93", "CDPOS": "98", "CDNEG": "<1", "RECDTM": f"{on} 08:30"},
        **{"THAWSTDTM": f"{on} 09:20", "THAWENDTM": f"{on} 09:35", "PRODCHK": "Y"},
    }
    given = {
        **{
            "PREINFEC": "N",
            "PRECHK": "Y",
            "INFYN": "Y",
            "DOSEWT": "70.0",
            "CELLTOT": "70",
            "SUSPVOL": "100",
            "VOLINF": "100",
        },
        **{"ALBVEH": "Y", "ENTIRE": "Y", "INFROUTE": "INTRAVENOUS", "INFLOC": "LEFT FOREARM", "CANNULA": "20G"},
        **{"FILTER": "Y", "PREMED": "N", "INSTDTM": f"{on} 10:00", "INENDTM": f"{on} 10:45", "INTERYN": "N"},
        "IRRYN": "N",
    }
    if event != "W0":
        given["PREELIG"] = "Y"
    rows = {row: {"OBTM": time, **SIGNS} for row, time in TIMES.items()}
    observed = {f"OB/{row}/{item}": text for row, items in rows.items() for item, text in items.items()}
    limb = {
        **{"ISDTM": f"{on} 16:50", "ISLIMB": "LEFT", "ISPAIN": "N", "ISSWELL": "N", "ISERYTH": "N"},
        **{"ISCIRC": "26.5", "ISCIRCO": "26.0"},
    }
    immune = {"LBDT": on, "LBTM": "17:00", "LBNAM": "YA-LAB", **FLOW, **CYTOKINES}
    return {"CP": product, "INF": given, "OBS": {"OBDT": on, **observed}, "INFS": limb, "IMM": immune}
