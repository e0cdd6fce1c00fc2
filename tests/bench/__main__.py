"""``make bench``: how long things take, over HTTP, on both databases. Prints a report.

Speed is measured here and nowhere asserted: the machine decides it. Clients and
server share the machine's cores.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from edc.acts.verify_trail import verify_trail
from edc.db import Database, rows
from tests.bench.exports import measure_exports
from tests.bench.load import getting, measure, saving, sign_in
from tests.bench.place import add_subjects, furnish, memory_mb, places, processor_seconds, serving
from tests.bench.trial import measure_demonstration, measure_trial

SIZES = (15, 500, 5000)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the EDC on SQLite and PostgreSQL.")
    parser.add_argument("--saves", type=int, default=600, help="saves per number of clients (600)")
    parser.add_argument("--participants", type=int, default=50, help="of the trial, their pages filled (50)")
    parser.add_argument("--subjects", type=int, default=SIZES[-1], help="the largest matrix (5000)")
    chosen = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, server 2 processes x 4 threads, client beside it\n")
    with places() as found:
        for place in found:
            print(f"## {place.name}\n")
            _trial(place.trial, chosen.participants)
            _demonstration(place.demo)
            _measure(place.bench, chosen.saves, [size for size in SIZES if size <= chosen.subjects])


def _trial(url: str, participants: int) -> None:
    database = Database(url)
    measure_trial(database, url, participants)
    with serving(url) as (host, port, _pid):
        session = sign_in(host, port)
        # the longest is a worker's first: nothing of it is known there yet but the compiled study
        print(f"matrix of the trial, over HTTP {measure(session, getting(session, '/participants'), [0] * 20, 1, 200)}")
    _record(database)
    print()
    database.dispose()


def _demonstration(url: str) -> None:
    database = Database(url)
    measure_demonstration(database)
    print()
    database.dispose()


def _measure(url: str, saves: int, sizes: list[int]) -> None:
    database = Database(url)
    furnish(database, forms=1)
    add_subjects(database, 160, 0)
    with database.reading() as connection:
        pages = [row[0] for row in rows(connection, "SELECT page FROM page_state ORDER BY page")]
    with serving(url) as (host, port, pid):
        session = sign_in(host, port)
        free = iter(pages)
        for clients in (1, 8, 32):
            batch = [next(free) for _ in range(min(saves, 600))]
            spent = processor_seconds(pid)
            figures = measure(session, saving(session), batch, clients, 303)
            each = (processor_seconds(pid) - spent) / len(batch) * 1000
            print(f"save, 25 items, {clients:2} clients    {figures}; processor of the server {each:.1f} ms each")
        opened = getting(session, "/pages/{page}")
        print(f"open a page, 1 client          {measure(session, opened, pages[:300], 1, 200)}")
        print(f"open a page, 8 clients         {measure(session, opened, pages[:600], 8, 200)}")
        already = 160
        matrix = getting(session, "/participants")
        for size in sizes:
            add_subjects(database, size, already)
            already = max(already, size)
            print(f"matrix, {already:4} participants      {measure(session, matrix, pages[:20], 1, 200)}")
        print(f"memory of the server           {memory_mb(pid):6.0f} MB")
    _record(database)
    if database.sqlite:
        print(f"size of the file               {Path(url.removeprefix('sqlite:///')).stat().st_size / 1e6:6.0f} MB")
    print()
    database.dispose()


def _record(database: Database) -> None:
    """What goes through the whole of it: exports and the verification of the trail."""
    measure_exports(database)
    begun = time.perf_counter()
    flaws = list(verify_trail(database))
    took = time.perf_counter() - begun
    with database.reading() as connection:
        acts = rows(connection, "SELECT count(*) FROM journal")[0][0]
        changes = rows(connection, "SELECT count(*) FROM item_change")[0][0]
    print(f"audit verify                   {took:6.1f} s for {acts} acts, {changes} item changes, {len(flaws)} flaws")


if __name__ == "__main__":
    main()
