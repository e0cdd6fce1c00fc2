"""What is said of a value: the sentences of ``study.problems`` and of built-in checks.

Refused: the value was not stored. Asked: it was, and is confirmed or corrected.
"""

from __future__ import annotations

from edc.errors import N_

PROBLEM_TEXTS: dict[str, str] = {
    "too_long": N_("This is longer than the %(limit)s characters that fit here. It was not stored. Shorten it."),
    "character": N_(
        "Character %(position)s (%(character)s) is invisible or cannot be stored. Nothing was stored. Remove it."
    ),
    "one_value": N_("Several answers came where one is expected. Nothing was stored. Choose one."),
    "number": N_("“%(typed)s” is not a number. It was not stored. Type digits, with a point before decimals."),
    "number_comma": N_(
        "“%(typed)s” has a comma, which may mean thousands or decimals. It was not stored. Leave out thousands separators and type a point before decimals."
    ),
    "number_long": N_("A number has at most %(limit)s digits here. It was not stored. Type it shorter."),
    "whole_number": N_("“%(typed)s” is not a whole number. It was not stored. Leave out the decimals."),
    "comparator": N_(
        "“%(typed)s” has a sign such as < or >, which this item does not take. It was not stored. Type the number alone."
    ),
    "hard_range": N_(
        "%(typed)s cannot be: only %(range)s is possible. It was not stored. Compare number and unit with the source."
    ),
    "unit": N_("“%(unit)s” is not a unit of this item. Nothing was stored. Choose one of: %(units)s."),
    "boolean": N_("“%(typed)s” is neither yes nor no. It was not stored. Answer Y or N."),
    "date": N_("“%(typed)s” is not a date. It was not stored. Type it as 2025-03-04 or 20250304."),
    "date_order": N_(
        "“%(typed)s” can be read as more than one date. It was not stored. Type the year first, with four digits: 2025-03-04."
    ),
    "date_incomplete": N_("“%(typed)s” is not a whole date. It was not stored. Year, month and day are needed here."),
    "date_impossible": N_("%(date)s does not exist in the calendar. It was not stored. Compare it with the source."),
    "date_year": N_(
        "The year of “%(typed)s” is not between %(first)s and %(last)s. It was not stored. Type four digits of the year first."
    ),
    "date_gap": N_(
        "“%(typed)s” knows a later part without the one before it. It was not stored. Type what is known from the year on: 2025 or 2025-03."
    ),
    "date_no_year": N_(
        "“%(typed)s” does not say the year. It was not stored. Where not even the year is known, choose Unknown."
    ),
    "date_future": N_(
        "%(date)s is in the future: at the site it is %(today)s. It was not stored. Compare it with the source."
    ),
    "time": N_("“%(typed)s” is not a time. It was not stored. Type it on the 24-hour clock, as 08:05 or 0805."),
    "time_impossible": N_(
        "“%(typed)s” does not exist on the clock. It was not stored. Hours go from 00 to 23, minutes from 00 to 59."
    ),
    "time_incomplete": N_(
        "“%(typed)s” lacks the time or its minutes. It was not stored. Hours and minutes are needed here, as 08:05."
    ),
    "datetime": N_("“%(typed)s” is not a date with a time. It was not stored. Type it as 2025-03-04 08:05."),
    "duration": N_(
        "“%(typed)s” is not a duration. It was not stored. Type it as P1Y2M (1 year 2 months), P3D or PT30M."
    ),
    "code": N_("“%(typed)s” is not one of the answers of this item. It was not stored. Choose from the list."),
    "link": N_(
        "“%(typed)s” does not name an entry of %(forms)s. It was not stored. Tick the entries, or type them as AE/1."
    ),
    "file": N_("This is no reference to an uploaded file. Nothing was stored. Upload the file again."),
    "missing": N_("“%(code)s” is not a reason for a missing value here. Nothing was stored. Choose from the list."),
    "missing_and_value": N_(
        "There is a value and a reason why there is none (%(code)s). Nothing was stored. Keep one of the two."
    ),
    "derived_posted": N_(
        "This value is computed and cannot be entered. What was sent was not stored. Correct the values it is computed from."
    ),
    "soft_range": N_("Outside the expected range %(range)s. Correct it or confirm."),
    "limits": N_(
        "Far outside the laboratory's reference range: above ten times its upper limit or below a fifth of its lower one. Correct it or confirm."
    ),
    "slip": N_("This looks like %(unit)s. Record %(typed)s %(unit)s (%(standard)s %(standard_unit)s)?"),
    "slip_hint": N_("Unusual value: %(hint)s. Correct it or confirm."),
    "decimals": N_(
        "%(typed)s has more than the %(decimals)s decimals expected. Check the decimal point, then correct it or confirm."
    ),
    "future_ask": N_("%(date)s is in the future: at the site it is %(today)s. Correct it or confirm."),
    "personal": N_(
        "There seems to be a number in it that tells who the participant is: of identity, telephone or hospital. Take it out, or confirm that it is none."
    ),
    "link_astray": N_("It names an entry that is not there or was struck out. Correct the link or confirm."),
    "unfit": N_("The version in use now would not take this value. It is kept. Correct it or confirm."),
    "hidden_value": N_(
        "This item does not apply any more, but holds a value. Clear it with a reason, or confirm that it stays."
    ),
    "required": N_("A value is owed here. Enter it, or say why there is none."),
    # cells of a table of laboratory ranges
    "range_blank": N_("Nothing is given here, and a range needs it. Type it."),
    "range_laboratory": N_("“%(typed)s” is not a laboratory of this study. Use one of: %(known)s."),
    "range_analyte": N_("“%(typed)s” is not an analyte of this study. Use one of: %(known)s."),
    "range_sex": N_("“%(typed)s” is not a sex. Type M or F, or nothing where the range is the same for both."),
    "range_unit": N_("“%(typed)s” is not a unit of this analyte. Use one of: %(known)s."),
    "range_limits": N_("There is neither a lower nor an upper limit. Type one of them, or both."),
    "range_order": N_("The upper limit lies below the lower one. Compare both with the certificate."),
    "range_ages": N_("The age band ends before it begins. Compare both ages with the certificate."),
    "range_days": N_("The last day lies before the first. Compare both with the certificate."),
    "range_column": N_("“%(typed)s” is not a column of this table. Take it out, or correct its name."),
    "range_columns": N_("The first line names the columns and lacks: %(columns)s. Add them."),
    "range_column_twice": N_("The first line names a column twice. Take one out."),
    "range_cells": N_("This line has more cells than the first line names columns. Look for a comma or tab too many."),
    "range_empty": N_("There is no line beneath the names of the columns. Add the ranges."),
    "range_too_long": N_("The table is longer than %(most)s lines. Nothing was read. Divide it."),
}
