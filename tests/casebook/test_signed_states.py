"""A state that hangs on a signature follows it: given, lapsed, given again, withdrawn (trial 0.3, 0.4.3)."""

from __future__ import annotations

from datetime import datetime

from edc import clock
from edc.access.rules_grants import Sites
from edc.acts.context import read_context
from edc.acts.export import export
from edc.acts.standing import state_of
from edc.acts.withdraw_signature import withdraw_signature
from edc.casebook import listing
from edc.casebook.reading import SubjectRef
from edc.casebook.standings import standings
from edc.db import Database, rows
from edc.study.definition import Item, State, Study
from tests.acts.story import begin, enter, give_signature, page_of, story_study, study_with
from tests.people import actor


def study() -> Study:
    """Eligible: somebody signed the decision on DS, and it says so; DM derives when that was."""
    plain = story_study()
    eligible = State(
        name="eligible",
        label={"en": "Eligible"},
        when='known(signed_at("DS")) and latest(DS.DSDECOD) == "Y"',
    )
    return study_with(plain, states=(eligible, State(name="screening", label={"en": "Screening"}, when="True")))


def states(database: Database, subject: SubjectRef) -> set[str]:
    """The state as lists and as acts work it out: they must agree."""
    with database.reading() as connection:
        (found,) = standings(connection, listing.subjects(connection, Sites(True)))
        context = read_context(connection, subject, ("DS", "DM"))
        acting = state_of(context)
    assert found.state is not None and acting is not None
    return {found.state.name, acting.name}


def test_a_state_follows_the_signature(study_database: Database) -> None:
    """Zhang Min signs, Li Wen corrects the decision, Zhang Min signs again and withdraws (REQ-45)."""
    subject = begin(study_database, study=study())
    decision = page_of(study_database, subject, "LOG", "DS")
    enter(study_database, decision, {"DSDECOD": "Y"})
    assert states(study_database, subject) == {"screening"}
    give_signature(study_database, subject, "page", decision.id)
    assert states(study_database, subject) == {"eligible"}
    enter(study_database, decision, {"DSDECOD": "N"})
    enter(study_database, decision, {"DSDECOD": "Y"})
    assert states(study_database, subject) == {"screening"}, "the signature lapsed"
    signature = give_signature(study_database, subject, "page", decision.id)
    assert states(study_database, subject) == {"eligible"}
    withdraw_signature(study_database, actor("zhang.min"), subject, signature, "Too early", request_key=None)
    assert states(study_database, subject) == {"screening"}


def test_a_signature_of_the_visit_counts_too(study_database: Database) -> None:
    """What covers the page as it stands is its signature, whatever else it covers (REQ-44)."""
    subject = begin(study_database, study=study())
    decision, log = page_of(study_database, subject, "LOG", "DS"), page_of(study_database, subject, "LOG", "AE")
    enter(study_database, decision, {"DSDECOD": "Y"})
    enter(study_database, log, {"AE/1/AETERM": "Headache"})
    give_signature(study_database, subject, "visit", decision.visit)
    assert states(study_database, subject) == {"eligible"}


def test_exports_recompute_what_was_derived_from_a_signature(study_database: Database) -> None:
    """A derived value that reads signed_at leaves the house as it was stored: the two agree (architecture 3)."""
    plain = study()
    when = Item(
        oid="I.SIGNEDAT",
        name="SIGNEDAT",
        label={"en": "Signed"},
        type="derived",
        value='signed_at("DS")',
        result="datetime",
    )
    forms = []
    for form in plain.forms:
        parts = {name: getattr(form, name) for name in type(form).model_fields}
        if form.name == "DM":
            (group,) = form.groups
            grown = {name: getattr(group, name) for name in type(group).model_fields} | {"items": (*group.items, when)}
            parts["groups"] = (grown,)
        forms.append(type(form).model_validate(parts))
    subject = begin(study_database, study=study_with(plain, forms=tuple(forms)))
    decision = page_of(study_database, subject, "LOG", "DS")
    enter(study_database, page_of(study_database, subject, "SCN", "DM"), {"WEIGHT": "60"})
    enter(study_database, decision, {"DSDECOD": "Y"})
    give_signature(study_database, subject, "page", decision.id)
    with study_database.reading() as connection:
        sql = "SELECT value FROM derived WHERE path = 'SIGNEDAT' ORDER BY n DESC LIMIT 1"
        stored = rows(connection, sql)[0][0]
        at = rows(connection, "SELECT at FROM signature")[0][0]
    # the same moment: a derived time on the full minute is written without its seconds
    assert datetime.fromisoformat(stored) == datetime.fromisoformat(clock.wall(at, "Asia/Shanghai"))
    assert export(study_database, actor("sun.yan"), lock=None, formats=["csv"])
    enter(study_database, decision, {"DSDECOD": "N"})
    assert export(study_database, actor("sun.yan"), lock=None, formats=["csv"])
