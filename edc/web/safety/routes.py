"""The routes of the safety board and of lots. (Alerts are seen at their own address, among notices.)"""

from __future__ import annotations

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from edc.access.rules import Permission
from edc.web.frame import the_study
from edc.web.gate import edc, needs
from edc.web.safety.board import board_shape
from edc.web.safety.lots import lots_shape
from edc.web.words import language

blueprint = Blueprint("safety", __name__)


@blueprint.get("/safety")
@needs(Permission.DATA_VIEW)
def board() -> ResponseReturnValue:
    """Open alerts, serious events with their clocks, and doses given, at the sites one sees."""
    with edc().database.reading() as connection:
        shape = board_shape(connection, the_study(), g.me, language())
    return render_template("safety/board.html", board=shape)


@blueprint.get("/safety/lots")
@needs(Permission.DATA_VIEW)
def lots() -> ResponseReturnValue:
    """Every lot given at the sites one sees; with ``lot`` or ``page``, who received that one."""
    asked, page = request.args.get("lot", "").strip(), request.args.get("page", type=int)
    with edc().database.reading() as connection:
        shape = lots_shape(connection, g.me, language(), asked, page)
    return render_template("safety/lots.html", lots=shape)
