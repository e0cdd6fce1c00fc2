"""Refusals of this room."""

from __future__ import annotations

from edc.errors import CATALOGUE, N_, Entry, Refusal

WORDS: dict[str, Entry] = {
    "no_such_lock": Entry(404, N_("There is no lock number %(lock)s. Nothing was exported. Check the list of locks.")),
    "no_such_export": Entry(404, N_("There is no such export or file. Open the list of exports again.")),
    "export_format": Entry(
        422, N_("There is no export format %(format)s. Nothing was exported. Choose one of: %(formats)s.")
    ),
    "export_disagrees": Entry(
        409,
        N_(
            "Derived values that are stored are not what their formulas give: %(places)s. Nothing was exported."
            " Ask the data manager to run the verification of the trail."
        ),
    ),
    "export_differs": Entry(
        409,
        N_(
            "The file %(file)s no longer comes out as it was exported. It was not handed out. Ask the data manager"
            " to run the verification of the trail."
        ),
    ),
    "export_redacted": Entry(
        409,
        N_(
            "A personal value was removed later, so the file %(file)s is not what was exported. It was"
            " not handed out. Make a new export of the same lock."
        ),
    ),
    "profile_full": Entry(
        403, N_("Your role takes de-identified data only. Nothing was handed out. Ask for a de-identified export.")
    ),
    "import_production": Entry(
        403, N_("This database is in production: its data come from people, not from files. Nothing was imported.")
    ),
    "import_refused": Entry(
        422, N_("The file was not imported, and nothing was changed. The report says why, line by line.")
    ),
    "paper_not_installed": Entry(
        409,
        N_(
            "What makes paper is not installed on this server. Nothing was printed. Ask whoever runs it to"
            " install the extra pdf."
        ),
    ),
    "paper_too_long": Entry(
        503, N_("The document took too long to make. Nothing was printed. Print one visit or one form at a time.")
    ),
}


class ExchangeRefusal(Refusal):
    """A refusal whose words stand in :data:`WORDS`."""

    @property
    def entry(self) -> Entry:
        return WORDS.get(self.code) or CATALOGUE[self.code]
