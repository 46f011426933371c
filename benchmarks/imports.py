"""Old requests through the import, and the same rows by COPY. `python benchmarks/imports.py [FOLDER]`.

Without a folder, rows that are made up: half of them with a contact, at addresses of the demonstration city. With one,
every file of other cities that lies in it (no part of this project), whose addresses are unknown here.

COPY writes the same rows twice over. In the clear: as they are, into a table without an index. Sealed: what the import
made of them, into the very tables, with their indexes, triggers and constraints; no import into these could be faster
than that. The import reads, places, cleans and seals them besides, by the rules of intake.
"""

import csv
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import figures
import ground
import townspeople
from django.db import connections, transaction

from commonhall.imports import mapping
from commonhall.imports.files.opening import Opened
from commonhall.imports.taking import Counts, Import
from commonhall.places.models import Block
from commonhall.service_requests.models import Service

MAPS = {
    "made_up.csv": "plain",
    "boston_2011_jul_oct.csv": "boston",
    "boston_2011_duplicate_cases.csv": "boston",
    "boston_animal_2016.csv": "boston",
    "boston_animal_2018.csv": "boston",
    "boston_animal_2021.csv": "boston",
    "nyc_2024-04.csv": "nyc",
    "nyc_animals_2025_a.csv": "nyc",
    "dc_2016_service_requests.csv": "dc",
    "chicago_open311_requests_50.json": "open311",
    "open311/san_francisco_requests.xml": "open311",
    "sf_2025_free_text_a.csv": "sanfrancisco",
    "stlouis_csb_2009.csv": "stlouis",
    "stlouis_csb_2010.csv": "stlouis",
    "stlouis_csb_2011.csv": "stlouis",
}
COLUMNS = (
    "external_id", "service_code", "description", "address", "lat", "long", "requested_datetime", "status",
    "closed_datetime", "closing_note", "first_name", "last_name", "email", "phone",
)  # fmt: skip
SAID = (
    "",
    "Deep hole in the right lane by the bus stop, since Monday. Number {number}.",
    "The lamp flickers all night and nobody can sleep, ask {name} at {phone}.",
    "Two carts of rubbish behind the school, and somebody comes back every Friday night with more of it.",
)
NOTED = ("", "Filled by the crew of the morning.", "Nothing found at 1200 N Market St; closed by the crew.")
OWN_MAPS = Path(__file__).parent / "maps"
MADE_UP = 12_000  # rows
AT_ONCE = 1 << 16  # bytes
PLAIN = "CREATE TABLE copied (line integer, said text)"
WRITTEN = (
    "service_requests_servicerequest", "service_requests_requestkey", "service_requests_event",
    "people_personkey", "people_person", "imports_taken",
)  # fmt: skip
NOTED_BY_TRIGGERS = ("people_search_delta", "service_requests_words_delta")
TITLE = (
    "file",
    "read",
    "imported",
    "already",
    "rejected",
    "a second",
    "COPY",
    "of COPY",
    "sealed",
    "of that",
)


def main(folder: Path | None) -> None:
    with ground.running():
        with connections["owner"].cursor() as cursor:
            cursor.execute(PLAIN)
        print("{:36}{:>8}{:>10}{:>9}{:>10}{:>10}{:>10}{:>9}{:>10}{:>9}".format(*TITLE))
        if folder is None:
            folder = ground.HOME / "old"
            folder.mkdir()
            make_up(folder / "made_up.csv")
        for name, of in MAPS.items():
            if (folder / name).exists():
                one(folder / name, of)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"most memory {megabytes:.0f} MB")


def one(path: Path, of: str) -> None:
    own = OWN_MAPS / f"{of}.toml"
    found = mapping.load(str(own) if own.exists() else of)
    with link_in(ground.HOME, path) as copy:
        began = time.perf_counter()
        counts = Import(files=[copy], map=found).run()
        imported = counts.read / (time.perf_counter() - began)
        began = time.perf_counter()
        rows = copied(copy, found.encoding)
        by_copy = rows / (time.perf_counter() - began)
    assert counts.read == counts.imported + counts.already + counts.rejected == rows
    told(path.name, counts, imported, by_copy, copied_as_stored())


