"""Which words of people leave."""

from __future__ import annotations

from edc.exchange.profiles import Projection
from edc.study.document import Value


def leaving_reason(projection: Projection, reason: str | None) -> str | None:
    """A reason for change: whole, or only its code where the export is de-identified.

    Reasons are stored as ``code`` or ``code: words``; words may name anybody.
    """
    if reason is None or projection.whole:
        return reason
    code = reason.partition(":")[0].strip()
    known = {coded.code for coded in (*projection.study.reasons, *projection.study.not_done_reasons)}
    return code if code in known else None


def leaving_mark(projection: Projection, mark: Value) -> str:
    """What stands in a mark such as ``#struck``: its code, and its words in the full profile."""
    words = f": {mark.t}" if mark.t and projection.whole else ""
    return f"{mark.v or ''}{words}"
