"""How many people are found by what others wrote of them: `python benchmarks/recall.py [FOLDER [OTHERS]]`.

FOLDER holds public sets in which people stand twice and more, labelled (febrl_dataset1.csv, febrl_dataset3.csv,
splink_fake_1000.csv, splink_historical_a.csv; they are no part of this project). The first record of each person is
kept, among OTHERS who are invented; every other record is typed. By the number of a set's person one half is there to
tune on, and the other is only ever measured. Without a folder, or with “-”, people are made up and written again with
slips: that measures the search, and not how people really write.
"""

import csv
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import ground
import townspeople
from townspeople import Town

from commonhall.people import search
from commonhall.people.contacts import Contact
from commonhall.vault.blind import upkeep

FOLDER = Path(sys.argv[1]) if sys.argv[1:2] not in ([], ["-"]) else None
MADE_UP = 2_000
OTHERS = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
FEBRL = ("febrl_dataset1.csv", "febrl_dataset3.csv")
HALVES = ("to tune on", "only measured")

type Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """What one record says of a person of a set."""

    set: str
    person: str
    contact: Contact

    @property
    def half(self) -> str:
        return HALVES[zlib.crc32(f"{self.set} {self.person}".encode()) % 2]


def main() -> None:
    people: dict[tuple[str, str], list[Written]] = defaultdict(list)
    for record in _records():
        people[record.set, record.person].append(record)
    kept = [records[0].contact for records in people.values()]
    with ground.running():
        ids = townspeople.keep([*kept, *Town().people(OTHERS)])
        upkeep.make_anew(search.INDEX.name)
        found: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
        for person, (first, *later) in zip(ids, people.values(), strict=False):
            for record in later:
                for kind, typed in _searches(record.contact, first.contact):
                    is_found = person in {fit.person for fit in search.find(typed)}
                    found[record.set, kind, record.half].append(is_found)
    _tell(len(kept), found)


def _tell(kept: int, found: dict[tuple[str, str, str], list[bool]]) -> None:
    print(f"found in the first ten, {kept:,} people of the sets among {OTHERS:,} others")
    print(f"{'':44}" + "".join(f"{half:>24}" for half in HALVES))
    for name, kind in dict.fromkeys((name, kind) for name, kind, _ in found):
        hits = [found[name, kind, half] for half in HALVES]
        print(
            f"{name:24}{kind:20}" + "".join(f"{100 * mean(each):8.1f} % of {len(each):6,} " for each in hits)
        )


def _searches(written: Contact, kept: Contact) -> Iterator[tuple[str, str]]:
    """What a call taker may type of a record, by whatever both records say."""
    if written.name and kept.name:
        yield "name", written.name
    if written.email and kept.email:
        yield "e-mail", written.email
    if written.address and kept.address:
        yield "address", written.address
        if written.name and kept.name:
            yield "name and address", f"{written.name} {written.address}"


def _records() -> Iterator[Written]:
    yield from _made_up() if FOLDER is None else _labelled(FOLDER)


def _made_up() -> Iterator[Written]:
    """Everybody twice: as they are, and with a slip in each part."""
    town = Town(seed=11)
    for number, contact in enumerate(town.people(MADE_UP)):
        given, _, surname = contact.name.partition(" ")
        again = Contact(
            name=f"{given} {town.slip(surname)}",
            email=town.slip(contact.email) if contact.email else "",
            address=town.slip(contact.address),
        )
        yield Written("made up", str(number), contact)
        yield Written("made up", str(number), again)


def _labelled(folder: Path) -> Iterator[Written]:
    for name in FEBRL:
        for row in sorted(_rows(folder / name), key=lambda row: not row["rec_id"].endswith("-org")):
            name_, address = (
                f"{row['given_name']} {row['surname']}",
                f"{row['street_number']} {row['address_1']}",
            )
            is_whole = row["street_number"] and row["address_1"]
            contact = Contact(name=name_.strip(), address=address if is_whole else "")
            yield Written(name, row["rec_id"].split("-")[1], contact)
    for row in _rows(folder / "splink_fake_1000.csv"):
        name_ = f"{row['first_name']} {row['surname']}".strip()
        yield Written("splink_fake_1000.csv", row["cluster"], Contact(name=name_, email=row["email"]))
    for row in _rows(folder / "splink_historical_a.csv"):
        yield Written("splink_historical_a.csv", row["cluster"], Contact(name=row["full_name"]))


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            yield {key: value.strip() for key, value in row.items()}


if __name__ == "__main__":
    main()
