"""Several files as one ZIP, in constant memory and with the same bytes each time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO


class _Sink:
    """Takes what is written and hands it on; it cannot be read or rewound."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def zipped(files: Iterable[tuple[str, Iterable[bytes]]], at: str) -> Iterator[bytes]:
    """A ZIP of named contents; every file carries the time *at* (UTC), as its own clock tells it."""
    moment = datetime.fromisoformat(at)
    stamp = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    sink = _Sink()
    output: IO[bytes] = sink  # type: ignore[assignment]  # zipfile asks no more of what it streams into
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, chunks in files:
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # as on Unix, wherever it was made
            with archive.open(entry, "w", force_zip64=True) as target:
                for chunk in chunks:
                    target.write(chunk)
                    if ready := sink.take():
                        yield ready
            yield sink.take()
    yield sink.take()
