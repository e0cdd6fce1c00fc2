"""What the acts of the study's chain did: people and access, publications, requests, locks, exports."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from edc.access.statements import STATEMENTS
from edc.web.exports.shaping import format_word, profile_word
from edc.web.person import EVENT_WORDS
from edc.web.shapes.trail import TrailLine
from edc.web.spoken import role_words
from edc.web.trail.data_lines import Chain, Lines
from edc.web.trail.range_lines import RANGE, proposed_line, step_line
from edc.web.trail.review_lines import hold_words


def study_lines(chain: Chain) -> Lines:
    """One line for each thing done."""
    found: dict[int, list[TrailLine]] = defaultdict(list)
    for columns, tables, order, say_row in _READS:
        for act, *row in chain.read(columns, tables, order):
            found[act].append(say_row(*row))
    return found


def _event(person: str, kind: str, address: str) -> TrailLine:
    word = _(EVENT_WORDS[kind]) if kind in EVENT_WORDS else kind
    return TrailLine(f"{person}: {word}", why=_("from %(address)s", address=address) if address else "")


def _grant(person: str, role: str, site: str | None, first: str, last: str | None, reason: str) -> TrailLine:
    held = _("%(role)s at %(site)s", role=role_words(role), site=site or _("all sites"))
    return TrailLine(person, new=f"{held}, {first} – {last or ''}".rstrip(" –"), why=reason)


def _end(person: str, role: str, site: str | None, last: str, reason: str) -> TrailLine:
    held = _("%(role)s at %(site)s", role=role_words(role), site=site or _("all sites"))
    return TrailLine(person, old=held, new=_("until %(day)s", day=last), why=reason)


def _person(username: str, name: str) -> TrailLine:
    return TrailLine(username, new=name)


def _state(person: str, active: int, reason: str) -> TrailLine:
    return TrailLine(person, new=_("account open") if active else _("account closed"), why=reason)


def _credential(person: str, temporary: int) -> TrailLine:
    return TrailLine(person, new=_("temporary password") if temporary else _("own password"))


def _version(version: str, revision: int, digest: str) -> TrailLine:
    return TrailLine(_("Study version %(v)s, revision %(r)s", v=version, r=revision), new=digest)


def _proposal(number: int, kind: str, version: str, digest: str, reason: str, ethics: str) -> TrailLine:
    words = {
        "amendment": _("Amendment: version %(n)s", n=version),
        "revision": _("Revision of version %(n)s", n=version),
    }
    told = " · ".join(word for word in (words[kind], ethics, digest) if word)
    return TrailLine(_("Proposal %(n)s", n=number), new=told, why=reason)


def _proposal_verdict(number: int, verdict: str, text: str) -> TrailLine:
    words = {"approved": _("approved"), "declined": _("declined"), "withdrawn": _("withdrawn")}
    return TrailLine(_("Proposal %(n)s", n=number), new=words[verdict], why=text)


def _start(site: str, version: str, first: str, approval: str) -> TrailLine:
    return TrailLine(_("Site %(code)s", code=site), new=_("Version %(n)s", n=version) + f", {first}", why=approval)


def _request(number: int, kind: str, about: str, reason: str) -> TrailLine:
    pages = json.loads(about).get("pages", ())
    word = _("Request %(n)s", n=number)
    return TrailLine(
        word,
        new=_("Unlock of pages %(pages)s", pages=", ".join(map(str, pages))) if kind == "unlock" else _("Lock"),
        why=reason,
    )


def _verdict(number: int, verdict: str, text: str) -> TrailLine:
    words = {"approved": _("approved"), "declined": _("declined"), "withdrawn": _("withdrawn")}
    return TrailLine(_("Request %(n)s", n=number), new=words[verdict], why=text)


def _lock(number: int, version: str, pages: int) -> TrailLine:
    return TrailLine(_("Lock %(n)s", n=number), new=_("Study version %(v)s, %(pages)s pages", v=version, pages=pages))


def _export(number: int, lock: int | None, profile: str, formats: str, reason: str) -> TrailLine:
    of = _("Lock %(n)s", n=lock) if lock is not None else _("Draft")
    words = ", ".join(format_word(name, short=True) for name in formats.split())
    return TrailLine(_("Export %(n)s", n=number), new=f"{of} · {profile_word(profile)} · {words}", why=reason)


def _download(export: int, file: str) -> TrailLine:
    return TrailLine(_("Export %(n)s", n=export), new=file)


def _import(file: str, sha256: str) -> TrailLine:
    return TrailLine(file, new=sha256)


def _hold(scope: str, key: str, state: str, reason: str) -> TrailLine:
    return TrailLine(hold_words(scope, key, state), why=reason)


def _site(code: str, prefix: str, timezone: str) -> TrailLine:
    return TrailLine(_("Site %(code)s", code=code), new=f"{prefix} · {timezone}")


def _birth(code: str, site: str) -> TrailLine:
    return TrailLine(_("Participant %(code)s, site %(site)s", code=code, site=site))


def _seal(number: int, root: str) -> TrailLine:
    return TrailLine(_("Seal %(n)s", n=number), new=root)


def _mark(name: str, value: str) -> TrailLine:
    return TrailLine(name, new=value)


def _alert(kind: str, role: str) -> TrailLine:
    words = {
        "locked_out": _("account locked"),
        "role_ended": _("role ended"),
        "role_granted": _("role granted"),
    }
    return TrailLine(_("Told to: %(role)s", role=role_words(role)), new=words.get(kind, kind))


def _accepted(person: str, statement: str) -> TrailLine:
    return TrailLine(person, new=_(STATEMENTS[statement]) if statement in STATEMENTS else statement)


_READS: tuple[tuple[str, str, str, Callable[..., Any]], ...] = (
    ("t.person, t.kind, t.address", "access_event t", "t.id", _event),
    ("t.username, t.name", "person t", "t.username", _person),
    ("t.person, t.active, t.reason", "person_state t", "t.person, t.n", _state),
    ("t.person, t.temporary", "credential t", "t.person, t.n", _credential),
    ("t.person, t.role, t.site, t.first, t.last, t.reason", "role_grant t", "t.id", _grant),
    (
        "g.person, g.role, g.site, t.last, t.reason",
        "role_end t JOIN role_grant g ON g.id = t.role_grant",
        "t.role_grant",
        _end,
    ),
    ("t.person, t.statement", "acceptance t", "t.person, t.statement", _accepted),
    ("t.code, t.prefix, t.timezone", "site t", "t.code", _site),
    ("s.code, s.site", "chain_birth t JOIN subject s ON s.id = t.subject", "t.subject", _birth),
    ("t.version, t.revision, t.digest", "study_version t", "t.version, t.revision", _version),
    ("t.id, t.kind, t.version, t.digest, t.reason, t.ethics", "study_proposal t", "t.id", _proposal),
    ("t.proposal, t.verdict, t.text", "study_verdict t", "t.proposal, t.person", _proposal_verdict),
    ("t.site, t.version, t.first, t.approval", "site_version t", "t.site, t.n", _start),
    ("t.certificate, " + RANGE.format("t"), "lab_range t", "t.id", proposed_line),
    (
        "t.step, t.last, t.reason, " + RANGE.format("r"),
        "lab_range_step t JOIN lab_range r ON r.id = t.range",
        "t.range, t.n",
        step_line,
    ),
    ("t.scope, t.key, t.state, t.reason", "hold t", "t.scope, t.key", _hold),
    ("t.id, t.kind, t.about, t.reason", "lock_request t", "t.id", _request),
    ("t.request, t.verdict, t.text", "lock_verdict t", "t.request, t.person", _verdict),
    ("t.n, t.study_version, (SELECT count(*) FROM locked_page l WHERE l.lock = t.n)", "data_lock t", "t.n", _lock),
    ("t.id, t.lock, t.profile, t.formats, t.reason", "export t", "t.id", _export),
    ("t.export, t.file", "download t", "t.id", _download),
    ("t.file, t.sha256", "import_run t", "t.id", _import),
    ("t.n, t.root", "seal t", "t.n", _seal),
    ("t.name, t.value", "mark t", "t.name", _mark),
    ("t.kind, t.role", "alert t", "t.id", _alert),
)
"""Columns, table (``t`` carries the act), order, and the sentence of a row."""
