"""Proposing a version on screen: the ZIP that was sent, what it is, and what is wrong with it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from edc.errors import Refusal
from edc.exchange.unpacking import MOST_PACKED
from edc.exchange.words import ExchangeRefusal
from edc.review.rules_proposals import ProposalKind
from edc.study.definition import Study
from edc.study.loading import Flaw
from edc.web.keys import new_key
from edc.web.problems import said
from edc.web.shapes import Link
from edc.web.shapes.versions import FlawLine, ProposeVersionShape
from edc.web.study.versions import kind_words
from forms.versions import ProposeForm

KEPT = 1024 * 1024
"""Bytes of a ZIP that the page carries along, so that it need not be chosen again; a form holds 2 MB of text."""
SHOWN = 500
"""Flaws that a screen lists."""


OWED = {"reason_owed": "reason", "ethics_owed": "ethics"}
"""Refusals that leave nothing to do but fill a field."""


@dataclass(frozen=True, slots=True)
class Found:
    """A version that may be proposed, and what it then is."""

    study: Study
    kind: ProposalKind


@dataclass(frozen=True, slots=True)
class Sent:
    """The ZIP of a request, just chosen or carried along by the page; empty where there is none."""

    name: str = ""
    content: bytes = b""

    @property
    def kept(self) -> str:
        return base64.b64encode(self.content).decode() if len(self.content) <= KEPT else ""


def sent(form: ProposeForm, upload: FileStorage | None) -> Sent:
    """What *upload* holds, else what the page carried. Raises :class:`ExchangeRefusal` (``zip_large``, ``zip_unreadable``)."""
    if upload is not None and upload.filename:
        with upload.stream as stream:
            content = stream.read(MOST_PACKED + 1)
        if len(content) > MOST_PACKED:
            raise ExchangeRefusal("zip_large")
        return Sent(upload.filename[:100], content)
    try:
        content = base64.b64decode(form.kept.data or "", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ExchangeRefusal("zip_unreadable") from error
    return Sent((form.kept_name.data or "")[:100], content)


def propose_shape(
    form: ProposeForm,
    there: Sent,
    *,
    refusal: Refusal | None = None,
    flaws: Sequence[Flaw] = (),
    found: Found | None = None,
) -> ProposeVersionShape:
    """The form with everything typed, what was *found* in the ZIP, and what is wrong."""
    kept = there.kept
    return ProposeVersionShape(
        action_url=url_for("study.send_version"),
        back=Link(_("Study versions"), url_for("study.versions")),
        request_key=new_key(),
        reason=form.reason.data or "",
        ethics=form.ethics.data or "",
        kept=kept,
        kept_name=there.name if kept else "",
        problem=said(refusal) if refusal is not None else "",
        owed=OWED.get(refusal.code, "") if refusal is not None else "",
        count=len(flaws),
        flaws=tuple(FlawLine(one.file, one.line, one.key, one.message) for one in flaws[:SHOWN]),
        found=kind_words(found.kind, found.study.version) if found is not None else "",
        facts=_facts(found.study) if found is not None else (),
        amendment=found is not None and found.kind == "amendment",
    )


def _facts(study: Study) -> tuple[str, ...]:
    items = sum(1 for form in study.forms for _each in form.items())
    checks = sum(len(form.checks) for form in study.forms)
    return (
        ngettext("%(num)s form", "%(num)s forms", len(study.forms)),
        ngettext("%(num)s item", "%(num)s items", items),
        ngettext("%(num)s check", "%(num)s checks", checks),
    )
