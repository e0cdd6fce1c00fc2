"""Units that may be chosen, from one version to the next: what a proposal may change, and what becomes of values."""

from __future__ import annotations

from datetime import date

import pytest

from edc.acts.add_subject import add_subject
from edc.acts.move_page import move_page
from edc.acts.propose_version import propose_version
from edc.acts.save import Entry, save
from edc.db import Database
from edc.errors import Refusal
from edc.exchange.whole import whole_study
from edc.study.compare import changed_units
from edc.study.definition import Study
from edc.study.differences import differences
from edc.study.document import Value
from edc.study.values import read
from tests.acts.amended import LI_WEN, SUN_YAN, first_version, form, item, propose, publish, second_version, start
from tests.acts.story import document, enter, flaws, head, page_of, queries, study_with
from tests.people import furnish_study

KPA, OTHER = "7.5", {"factor": "7.5", "offset": "3"}


def in_units(study: Study, **units: object) -> Study:
    """*study*, whose systolic pressure may be typed in other units than mmHg."""
    pressure = item("SBP", "number", unit="mmHg", units=units, decimals=0, required=True)
    vital = study.form_by_name["VS"]
    items = (pressure, *(one for _, one in vital.items() if one.name != "SBP"))
    changed = form("VS", *items, checks=vital.checks)
    return study_with(study, forms=tuple(changed if one.name == "VS" else one for one in study.forms))


@pytest.mark.parametrize(
    ("units", "told"),
    [
        ({"kPa": KPA, "cmH2O": "0.7356"}, [("cmH2O", None, "0.7356")]),
        ({"kPa": OTHER}, [("kPa", "7.5", "7.5 + 3")]),
        ({}, [("kPa", "7.5", None)]),
    ],
)
def test_an_amendment_may_change_the_units_to_choose_from_and_a_revision_may_not(
    database: Database, units: dict[str, object], told: list[tuple[str, str | None, str | None]]
) -> None:
    """REQ-50, DES-02: a unit more, one less, another conversion: those who approve see each; the standard unit and so
    the meaning of what is stored stays. Under the version that is in use nothing of it changes."""
    furnish_study(database, study=in_units(first_version(), kPa=KPA))
    one, two = in_units(first_version(), kPa=KPA), in_units(second_version(), **units)
    found = [each for each in differences(one, two) if each.names[:2] == ("VS", "SBP")]
    assert [(each.names[-1], each.old, each.new) for each in found if each.attribute == "units"] == told
    assert changed_units(one, two) == []
    with pytest.raises(Refusal) as refused:
        propose_version(database, SUN_YAN, in_units(first_version(), **units), "why", "")
    assert refused.value.code == "version_pinned" and "VS.SBP" in refused.value.params["changes"]
    assert propose(database, two)


@pytest.mark.parametrize(
    ("units", "asked"),
    [({"kPa": KPA, "cmH2O": "0.7356"}, False), ({"kPa": OTHER}, True), ({}, True)],
)
def test_what_was_typed_in_another_unit_stays_and_is_asked_about_where_it_means_another_amount(
    database: Database, units: dict[str, object], asked: bool
) -> None:
    """REQ-24, REQ-50: 16 kPa was 120 mmHg and still is when the page moves forward; a query opens where the new
    version would not read it so."""
    study = in_units(first_version(), kPa=KPA)
    furnish_study(database, study=study)
    subject = add_subject(database, LI_WEN, "YA")
    enter(database, page_of(database, subject, "W0", "SV"), {"SVDAT": "2025-03-10"})
    page = page_of(database, subject, "W0", "VS")
    value = Value(v="120", t="16", u="kPa")
    known = study.form_by_name["VS"].by_name["SBP"][1]
    assert read(known, "16", unit="kPa", study=study, today=date(2025, 3, 10)).value == value
    save(database, LI_WEN, page, Entry(head(database, page), {"SBP": value}), request_key=None)
    publish(database, in_units(second_version(), **units))
    start(database, date(2020, 1, 1))
    move_page(database, LI_WEN, page, "amendment", request_key=None)
    assert document(database, page)["SBP"] == value
    assert ("UNFIT.SBP" in queries(database, page)) is asked
    assert flaws(database) == []


def test_an_export_has_every_unit_that_was_ever_chosen() -> None:
    """REQ-50, REQ-65: a unit that an amendment took away still has its column, and its place in ODM."""
    one, two = in_units(first_version(), kPa=KPA), in_units(second_version())
    whole = whole_study([one, two]).form_by_name["VS"].by_name["SBP"][1]
    assert whole.units == one.form_by_name["VS"].by_name["SBP"][1].units
    again = whole_study([one, in_units(second_version(), kPa=OTHER)]).form_by_name["VS"].by_name["SBP"][1]
    assert again.units["kPa"].terms == "7.5 + 3", "where versions differ, the last one speaks"
