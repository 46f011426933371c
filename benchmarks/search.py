"""Finding people among 100,000, beside pg_trgm over the same in plain text. `python benchmarks/search.py [PEOPLE]`.

Each kind of search as often as the others, 300 people changed since the index was made. Plain text gets the operator
that fits each kind best: equality and prefixes by btree, similarity by GIN. Ratios are ours to plain text's.
"""

import re
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from statistics import mean

import figures
import ground
import numpy as np
import townspeople
from django.db import connection, connections
from townspeople import Search, Town

from commonhall.people import contacts, search
from commonhall.people.contacts import Contact
from commonhall.people.search import spelling
from commonhall.vault.blind import upkeep

PEOPLE = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
CHANGED = 300
SOUGHT = 60  # people, each by every kind of search
PLAIN = """
CREATE EXTENSION pg_trgm;
CREATE TABLE plain (name text, surname text, phone text, email text, local text, address text);
"""
INDEXES = """
CREATE INDEX ON plain (name); CREATE INDEX ON plain (surname); CREATE INDEX ON plain (phone text_pattern_ops);
CREATE INDEX ON plain (right(phone, 7)); CREATE INDEX ON plain (right(phone, 4)); CREATE INDEX ON plain (email);
CREATE INDEX ON plain (local text_pattern_ops); CREATE INDEX ON plain (address);
CREATE INDEX ON plain USING gin (name gin_trgm_ops); CREATE INDEX ON plain USING gin (surname gin_trgm_ops);
CREATE INDEX ON plain USING gin (phone gin_trgm_ops); CREATE INDEX ON plain USING gin (local gin_trgm_ops);
CREATE INDEX ON plain USING gin (address gin_trgm_ops);
ANALYZE plain; GRANT SELECT ON plain TO PUBLIC;
"""

type Find = Callable[[Search], Sequence[Contact]]


def main() -> None:
    with ground.running():
        town = Town()
        people = town.people(PEOPLE)
        ids = townspeople.keep(people)
        _keep_in_plain_text(people)
        began, cpu = time.perf_counter(), time.process_time()
        made = upkeep.make_anew(search.INDEX.name)
        print(
            f"index of {made.rows:,} people: {made.tokens / made.rows:.0f} tokens each, {made.bytes / 1e6:.0f} MB, "
            f"made in {time.perf_counter() - began:.0f} s ({time.process_time() - cpu:.0f} s CPU)"
        )
        for person, contact in list(zip(ids, people, strict=True))[-CHANGED:]:
            contacts.correct(person, name=contact.name)
        sought = [each for contact in people[:SOUGHT] for each in town.searches(contact)]
        _compare(sought)
        _while_a_rebuild_runs(sought)


def sealed(wanted: Search) -> Sequence[Contact]:
    return [fit.record.contact for fit in search.find(wanted.typed)]


def _compare(sought: list[Search]) -> None:
    taken = {"sealed": _run(sealed, sought), "plain": _run(plain, sought)}
    for name, (seconds, found) in taken.items():
        every = [second for kind in seconds.values() for second in kind]
        hits = [hit for kind in found.values() for hit in kind]
        print(
            f"{name:7}{_spread(every)}  found in the first ten {100 * mean(hits):5.1f} %  ({len(every):,} searches)"
        )
    p50 = {
        name: 1000 * float(np.median([s for kind in each[0].values() for s in kind]))
        for name, each in taken.items()
    }
    figures.tell(
        what=f"people search among {PEOPLE:,}, median",
        ours=f"{p50['sealed']:.1f} ms, sealed",
        beside=f"{p50['plain']:.1f} ms, plain text with pg_trgm",
        ratio=f"{p50['sealed'] / p50['plain']:.1f}",
    )
    print(f"{'':34}{'sealed':>22}{'plain':>22}   ratio of medians")
    for kind in taken["sealed"][0]:
        medians = [float(np.median(taken[name][0][kind])) for name in taken]
        shown = [
            f"{100 * mean(taken[name][1][kind]):9.0f} % {1000 * median:7.1f} ms"
            for name, median in zip(taken, medians, strict=True)
        ]
        print(f"{kind:34}{shown[0]:>22}{shown[1]:>22} {medians[0] / medians[1]:9.1f}")


