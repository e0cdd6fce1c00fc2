"""CDISC ODM 1.3.2 metadata, in and out (standard elements through the ElementTree API)."""

from edc.study.odm.names import NO_VISIT
from edc.study.odm.oids import Oids
from edc.study.odm.reading import read_study
from edc.study.odm.report import Code, Line, OdmRefused, Report
from edc.study.odm.writing import oids, write_odm

__all__ = ["NO_VISIT", "Code", "Line", "OdmRefused", "Oids", "Report", "oids", "read_study", "write_odm"]
