"""Statements a person accepts before working: stored by code, with the words that were shown.

A changed wording is a new code, and is asked for again.
"""

from __future__ import annotations

from collections.abc import Mapping

from edc.errors import N_

STATEMENTS: Mapping[str, str] = {
    "account/1": N_("This account is mine alone. I tell nobody my password and let nobody work under my name."),
    "signature/1": N_(
        "My electronic signature in this system binds me as my handwritten signature does, and I will not disown it."
    ),
}
"""One person, one account (REQ-21); an electronic signature equals a handwritten one (REQ-49)."""
