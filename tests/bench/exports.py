"""How long the files of an export take, and the first of their bytes."""

from __future__ import annotations

import time

from edc.db import Database
from edc.exchange.csv_data import Tally
from edc.exchange.files import files
from edc.exchange.source import as_they_stand


def measure_exports(database: Database) -> None:
    """CSV and ODM of everything there is, streamed and thrown away."""
    with database.snapshot() as connection:
        source = as_they_stand(connection)
        for kind in ("csv", "odm", "odm-history"):
            begun, first, size = time.perf_counter(), 0.0, 0
            for file in files(connection, source, [kind], "full"):
                for part in file.make(Tally()):
                    first = first or time.perf_counter() - begun
                    size += len(part)
            took = time.perf_counter() - begun
            print(f"export {kind:<14}          {took:6.1f} s, first byte {first * 1000:.0f} ms, {size / 1e6:.1f} MB")
