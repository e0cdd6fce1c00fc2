"""Publish a study version: from now on the study runs from it, and it is never edited."""

from __future__ import annotations

from edc.db import Database, rows
from edc.errors import Refusal
from edc.study.compare import changes_of_substance
from edc.study.definition import Study
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, unit


def publish_study(database: Database, actor: Actor, study: Study) -> int:
    """Store *study*, compiled and canonical, as the next revision of its version.

    Returns the revision; publishing what is already in force changes nothing and
    returns its revision. Raises :class:`Refusal`: ``study_differs`` where the database
    belongs to another study, ``version_pinned`` where a version of that number is
    published and collects something else: only words, ranges and checks are revised.
    """
    with unit(database, "publish_study", actor, about={"version": study.version, "digest": study.digest}) as work:
        found = rows(work.connection, "SELECT version, revision, digest, definition FROM study_version ORDER BY act")
        if found and Study.model_validate_json(found[-1][3]).oid != study.oid:
            raise Refusal("study_differs")
        if found and found[-1][2] == study.digest:
            return int(found[-1][1])
        for version, _revision, _digest, definition in found:
            if version == study.version:
                changes = changes_of_substance(Study.model_validate_json(definition), study)
                if changes:
                    raise Refusal("version_pinned", version=version, changes=", ".join(changes[:5]))
        revision = 1 + max((row[1] for row in found if row[0] == study.version), default=0)
        row = {"version": study.version, "revision": revision, "digest": study.digest, "definition": study.canonical}
        work.append("study_version", STUDY_CHAIN, row)
        return revision
