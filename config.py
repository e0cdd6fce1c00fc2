"""Settings, read from the environment when the application or the command line starts.

=========================  ==================================================================
``EDC_DATABASE_URL``       the study's database; default: SQLite under ``instance/``
``EDC_OWNER_URL``          PostgreSQL only: the role that owns the schema (``edc init``, migrations)
``EDC_STUDY``              folder of the study version to publish; default: the trial of this project
``EDC_SECRET_KEY``         signs cookies; without it, one is made and kept in ``instance/secret_key``
``EDC_IDLE_MINUTES``       a session ends after so many minutes without a request (15)
``EDC_SESSION_HOURS``      and after so many hours in any case (10)
``EDC_SECURE_COOKIES``     ``1`` behind HTTPS; ``0`` for a demonstration on this machine
=========================  ==================================================================
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, once."""

    database_url: str
    owner_url: str
    study: Path
    secret_key: str
    idle_minutes: int = 15
    session_hours: int = 10
    secure_cookies: bool = True


def from_environment() -> Config:
    """The settings of this process."""
    database_url = os.environ.get("EDC_DATABASE_URL") or f"sqlite:///{INSTANCE / 'study.db'}"
    return Config(
        database_url=database_url,
        owner_url=os.environ.get("EDC_OWNER_URL") or database_url,
        study=Path(os.environ.get("EDC_STUDY") or ROOT / "forms" / "studies" / "ucmsc-dn" / "1"),
        secret_key=os.environ.get("EDC_SECRET_KEY") or _kept_secret(),
        idle_minutes=int(os.environ.get("EDC_IDLE_MINUTES") or 15),
        session_hours=int(os.environ.get("EDC_SESSION_HOURS") or 10),
        secure_cookies=(os.environ.get("EDC_SECURE_COOKIES") or "1") != "0",
    )


def _kept_secret() -> str:
    """A key of this installation's own, readable by its owner alone."""
    path = INSTANCE / "secret_key"
    INSTANCE.mkdir(exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text()
