"""A study from an ODM file of somebody's."""

from __future__ import annotations

from edc.exchange.odm_flags import without_flag_lists
from edc.exchange.xmlsafe import parse
from edc.study.definition import Study
from edc.study.odm import Report, read_study


def study_of(content: bytes) -> tuple[Study, Report]:
    """The study an ODM file defines, and what became of each part of the file.

    A data export of ours carries codelists of its annotations, which are no part of the
    study and are taken out. Raises :class:`edc.exchange.xmlsafe.XmlRefused` and
    :class:`edc.study.odm.OdmRefused`, each with every reason it has.
    """
    return read_study(without_flag_lists(parse(content)))
