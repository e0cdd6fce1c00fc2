"""A ward with logs that point at each other: events, medications linked to them, a report for each serious one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from config import Config
from edc import create_app
from edc.acts.add_subject import add_subject
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.study.definition import Choice, Coded, Codelist, Event, Form, Group, Item, Study
from tests.acts.story import study_with
from tests.people import actor, furnish_study, small_study

LI_WEN = actor("li.wen")


def ward_study() -> Study:
    """The small study with laboratory results in two groups, and the logs AE, CM and SAE."""
    small = small_study()
    forms = (
        *small.forms,
        _form(
            "LAB",
            _group("CHEM", _item("NA", "Sodium", "number", required=True), _item("K", "Potassium", "number")),
            _group("URINE", _item("PROT", "Protein", "number", required=True), _item("PH", "pH", "number")),
        ),
        _form(
            "AE",
            _group(
                "AE",
                _item("AETERM", "Term", "text", required=True),
                _item("AESTDT", "Start", "partial_date"),
                _item("AESER", "Serious", "choice", codelist="YN"),
                repeat="added",
            ),
        ),
        _form(
            "CM",
            _group(
                "CM",
                _item("CMTRT", "Medication", "text"),
                _item("CMLNK", "Given for", "link", links=("AE",)),
                repeat="added",
            ),
        ),
        _form(
            "SAE",
            _group(
                "SAEG", _item("SAELNK", "Event", "link", links=("AE",), required=True), _item("WHAT", "What", "text")
            ),
            repeating=True,
            expected_if='any_row(AE.AESER == "Y")',
        ),
    )
    return study_with(
        small,
        codelists=(Codelist(oid="YN", choices=(_choice("Y", "Yes"), _choice("N", "No"))),),
        missing=(_coded("ND"),),
        reasons=(_coded("typing"), _coded("source")),
        confirmations=(_coded("checked"),),
        not_done_reasons=(_coded("absent"),),
        events=(
            Event(oid="E.SCN", name="SCN", label={"en": "Screening"}, forms=("SV", "DM", "VS")),
            Event(oid="E.W4", name="W4", label={"en": "Week 4"}, week=4, forms=("SV", "VS", "LAB")),
            Event(oid="E.LOG", name="LOG", label={"en": "Logs"}, kind="log", forms=("AE", "CM", "SAE")),
        ),
        forms=forms,
    )


def begin(database: Database) -> SubjectRef:
    """The empty *database* becomes the ward's, and Li Wen adds a participant."""
    furnish_study(database, ward_study())
    return add_subject(database, LI_WEN, "YA")


@contextmanager
def application(database: Database, owner_url: str, folder: Path) -> Iterator[Flask]:
    """The whole application over a ward."""
    settings = Config(
        database_url=database.url.render_as_string(hide_password=False),
        owner_url=owner_url,
        study=folder,
        secret_key="a secret of the tests alone",
        secure_cookies=False,
    )
    flask = create_app(settings, database)
    flask.testing = True
    yield flask


def _choice(code: str, word: str) -> Choice:
    return Choice(code=code, label={"en": word, "zh": word})


def _coded(code: str) -> Coded:
    return Coded(code=code, label={"en": code, "zh": code})


def _form(name: str, *groups: Group, **more: object) -> Form:
    return Form.model_validate({"oid": f"F.{name}", "name": name, "label": {"en": name}, "groups": groups} | more)


def _group(name: str, *items: Item, **more: object) -> Group:
    label = {"en": f"Group {name}"}
    return Group.model_validate({"oid": f"G.{name}", "name": name, "label": label, "items": items} | more)


def _item(name: str, label: str, kind: str, **more: object) -> Item:
    return Item.model_validate({"oid": f"I.{name}", "name": name, "label": {"en": label}, "type": kind} | more)
