"""Annotated forms: every item with its names, CDISC terms, unit, rules and checks."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from markupsafe import Markup, escape

from edc.exchange.paper.type_words import TYPE_WORDS
from edc.study.definition import Form, Group, Item, Study, say
from edc.study.evaluation import compiled
from edc.study.values import conversion_text, range_text, unit_text
from edc.web.punctuation import listed, named
from edc.web.shapes.study import FormBlockShape, GroupBlock, ItemLine
from edc.web.spoken import YES_NO
from edc.web.study.checks import check_lines


def type_word(item: Item) -> str:
    """The type in words; of a derived item, of its result too."""
    word = _(TYPE_WORDS[item.type])
    return named(word, _(TYPE_WORDS[item.result])) if item.type == "derived" else word


def form_block(study: Study, form: Form, language: str) -> FormBlockShape:
    """*form* with annotations."""
    asked: dict[str, list[str]] = {}
    for rule in compiled(study).forms[form.name].rules:
        for item in rule.items:
            asked.setdefault(item.name, []).append(rule.check.id)
    return FormBlockShape(
        name=form.name,
        label=form.label,
        domain=form.domain or "",
        notes=form.notes,
        proposed=form.basis == "proposed",
        sign=form.sign,
        rules=tuple(_of_form(form)),
        groups=tuple(_group(study, group, language, asked) for group in form.groups),
        checks=tuple(line for line in check_lines(study, form, language) if "." not in line.id),
    )


def _of_form(form: Form) -> Iterator[str]:
    if form.repeating:
        yield _("Several pages of it at one visit.")
    if form.expected_if:
        yield _with_code(_("Expected only while: %(when)s"), form.expected_if)
    if form.laboratory:
        yield _("Laboratory of the page: %(item)s", item=form.laboratory)


def _group(study: Study, group: Group, language: str, asked: dict[str, list[str]]) -> GroupBlock:
    note = ""
    if group.repeat == "added":
        note = _("Rows are added as they are needed.")
    elif group.repeat == "fixed":
        rows = listed(f"{row.key} {say(row.label, language)}" for row in group.rows)
        note = _("One row for each of: %(rows)s", rows=rows)
    lines = tuple(_item(study, item, language, tuple(asked.get(item.name, ()))) for item in group.items)
    return GroupBlock(group.label, note, lines)


def _item(study: Study, item: Item, language: str, checks: tuple[str, ...]) -> ItemLine:
    codelist = study.codelist_by_oid.get(item.codelist or "")
    choices = YES_NO if item.type == "boolean" and codelist is None else codelist.choices if codelist else ()
    return ItemLine(
        name=item.name,
        oid=item.oid,
        label=item.label,
        section=item.section,
        type=type_word(item),
        unit=unit_text(study, item.unit, language) if item.unit else "",
        rules=tuple(_rules(study, item, language)),
        choices=tuple((choice.code, choice.label) for choice in choices),
        annotations=tuple(_annotations(item)),
        verify=item.verified,
        identifying=item.identifying,
        medical=item.medical,
        proposed=item.basis == "proposed",
        checks=checks,
    )


def _with_code(sentence: str, when: str) -> str:
    """*sentence* with an expression of the definition in it, told apart from the words."""
    return escape(sentence) % {"when": Markup("<code>%s</code>") % when}


def _rules(study: Study, item: Item, language: str) -> Iterator[str]:
    unit = unit_text(study, item.unit, language) if item.unit else ""
    if item.required is True:
        yield _("required")
    elif item.required:
        yield _with_code(_("required when %(when)s"), item.required)
    if item.show_if:
        yield _with_code(_("shown when %(when)s"), item.show_if)
    if item.value:
        yield _with_code("= %(when)s", item.value)
    if item.hard:
        yield _("possible: %(range)s", range=range_text(item.hard, unit))
    if item.soft:
        yield _("expected: %(range)s", range=range_text(item.soft, unit))
    if item.decimals is not None:
        yield _("decimals: %(n)s", n=item.decimals)
    if item.length:
        yield _("at most %(n)s characters", n=item.length)
    for code, by in item.units.items():
        yield conversion_text(by, unit_text(study, code, language), unit)
    if item.links:
        yield _("rows of %(logs)s", logs=listed(item.links))
    if item.beside:
        yield _("in the line of %(item)s", item=item.beside)
    if item.limits:
        yield _("reference range: %(low)s to %(high)s", low=item.limits[0], high=item.limits[1])
    if item.comparator:
        yield _("may carry < or >")


def _annotations(item: Item) -> Iterator[str]:
    if item.cdash:
        yield f"CDASH {item.cdash}"
    if item.sdtm:
        yield "SDTM " + " ".join(f"{key}={value}" for key, value in item.sdtm.items())
