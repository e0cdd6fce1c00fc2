"""The command line: ``edc COMMAND``. Each room adds its commands to ``COMMANDS``."""

from __future__ import annotations

import sys

import click
from sqlalchemy.exc import OperationalError

from edc import __version__, cli_exchange, cli_lock, cli_paper, cli_record, cli_server, cli_site, cli_user, cli_versions
from edc.cli_frame import Cli, words
from edc.errors import N_, Refusal
from edc.study.loading import StudyError
from edc.trail.migrate import MigrationError
from edc.web.person import spoken
from edc.web.readiness import NotReady

COMMANDS: tuple[click.Command, ...] = (
    cli_server.init,
    cli_server.serve,
    cli_server.doctor,
    cli_record.demo,
    cli_record.up,
    cli_record.audit,
    cli_record.production,
    cli_record.redact_value,
    cli_lock.lock,
    cli_versions.study,
    cli_exchange.import_odm,
    cli_exchange.export_files,
    cli_paper.print_casebook,
    cli_site.site,
    cli_user.user,
)
"""Every command of the house. A new module adds its line here."""


class _Group(click.Group):
    """Says refusals as sentences instead of tracebacks, and ends with status 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise click.ClickException(spoken(refusal, words)) from refusal
        except NotReady as error:
            lines = [f"{words(check.name)}: {words(check.todo)}" for check in error.checks]
            raise click.ClickException("\n".join(lines)) from error
        except OperationalError as error:
            raise click.ClickException(words(N_("The database cannot be opened. Run: edc init"))) from error
        except (StudyError, MigrationError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group)
@click.option("--as", "name", metavar="NAME", help="Act as this person; their password is asked for.")
@click.version_option(__version__, prog_name="edc")
@click.pass_context
def main(ctx: click.Context, name: str | None) -> None:
    """Electronic data capture for one clinical trial.

    Settings come from the environment (EDC_DATABASE_URL, EDC_OWNER_URL, EDC_STUDY,
    EDC_SECRET_KEY, EDC_IDLE_MINUTES, EDC_SESSION_HOURS, EDC_SECURE_COOKIES). Begin with
    `edc init`, then `edc user add`, then `edc serve`.
    """
    if ctx.obj is None:
        ctx.obj = Cli(name)
    else:
        ctx.obj.name = name or ctx.obj.name


for command in COMMANDS:
    main.add_command(command)

if __name__ == "__main__":
    sys.exit(main())
