"""Invent the demonstration's residents: `python tools/demo_residents.py FOLDER`.

Writes `residents.csv` into the city folder FOLDER, from its blocks and the names of `demo_residents.toml` beside this.
Nobody of them exists: telephone numbers are of the range kept for fiction (555-0100 to 0199), e-mail addresses of
domains that reach nobody (RFC 2606), names are drawn from lists, houses from the city's blocks.
"""

import csv
import random
import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from itertools import product
from pathlib import Path

SEED = 311
PEOPLE = 400
AREAS = ("302", "610", "484", "856", "215", "267", "410", "443", "609", "717")  # 302 is Delaware's
DOMAINS = ("example.com", "example.com", "example.org", "example.net")
HEARD = (("ph", "f"), ("ck", "k"), ("zy", "zi"), ("ll", "l"), ("ñ", "n"), ("ei", "ie"), ("sk", "ck"), ("th", "t"),
         ("nn", "n"), ("er", "ar"), ("en", "an"), ("on", "en"), ("z", "s"), ("ti", "te"), ("o", "a"))  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Resident:
    """A line of `residents.csv`."""

    resident: int
    name: str
    phone: str
    email: str
    address: str
    language: str
    also: str


class Town:
    """Draws people; the same each time."""

    def __init__(self, folder: Path) -> None:
        self._random = random.Random(SEED)
        with (folder / "blocks.csv").open(encoding="utf-8") as file:
            self._blocks = [(row["street"], int(row["hundred"])) for row in csv.DictReader(file)]
        with Path(__file__).with_suffix(".toml").open("rb") as file:
            self._stock = tomllib.load(file)

    def people(self) -> list[Resident]:
        """Everybody: some share a household, some are there twice, written another way."""
        found: list[Resident] = []
        for name, language in self._names():
            number = len(found) + 1
            home = found[self._random.randrange(len(found))] if found and self._is(0.14) else None
            found.append(self._person(number, name, language, home))
            if len(found) < PEOPLE and self._is(0.03):
                found.append(self._again(found[-1]))
            if len(found) == PEOPLE:
                break
        return found

    def _names(self) -> Iterator[tuple[str, str]]:
        everyone: list[tuple[str, str]] = []
        for family in self._stock["family"]:
            language, surnames = family["language"], family["surnames"].split()
            pairs = list(product(family["given"].split(), surnames))
            self._random.shuffle(pairs)
            for first, last in pairs[: round(PEOPLE * family["share"] / 100) + 3]:
                second = f" {self._random.choice(surnames)}" if language == "es" and self._is(0.3) else ""
                everyone.append((f"{first} {last}{second}", language))
        self._random.shuffle(everyone)
        yield from everyone

    def _person(self, number: int, name: str, language: str, home: Resident | None) -> Resident:
        has = self._random.random()
        address = home.address if home and home.address else self._address()
        shares_phone = home is not None and bool(home.phone) and self._is(0.5)
        phone = home.phone if home and shares_phone else self._phone(number)
        speaks = language if self._is(0.8) else "en"
        first, last = name.split(maxsplit=1)[0], name.rsplit(maxsplit=1)[-1]
        also = (
            f"{self._stock['short'][first]} {last}"
            if first in self._stock["short"] and self._is(0.35)
            else ""
        )
        return Resident(
            resident=number,
            name=name if has > 0.05 else "",
            phone=phone if has < 0.9 else "",
            email=self._email(name) if has > 0.45 or has < 0.05 else "",
            address=address if has > 0.25 else "",
            language=speaks,
            also=also if has > 0.05 else "",
        )

    def _again(self, person: Resident) -> Resident:
        return Resident(
            **asdict(person) | {
                "resident": person.resident + 1, "name": self._misspelt(person.name), "also": "", "email": "",
                "address": person.address if self._is(0.5) else "",
                "phone": person.phone or self._phone(person.resident),
            }
        )  # fmt: skip

    def _phone(self, number: int) -> str:
        area, line = divmod(number - 1, 100)
        return f"{AREAS[area]}-555-01{(line * 37 + 11) % 100:02}"

    def _email(self, name: str) -> str:
        first, *_middle, last = re.sub(r"[’\-]", "", _plain(name)).lower().split()
        form = self._random.choice(("{f}.{l}", "{f}{l}", "{i}{l}", "{f}_{l}{n}", "{l}{n}", "{f}{n}"))
        local = form.format(f=first, l=last, i=first[0], n=self._random.randrange(50, 99))
        return f"{local}@{self._random.choice(DOMAINS)}"

    def _address(self) -> str:
        street, hundred = self._random.choice(self._blocks)
        return f"{hundred + self._random.randrange(2, 99)} {street}"

    def _misspelt(self, name: str) -> str:
        for wrong in self._random.sample(HEARD, len(HEARD)):
            first, _space, last = name.partition(" ")
            if wrong[0] in last:
                return f"{first} {last.replace(wrong[0], wrong[1], 1)}"
        return _plain(name)

    def _is(self, share: float) -> bool:
        return self._random.random() < share


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def main() -> None:
    """Write the file."""
    folder = Path(sys.argv[1])
    with (folder / "residents.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Resident)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in Town(folder).people())


if __name__ == "__main__":
    main()
