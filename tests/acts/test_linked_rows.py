"""A check that follows a link is asked again when what is linked changes, on whatever page that stands."""

from __future__ import annotations

import pytest

from edc.acts.reasons import Reason
from edc.acts.strike_out import strike_out
from edc.db import Database
from tests.acts.story import queries
from tests.people import furnish_study
from tests.trial.entered import CHEN_JIE, Entered, enter_participant
from tests.trial.participant import STUDY


@pytest.fixture
def entered(database: Database) -> Entered:
    """YA-001 as the trial's tests know him: fever from 15 to 16 April 2025, logged as AE/1."""
    furnish_study(database, STUDY)
    return enter_participant(database)


def asked(entered: Entered, page: str) -> set[str]:
    """The checks whose queries are open on a page."""
    found = queries(entered.database, entered.pages[page])
    return {check for check, (_, state) in found.items() if state == "open"}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_corrected_event_opens_and_closes_the_query_of_the_sample(entered: Entered) -> None:
    """REQ-51, EC11: urea of week 4 is judged significant and linked to the fever of the next day; the event turns out
    to have been in March: the sample of 14 April asks, and is quiet again when the date is right. Struck out, the event
    is no longer there: that is asked instead."""
    sample, events = entered.pages["W4.CHEM"], entered.pages["LOG.AE"]
    entered.enter(sample, {"UREA": "12", "UREACS": "CS"})
    assert "EC11-CHEM" in asked(entered, "W4.CHEM")
    entered.enter(sample, {"LBLINK": "AE/1"})
    assert not {"EC11-CHEM", "EC11D-CHEM"} & asked(entered, "W4.CHEM")
    entered.enter(events, {"AE/1/AESTDT": "2025-03-20", "AE/1/AEENDT": "2025-03-21"})
    assert "EC11D-CHEM" in asked(entered, "W4.CHEM")
    entered.enter(events, {"AE/1/AEENDT": "2025-04-14"})
    assert "EC11D-CHEM" not in asked(entered, "W4.CHEM")
    entered.enter(events, {"AE/1/AEENDT": "2025-04-13"})
    assert "EC11D-CHEM" in asked(entered, "W4.CHEM")
    strike_out(entered.database, CHEN_JIE, events, Reason("typing", "entered twice"), row="AE/1", request_key=None)
    assert "EC11D-CHEM" not in asked(entered, "W4.CHEM")
    assert "LINK.LBLINK" in asked(entered, "W4.CHEM")
