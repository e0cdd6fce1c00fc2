"""``edc export``, ``edc import-odm``: what leaves and what comes in."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from edc.access.rules import Permission
from edc.acts.download import download, zip_name
from edc.acts.export import export
from edc.acts.import_data import ImportRefused, import_data
from edc.cli_frame import Cli, tell, words
from edc.db import rows
from edc.errors import N_
from edc.exchange.files import FORMATS
from edc.exchange.import_report import ImportLine, ImportReport, Outcome, of_outcome, sentence
from edc.exchange.manifest import NAME
from edc.exchange.odm_in import Note
from edc.exchange.profiles import PROFILES, Profile

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("export")
@click.option("--lock", type=int, help="Number of the lock; without it, a draft of the data as they stand.")
@click.option(
    "--format", "formats", multiple=True, required=True, type=click.Choice(list(FORMATS)), help="May be repeated."
)
@click.option(
    "--profile",
    type=click.Choice(PROFILES),
    default="deidentified",
    show_default=True,
    help="What leaves of each item: without identifiers, or all of it.",
)
@click.option("--reason", default="", help="Why; owed for the full profile.")
@click.option("--site", help="Only this site's copy, for the people of the site.")
@click.option("--to", "folder", type=FOLDER, required=True, help="Folder that the files are written into.")
@click.option("--zip", "one", is_flag=True, help="One ZIP instead of single files.")
@click.pass_obj
def export_files(
    cli: Cli,
    lock: int | None,
    formats: tuple[str, ...],
    profile: Profile,
    reason: str,
    site: str | None,
    folder: Path,
    one: bool,
) -> None:
    """Make an export and write its files, each download noted in the journal."""
    actor = cli.actor(Permission.EXPORT_DATA if site is None else Permission.EXPORT_OWN_SITE, site)
    number = export(cli.database, actor, lock=lock, formats=formats, profile=profile, reason=reason, site=site)
    with cli.database.reading() as connection:
        content = json.loads(rows(connection, "SELECT manifest FROM export WHERE id = ?", (number,))[0][0])
    names = [zip_name(content)] if one else [NAME, *(entry["name"] for entry in content["files"])]
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        outgoing = download(cli.database, actor, number, name)
        with (folder / name).open("wb") as file:
            file.writelines(outgoing.chunks)
    tell(N_("Export number %(number)s: %(files)s files in %(folder)s."), number=number, files=len(names), folder=folder)


@click.command("import-odm")
@click.argument("file", type=FILE)
@click.option("--site", required=True, help="Code of the site that the participants belong to.")
@click.option(
    "--report", "report_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as JSON."
)
@click.option("--all", "everything", is_flag=True, help="List the values that were stored without remark, too.")
@click.pass_obj
def import_odm(cli: Cli, file: Path, site: str, report_file: Path | None, everything: bool) -> None:
    """Read the clinical data of an ODM 1.3 file; not into a database in production.

    Participants are added under their SubjectKey. Blanks are filled; where something else
    is stored, a query asks. A file that names what the study does not have is refused whole.
    """
    actor = cli.actor(Permission.IMPORT_DATA, site)
    try:
        report = import_data(cli.database, actor, file.read_bytes(), file.name, site)
    except ImportRefused as refused:
        for note in refused.notes:
            click.echo(_told(note.line, note.code, note.params), err=True)
        raise
    if report_file is not None:
        report_file.write_text(report.as_json(), encoding="utf-8")
    _show(report, everything)


def _show(report: ImportReport, everything: bool) -> None:
    _show_notes(report.notes)
    shown = of_outcome(report.lines, *(list(Outcome) if everything else _REMARKABLE))
    for line in shown:
        click.echo(f"{line.outcome.value}\t{_told(line.line, line.why, line.params, _place(line))}")
    if report.repeated:
        tell(N_("This file was read in before. Nothing was changed."))
    counts = ", ".join(f"{words(name)} {number}" for name, number in report.counts.items())
    tell(N_("%(values)s values: %(counts)s."), values=len(report.lines), counts=counts)
    tell(
        N_("Participants added: %(number)s. SHA-256 of the file: %(sha)s"),
        number=len(report.subjects_added),
        sha=report.sha256,
    )


_REMARKABLE = (Outcome.QUERIED, Outcome.DIFFERS, Outcome.REFUSED)


def _show_notes(notes: Iterable[Note]) -> None:
    """Each kind of remark about the file once, with how often it was made."""
    kinds = Counter(note.code for note in notes)
    first = {note.code: note for note in reversed(list(notes))}
    for code, number in kinds.items():
        more = f" ({number}x)" if number > 1 else ""
        click.echo(_told(first[code].line, code, first[code].params) + more)


def _place(line: ImportLine) -> str:
    return f"{line.subject} {line.event} {line.form} {line.path} = {line.value}"


def _told(line: int | None, code: str, params: Mapping[str, str], place: str = "") -> str:
    """A sentence with the line it speaks of; what stands in params may hold any sign."""
    said = words(sentence(code)) % dict(params) if code else ""
    return "\t".join(part for part in (str(line) if line is not None else "-", place, said) if part)
