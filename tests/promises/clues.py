"""The clues of a stolen home: for each request and person, numbers that may tell when it was written.

A clue is one such number for many rows: where in a file they stand, in which transaction, at which place of the
write-ahead log, under which inode. Which of them tells anything the thief does not know beforehand.
"""

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import psycopg

from tests.promises import home, spoils
from tests.promises.chance import ranks
from tests.promises.spoils import Sighting

type Kind = Literal["request", "person", "me too"]
type Row = tuple[Kind, Any]  # a request or a “me too” by the request’s UUID, a person by a number
type Unit = Literal["transaction", "log", "order"]  # numbers of one unit can be compared between tables
LOG = "web.log"  # what the web process said, beside all else of a home
FINGERPRINT = 20  # bytes of what is sealed; the first five say only which key it was

REQUEST, EVENT, PHOTO, ME_TOO = (
    f"service_requests_{name}" for name in ("servicerequest", "event", "photo", "metoo")
)
SEALED: dict[str, tuple[Kind, str, tuple[str, ...]]] = {  # table: whose rows, by which key, sealed columns
    REQUEST: ("request", "id", ("stripped_sealed", "contact_sealed", "words_sealed", "place_sealed")),
    PHOTO: ("request", "request_id", ("sealed", "copy_sealed")),
    "service_requests_requestkey": ("request", "request_id", ("wrapped",)),
    "people_person": ("person", "id", ("sealed",)),
    "people_personkey": ("person", "id", ("wrapped",)),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Clue:
    """One number for many rows."""

    name: str
    unit: Unit
    places: Mapping[Row, float]


@dataclass(frozen=True, kw_only=True)
class Loot:
    """What a thief has in hand after reading everything."""

    clues: list[Clue]
    received_at: Mapping[UUID, datetime]  # of named requests: it is kept, and not sealed
    looks: list[tuple[float, datetime]]  # transaction and exact time of audit entries
    times_in_the_log: frozenset[str]  # of the web process, as they stand there


def read(stolen: Path, workshop: Path) -> Loot:
    """Read a stolen home: the files as they are, and a copy that is brought up to be asked as superuser."""
    server = home.server_of(home.copy(stolen, workshop))
    with home.running(server), server.connect(home.DATABASE) as superuser:
        fingerprints = dict(_fingerprints(superuser, stolen / "photos"))
        clues = [*_of_tables(superuser), *_of_services(superuser), *_of_files(superuser, stolen / "photos")]
        looks = _all(superuser, "SELECT xmin::text::float8, at FROM audit_entry ORDER BY at")
        named = _all(superuser, f"SELECT id, received_at FROM {REQUEST} WHERE NOT is_anonymous")
        relations = _relations(superuser)
        said = {request for (request,) in _all(superuser, f"SELECT request_id FROM {ME_TOO}")}
    seen = spoils.sightings(stolen, fingerprints, except_for=stolen / "keys.json")
    seen |= _of_me_too(seen, said, relations)
    clues += _of_sightings(seen, relations)
    clues += _of_transactions(seen, range(int(looks[0][0]) - 100, int(looks[-1][0]) + 100))
    told = [clue for clue in clues if len(set(clue.places.values())) > 1]
    return Loot(
        clues=told, received_at=dict(named), looks=looks, times_in_the_log=_times_in_the_log(stolen / LOG)
    )


def _times_in_the_log(log: Path) -> frozenset[str]:
    """Of pages that were read. The worker of the same process may warn in it too, of connections."""
    lines = map(json.loads, log.read_text().splitlines())
    return frozenset(line["time"] for line in lines if line["event"] == "request")


def _all(superuser: psycopg.Connection[Any], statement: str) -> list[Any]:
    return superuser.execute(statement).fetchall()


def _fingerprints(superuser: psycopg.Connection[Any], photos: Path) -> Iterator[tuple[bytes, Row]]:
    for request, reference in _all(superuser, f"SELECT id, reference FROM {REQUEST}"):
        for written in (request.bytes, str(request).encode(), reference.encode()):
            yield written, ("request", request)
    for table, (kind, key, columns) in SEALED.items():
        for column in columns:
            for row, sealed in _all(
                superuser, f"SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL"
            ):
                yield bytes(sealed[:FINGERPRINT]), (kind, row)
    for table in (EVENT, PHOTO):
        for request, own in _all(superuser, f"SELECT request_id, id FROM {table}"):
            yield own.bytes, ("request", request)
    for request, photo in _all(superuser, f"SELECT request_id, id FROM {PHOTO} WHERE sealed IS NULL"):
        yield (photos / photo.hex).read_bytes()[:FINGERPRINT], ("request", request)


def _of_tables(superuser: psycopg.Connection[Any]) -> Iterator[Clue]:
    """What PostgreSQL keeps of each live row: the transactions that wrote and locked it, its place, its lengths."""
    for table, (kind, key, columns) in {
        **SEALED,
        EVENT: ("request", "request_id", ("internal_sealed",)),
        "service_requests_readmark": ("request", "request_id", ()),
        ME_TOO: ("me too", "request_id", ()),
    }.items():
        of_rows: dict[str, tuple[str, Unit]] = {
            "xmin": ("xmin::text::float8", "transaction"),
            "xmax": ("xmax::text::float8", "transaction"),
            "ctid": ("(ctid::text::point)[0] * 1000 + (ctid::text::point)[1]", "order"),
            **{f"length of {column} in": (f"octet_length({column})::float8", "order") for column in columns},
        }
        for what, (expression, unit) in of_rows.items():
            rows = _all(superuser, f"SELECT {key}, {expression} FROM {table} ORDER BY 2 DESC")
            places: dict[Row, float] = {(kind, row): value for row, value in rows if value is not None}
            yield (
                _ordered(f"{what} {table}", places)
                if unit == "order"
                else Clue(name=f"{what} {table}", unit=unit, places=places)
            )
    chunks = _all(
        superuser, f"SELECT request_id, pg_column_toast_chunk_id(sealed)::bigint::float8 FROM {PHOTO}"
    )
    yield _ordered(
        "chunks of photos", {("request", row): chunk for row, chunk in chunks if chunk is not None}
    )


def _of_services(superuser: psycopg.Connection[Any]) -> Iterator[Clue]:
    """A row that requests refer to names the last transaction that wrote such a request."""
    for table, column in (("service_requests_service", "service_id"), ("staff_department", "department_id")):
        rows = _all(
            superuser,
            f"SELECT r.id, t.xmax::text::float8 FROM {REQUEST} r JOIN {table} t ON t.code = r.{column}",
        )
        places: dict[Row, float] = {("request", row): value for row, value in rows}
        yield Clue(name=f"xmax of {table}", unit="transaction", places=places)


def _of_files(superuser: psycopg.Connection[Any], photos: Path) -> Iterator[Clue]:
    if not photos.exists():
        return
    of_photos = f"SELECT id, request_id FROM {PHOTO}"
    of_copies = f"SELECT copy, request_id FROM {PHOTO} WHERE copy IS NOT NULL"
    rows: dict[str, Row] = {
        name.hex: ("request", request)
        for name, request in [*_all(superuser, of_photos), *_all(superuser, of_copies)]
    }
    listed = [(entry.name, entry.stat()) for entry in os.scandir(photos)]
    yield _ordered("order of photo files", {rows[name]: n for n, (name, _) in enumerate(listed)})
    for part in ("st_mtime_ns", "st_ctime_ns", "st_ino", "st_size"):
        yield _ordered(f"{part} of photo files", {rows[name]: getattr(stat, part) for name, stat in listed})


def _relations(superuser: psycopg.Connection[Any]) -> dict[str, str]:
    """What each file of the database holds, by its path in the home."""
    rows = _all(superuser, "SELECT pg_relation_filepath(oid), relname FROM pg_class WHERE relfilenode <> 0")
    return {f"/postgres/data/{path}": name for path, name in rows}


def _of_me_too(
    seen: Mapping[Row, list[Sighting]], said: set[UUID], relations: Mapping[str, str]
) -> dict[Row, list[Sighting]]:
    """Its row bears the id of the request: where that stands in its table, or in the log, tells of it."""
    tells = {path for path, name in relations.items() if name.startswith(ME_TOO)} | {spoils.WAL}
    return {
        ("me too", request): [each for each in seen[("request", request)] if each.file in tells]
        for request in said
    }


def _of_sightings(seen: Mapping[Row, list[Sighting]], relations: Mapping[str, str]) -> Iterator[Clue]:
    by_file: dict[str, dict[Row, list[Sighting]]] = defaultdict(lambda: defaultdict(list))
    for row, sightings in seen.items():
        for sighting in sightings:
            by_file[sighting.file][row].append(sighting)
    for file, rows in by_file.items():
        name = relations.get(file, file)
        for which, choose in (("first", min), ("last", max)):
            offsets = {row: [each.offset for each in places] for row, places in rows.items()}
            if file == spoils.WAL:
                yield Clue(name=f"{which} in {name}", unit="log", places=_chosen(offsets, choose))
            else:
                yield _ordered(f"{which} in {name}", _chosen(offsets, choose))
            pages = {row: [each.page_lsn for each in places if each.page_lsn] for row, places in rows.items()}
            yield Clue(name=f"{which} page LSN in {name}", unit="log", places=_chosen(pages, choose))


def _of_transactions(seen: Mapping[Row, list[Sighting]], of_the_day: range) -> Iterator[Clue]:
    """Which transactions wrote the copies of a row that can still be read, dead ones included."""
    wrote = {row: [each.xmin for each in places if each.xmin in of_the_day] for row, places in seen.items()}
    for which, choose in (("oldest", min), ("newest", max)):
        yield Clue(name=f"{which} transaction of any copy", unit="transaction", places=_chosen(wrote, choose))


def _chosen(values: Mapping[Row, list[int]], choose: Callable[[list[int]], int]) -> dict[Row, float]:
    return {row: float(choose(found)) for row, found in values.items() if found}


def _ordered(name: str, values: Mapping[Row, float]) -> Clue:
    """As parts of the whole order, from 0 to 1, so that tables of different size compare."""
    most = max(len(values) - 1, 1)
    places = {row: rank / most for row, rank in zip(values, ranks(list(values.values())), strict=True)}
    return Clue(name=name, unit="order", places=places)
