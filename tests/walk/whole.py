"""What happened to YA-001 in the story of a whole trial, told as ``story.TOLD`` is.

Fever on the evening of the second infusion, with raised leucocytes two days later; pneumonia,
in hospital, after which no third infusion is given; a pregnancy of his partner; week 48 missed.
"""

from __future__ import annotations

from tests.trial.participant import YA_001, Differences
from tests.walk.hands import Typed
from tests.walk.story import IN_CHINESE

_NOT_GIVEN = ("W8.CP.", "W8.INF.", "W8.OBS.", "W8.INFS.", "W8.IMM.", "W48.")
"""What there is nothing to tell of: the third infusion and the week that was missed."""

_DIFFERENT: Differences = {
    "LOG.CM.CM/4/CMSTDT": "2025-04-14",
    "LOG.CM.CM/4/CMENDT": "2025-04-14",
    "LOG.CM.CM/5/CMTRT": "头孢呋辛",
    "LOG.CM.CM/5/CMCLASS": "ANTIBIOTIC",
    "LOG.CM.CM/5/CMREAS": "AE",
    "LOG.CM.CM/5/CMINDLNK": "AE/2",
    "LOG.CM.CM/5/CMDOSE": "1.5",
    "LOG.CM.CM/5/CMDOSU": "g",
    "LOG.CM.CM/5/CMDOSFRQ": "TID",
    "LOG.CM.CM/5/CMROUTE": "INTRAVENOUS",
    "LOG.CM.CM/5/CMSTDT": "2025-04-28",
    "LOG.CM.CM/5/CMCHG": "NEW",
    "LOG.CM.CM/5/CMONGO": "N",
    "LOG.CM.CM/5/CMENDT": "2025-05-06",
    "LOG.MH.ASK/ALLOTH/MHOCCUR": "Y",
    "LOG.MH.MH/3/MHTERM": "虾类过敏",
    "LOG.MH.MH/3/MHCAT": "ALLOTH",
    "LOG.MH.MH/3/MHSTDT": "2001-UN-UN",
    "LOG.MH.MH/3/MHONGO": "Y",
    "SCN.TM.CA199": "32",
    "SCN.TM.CA199CS": "NCS",
    "LOG.AE.AE/1/AESTDT": "2025-04-14",
    "LOG.AE.AE/1/AESTTM": "15:30",
    "LOG.AE.AE/1/AEENDT": "2025-04-16",
    "LOG.AE.AE/1/AELAB": "白细胞计数，计划外访视，2025-04-16",
    "LOG.AE.AE/2/AETERM": "社区获得性肺炎",
    "LOG.AE.AE/2/AESTDT": "2025-04-27",
    "LOG.AE.AE/2/AEONGO": "N",
    "LOG.AE.AE/2/AEENDT": "2025-05-09",
    "LOG.AE.AE/2/AETOXGR": "3",
    "LOG.AE.AE/2/AESER": "Y",
    "LOG.AE.AE/2/AEREL": "POSSIBLE",
    "LOG.AE.AE/2/AERELPRC": "NONE",
    "LOG.AE.AE/2/AERELCM": "N",
    "LOG.AE.AE/2/AESI": "INF",
    "LOG.AE.AE/2/AEACN": "FURTHER INFUSIONS WITHDRAWN",
    "LOG.AE.AE/2/AETRT": "Y",
    "LOG.AE.AE/2/AECMLNK": "CM/5",
    "LOG.AE.AE/2/AEOUT": "RECOVERED/RESOLVED",
    "LOG.SAE.SAETERM": "社区获得性肺炎",
    "LOG.SAE.AWDTM": "2025-04-28 09:00",
    "LOG.SAE.SAECRIT": "HOSPITALISATION/PROLONGED",
    "LOG.SAE.SAEREL": "POSSIBLE",
    "LOG.SAE.SAELNK": "AE/2",
    "LOG.SAE.RPDTM": "2025-04-28 15:00",
    "LOG.SAE.RPHOW": "PHONE",
    "LOG.SAE.SAETYPE": "INITIAL",
    "LOG.SAE.SAEHIN": "2025-04-28",
    "LOG.SAE.SAEHOUT": "2025-05-06",
    "LOG.SAE.SAENARR": "第2次输注后13天出现咳嗽、发热，胸部影像示左下肺斑片影，抗感染治疗后好转出院。",
    "LOG.SAE.SAEEXP": "UNEXPECTED",
    "LOG.SAE.SAELOT": "UC2025-017",
    "LOG.PR.PRWHO": "PARTNER",
    "LOG.PR.PRCONS": "Y",
    "LOG.PR.PRAWDTM": "2025-08-04 08:40",
    "LOG.PR.PRTSTDT": "2025-07-28",
    "LOG.PR.PRLMP": "2025-06-20",
    "LOG.PR.PREDD": "2026-03-27",
    "LOG.PR.PROUT": "LIVE BIRTH",
    "LOG.PR.PROUTDT": "2026-03-25",
    "LOG.PR.PRANOM": "N",
    "LOG.PR.PRNARR": "孕期经过顺利，足月分娩。",
    "LOG.PD.PD/1/PDDT": "2026-03-02",
    "LOG.PD.PD/1/PDCAT": "MISSED PROCEDURE",
    "LOG.PD.PD/1/PDCLASS": "MINOR",
    "LOG.PD.PD/1/PDDESC": "第48周访视未进行",
    "LOG.PD.PD/1/PDFOUND": "COORDINATOR",
    "LOG.PD.PD/1/PDEFF": "DATA",
    "LOG.PD.PD/1/PDACT": "已电话提醒，下次访视前一周再次确认。",
    "LOG.PD.PD/1/PDECYN": "N",
    "LOG.EOT.EOTINF": "2",
    "LOG.EOT.EOTREAS": "ADVERSE EVENT",
    "LOG.EOT.EOTLNK": "AE/2",
    "LOG.DS.DSINF": "2",
    "W4.OBS.OB/P4H/OBTEMP": "38.2",
    "W4.OBS.OB/P6H/OBTEMP": "38.0",
    "W8.SV.AEYN": "Y",
    "W8.SV.CMYN": "Y",
    "W8.INF.PREELIG": "N",
    "W8.INF.PREINFEC": "N",
    "W8.INF.INFYN": "N",
    "W8.INF.INFNREAS": "ADVERSE EVENT",
    "W20.PG.PGPART": "Y",
    "UNS.SV.SVOCCUR": "FULL",
    "UNS.SV.SVUPDES": "发热后复查",
    "UNS.SV.SVDAT": "2025-04-16",
    "UNS.SV.SVCNTMOD": "CLINIC",
    "UNS.SV.AEYN": "Y",
    "UNS.SV.CMYN": "N",
    "UNS.SV.DOSECHYN": "N",
    "UNS.SV.INSDOSE": "24",
    "UNS.SV.ENTRYSRC": "DIRECT",
    "UNS.HEM.LBDT": "2025-04-16",
    "UNS.HEM.LBTM": "08:30",
    "UNS.HEM.LBNAM": "YA-LAB",
    "UNS.HEM.WBC": "12.60",
    "UNS.HEM.WBCCS": "CS",
    "UNS.HEM.NEUT": "9.10",
    "UNS.HEM.NEUTCS": "CS",
    "UNS.HEM.LBLINK": "AE/1",
    "UNS.HEM.LYMPH": "1.80",
    "UNS.HEM.RBC": "4.70",
    "UNS.HEM.HGB": "141",
    "UNS.HEM.HCT": "0.43",
    "UNS.HEM.PLT": "215",
}

