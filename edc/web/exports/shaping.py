"""The page of exports as its template receives it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.acts.download import zip_name
from edc.db import rows
from edc.exchange.files import FORMATS
from edc.exchange.manifest import NAME, superseded_by
from edc.exchange.rules import may_take
from edc.review.locks import data_locks
from edc.trail.unit import Actor
from edc.web.keys import new_key
from edc.web.person import Me
from edc.web.shapes.exchange import ExportBlock, ExportLine, ExportsShape, FileLine, MakeShape
from edc.web.spoken import moment, names, who

TAKES = (Permission.EXPORT_DOWNLOAD, Permission.EXPORT_OWN_SITE, Permission.EXPORT_SUPERVISED)
"""What lets somebody take a file away, the widest first."""


@dataclass(frozen=True, slots=True)
class Typed:
    """An export that was refused, as it was asked for. ``site`` ``None``: of all sites."""

    site: str | None
    lock: str
    formats: tuple[str, ...]
    profile: str
    reason: str
    problem: str


def taker(me: Me, site: str | None) -> Actor | None:
    """The person in the role that takes an export of *site* (``None``: of all sites); ``None`` if none does."""
    for permission in TAKES:
        sites = me.sites(permission)
        if sites.everywhere:
            return me.actor(permission, None)
        if site is not None and site in sites:
            return me.actor(permission, site)
    return None


def exports_shape(connection: Connection, zone: str, typed: Typed | None = None) -> ExportsShape:
    """Every export that this person may know of, by lock, and the forms that make one."""
    people = names(connection)
    blocks: dict[int | None, list[ExportLine]] = {}
    found = [json.loads(text) for (text,) in rows(connection, "SELECT manifest FROM export ORDER BY id DESC")]
    for content in found:
        if (actor := taker(g.me, content["site"])) is not None:
            blocks.setdefault(content["lock"], []).append(_line(connection, content, actor, people, zone))
    locks = data_locks(connection)
    shown = [
        ExportBlock(
            _("Lock %(n)s", n=lock.n),
            _("Superseded by a later lock. It stays as it was.") if lock.superseded else "",
            False,
            tuple(blocks[lock.n]),
        )
        for lock in locks
        if lock.n in blocks
    ]
    if None in blocks:
        note = _("Made of data that were not locked: not for a final analysis.")
        shown.append(ExportBlock(_("Drafts"), note, True, tuple(blocks[None])))
    choices = [(str(lock.n), _("Lock %(n)s, %(at)s", n=lock.n, at=moment(lock.at, zone))) for lock in locks]
    return ExportsShape(tuple(shown), tuple(_forms(choices, typed)), _empty())


def _forms(locks: list[tuple[str, str]], typed: Typed | None) -> list[MakeShape]:
    """A form for all sites, or for each site of whoever takes the site's own copy (REQ-66)."""
    if g.me.may(Permission.EXPORT_DATA):
        return [_form(_("Make an export"), url_for("exports.make"), None, locks, typed)]
    return [
        _form(_("Make a copy of site %(site)s", site=site), url_for("exports.make_own", site=site), site, locks, typed)
        for site in sorted(g.me.sites(Permission.EXPORT_OWN_SITE).codes)
    ]


def _form(title: str, url: str, site: str | None, locks: list[tuple[str, str]], typed: Typed | None) -> MakeShape:
    again = typed if typed is not None and typed.site == site else None
    ticked = again.formats if again else ("csv",)
    return MakeShape(
        title=title,
        action_url=url,
        request_key=new_key(),
        locks=(*locks, ("", _("Draft: the data as they stand now"))),
        formats=tuple((name, format_word(name), name in ticked) for name in FORMATS),
        lock=again.lock if again else (locks[0][0] if locks else ""),
        profile=again.profile if again else "deidentified",
        reason=again.reason if again else "",
        problem=again.problem if again else "",
    )


def _line(
    connection: Connection, content: Mapping[str, Any], actor: Actor, people: Mapping[str, str], zone: str
) -> ExportLine:
    number, takes = content["export"], may_take(actor.role, content["profile"])
    later = superseded_by(connection, content)
    return ExportLine(
        number=number,
        formats=", ".join(format_word(name, short=True) for name in content["formats"]),
        profile=profile_word(content["profile"]),
        site=content["site"] or _("All sites"),
        who=who(people, content["made_by"], content["role"]),
        at=moment(content["made_at"], zone),
        data_at=moment(content["data_at"], zone),
        reason=content["reason"],
        software=f"{content['software']['name']} {content['software']['version']}",
        study=f"{content['study']['oid']} {content['study']['version']} · {content['study']['digest'][:12]}",
        root=content["root"],
        files=tuple(_file(number, entry) for entry in content["files"]) if takes else (),
        count=len(content["files"]),
        zip_url=url_for("exports.file", export_id=number, name=zip_name(content)) if takes else "",
        manifest_url=url_for("exports.file", export_id=number, name=NAME) if takes else "",
        superseded=_("Lock %(n)s supersedes this.", n=later) if later is not None else "",
    )


def _file(export: int, entry: Mapping[str, Any]) -> FileLine:
    url = url_for("exports.file", export_id=export, name=entry["name"])
    lines = "" if entry["rows"] is None else str(entry["rows"])
    return FileLine(entry["name"], lines, size_word(entry["bytes"]), entry["sha256"], url)


def size_word(size: int) -> str:
    """``640 B``, ``12 KB``, ``3.4 MB``."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def profile_word(profile: str) -> str:
    return _("De-identified") if profile == "deidentified" else _("Full, coded")


def format_word(name: str, *, short: bool = False) -> str:
    """A format in words. One that is new here is called what the exchange calls it."""
    known = {
        "csv": (_("CSV"), _("CSV: one file for each form and repeating group, with a codebook")),
        "trail": (_("audit trail"), _("Audit trail: every change of every item as CSV")),
        "odm": (_("ODM snapshot"), _("CDISC ODM 1.3.2 snapshot: each value with its last audit record")),
        "odm-history": (_("ODM history"), _("CDISC ODM 1.3.2 history: every change with its audit record")),
    }
    words = known.get(name, (name, f"{name}: {FORMATS.get(name, '')}"))
    return words[0] if short else words[1]


def _empty() -> str:
    if any(g.me.may(one) for one in (Permission.EXPORT_DATA, Permission.EXPORT_OWN_SITE)):
        return _("Nothing was exported yet. Make the first export here.")
    if any(g.me.may(one) for one in TAKES):
        return _("Nothing was exported yet. The data manager makes exports.")
    return _("Your role takes no exports. The data manager makes them, and the statistician takes them.")
