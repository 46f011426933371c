"""What a benchmark found, for the one table that `python benchmarks` writes at its end."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

FILE = "COMMONHALL_FIGURES"


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """`ours` beside something else, and the ratio of the two as it is said. `wanted`: the goal, where there is one."""

    what: str
    ours: str
    beside: str = ""
    ratio: str = ""
    wanted: str = ""


def tell(**found: str) -> None:
    """Hand a figure on to the table, where there will be one."""
    if path := os.environ.get(FILE):
        with Path(path).open("a") as file:
            file.write(json.dumps(asdict(Figure(**found))) + "\n")


@contextmanager
def heard() -> Iterator[list[Figure]]:
    """What is told meanwhile, also by other processes; the list is whole at the end."""
    found: list[Figure] = []
    with NamedTemporaryFile("r") as file:
        os.environ[FILE] = file.name
        try:
            yield found
        finally:
            del os.environ[FILE]
            found += [Figure(**json.loads(line)) for line in Path(file.name).read_text().splitlines()]


def table(figures: list[Figure]) -> str:
    """The figures in Markdown."""
    rows = [("what", "ours", "beside", "ratio", "wanted"), ("---",) * 5]
    rows += [(each.what, each.ours, each.beside, each.ratio, each.wanted) for each in figures]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
