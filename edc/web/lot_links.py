"""The way from a page that names a lot, or records what was given of one, to everybody who received it."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from edc.study.definition import Study
from edc.web.shapes import Link


def recipients_links(study: Study, form: str, page: int) -> tuple[Link, ...]:
    """The recipients of the lots of page *page*, where pages of *form* have to do with lots; else nothing."""
    forms = {name for one in study.releases if one.lot for name in (one.form, one.lot.partition(".")[0])}
    return (Link(_("Recipients of the lot"), url_for("safety.lots", page=page)),) if form in forms else ()
