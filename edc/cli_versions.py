"""``edc study propose`` and what follows it: dry run, approval, start at a site."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from edc.access.rules import Permission
from edc.acts.access_log import study_timezone
from edc.acts.decide_version import VersionDecided, decide_version
from edc.acts.propose_version import propose_version
from edc.acts.recheck import recheck
from edc.acts.start_version import start_version
from edc.acts.version_dry_run import SubjectDryRun, day_of, dry_run
from edc.cli_frame import Cli, tell
from edc.cli_study import FOLDER, study
from edc.errors import N_, Refusal
from edc.review.proposals import ProposalRow, proposals, proposed_study, revisions, site_starts
from edc.review.rules_requests import Verdict
from edc.study.loading import load

__all__ = ["study"]


@study.command()
@click.argument("folder", type=FOLDER)
@click.option("--reason", required=True, help="Why the study changes.")
@click.option("--ethics", default="", help="The ethics committee's approval, as its letter names it.")
@click.pass_obj
def propose(cli: Cli, folder: Path, reason: str, ethics: str) -> None:
    """Put the version in FOLDER up for approval; two others approve it."""
    found = load(folder)
    number = propose_version(cli.database, cli.actor(Permission.STUDY_DRAFT), found, reason, ethics)
    tell(N_("Proposal %(number)s: version %(version)s waits for approval."), number=number, version=found.version)


@study.command("dry-run")
@click.argument("number", type=int)
@click.pass_obj
def show_dry_run(cli: Cli, number: int) -> None:
    """What proposal NUMBER would change for which participant. Nothing is written."""
    with cli.database.reading() as connection:
        asked = _proposal(proposals(connection, number))
        proposed = proposed_study(connection, number)
        found = dry_run(connection, proposed, day_of(asked.at, study_timezone(connection)))
    for one in found:
        click.echo("\t".join(_line(one)))
    tell(
        N_("Version %(version)s would touch %(touched)s of %(count)s participants."),
        version=proposed.version,
        touched=sum(one.touched for one in found),
        count=len(found),
    )


@study.command()
@click.argument("number", type=int)
@click.pass_obj
def approve(cli: Cli, number: int) -> None:
    """Approve proposal NUMBER; nobody approves their own."""
    decided = _decide(cli, number, Permission.STUDY_APPROVE, Verdict.APPROVED, "")
    if decided.revision is None:
        tell(N_("Approved. Another approval is needed."))
        return
    tell(N_("The version is published, as its revision %(revision)s."), revision=decided.revision)
    if decided.held:
        tell(N_("Frozen or locked data did not follow: %(codes)s."), codes=", ".join(decided.held))


@study.command()
@click.argument("number", type=int)
@click.option("--why", required=True, help="What speaks against it.")
@click.pass_obj
def decline(cli: Cli, number: int, why: str) -> None:
    """Decline proposal NUMBER."""
    _decide(cli, number, Permission.STUDY_APPROVE, Verdict.DECLINED, why)
    tell(N_("Proposal %(number)s is declined."), number=number)


@study.command()
@click.argument("number", type=int)
@click.pass_obj
def withdraw(cli: Cli, number: int) -> None:
    """Withdraw one's own proposal NUMBER."""
    _decide(cli, number, Permission.STUDY_DRAFT, Verdict.WITHDRAWN, "")
    tell(N_("Proposal %(number)s is withdrawn."), number=number)


@study.command()
@click.argument("site")
@click.argument("version")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--approval", required=True, help="The site's own approval, as its letter names it.")
@click.pass_obj
def start(cli: Cli, site: str, version: str, day: datetime, approval: str) -> None:
    """From DAY on, visits not yet begun at SITE use VERSION."""
    actor = cli.actor(Permission.STUDY_DRAFT)
    started = start_version(cli.database, actor, site, version, day.date(), approval)
    tell(
        N_("Site %(site)s uses version %(version)s from %(day)s: %(visits)s visits and %(pages)s pages were added."),
        site=site,
        version=version,
        day=day.date().isoformat(),
        visits=started.visits,
        pages=started.pages,
    )


@study.command("recheck")
@click.argument("version")
@click.pass_obj
def run_again(cli: Cli, version: str) -> None:
    """Run the rules of VERSION again on all its pages, where that was interrupted."""
    cli.actor(Permission.STUDY_DRAFT)
    with cli.database.reading() as connection:
        last = [one.revision for one in revisions(connection) if one.version == version]
    if not last:
        raise Refusal("no_such_version", version=version)
    held = recheck(cli.database, version, last[-1])
    tell(N_("Frozen or locked data did not follow: %(codes)s."), codes=", ".join(held) or "-")


@study.command("versions")
@click.pass_obj
def list_versions(cli: Cli) -> None:
    """What was published, what is proposed, and which site uses what from when."""
    with cli.database.reading() as connection:
        published, proposed, starts = revisions(connection), proposals(connection), site_starts(connection)
    for one in published:
        click.echo(f"{one.version}.{one.revision}\t{one.at}\t{one.person}\t{one.digest}")
    for asked in proposed:
        click.echo(f"#{asked.id}\t{asked.kind} {asked.version}\t{asked.state.value}\t{asked.person}\t{asked.reason}")
    for each in starts:
        click.echo(f"{each.site}\t{each.version}\t{each.first.isoformat()}\t{each.approval}")


def _line(one: SubjectDryRun) -> tuple[str, ...]:
    """Code; of a revision, questions asked anew and settled, and closed pages in its way; of an amendment, visits
    that keep their version and that use the new one, visits and pages added, and whether consent must be given again."""
    gained = one.additions
    if gained is None:
        held = (f"!{', '.join(one.held)}",) if one.held else ()
        return one.subject.code, f"+{','.join(one.asked) or '-'}", f"-{','.join(one.settled) or '-'}", *held
    visits = ",".join(event.name for event in gained.visits) or "-"
    pages = ",".join(f"{visit.event}.{form}" for visit, form in gained.pages) or "-"
    counts = f"{len(gained.keeps)}/{len(gained.uses)}"
    return one.subject.code, counts, visits, pages, "re-consent" if one.reconsent else "-"


def _decide(cli: Cli, number: int, permission: Permission, verdict: Verdict, text: str) -> VersionDecided:
    return decide_version(cli.database, cli.actor(permission), number, verdict, text, request_key=None)


def _proposal(found: list[ProposalRow]) -> ProposalRow:
    if not found:
        raise Refusal("not_found")
    return found[0]
