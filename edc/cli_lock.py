"""``edc lock``: the checklist, a request, approvals, from the command line."""

from __future__ import annotations

from collections import Counter

import click

from edc.access.rules import Permission
from edc.acts.decide_lock import decide_lock
from edc.acts.lock_checklist import lock_gaps
from edc.acts.lock_requests import LockGaps
from edc.acts.request_lock import request_lock
from edc.cli_frame import Cli, tell
from edc.errors import N_
from edc.review.checklist import Gap
from edc.review.locks import data_locks, requests
from edc.review.rules_requests import Verdict

SHOWN = 20
"""Gaps that are named one by one."""


@click.group()
def lock() -> None:
    """Lock the data: see what is missing, request, approve. Name yourself with --as."""


@lock.command()
@click.pass_obj
def status(cli: Cli) -> None:
    """The checklist as it stands, requests, and the locks there are."""
    with cli.database.reading() as connection:
        gaps = lock_gaps(connection)
        asked, locks = requests(connection), data_locks(connection)
    for each in locks:
        tell(N_("Lock %(number)s, %(at)s"), number=each.n, at=each.at)
    for request in asked:
        tell(
            N_("Request %(number)s to %(kind)s, %(state)s"),
            number=request.id,
            kind=request.kind,
            state=request.state.value,
        )
    _list(gaps)


def _list(gaps: list[Gap]) -> None:
    if not gaps:
        tell(N_("No gap remains before lock."))
        return
    for kind, count in Counter(gap.kind.value for gap in gaps).items():
        click.echo(f"{count:6}  {kind}")
    for gap in gaps[:SHOWN]:
        click.echo(f"        {gap.subject} {gap.event} {gap.path} {gap.detail}  [{gap.key}]")


@lock.command()
@click.option("--reason", required=True, help="Why the data are locked now.")
@click.option("--justify", nargs=2, multiple=True, metavar="KEY WHY", help="A gap that cannot be closed, and why.")
@click.pass_obj
def request(cli: Cli, reason: str, justify: tuple[tuple[str, str], ...]) -> None:
    """Request a lock; others approve it."""
    actor = cli.actor(Permission.LOCK_REQUEST)
    try:
        number = request_lock(cli.database, actor, reason, dict(justify), request_key=None)
    except LockGaps as refused:
        _list(refused.gaps)
        raise
    tell(N_("Request %(number)s waits for approval."), number=number)


@lock.command()
@click.argument("number", type=int)
@click.pass_obj
def approve(cli: Cli, number: int) -> None:
    """Approve request NUMBER; nobody approves their own."""
    decided = decide_lock(cli.database, cli.actor(Permission.LOCK_APPROVE), number, Verdict.APPROVED, request_key=None)
    if decided.lock is None:
        tell(N_("Approved. Another approval is needed."))
    else:
        tell(N_("The data are locked: lock %(number)s."), number=decided.lock)
