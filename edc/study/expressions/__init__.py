"""The language of derived values, edit checks and conditions.

One line that a data manager can read, in Python's own syntax. Names are resolved
when the study loads; logic has three values, so that a missing operand neither
fires nor passes a check; numbers are decimal, and a result like ``<3.0`` or a date
like ``2025-03`` compares as far as it is known.

=============================================  ========================================================
``CREAT``                                      an item of the same page, in rows of the same row
``DM.SEX``                                     of the only page of that form, or of the same visit
``at("W0", UP24.AMOUNT)``                      of the page at that event
``first(F.I)`` ``latest(F.I)`` ``prior(I)``    of the first, last, previous page by sample time
``in_row("PRE", TEMP)``                        of one fixed row
``and or not``, ``a if b else c``              logic; ``None`` for no value
``== != < <= > >=``, ``18 <= AGE <= 60``       comparison, with texts, codes and whole dates in quotes
``SEX in ("M", "F")``, ``"FEVER" in SYMPT``    one of several; one code of a multiple choice
``+ - * / // **``                              arithmetic; dividing by zero gives nothing
``any_row all_rows count_rows`` (condition)    over the rows of one repeating group; over none:
``sum_rows min_rows max_rows`` (operand)       false, true, 0, 0, nothing, nothing
``any_page count_pages`` (condition)           over the other pages of a form that hold something; inside,
``max_pages min_pages`` (operand, condition)   ``FORM.ITEM`` is the page looked at, ``ITEM`` one's own
``any_other_row`` (condition)                  over the other rows of one's own group, as ``FORM.ITEM``
``any_linked`` (LINK, condition)               over the rows that a link names, as ``FORM.ITEM``
``ref() linked(FORM.LINK)``                    ``"AE/7"``, one's own row; whether something links to it
``signed_at("FORM")``                          when the standing signature was given
``missing(x) known(x) coded(ITEM, "ND")``      never unknown
``event() visit_date() consent_date() row()``  where the expression stands
``days hours minutes years_between`` (a, b)    from a to b
``age_at(day, birth)``                         whole years
``at_time(date, time)``                        a date and time
``abs min max round floor sqrt ln log10 exp``  ``round(x, places)`` rounds half up
``geometric_mean percent_change bmi``          formulas, see :mod:`edc.study.functions`
``ckd_epi_2009(creatinine, sex, age)``         eGFR from umol/L, M or F, years; also ``ckd_epi_2021``
``low_limit(ITEM) high_limit(ITEM)``           of the reference range that holds for the sample
``flag(x, low, high)``                         "L", "N" or "H"
``starts_with(text, "A") length(text)``        texts
``listed(a, b)``                               texts that are known, joined by commas
=============================================  ========================================================
"""

from edc.study.expressions.compiling import Compiled, compile_expression
from edc.study.expressions.names import ExpressionError, Ref
from edc.study.expressions.reading import Frame, Reading, plans_of

__all__ = ["Compiled", "ExpressionError", "Frame", "Reading", "Ref", "compile_expression", "plans_of"]
