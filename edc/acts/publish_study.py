"""Publish the first study version of an empty database; later ones are proposed and approved."""

from __future__ import annotations

from edc.db import Database, rows
from edc.errors import Refusal
from edc.study.definition import Study
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, Unit, unit


def publish_study(database: Database, actor: Actor, study: Study) -> int:
    """Store *study*, compiled and canonical, as what the study runs from. Returns its revision.

    Publishing what was published already changes nothing and returns its revision. Raises
    :class:`Refusal`: ``study_differs`` where the database belongs to another study,
    ``version_proposed`` where one is published: what follows takes two people
    (``propose_version``, ``decide_version``).
    """
    with unit(database, "publish_study", actor, about={"version": study.version, "digest": study.digest}) as work:
        found = rows(work.connection, "SELECT revision, digest, definition FROM study_version ORDER BY act")
        if found and Study.model_validate_json(found[-1][2]).oid != study.oid:
            raise Refusal("study_differs")
        if known := [revision for revision, digest, _ in found if digest == study.digest]:
            return int(known[-1])
        if found:
            raise Refusal("version_proposed", version=study.version)
        return append_version(work, study)


def append_version(work: Unit, study: Study) -> int:
    """Append *study* as the next revision of its version, and return which that is."""
    found = rows(work.connection, "SELECT max(revision) FROM study_version WHERE version = ?", (study.version,))
    revision = 1 + (found[0][0] or 0)
    row = {"version": study.version, "revision": revision, "digest": study.digest, "definition": study.canonical}
    work.append("study_version", STUDY_CHAIN, row)
    return revision