def make_up(path: Path) -> None:
    """Rows of nobody who lives: some with details that have to go, a third closed with a note."""
    chance, blocks = random.Random(311), list(Block.objects.all())
    people = townspeople.Town().people(MADE_UP)
    services = [each.pk for each in Service.objects.all()]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for number, person in enumerate(people):
            block, first, _, last = chance.choice(blocks), *person.name.partition(" ")
            day = f"2026-0{chance.randint(1, 9)}-{chance.randint(10, 28)}"
            row = {
                "external_id": f"26-{number:08d}",
                "service_code": chance.choice(services),
                "description": chance.choice(SAID).format(
                    name=person.name, phone=person.phone, number=number
                ),
                "address": f"{block.hundred + chance.randint(1, 98)} {block.street}",
                "lat": block.latitude,
                "long": block.longitude,
                "requested_datetime": f"{day}T08:{number % 60:02d}:00",
                "status": "open",
            }
            if number % 3:
                row |= {
                    "status": "closed",
                    "closed_datetime": day + "T17:30:00",
                    "closing_note": chance.choice(NOTED),
                }
            if number % 2:
                row |= {"first_name": first, "last_name": last, "phone": person.phone, "email": person.email}
            writer.writerow(row)


def told(name: str, counts: Counts, a_second: float, by_copy: float, as_stored: float) -> None:
    shown = (counts.read, counts.imported, counts.already, counts.rejected, a_second, by_copy)
    print("{:36}{:>8}{:>10}{:>9}{:>10}{:>10.0f}{:>10.0f}".format(name, *shown), end="")
    figures.tell(
        what=f"import of {name}, {counts.read:,} rows, against COPY in the clear into a bare table",
        ours=f"{a_second:,.0f} rows/s, sealed",
        beside=f"COPY {by_copy:,.0f} rows/s",
        ratio=f"{a_second / by_copy:.1%}",
        wanted="≥ 20%",
    )
    figures.tell(
        what=f"import of {name}, {counts.read:,} rows, against COPY of what it stored into the same tables",
        ours=f"{a_second:,.0f} rows/s, sealed",
        beside=f"COPY {as_stored:,.0f} rows/s, sealed beforehand",
        ratio=f"{a_second / as_stored:.1%}",
    )
    print(f"{a_second / by_copy:>9.1%}{as_stored:>10.0f}{a_second / as_stored:>9.1%}", end=" ")
    print(dict(counts.reasons) or "", flush=True)


def copied(path: Path, encoding: str) -> int:
    """How many rows COPY wrote."""
    count = 0
    with connections["owner"].cursor() as cursor, cursor.copy("COPY copied (line, said) FROM STDIN") as copy:
        for row in Opened(path=path, encoding=encoding).rows():
            copy.write_row((row.line, json.dumps(row.values)))
            count += 1
    return count


def copied_as_stored() -> float:
    """How many requests a second COPY writes, with all that the import stored beside each.

    The tables are emptied first, and hold the same rows afterwards. Nothing is read or sealed meanwhile.
    """
    owner = connections["owner"]
    with owner.cursor() as cursor, tempfile.TemporaryDirectory(dir=ground.HOME) as made:
        folder = Path(made)
        for table in WRITTEN:
            with (
                cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as read,
                (folder / table).open("wb") as file,
            ):
                for data in read:
                    file.write(data)
        cursor.execute(f"TRUNCATE {', '.join((*WRITTEN, *NOTED_BY_TRIGGERS))} CASCADE")
        began = time.perf_counter()
        with transaction.atomic(using="owner"):
            for table in WRITTEN:
                with (
                    cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy,
                    (folder / table).open("rb") as file,
                ):
                    while data := file.read(AT_ONCE):
                        copy.write(data)
        seconds = time.perf_counter() - began
        cursor.execute("SELECT count(*) FROM service_requests_servicerequest")
        return cursor.fetchone()[0] / seconds


@contextmanager
def link_in(folder: Path, path: Path) -> Iterator[Path]:
    """The rejects stand beside a file: these beside a link to it."""
    link = folder / path.name
    link.symlink_to(path.resolve())
    try:
        yield link
    finally:
        link.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
