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
    # the folder of a study version, packed
    "zip_owed": Entry(422, N_("No file was chosen. Nothing was proposed. Choose the ZIP of the version folder.")),
    "zip_large": Entry(
        413,
        N_("The ZIP is larger than 2 MB. Nothing was proposed. Pack the TOML and CSV files of one version alone."),
    ),
    "zip_bomb": Entry(
        413,
        N_(
            "Unpacked, the files are larger than 10 MB. Nothing was proposed. Pack the TOML and CSV files of one"
            " version alone."
        ),
    ),
    "zip_many": Entry(
        422, N_("The ZIP holds more than 200 files. Nothing was proposed. Pack the folder of one version alone.")
    ),
    "zip_unreadable": Entry(
        422,
        N_("The file is not a ZIP that can be read. Nothing was proposed. Pack the folder again as an ordinary ZIP."),
    ),
    "zip_encrypted": Entry(
        422, N_("The ZIP is protected by a password. Nothing was proposed. Pack the folder again without one.")
    ),
    "zip_name": Entry(
        422,
        N_(
            "A name in the ZIP is in an encoding that cannot be read. Nothing was proposed. Name the folder and its"
            " files with Latin letters and digits, and pack it again."
        ),
    ),
    "zip_path": Entry(
        422,
        N_(
            "%(name)s leads out of the version folder, or into a folder inside it. Nothing was proposed. Pack one folder"
            " with its files directly in it."
        ),
    ),
    "zip_folders": Entry(
        422,
        N_(
            "The files of the ZIP stand in several folders, such as %(name)s. Nothing was proposed. Pack the folder of"
            " one version alone."
        ),
    ),
    "zip_link": Entry(
        422, N_("%(name)s is a link and not a file. Nothing was proposed. Put the file itself into the folder.")
    ),
    "zip_kind": Entry(
        422,
        N_(
            "%(name)s is not a file of a study version: their names end in .toml or .csv, in small letters. Nothing was"
            " proposed. Take it out of the folder, or rename it."
        ),
    ),
    "zip_twice": Entry(
        422, N_("The ZIP holds the name %(name)s twice. Nothing was proposed. Keep the right file and pack it again.")
    ),
    "zip_no_study": Entry(
        422,
        N_(
            "The ZIP holds no study.toml. Nothing was proposed. Pack the folder of the version; what it takes from a"
            " published one, its study.toml says with base."
        ),
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
