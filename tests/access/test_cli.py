"""The command line: setting up, people, and that every act has a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from config import Config
from edc.access import reading
from edc.cli import main
from edc.cli_frame import Cli
from edc.db import Database, rows
from tests.conftest import close
from tests.people import PASSWORD

Run = Callable[..., Result]
STUDY = Path(__file__).parents[2] / "forms/studies/ucmsc-dn/1"


def runner(config: Config, database: Database) -> Run:
    """A way to run ``edc`` with *config*, given what is typed."""

    def run(*arguments: str, typed: str = "") -> Result:
        cli = Cli(None, config)
        cli.database = database
        return CliRunner().invoke(main, arguments, input=typed, obj=cli)

    return run


@pytest.fixture
def edc(settings: Config, study_database: Database, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LANG", "en")
    return runner(settings, study_database)


def test_every_command_explains_itself(edc: Run) -> None:
    """``--help`` has a sentence for each command and option."""
    for name, command in main.commands.items():
        for path, one in [
            ((name,), command),
            *(((name, sub), c) for sub, c in getattr(command, "commands", {}).items()),
        ]:
            answer = edc(*path, "--help")
            assert answer.exit_code == 0
            assert one.help, path
            assert all(option.help for option in one.params if option.param_type_name == "option"), path


def test_lin_tao_adds_a_coordinator_with_his_password(edc: Run, study_database: Database) -> None:
    """After the first administrator, every act on people has one behind it (section 11)."""
    command = ("user", "add", "Xu.Fang", "--name", "徐芳 Xu Fang", "--role", "coordinator", "--site", "YA")
    assert "No training is recorded." in edc("--as", "lin.tao", *command, typed=f"{PASSWORD}\n").output
    trained = (*command, "--trained", "2025-01-06")
    assert "Say who you are" in edc(*trained).output
    assert "password is not right" in edc("--as", "lin.tao", *trained, typed="wrong\n").output
    assert "takes another role (administrator)" in edc("--as", "sun.yan", *trained, typed=f"{PASSWORD}\n").output
    answer = edc("--as", "lin.tao", *trained, typed=f"{PASSWORD}\n")
    assert answer.exit_code == 0, answer.output
    temporary = answer.output.split("shown only now: ")[1].split()[0]
    with study_database.reading() as connection:
        person = reading.person(connection, "xu.fang")
        events = [row.kind for row in reading.events(connection, "lin.tao")][:2]
    assert person is not None
    assert person.temporary
    assert events == ["command", "failed"]
    listing = edc("user", "list").output
    assert "xu.fang\t徐芳 Xu Fang\tactive" in listing
    # a temporary password opens nothing here either, except to be changed
    assert "Sign in on the web" in edc("--as", "xu.fang", "user", "reset", "li.wen", typed=f"{temporary}\n").output
    new = "seven quiet herons at noon"
    changed = edc("user", "password", "xu.fang", typed=f"{temporary}\n{new}\n{new}\n")
    assert changed.exit_code == 0, changed.output


def test_ending_resetting_and_closing(edc: Run, study_database: Database) -> None:
    """The other verbs of ``edc user``, and the list of a past day (REQ-02, REQ-08, REQ-16)."""
    lines = [line.split("\t") for line in edc("user", "list").output.splitlines()]
    number = next(line[3] for line in lines if line[0] == "zhao.rui")
    as_lin = ("--as", "lin.tao", "user")
    typed = f"{PASSWORD}\n"
    assert edc(*as_lin, "end", number, "--reason", "left", typed=typed).exit_code == 0
    assert edc(*as_lin, "deactivate", "li.wen", "--reason", "left", typed=typed).exit_code == 0
    assert edc(*as_lin, "activate", "li.wen", "--reason", "back", typed=typed).exit_code == 0
    assert "Temporary password of" in edc(*as_lin, "reset", "li.wen", typed=typed).output
    granted = edc(*as_lin, "grant", "qian.hao", "--role", "data_manager", "--trained", "2025-01-06", typed=typed)
    assert granted.exit_code == 0, granted.output
    refused = edc(*as_lin, "grant", "li.wen", "--role", "monitor", "--trained", "2025-01-06", typed=typed)
    assert "One person cannot be coordinator and monitor" in refused.output
    assert "zhao.rui" not in edc("user", "as-of", "2025-01-01").output
    today = edc("user", "as-of", _today(study_database)).output
    assert "zhao.rui" in today


def _today(database: Database) -> str:
    with database.reading() as connection:
        return str(rows(connection, "SELECT max(first) FROM role_grant")[0][0])


def test_chinese_on_a_chinese_terminal(edc: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal's language is spoken."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "没有用户名为" in edc("--as", "lin.tao", "user", "reset", "no.body", typed=f"{PASSWORD}\n").output


@pytest.mark.parametrize("backend", ["sqlite"])
def test_init_sets_up_the_trial_of_this_project_and_may_be_run_again(
    settings: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Schema, guards, study and sites without a terminal; then the first administrator; doctor agrees."""
    monkeypatch.setenv("LANG", "en")
    url = f"sqlite:///{tmp_path}/new/study.db"
    database = Database(url)
    edc = runner(
        replace(settings, database_url=url, owner_url=url, study=STUDY, secret_key="k" * 40, secure_cookies=True),
        database,
    )
    assert edc("doctor").exit_code == 1
    first = edc("init")
    assert first.exit_code == 0, first.output
    assert "Site YA was added." in first.output
    second = edc("init")
    assert second.exit_code == 0, second.output
    assert "was added" not in second.output
    assert "Nobody does." in edc("doctor").output
    added = edc("user", "add", "lin.tao", "--name", "林涛", "--role", "administrator", "--trained", "2025-01-06")
    assert added.exit_code == 0, added.output
    assert edc("doctor").exit_code == 0
    assert "Say who you are" in edc("user", "add", "x.y", "--name", "X").output
    close(database)


@pytest.mark.parametrize("backend", ["postgres"])
def test_init_on_postgresql_works_as_the_owner_and_gives_the_application_its_rights(
    settings: Config, database: Database, owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two roles: the owner migrates, the application's role owns nothing afterwards."""
    monkeypatch.setenv("LANG", "en")
    url = database.url.render_as_string(hide_password=False)
    wanted = replace(
        settings, database_url=url, owner_url=owner_url, study=STUDY, secret_key="k" * 40, secure_cookies=True
    )
    answer = runner(wanted, database)("init")
    assert answer.exit_code == 0, answer.output
    assert "Nobody does." in runner(wanted, database)("doctor").output
    same = runner(replace(wanted, owner_url=url), database)("init")
    assert "two different roles" in same.output