def _while_a_rebuild_runs(sought: list[Search]) -> None:
    def rebuild() -> None:
        upkeep.make_anew(search.INDEX.name)
        connections.close_all()

    rebuilding = threading.Thread(target=rebuild)
    rebuilding.start()
    seconds = []
    for wanted in sought * 20:
        if not rebuilding.is_alive():
            break
        began = time.perf_counter()
        sealed(wanted)
        seconds.append(time.perf_counter() - began)
    rebuilding.join()
    print(f"while a rebuild runs in the same process: {_spread(seconds)}  ({len(seconds):,} searches)")


def _run(find: Find, sought: list[Search]) -> tuple[dict[str, list[float]], dict[str, list[bool]]]:
    for wanted in sought[:50]:
        find(wanted)
    seconds, found = defaultdict(list), defaultdict(list)
    for wanted in sought:
        began = time.perf_counter()
        brought = find(wanted)
        seconds[wanted.kind].append(time.perf_counter() - began)
        found[wanted.kind].append(any(map(wanted.fits, brought)))
    return seconds, found


def _spread(seconds: list[float]) -> str:
    p50, p95, p99 = np.percentile(1000 * np.array(seconds), (50, 95, 99))
    return f"p50 {p50:6.1f} ms  p95 {p95:6.1f} ms  p99 {p99:6.1f} ms"


def plain(wanted: Search) -> Sequence[Contact]:
    """The same over plain text: what is written so, else what is similar."""
    kind, typed = wanted.kind, wanted.typed.lower()
    if kind.startswith("phone"):
        return _plain_phone(re.sub(r"\D", "", typed))
    if kind.startswith("e-mail"):
        local = typed.partition("@")[0]
        return _rows("email = %s", typed) or _rows("local LIKE %s", f"{local}%") or _similar("local", local)
    if kind == "surname and last four":
        surname, _, last = typed.rpartition(" ")
        return _rows("right(phone, 4) = %s AND surname = %s", last, surname)
    if kind.startswith("address"):
        return _rows("address = %s", typed) or _similar("address", typed.partition(",")[0])
    if kind == "name with a slip, and address":
        name, address = re.fullmatch(r"(\D*)(.*)", typed).groups()  # type: ignore[union-attr]  # it always fits
        return _rows("address %% %s AND name %% %s ORDER BY similarity(name, %s) DESC", address, name, name)
    return _plain_name(kind, typed)


def _plain_phone(figures: str) -> Sequence[Contact]:
    if len(figures) == 7:
        return _rows("right(phone, 7) = %s", figures)
    return _rows("phone = %s", figures) or _rows("phone LIKE %s", f"{figures}%") or _similar("phone", figures)


def _plain_name(kind: str, typed: str) -> Sequence[Contact]:
    if kind.startswith("surname,") or kind == "surname":
        return _rows("surname = %s", typed) or _similar("surname", typed)
    if kind == "surname first":
        surname, given = typed.split(", ")
        return _rows("name = %s", f"{given} {surname}")
    if kind == "initial":
        return _rows("surname = %s AND name LIKE %s", typed[2:], f"{typed[0]}%")
    if kind == "surname begun":
        return _rows("name LIKE %s", f"{typed}%")
    given, _, surname = typed.partition(" ")
    called = [f"{name} {surname}" for name in spelling.called(given)]
    return _rows("name = %s", typed) or _rows("name = ANY(%s)", called) or _similar("name", typed)


def _similar(column: str, typed: str) -> Sequence[Contact]:
    return _rows(f"{column} %% %s ORDER BY similarity({column}, %s) DESC", typed, typed)


def _rows(condition: str, *values: object) -> Sequence[Contact]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT name, phone, email, address FROM plain WHERE {condition} LIMIT 10", list(values)
        )
        return [
            Contact(name=name, phone=f"+1{phone}", email=email, address=address)
            for name, phone, email, address in cursor.fetchall()
        ]


def _keep_in_plain_text(people: list[Contact]) -> None:
    with ground.SERVER.connect(ground.DATABASE) as superuser:
        superuser.execute(PLAIN)
        with superuser.cursor() as cursor, cursor.copy("COPY plain FROM STDIN") as copy:
            for contact in people:
                name = contact.name.lower()
                local = contact.email.partition("@")[0]
                surname, phone = name.partition(" ")[2], contact.phone[2:]
                copy.write_row((name, surname, phone, contact.email, local, contact.address.lower()))
        superuser.execute(INDEXES)


if __name__ == "__main__":
    main()
