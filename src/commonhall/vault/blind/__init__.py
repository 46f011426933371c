"""Blind search: rows are found by what is in them, though nothing that is stored joins a row to a word.

What a row is found by are its *tokens* (a name, a name less one letter, the sound of a street …). They are never
stored: a token is hashed under a secret of the *epoch*, the hash names a bucket, and all rows of a bucket lie sealed in
one *block*. Rows that changed since the epoch was cut are in the *delta*, a list of ids alone; each process reads
those rows itself and keeps their hashes in memory. A rebuild cuts a new epoch, under a new secret.

What a thief learns of it, and why others' ways tell more: `docs/decisions/0016-*`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

type Tokens = tuple[str, ...]
"""Tokens that belong together, such as all of one surname: what many rows share is hashed once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """What can be found, and how its rows are read. Rows are known by numbers below 2**32.

    `name` is the prefix of its tables: NAME_epoch, NAME_epochkey, NAME_delta, NAME_block0 and NAME_block1.
    `after` gives the next so many numbers above one, in order; `tokens` what rows are found by (a row that is gone,
    or does not open, is left out); `table` is where the rows are.
    """

    name: str
    table: str
    after: Callable[[int, int], Sequence[int]]
    tokens: Callable[[Sequence[int]], Mapping[int, Sequence[Tokens]]]


def about_how_many(table: str) -> int:
    """How many rows a table has, as PostgreSQL's statistics have it: counting a million takes a second."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [table])
        (estimate,) = cursor.fetchone()
        if estimate <= 0:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  a table of our own
            (estimate,) = cursor.fetchone()
    return int(estimate)
