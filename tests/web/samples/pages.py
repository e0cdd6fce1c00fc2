"""Pages and a conflict, as the routes fill them."""

from __future__ import annotations

from typing import Any

from edc.web.shapes import (
    AskShape,
    Banner,
    Bulk,
    ConflictRow,
    ConflictShape,
    Crumb,
    DraftShape,
    GroupShape,
    ItemShape,
    Link,
    Offer,
    PageShape,
    PageState,
    Past,
    Rail,
    RailQuery,
    Raising,
    Sibling,
    Struck,
    Trouble,
)
from tests.web.samples.chemistry import CHEMISTRY, CLEAN
from tests.web.samples.parts import CONFIRMATIONS, MGDL, MISSING, REASONS, both, number
from tests.web.samples.rows import EVENTS, OBSERVATIONS

CRUMBS = (Crumb("YA-001", "/subjects/YA-001"), Crumb("Week 20", "/subjects/YA-001/W20"), Crumb("Blood chemistry"))
SIBLINGS = (
    Sibling("Vital signs", "/page/6", "finished"),
    Sibling("Blood chemistry", "/page/7", "in_entry", here=True),
    Sibling("24-hour urine protein", "/page/8", "not_started"),
)
RAIL = Rail(
    queries=(
        RailQuery(
            "/queries/12", "Serum creatinine", "open", "Which unit was typed?", "Zhao Rui, monitor", "2025-08-12"
        ),
        RailQuery("/queries/13", "Serum creatinine", "answered", "Changed by more than 30%.", "EC11", "2025-08-07"),
    ),
    history_of="Serum creatinine",
    history=(
        Past("2025-08-07 14:03 UTC+8", "Li Wen, coordinator", "1.72 mg/dL", "172 μmol/L", "Typing error"),
        Past("2025-08-07 14:01 UTC+8", "Li Wen, coordinator", "", "1.72 mg/dL"),
    ),
    notes=both("Take the value from the laboratory's report.|请按检验报告录入。"),
)


def make_page(*groups: GroupShape, **more: Any) -> PageShape:
    """A page of *groups*; *more* replaces what a coordinator usually sees."""
    usual: dict[str, Any] = {
        "crumbs": CRUMBS,
        "state": PageState("in_entry", open=2, verified=6, to_verify=8, version="1"),
        "action_url": "/page/7",
        "live_url": "/page/7/live",
        "draft_url": "/page/7/draft",
        "cancel_url": "/subjects/YA-001",
        "request_key": "k-1",
        "opened_seq": 3,
        "may": frozenset({"enter", "not_done", "strike"}),
        "when": ("Sample date 2025-08-06", "day 143", "window ok"),
        "siblings": SIBLINGS,
        "rail": RAIL,
        "reasons": REASONS,
        "confirmations": CONFIRMATIONS,
        "not_done_reasons": MISSING,
        "saved_at": "14:03",
    }
    return PageShape(groups=groups, **(usual | more))


CHEMISTRY_PAGE = make_page(GroupShape("LB", CHEMISTRY))
CLEAN_PAGE = make_page(GroupShape("LB", CLEAN), rail=Rail(), late=True)
AE_PAGE = make_page(EVENTS, when=(), siblings=())
INFUSION_PAGE = make_page(OBSERVATIONS)
TROUBLED_PAGE = make_page(
    GroupShape(
        "LB",
        CHEMISTRY[:12],
        both("Blood chemistry|血生化"),
        not_done=MISSING,
        bulk=(Bulk("ALL_NCS", "All flagged: not clinically significant"),),
    ),
    troubles=(
        Trouble("CREAT", "Serum creatinine", "was changed and needs a reason."),
        Trouble("", "This page", "was signed before."),
    ),
    others=("Wang Lei: Sodium 138 → 139",),
    draft=DraftShape("10:42", 3, "/page/7?draft=1"),
)
SLIP_PAGE = make_page(
    GroupShape(
        "KIDNEY",
        (
            number(
                "CREAT",
                both("Serum creatinine|血清肌酐"),
                "μmol/L",
                "1.72",
                stored=None,
                units=MGDL,
                picked_unit="umol/L",
                asks=(
                    AskShape(
                        "slip", "This looks like mg/dL.", offer=Offer("mg/dL", "Record 1.72 mg/dL (= 152 umol/L)")
                    ),
                ),
            ),
            ItemShape("LACT", both("Lactating|哺乳"), "boolean", hidden=True),
            ItemShape("VISITDT", both("Visit date|访视日期"), "date", "2025-08-06", suggested=True),
        ),
    ),
)
MONITOR_PAGE = make_page(
    GroupShape(
        "DM",
        (
            ItemShape("BRTHDT", both("Date of birth|出生日期"), "date", masked=True, verify="due"),
            ItemShape("SEX", both("Sex|性别"), "choice", "M", "M", "Male", verify="due", raise_url="/raise"),
            number("HEIGHT", both("Height|身高"), "cm", "171", verify="done", verified_by="Zhao Rui 2025-04-02"),
            number("WEIGHT", both("Weight|体重"), "kg", "74.5", verify="changed", verified_by="Zhao Rui 2025-04-02"),
        ),
    ),
    may=frozenset({"verify", "query"}),
    banner=Banner("lock", "Frozen: data closed, queries go on.", Link("Show the difference", "/diff")),
    raise_url="/raise?page=7",
    rail=Rail(raising=Raising("/queries/new", "k-3", "SEX", "Sex", canned=CONFIRMATIONS)),
    state=PageState("finished", verified=1, to_verify=4, held="frozen", signed="2025-08-20 Zhang Min"),
)
STRUCK_PAGE = make_page(
    GroupShape("LB", CHEMISTRY[:4]),
    may=frozenset({"restore"}),
    struck=Struck("Entered for the wrong participant", "Li Wen", "2025-08-21"),
    banner=Banner("lock", "Frozen: data closed, queries go on."),
)
CONFLICT = ConflictShape(
    crumbs=CRUMBS,
    saved_by="Wang Lei",
    saved_at="14:01",
    rows=(
        ConflictRow("K", both("Potassium|钾"), "4.9 mmol/L", "5.1 mmol/L", "6.1 mmol/L"),
        ConflictRow("ALB", both("Albumin|白蛋白"), "", "36.2 g/L", "32.6 g/L", keep="mine"),
    ),
    action_url="/page/7",
    cancel_url="/page/7",
    carried=(("CREAT", "172"), ("request_key", "k-2"), ("opened_seq", "4")),
    merged=(Trouble("NA", "Sodium", "139 (Wang Lei)"), Trouble("CL", "Chloride", "103 (you)")),
)
