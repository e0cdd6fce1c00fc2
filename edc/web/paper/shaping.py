"""The screens of paper: which documents there are, and what may be chosen for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flask import url_for
from flask_babel import gettext as _

from edc.exchange.paper.documents import KINDS
from edc.study.definition import Study, say
from edc.web import words
from edc.web.shapes import Crumb
from edc.web.shapes.paper import Field, PaperShape, PrintForm


def study_screen(study: Study, versions: Sequence[str], asked: Mapping[str, str]) -> PaperShape:
    """Every document of the definition. *versions*: the published ones, the newest first; *asked*: what was chosen."""
    spoken = words.language()
    whole = (("", _("All of them")),)
    forms = (*whole, *((form.name, f"{form.name} {say(form.label, spoken)}") for form in study.forms))
    visits = (*whole, *((event.name, say(event.label, spoken)) for event in study.events))
    form, visit = Field("form", _("Form"), forms, asked.get("form", "")), Field("visit", _("Visit"), visits)
    told = {
        "blank": (_("To be filled in by hand: every item, conditional ones with their condition."), (form, visit)),
        "annotated": (_("With CDISC names, codelists, rules and checks beside each item."), (form,)),
        "checks": (_("Every check with its number, condition, level and message."), ()),
        "decisions": (_("Computed values, states, windows, deviations, alerts and clocks, with their rules."), ()),
    }
    return PaperShape(
        title=_("Paper"),
        crumbs=(Crumb(_("Study definition"), url_for("study.index")), Crumb(_("Paper"))),
        forms=(*_forms(told), *_differences(versions)),
        study=True,
    )


def _forms(told: Mapping[str, tuple[str, tuple[Field, ...]]]) -> Iterator[PrintForm]:
    for kind, (says, fields) in told.items():
        yield PrintForm(kind, _(KINDS[kind]), says, url_for("paper.definition", kind=kind), (*fields, _language()))


def _differences(versions: Sequence[str]) -> Iterator[PrintForm]:
    """Only where there is more than one version."""
    if len(versions) > 1:
        pairs = tuple((version, version) for version in versions)
        fields = (Field("before", _("Before"), pairs, versions[1]), Field("after", _("After"), pairs, versions[0]))
        title, says = _("Differences between two versions"), _("To be filed with an amendment.")
        yield PrintForm("differences", title, says, url_for("paper.differences"), (*fields, _language()))


def record_screen(crumbs: tuple[Crumb, ...], file: str, *, blank: bool = False) -> PaperShape:
    """What may be printed of a part of the record, and blank forms for the same place."""
    queries = Field("queries", _("Queries"), (("1", _("With queries and their state")), ("0", _("Without queries"))))
    left_out = ("deidentified", _("Without identifying values and people's own words"), False)
    says = _("As it stands now, with corrections, verification and signatures. That it was printed is recorded.")
    forms = [PrintForm("record", _("Filled forms"), says, file, (queries, _language()), (left_out,))]
    if blank:
        says = _("The same forms to be filled in by hand, with the participant's number on them.")
        forms.append(PrintForm("blank", _("Blank forms"), says, file, (_blank(), _language())))
    return PaperShape(" › ".join(crumb.word for crumb in crumbs), crumbs, tuple(forms), study=False)


def _blank() -> Field:
    return Field("blank", "", (("1", ""),))


def _language() -> Field:
    choices = (("en", "English"), ("zh", "中文"), ("both", _("Both, side by side")))
    return Field("language", _("Language"), choices, words.language())
