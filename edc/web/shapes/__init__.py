"""What templates receive: frozen shapes, filled by the routes.

Names of form fields, which the reader of the post relies on:

=========================  ==========================================================
``CREAT``                  the item's value as typed (``AE/7/AETERM``, ``OBS/T2H/SBP`` in rows);
                           once per chosen code where several may be chosen
``path@unit``              unit of a number, where several are allowed
``path@missing``           coded missing value; empty: none
``path@reason``            coded reason for change; ``path@reason_text`` its words
``path@confirm:EC10``      coded confirmation of what check EC10 asks; empty: not confirmed
``@reason_all``            a path: its reason is meant for every change without one
``GROUP/#notdone``         coded reason why a whole group was not done (act ``not_done:GROUP``)
``verify``                 paths a monitor ticked, with act ``verify``
``path@typed``             a masked value, typed again by the monitor who verifies it
``csrf_token request_key opened_seq``  hidden, in every form
``act``                    ``save finish finish_next verify add_row:GROUP record_as:path:unit
                           bulk:GROUP:CODE`` on the page's form; ``strike:AE/7 restore:AE/7 strike restore
                           not_done discard_draft`` on small forms of their own, with
                           ``AE/7/#struck@reason`` (``#struck@reason``, ``#notdone``) and ``..._text``
=========================  ==========================================================

``act=save`` is also what Enter sends where a browser runs no script.

Live help: the page's form is posted to ``live_url``; the answer is JSON
``{"items": {path: {"echo", "problem", "asks": [{"check", "text", "offer": {"unit", "word"}}],
"hidden", "derived", "range", "flag": {"mark", "word"}}}}``, for every item about which something is to be said or shown, and
``hidden`` also for a group by its name. An item left out stays as it is.
Drafts: the same form is posted to ``draft_url``; 204, or 401 once signed out.
"""

from edc.web.shapes.access import PasswordShape, ProblemShape, SignInShape
from edc.web.shapes.casebook import (
    CasebookShape,
    CellShape,
    ColumnShape,
    Count,
    Filter,
    FormBlock,
    FormRow,
    LogCell,
    LogRow,
    LogTable,
    MatrixRow,
    MatrixShape,
    Owed,
    Pager,
    Series,
    Tick,
)
from edc.web.shapes.conflict import ConflictRow, ConflictShape
from edc.web.shapes.frame import AddPage, Banner, Crumb, Glyph, Link, MeShape, StudyShape, Tone
from edc.web.shapes.home import Block, Figure, HomeShape, Owing, Said
from edc.web.shapes.item import AskShape, DerivedShape, ItemShape, Mark, Offer, ReasonShape
from edc.web.shapes.page import (
    Bulk,
    DraftShape,
    GroupShape,
    PageShape,
    PageState,
    Past,
    Rail,
    RailQuery,
    Raising,
    RowShape,
    Sibling,
    Struck,
    Trouble,
)
from edc.web.shapes.queries import Message, QueryListShape, QueryRow, ThreadShape
from edc.web.shapes.visit import AddSubject, AddVisit, ReadPage, Reasoned, VisitShape

__all__ = [
    "AddPage",
    "AddSubject",
    "AddVisit",
    "AskShape",
    "Banner",
    "Block",
    "Bulk",
    "CasebookShape",
    "CellShape",
    "ColumnShape",
    "ConflictRow",
    "ConflictShape",
    "Count",
    "Crumb",
    "DerivedShape",
    "DraftShape",
    "Figure",
    "Filter",
    "FormBlock",
    "FormRow",
    "Glyph",
    "GroupShape",
    "HomeShape",
    "ItemShape",
    "Link",
    "LogCell",
    "LogRow",
    "LogTable",
    "Mark",
    "MatrixRow",
    "MatrixShape",
    "MeShape",
    "Message",
    "Offer",
    "Owed",
    "Owing",
    "PageShape",
    "PageState",
    "Pager",
    "PasswordShape",
    "Past",
    "ProblemShape",
    "QueryListShape",
    "QueryRow",
    "Rail",
    "RailQuery",
    "Raising",
    "ReadPage",
    "ReasonShape",
    "Reasoned",
    "RowShape",
    "Said",
    "Series",
    "Sibling",
    "SignInShape",
    "Struck",
    "StudyShape",
    "ThreadShape",
    "Tick",
    "Tone",
    "Trouble",
    "VisitShape",
]
