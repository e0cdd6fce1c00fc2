"""Queries, home and the doors."""

from __future__ import annotations

from edc.web.shapes import (
    Block,
    Figure,
    Filter,
    HomeShape,
    ItemShape,
    Link,
    Message,
    Owing,
    Pager,
    PasswordShape,
    ProblemShape,
    QueryListShape,
    QueryRow,
    Said,
    SignInShape,
    ThreadShape,
)
from tests.web.samples.parts import CONFIRMATIONS, MGDL, both, table

LISTED = """
    7  | open     | 34 | YA-009 | Week 8     | 24-hour urine protein · Volume    | 640 mL     | Is it complete?        |
    12 | open     | 9  | YA-001 | Week 20    | Renal function · Serum creatinine | 172 μmol/L | Which unit was typed?  |
    13 | reopened | 6  | YA-001 | Week 20    | Renal function · Serum creatinine | 172 μmol/L | Changed by over 30%.   | investigator
    15 | open     | 3  | YA-003 | Infusion 2 | Observations · Temperature        | 38.2 °C    | An adverse event?      |
    18 | answered | 2  | YA-006 | Infusion 2 | Visit · Date                      | 2025-04-08 | Confirmed in source.   |
    19 | closed   | 1  | YA-014 | Screening  | Haematology · Haemoglobin         | 12.4 g/L   | Closed itself.         |
    20 | cancelled| 1  | YA-014 | Screening  | Haematology · Haematocrit         | 0.4        | Raised by mistake.     |"""
THREAD = ThreadShape(
    number="12",
    state="open",
    label=both("Serum creatinine|血清肌酐"),
    where="YA-001 › Week 20 › Renal function",
    value="139 μmol/L",
    page_url="/page/7#item-CREAT",
    action_url="/queries/12",
    request_key="k-9",
    back_url="/queries",
    messages=(
        Message(
            "question", "2025-08-12 10:20 UTC+8", "Zhao Rui, monitor", "Source says 1.72 mg/dL. Which unit was typed?"
        ),
        Message(
            "answer", "2025-08-13 09:02 UTC+8", "Li Wen, coordinator", "The laboratory changed it.", code="Corrected"
        ),
        Message("change", "2025-08-13 09:02 UTC+8", "Li Wen, coordinator", old="172 μmol/L", new="139 μmol/L"),
        Message("event", "2025-08-13 09:02", "", "Sent back by Zhao Rui: the report shows 152."),
    ),
    may=frozenset({"answer", "correct"}),
    item=ItemShape(
        "CREAT", both("Serum creatinine|血清肌酐"), "number", "139", "139", units=MGDL, picked_unit="umol/L"
    ),
    opened_seq=4,
    flag="↑H",
    check="EC10",
    for_investigator=True,
    verified="Verified 2025-08-10",
    answers=CONFIRMATIONS,
)
MONITOR_THREAD = ThreadShape(
    number="18",
    state="answered",
    label=both("Visit date|访视日期"),
    where="YA-006 › Infusion 2",
    value="2025-04-08",
    page_url="/page/9",
    messages=(),
    action_url="/queries/18",
    request_key="k-8",
    may=frozenset({"close", "send_back", "cancel"}),
    problem="Say why it is sent back. Nothing was changed.",
)
FILTERS = (
    ("State", (Filter("Open", "?", True, 5), Filter("Answered", "?s=a", count=1), Filter("Closed", "?s=c"))),
    ("Kind", (Filter("Check", "?k=c"), Filter("Manual", "?k=m"))),
    ("", (Filter("For investigator", "?i=1"), Filter("Older than 7 days", "?a=7"), Filter("Mine", "?m=1"))),
)


def listed(here: str, closes: bool) -> tuple[QueryRow, ...]:
    return tuple(
        QueryRow(
            number,
            f"/queries/{number}",
            state,  # type: ignore[arg-type]  # the table above holds states
            int(age),
            subject,
            visit,
            item,
            value,
            last,
            whom,
            here=number == here,
            may_close=closes and state == "answered",
        )
        for number, state, age, subject, visit, item, value, last, whom in table(LISTED)
    )


QUERIES = QueryListShape(
    listed("12", closes=False), FILTERS, THREAD, pager=Pager(1, 6, 6), export=Link("Export the list", "/export")
)
MONITOR_QUERIES = QueryListShape(
    listed("18", closes=True), FILTERS, MONITOR_THREAD, close_url="/queries", request_key="k-7"
)
NO_QUERIES = QueryListShape((), (), empty="No open queries. 3 answered ones wait for the monitor.")

OPEN = Link("Open", "/v")
HOME = HomeShape(
    today="Thursday 2025-08-14",
    add=Link("Add participant", "/subjects/new", primary=True),
    blocks=(
        Block(
            "today",
            "Today and this week",
            ("Participant", "Visit", "Window", "Days left"),
            (
                Owing(
                    (Said("YA-009", "/s"), "Week 20", "07-28 – 08-11, day 141", Said("overdue by 3 days", tone="warn")),
                    (OPEN,),
                ),
                Owing((Said("YA-001", "/s"), "Week 20", "08-11 – 08-25, day 141", "11"), (OPEN,)),
            ),
        ),
        Block(
            "queries",
            "Queries to answer",
            ("Age (d)", "Participant", "Item", "Last message"),
            (
                Owing((Said("34", tone="warn", number=True), "YA-009", Said("Volume", "/q/7"), "Is it complete?")),
                Owing((Said("3", number=True), "YA-003", Said("Temperature", "/q/15"), "An adverse event?")),
            ),
            total=9,
            more_url="/queries",
        ),
        Block(
            "entry",
            "In entry for more than a day, and drafts",
            ("Participant", "Page", "Since"),
            (Owing((Said("YA-001", "/s"), Said("Chemistry", "/p", glyph="in_entry"), "3 values, 10:42"), (OPEN,)),),
        ),
        Block("deviations", "Deviations to confirm", nothing="none is drafted."),
    ),
)
MANAGER_HOME = HomeShape(
    today="Thursday 2025-08-14",
    sae=(Link("YA-001 Pneumonia: 17 h since the site was aware. Not yet reported.", "/sae"),),
    figures=(Figure("Participants", "15", "of 15", "/s"), Figure("Finished pages", "78%")),
    blocks=(
        Block("lock", "Ready to lock", bar=(61, 75), act=Link("3 gaps remain", "/lock")),
        Block("coding", "Uncoded", nothing="all terms are coded."),
    ),
)
NOTHING_HOME = HomeShape((), empty="Nothing is owed today. Next: YA-001, week 20, window opens 28 July.")

SIGN_IN = SignInShape(
    "/sign-in", "/page/7", name="li.wen", notice="Signed out after 15 minutes.", help="Ask the administrator."
)
REFUSED = SignInShape("/sign-in", problem="User name or password is not right. Try again.")
SECOND_STEP = SignInShape("/sign-in", second_step=True, problem="This code is not right. Wait for the next one.")
PASSWORD = PasswordShape(
    "/password",
    first=True,
    problems=(("new", "This password is on a list of common ones. Choose another."), ("accept", "Accept it to go on.")),
    statement="I accept that my electronic signature equals my signature on paper, and that my account is mine alone.",
    cancel_url="/account",
)
BACK = (Link("Back to the page", "/page/7", primary=True),)
PROBLEMS = {
    status: ProblemShape(status, request_id="01J5-7QK", links=BACK if status == 409 else (), details=("Sodium",))
    for status in (400, 401, 403, 404, 409, 413, 422, 500)
}