_ORDER = {"CM/1/": "CM/4/", "CM/2/": "CM/1/", "CM/3/": "CM/2/", "CM/4/": "CM/3/"}
"""Medicines in the order in which people come to know of them: that for the fever comes last."""


def _ordered(key: str) -> str:
    start, log, path = key.partition("LOG.CM.")
    return start + log + _ORDER.get(path[:5], path[:5]) + path[5:] if log else key


WHOLE: dict[str, Typed] = {
    **{
        _ordered(key): typed
        for key, typed in (YA_001 | IN_CHINESE).items()
        if typed is not None and not key.startswith(_NOT_GIVEN)
    },
    "LOG.AE.AE/1/AECMLNK": "CM/4",
    **{key: typed for key, typed in _DIFFERENT.items() if typed is not None},
}

ELSE: dict[str, Typed] = {
    "LOG.DD.DTHDT": "2026-05-20",
    "LOG.DD.DTHTM": "03:20",
    "LOG.DD.DTHCAUS": "急性心肌梗死",
    "LOG.DD.DTHLNK": "=UNK",
    "LOG.DD.DTHREL": "NOT RELATED",
    "LOG.DD.DTHAUT": "N",
    "LOG.DD.DTHSRC": "FAMILY",
}
"""What happened to somebody else."""
