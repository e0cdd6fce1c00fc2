"""``edc study print`` and ``edc print``: documents of the definition, and a participant's casebook, as PDF."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from edc import clock
from edc.access import reading
from edc.access.rules import Permission
from edc.access.rules_grants import is_masked
from edc.acts.print_record import print_record
from edc.casebook.reading import SubjectRef, current_study
from edc.cli_frame import Cli, tell
from edc.cli_study import FOLDER, study
from edc.db import rows
from edc.errors import N_, Refusal
from edc.exchange.paper.documents import KINDS, differences_document, study_document
from edc.exchange.paper.filled import Options
from edc.exchange.paper.rendering import pdf
from edc.exchange.paper.speech import LANGUAGES
from edc.study.definition import Study
from edc.study.loading import load
from edc.web.words import speech

FILE = click.Path(dir_okay=False, path_type=Path)


@study.command("print")
@click.argument("kind", type=click.Choice([*KINDS, "differences"]))
@click.option("--from", "folder", type=FOLDER, help="Folder of the study; without it, what the database runs from.")
@click.option(
    "--against", type=FOLDER, help="For differences: the folder of the version before; without it, what runs."
)
@click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    default="en",
    show_default=True,
    help="Language of what is printed.",
)
@click.option("--form", "form_name", help="Only this form.")
@click.option("--visit", "visit_name", help="Only the forms of this visit.")
@click.option("--into", "file", type=FILE, required=True, help="The PDF to write.")
@click.pass_obj
def print_study(
    cli: Cli,
    kind: str,
    folder: Path | None,
    against: Path | None,
    language: str,
    form_name: str | None,
    visit_name: str | None,
    file: Path,
) -> None:
    """Print the definition: blank or annotated forms, checks, what the program decides, what differs from a version."""
    found = _defined(cli, folder)
    form, event = found.form_by_name.get(form_name or ""), found.event_by_name.get(visit_name or "")
    if (form_name and form is None) or (visit_name and event is None):
        raise Refusal("not_found")
    at = clock.now()
    spoken = speech(*LANGUAGES[language])
    by = cli.name or "edc"
    if kind == "differences":
        document = differences_document(_defined(cli, against), found, spoken, by=by, at=at)
    else:
        document = study_document(found, spoken, kind, by=by, at=at, form=form, event=event)
    file.write_bytes(pdf(document, at))
    tell(N_("Printed into %(file)s."), file=file)


def _defined(cli: Cli, folder: Path | None) -> Study:
    """The study of *folder*, or what the database runs from."""
    if folder is not None:
        return load(folder)
    with cli.database.reading() as connection:
        return current_study(connection)


@click.command("print")
@click.argument("subject")
@click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    default="en",
    show_default=True,
    help="Language of what is printed.",
)
@click.option("--queries/--no-queries", default=True, help="With queries and their state.", show_default=True)
@click.option("--deidentified", is_flag=True, help="Without identifying values and people's own words.")
@click.option("--into", "file", type=FILE, required=True, help="The PDF to write.")
@click.pass_obj
def print_casebook(cli: Cli, subject: str, language: str, queries: bool, deidentified: bool, file: Path) -> None:
    """Print the casebook of SUBJECT; that it was printed is noted in the trail."""
    with cli.database.reading() as connection:
        found = rows(connection, "SELECT id, code, site FROM subject WHERE code = ?", (subject,))
    if not found:
        raise Refusal("not_found")
    who = SubjectRef(*found[0])
    actor = cli.actor(Permission.DATA_VIEW, who.site)
    with cli.database.reading() as connection:
        zone = rows(connection, "SELECT timezone FROM site WHERE code = ?", (who.site,))[0][0]
        grants = reading.live_grants(connection, actor.person, zone)
    masked = partial(is_masked, grants=grants, site=who.site, today=clock.today(zone))
    options = Options(queries=queries, deidentified=deidentified)
    content = print_record(
        cli.database, actor, who, speech(*LANGUAGES[language]), pages=None, masked=masked, options=options
    )
    file.write_bytes(content)
    tell(N_("Printed into %(file)s."), file=file)
