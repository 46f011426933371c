"""Invent the demonstration's residents and what they asked for: `python tools/demo_residents.py FOLDER [REQUESTS]`.

Writes `residents.csv` and `requests.csv` into the city folder FOLDER, from its blocks and services and the words of
`demo_residents.toml` and `demo_words.txt` beside this. Nobody of them exists: telephone numbers are of the range kept
for fiction (555-0100 to 0199), e-mail addresses of domains that reach nobody (RFC 2606), names are drawn from lists,
houses from the city's blocks.
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
DAYS = 150
ANONYMOUS = 0.17
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A line of `requests.csv`: README.md of the city folder says what each column means."""

    resident: str
    name: str
    days_ago: int
    at: str
    channel: str
    service: str
    place: str
    words: str
    answers: str
    language: str
    state: str
    ended: str
    after: int
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """What somebody may write, in both languages."""

    service: str
    weight: int
    answers: str
    words: dict[str, str]


class Town:
    """Draws people and what they ask for; the same each time."""

    def __init__(self, folder: Path) -> None:
        self._random = random.Random(SEED)
        with (folder / "blocks.csv").open(encoding="utf-8") as file:
            self._blocks = [(row["street"], int(row["hundred"])) for row in csv.DictReader(file)]
        with (folder / "services.toml").open("rb") as file:
            self._services = {each["code"]: each for each in tomllib.load(file)["service"]}
        with Path(__file__).with_suffix(".toml").open("rb") as file:
            self._stock = tomllib.load(file)
        self._sentences = list(_sentences(Path(__file__).with_name("demo_words.txt")))

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

    def requests(self, people: list[Resident], count: int) -> list[Request]:
        """What they asked for, and about a sixth without a name; each resident at least once."""
        named = round(count * (1 - ANONYMOUS))
        asked = [*people, *self._random.choices(people, k=named - len(people))]
        rows = [self._request(each) for each in asked] + [self._request(None) for _ in range(count - named)]
        return sorted(rows, key=lambda row: (-row.days_ago, row.at, row.words, row.resident))

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

    def _address(self, near: str = "") -> str:
        street, hundred = self._random.choice(self._blocks)
        if near:
            number, street = near.split(" ", 1)
            hundred = int(number) // 100 * 100
        return f"{hundred + self._random.randrange(2, 99)} {street}"

    def _request(self, person: Resident | None) -> Request:
        sentence = self._random.choices(self._sentences, [each.weight for each in self._sentences])[0]
        service = self._services[sentence.service]
        language = person.language if person else self._random.choice(("en", "en", "en", "es"))
        home = person.address if person else ""
        near = bool(home) and self._is(0.6)
        place = home if home and service["is_home"] else self._address(home if near else "")
        days_ago = int(DAYS * self._random.random() ** 2)
        target = service.get("target_working_days", 1)
        state, ended, after = self._fate(days_ago, target)
        minutes = self._random.randrange(7 * 60, 21 * 60)
        words = " ".join(filter(None, (sentence.words[language], self._tail(language))))
        if person and person.name and person.phone and self._is(0.08):
            words += {"en": f" Call me at {person.phone}, ", "es": f" Llámeme al {person.phone}, "}[language]
            words += person.name + "."
        why = state if state == "sent back" else ended or state
        note = self._random.choice(self._stock["notes"].get(why, {}).get(language, [""]))
        return Request(
            resident=str(person.resident) if person else "",
            name=self._misspelt(person.name) if person and person.name and self._is(0.06) else "",
            days_ago=days_ago,
            at=f"{minutes // 60:02}:{minutes % 60:02}",
            channel="telephone" if self._is(0.45) else "web",
            service=sentence.service,
            place=place,
            words=words,
            answers=sentence.answers,
            language=language,
            state=state,
            ended=ended,
            after=after,
            note=note,
        )

    def _tail(self, language: str) -> str:
        return self._random.choice(self._stock["tails"][language]) if self._is(0.5) else ""

    def _fate(self, days_ago: int, target: int) -> tuple[str, str, int]:
        """How it stands, how it ended, and after how many working days."""
        working = days_ago * 5 // 7
        draw = self._random.random()
        if working > target and draw < 0.94:
            ended = self._random.choices(("fixed", "nothing found", "not ours"), (85, 9, 6))[0]
            state = "sent back" if ended == "fixed" and days_ago < 25 and draw < 0.15 else "closed"
            return state, ended, max(1, min(working, round(target * self._random.uniform(0.2, 1.15))))
        state = self._random.choices(
            ("new", "assigned", "in progress", "waiting parts", "waiting resident"), (35, 27, 22, 9, 7)
        )[0]
        return state, "", self._random.randint(0, min(working, 3))

    def _misspelt(self, name: str) -> str:
        for wrong in self._random.sample(HEARD, len(HEARD)):
            first, _space, last = name.partition(" ")
            if wrong[0] in last:
                return f"{first} {last.replace(wrong[0], wrong[1], 1)}"
        return _plain(name)

    def _is(self, share: float) -> bool:
        return self._random.random() < share


def _sentences(file: Path) -> Iterator[Sentence]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            service, weight, answers, english, spanish = (part.strip() for part in line.split("|"))
            words = {"en": english, "es": spanish}
            yield Sentence(
                service=service, weight=int(weight), answers="" if answers == "-" else answers, words=words
            )


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _write(path: Path, kind: type[Resident] | type[Request], rows: list[Resident] | list[Request]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(kind)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)


def main() -> None:
    """Write both files."""
    folder, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 720
    town = Town(folder)
    people = town.people()
    _write(folder / "residents.csv", Resident, people)
    _write(folder / "requests.csv", Request, town.requests(people, count))


if __name__ == "__main__":
    main()
