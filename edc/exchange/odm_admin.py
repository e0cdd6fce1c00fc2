"""AdminData: who the users, places and signatures of the clinical data are."""

from __future__ import annotations

import json
from collections import defaultdict

from edc.access.rules import Role
from edc.db import rows
from edc.exchange.odm_flags import Element, child, make
from edc.exchange.profiles import Projection
from edc.exchange.rows import Reading
from edc.study.definition import Study, say
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import SYSTEM

_LEGAL = "The signer accepted that this electronic signature binds as a handwritten one does."
_TYPES = {
    Role.INVESTIGATOR: "Investigator",
    Role.PRINCIPAL_INVESTIGATOR: "Investigator",
    Role.MONITOR: "Sponsor",
    Role.DATA_MANAGER: "Sponsor",
    Role.SAFETY_PHYSICIAN: "Sponsor",
    Role.STATISTICIAN: "Sponsor",
}


def user_oid(person: str) -> str:
    return f"U.{person}"


def site_oid(site: str) -> str:
    return f"L.{site}"


def signature_oid(meaning: str) -> str:
    return f"SD.{meaning}"


def admin_data(reading: Reading, projection: Projection) -> Element:
    """Everybody and every site there was up to the head of the study's chain.

    A de-identified export says the user names of staff, not their names.
    """
    study = projection.study
    head = reading.source.heads[STUDY_CHAIN][0]
    element = make("AdminData", StudyOID=study.oid)
    roles: dict[str, set[str]] = defaultdict(set)
    for person, role in rows(reading.connection, "SELECT person, role FROM role_grant WHERE act <= ?", (head,)):
        roles[person].add(role)
    people = rows(reading.connection, "SELECT username, name FROM person WHERE act <= ? ORDER BY username", (head,))
    for username, name in [(SYSTEM.person, "This system"), *people]:
        kind = next((_TYPES[role] for role in _TYPES if role.value in roles[username]), "Other")
        user = child(element, "User", OID=user_oid(username), UserType=kind)
        child(user, "LoginName", username)
        if projection.whole:
            child(user, "FullName", name)
    _sites(reading, study, head, element)
    meanings = {coded.code: say(coded.label, study.languages[0]) or coded.code for coded in study.meanings}
    sql = (
        f"{reading.heads}SELECT DISTINCT x.meaning FROM signature x JOIN heads h ON h.chain = x.chain AND x.act <= h.n"
    )
    given = rows(reading.connection, f"{sql} ORDER BY 1", (reading.source.numbers,))
    for meaning, words in ({meaning: meaning for (meaning,) in given} | meanings).items():
        definition = child(element, "SignatureDef", OID=signature_oid(meaning), Methodology="Electronic")
        child(definition, "Meaning", words)
        child(definition, "LegalReason", _LEGAL)
    return element


def _sites(reading: Reading, study: Study, head: int, element: Element) -> None:
    sql = "SELECT j.at FROM study_version v JOIN journal j ON j.chain = v.chain AND j.n = v.act ORDER BY v.act LIMIT 1"
    since = rows(reading.connection, sql)[0][0][:10]
    sites = rows(reading.connection, "SELECT code, label FROM site WHERE act <= ? ORDER BY code", (head,))
    for code, label in sites:
        if reading.source.site not in (None, code):
            continue
        name = say(json.loads(label), study.languages[0]) or code
        place = child(element, "Location", OID=site_oid(code), Name=name, LocationType="Site")
        child(
            place,
            "MetaDataVersionRef",
            StudyOID=study.oid,
            MetaDataVersionOID=study.version or "_",
            EffectiveDate=since,
        )
