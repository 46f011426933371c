"""Every file of other cities through the import, and the same rows by COPY. `python benchmarks/imports.py FOLDER`.

COPY writes them as they are, in the clear, into a table without an index. The import reads, places, cleans and seals
them, by the rules of intake.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import ground
from django.db import connections

from commonhall.imports import mapping
from commonhall.imports.files.opening import Opened
from commonhall.imports.taking import Counts, Import

MAPS = {
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
OWN_MAPS = Path(__file__).parent / "maps"
PLAIN = "CREATE TABLE copied (line integer, said text)"
TITLE = ("file", "read", "imported", "already", "rejected", "a second", "COPY", "of COPY")


def main(folder: Path) -> None:
    with ground.running():
        with connections["owner"].cursor() as cursor:
            cursor.execute(PLAIN)
        print("{:36}{:>8}{:>10}{:>9}{:>10}{:>10}{:>10}{:>9}".format(*TITLE))
        for name, of in MAPS.items():
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
    told(path.name, counts, imported, by_copy)


def told(name: str, counts: Counts, a_second: float, by_copy: float) -> None:
    figures = (counts.read, counts.imported, counts.already, counts.rejected, a_second, by_copy)
    print("{:36}{:>8}{:>10}{:>9}{:>10}{:>10.0f}{:>10.0f}".format(name, *figures), end="")
    print(f"{a_second / by_copy:>9.1%}", dict(counts.reasons) or "", flush=True)


def copied(path: Path, encoding: str) -> int:
    """How many rows COPY wrote."""
    count = 0
    with connections["owner"].cursor() as cursor, cursor.copy("COPY copied (line, said) FROM STDIN") as copy:
        for row in Opened(path=path, encoding=encoding).rows():
            copy.write_row((row.line, json.dumps(row.values)))
            count += 1
    return count


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
    main(Path(sys.argv[1]))
