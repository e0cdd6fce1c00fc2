"""A published version is pinned; production begins empty."""

from __future__ import annotations

import pytest

from edc.acts.add_subject import add_subject
from edc.acts.go_live import go_live
from edc.acts.publish_study import publish_study
from edc.acts.verify_trail import verify_trail
from edc.casebook.reading import current_study
from edc.db import Database
from edc.errors import Refusal
from edc.study.definition import Study
from tests.people import actor, small_study

SUN_YAN = actor("sun.yan")


def revised(**changes: object) -> Study:
    return Study.model_validate(small_study().model_dump() | changes)


def with_item(**changes: object) -> Study:
    """The small study with its systolic pressure changed."""
    told = small_study().model_dump()
    item = next(i for f in told["forms"] for g in f["groups"] for i in g["items"] if i["name"] == "SBP")
    item.update(changes)
    return Study.model_validate(told)


def test_the_first_version_is_published_and_no_later_one(study_database: Database) -> None:
    """REQ-50: what is in force may be published again and changes nothing; a new one takes two people."""
    assert publish_study(study_database, SUN_YAN, small_study()) == 1
    for later in (with_item(label={"en": "Systolic pressure, sitting"}), revised(version="2")):
        with pytest.raises(Refusal) as refused:
            publish_study(study_database, SUN_YAN, later)
        assert refused.value.code == "version_proposed"
    with study_database.reading() as connection:
        assert current_study(connection).digest == small_study().digest


def test_a_database_belongs_to_one_study(study_database: Database) -> None:
    """Architecture 1: one study is one database."""
    with pytest.raises(Refusal) as refused:
        publish_study(study_database, SUN_YAN, revised(oid="S.OTHER"))
    assert refused.value.code == "study_differs"


def test_production_begins_without_participants_and_is_for_good(study_database: Database) -> None:
    """A.6.11.0100, B.6.11.0300: an administrator goes live; test data never cross over."""
    with pytest.raises(Refusal):
        go_live(study_database, SUN_YAN)
    add_subject(study_database, actor("li.wen"), "YA")
    with pytest.raises(Refusal) as refused:
        go_live(study_database, actor("lin.tao"))
    assert refused.value.code == "not_empty_of_subjects"


def test_going_live_in_an_empty_database(study_database: Database) -> None:
    """A.6.11.0100: once marked, it stays marked; a second time changes nothing."""
    go_live(study_database, actor("lin.tao"))
    go_live(study_database, actor("lin.tao"))
    assert list(verify_trail(study_database)) == []
