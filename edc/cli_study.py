"""``edc study``: check, publish the first version, and ODM in and out."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import click

from edc import __version__, clock
from edc.access.rules import Permission
from edc.acts.publish_study import publish_study
from edc.casebook.reading import current_study
from edc.cli_frame import Cli, tell, words
from edc.errors import N_
from edc.exchange.import_report import sentence
from edc.exchange.odm_words import ODM_TEXTS
from edc.exchange.study_in import study_of
from edc.exchange.xmlsafe import XmlRefused
from edc.study.checking import check_study
from edc.study.definition import Study
from edc.study.loading import load
from edc.study.odm import Line, OdmRefused, Report, write_odm
from edc.study.odm.names import NS
from edc.study.schema import schema
from edc.study.toml_writer import write_study

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def study() -> None:
    """The definition of the study: a folder of TOML files, or an ODM file."""


@study.command()
@click.argument("folder", type=FOLDER)
def check(folder: Path) -> None:
    """Read the study in FOLDER and say everything that is wrong with it, with file, line and key."""
    found = load(folder)
    items = sum(1 for form in found.forms for _ in form.items())
    checks = sum(len(form.checks) for form in found.forms)
    tell(
        N_("%(study)s, version %(version)s, is in order: %(forms)s forms, %(items)s items, %(checks)s checks."),
        study=found.oid,
        version=found.version,
        forms=len(found.forms),
        items=items,
        checks=checks,
    )
    tell(N_("SHA-256 of the definition: %(digest)s"), digest=found.digest)


@study.command()
@click.argument("folder", type=FOLDER)
@click.pass_obj
def publish(cli: Cli, folder: Path) -> None:
    """Publish the study in FOLDER as the first version: from now on the database runs from it."""
    found = load(folder)
    revision = publish_study(cli.database, cli.actor(Permission.STUDY_DRAFT), found)
    tell(
        N_("%(study)s, version %(version)s, revision %(revision)s, is published."),
        study=found.oid,
        version=found.version,
        revision=revision,
    )


@study.command("export-odm")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--from", "folder", type=FOLDER, help="Folder of the study; without it, what the database runs from.")
@click.pass_obj
def export_odm(cli: Cli, file: Path, folder: Path | None) -> None:
    """Write the study to FILE as CDISC ODM 1.3.2."""
    if folder is not None:
        found = load(folder)
    else:
        with cli.database.reading() as connection:
            found = current_study(connection)
    file.write_bytes(_odm(found))
    tell(
        N_("%(study)s, version %(version)s, is written to %(file)s."), study=found.oid, version=found.version, file=file
    )


def _odm(found: Study) -> bytes:
    created = clock.stamp(clock.now())
    root = write_odm(found, created=created, file_oid=f"{found.oid}.{found.version}", source_version=__version__)
    ET.register_namespace("", NS)
    ET.indent(root, " ")
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


@study.command("import-odm")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--into",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write the study to; it must not hold one already.",
)
@click.option("--all", "everything", is_flag=True, help="List what was taken as it stands, too.")
def import_odm(file: Path, folder: Path, everything: bool) -> None:
    """Read the study of an ODM 1.3 FILE and write it as TOML, to be checked and published."""
    try:
        found, report = study_of(file.read_bytes())
    except XmlRefused as error:
        raise click.ClickException(words(sentence(error.code)) % error.params) from error
    except OdmRefused as error:
        for line in error.problems:
            click.echo(_told(line), err=True)
        raise click.ClickException(words("The file does not make a study. Nothing was written.")) from error
    _show(report, everything)
    for flaw in check_study(found):
        click.echo(str(flaw))
    try:
        write_study(found, folder)
    except FileExistsError as error:
        raise click.ClickException(words("The folder holds a study already. Nothing was written.")) from error
    tell(
        N_("%(study)s, version %(version)s, is written to %(folder)s."),
        study=found.oid,
        version=found.version,
        folder=folder,
    )


def _show(report: Report, everything: bool) -> None:
    for line in report.lines:
        if everything or line.kind != "accepted":
            click.echo(_told(line))


def _told(line: Line) -> str:
    text = words(ODM_TEXTS.get(line.problem.code, line.problem.code))
    return f"{line.line if line.line is not None else '-'}\t{line.kind}\t{text % line.problem.params}"


@study.command("schema")
@click.option(
    "--into", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write them to."
)
def write_schema(folder: Path) -> None:
    """Write JSON Schemas of the study's files, by which an editor checks and completes them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in schema().items():
        (folder / f"{name}.schema.json").write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    tell(N_("The schemas are written to %(folder)s."), folder=folder)
