"""What an export is made of: a lock, or the data as they stood at some moment.

Both are a set of heads, one for each chain: whatever an act up to the head of
its chain appended belongs to the source, and nothing later does. So a file can be
produced again, byte by byte, however much was added since.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from edc.casebook.reading import definition, last_revisions
from edc.db import rows
from edc.exchange.whole import whole_study
from edc.exchange.words import ExchangeRefusal
from edc.study.definition import Study
from edc.study.versions import Versions, versions_of
from edc.trail.checking import heads as heads_of
from edc.trail.digests import canonical
from edc.trail.tables import STUDY_CHAIN, subject_chain

Heads = Mapping[str, tuple[int, str]]
"""Chain to the number and the digest of its last act."""


@dataclass(frozen=True)
class Source:
    """Heads, and the study they were collected under.

    ``study``: the last version with what earlier ones had besides; ``versions``: each as it
    was published last. ``lock``: its number, ``None`` for the data as they stood.
    ``at``: when it was made, UTC. ``site``: the only one taken, ``None`` for all.
    """

    study: Study
    versions: Versions
    lock: int | None
    at: str
    heads: Heads
    site: str | None = None

    @property
    def current(self) -> Study:
        """The newest version as it was published."""
        return self.versions.newest

    @property
    def draft(self) -> bool:
        return self.lock is None

    @cached_property
    def numbers(self) -> str:
        """Chain to the number of its head, as JSON: the parameter of :func:`heads_table`."""
        return canonical({chain: n for chain, (n, _) in self.heads.items()})

    def number_of(self, subject: int) -> str:
        """:attr:`numbers` of one subject's chain alone: the others are not looked at for each subject again."""
        chain = subject_chain(subject)
        return canonical({chain: self.heads[chain][0]} if chain in self.heads else {})


def locked(connection: Connection, number: int, site: str | None = None) -> Source:
    """The data of a lock. Raises :class:`Refusal` (``no_such_lock``)."""
    found = rows(connection, "SELECT heads, at FROM data_lock WHERE n = ?", (number,))
    if not found:
        raise ExchangeRefusal("no_such_lock", lock=number)
    heads = {chain: (n, digest) for chain, (n, digest) in json.loads(found[0][0]).items()}
    return _source(connection, heads, number, found[0][1], site)


def as_they_stand(connection: Connection, site: str | None = None) -> Source:
    """The data as they stand now. Raises :class:`Refusal` (``no_study``)."""
    return as_they_stood(connection, heads_of(connection), site)


def as_they_stood(connection: Connection, heads: Heads, site: str | None = None) -> Source:
    """The data as they stood when the chains had *heads*."""
    sql = f"WITH {heads_table(connection)} SELECT max(j.at) FROM heads h JOIN journal j ON j.chain = h.chain AND j.n = h.n"
    numbers = canonical({chain: n for chain, (n, _) in heads.items()})
    return _source(connection, heads, None, rows(connection, sql, (numbers,))[0][0], site)


def _source(connection: Connection, heads: Heads, lock: int | None, at: str, site: str | None) -> Source:
    studies = _published(connection, heads)
    return Source(whole_study(studies), versions_of(studies), lock, at, heads, site)


def _published(connection: Connection, heads: Heads) -> list[Study]:
    """The last revision of each version, in the order of publication."""
    sql = "SELECT version, digest, act FROM study_version WHERE act <= ?"
    found = rows(connection, sql, (heads.get(STUDY_CHAIN, (0, ""))[0],))
    return [definition(connection, digest) for digest in last_revisions(found)]


def heads_table(connection: Connection) -> str:
    """A common table ``heads(chain, n)`` of the JSON that is the statement's next parameter."""
    if connection.dialect.name == "sqlite":
        return "heads(chain, n) AS MATERIALIZED (SELECT key, value FROM json_each(?))"
    return "heads(chain, n) AS MATERIALIZED (SELECT key, value::integer FROM json_each_text(CAST(? AS json)))"


def site_condition(source: Source, more: Iterable[str] = ()) -> tuple[str, list[object]]:
    """``WHERE`` over subject ``s`` that keeps to the source's site."""
    conditions = [*more, *(["s.site = ?"] if source.site is not None else [])]
    text = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return text, [source.site] if source.site is not None else []
