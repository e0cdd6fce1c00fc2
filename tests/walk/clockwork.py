"""The time in a house: as it is, or that of a story in which sixty weeks pass in two minutes.

A house keeps what its clocks show in a file, so that its server and whoever acts beside it
agree. Time flows on from the moment it was set to.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from edc import clock

ZONE = ZoneInfo("Asia/Shanghai")


class Wall:
    """The clock of a house. Until it is set it shows what every clock shows."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def set(self, local: str) -> None:
        """Let it be ``2025-03-17 16:00`` at the site."""
        ahead = datetime.fromisoformat(local).replace(tzinfo=ZONE).timestamp() - time.time()
        written = self._file.with_suffix(".new")
        written.write_text(str(ahead), "utf-8")
        written.replace(self._file)  # at once: whoever reads finds the old or the new

    def now(self) -> datetime:
        """The moment it shows, to the millisecond."""
        ahead = float(self._file.read_text("utf-8")) if self._file.exists() else 0.0
        moment = datetime.fromtimestamp(time.time() + ahead, UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def serve(file: str) -> None:
    """``edc`` in a house whose clock is *file*."""
    from edc.cli import main

    clock.now = Wall(Path(file)).now
    main(sys.argv[1:])
