"""A study from an ODM file of somebody's."""

from __future__ import annotations

from edc.exchange.odm_flags import without_flag_lists
from edc.exchange.whole import altered
from edc.exchange.xmlsafe import parse
from edc.study.definition import Form, Item, Study
from edc.study.odm import Report, read_study

_DATED = frozenset({"date", "datetime", "partial_date", "partial_datetime"})


def study_of(content: bytes) -> tuple[Study, Report]:
    """The study an ODM file defines, and what became of each part of the file.

    A data export of ours carries codelists of its annotations, which are no part of the
    study and are taken out. Raises :class:`edc.exchange.xmlsafe.XmlRefused` and
    :class:`edc.study.odm.OdmRefused`, each with every reason it has.
    """
    study, report = read_study(without_flag_lists(parse(content)))
    return (_asking(study) if "MetaDataVersion" in study.odm else study), report


def _asking(study: Study) -> Study:
    """A study of somebody else, whose dates may lie ahead: ODM cannot say that they may not, so they ask."""
    return altered(study, forms=tuple(_form(form) for form in study.forms))


def _form(form: Form) -> Form:
    groups = (altered(group, items=tuple(_item(item) for item in group.items)) for group in form.groups)
    return altered(form, groups=tuple(groups))


def _item(item: Item) -> Item:
    return altered(item, future="ask") if item.type in _DATED and item.future == "refuse" else item
