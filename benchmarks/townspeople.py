"""Invented people in any number, and what somebody may type to find each: with names as common as in life."""

import random
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connections
from faker.providers.person.en_US import Provider as English
from faker.providers.person.es_MX import Provider as Spanish

from commonhall.people import contacts
from commonhall.people.contacts import Contact
from commonhall.people.search import addresses, spelling

_SYLLABLES = re.findall(
    r"\w+", "bra ko len dor mi sta ver nic hol per za lin gue fri tz man sen ski wal ter ri ga shu pel"
)
_STREETS = re.findall(
    r"\w+",
    """Oak Maple Cedar Pine Elm Walnut Chestnut Spruce Birch Willow Ash Poplar Hickory Cherry Magnolia Laurel Linden
    Sycamore Dogwood Juniper Main Church Park Washington Lincoln Jefferson Madison Jackson Market King Broom Union
    Front River Lake Hill Ridge Valley Forest Spring Meadow Sunset Highland Prospect College School Mill Bridge""",
)
_KINDS = ("St", "Ave", "Rd", "Dr", "Ln", "Ct", "Blvd", "Pl", "Way", "Ter")
_HEARD_AS = {
    "ph": "f", "ck": "k", "z": "s", "ie": "y", "ee": "ea", "ll": "l", "tt": "t", "nn": "n", "ss": "s",
    "ks": "x", "ei": "ie", "th": "t", "ey": "y", "son": "sen", "en": "an", "er": "ar", "l": "ll", "r": "rr",
}  # fmt: skip

type Fits = Callable[[Contact], bool]


@dataclass(frozen=True, slots=True)
class Search:
    """What is typed, which kind of search that is, and whether somebody found is who was meant, or the same by it."""

    kind: str
    typed: str
    fits: Fits


class Town:
    """People and streets drawn by a seed."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random.Random(seed)
        numbered = [_ordinal(number) for number in range(1, 61)]
        names = [*_STREETS, *numbered, *(self._surname() for _ in range(800)), "Du Pont", "Rose Valley"]
        self._streets = {name: self._random.choice(_KINDS) for name in names}

    def people(self, count: int) -> list[Contact]:
        """So many people; seven in ten have an e-mail address, one in twenty-five two surnames."""
        return [self._person() for _ in range(count)]

    def searches(self, contact: Contact) -> Iterator[Search]:
        """One search of each kind for somebody."""
        yield from self._by_name(contact)
        yield from self._by_phone(contact)
        if contact.email:
            yield from self._by_email(contact)
        yield from self._by_address(contact)

    def _person(self) -> Contact:
        draw = self._random
        given = (
            _weighted(draw, English.first_names)
            if draw.random() < 0.8
            else draw.choice(list(Spanish.first_names))
        )
        surname = self._surname()
        if draw.random() < 0.04:
            surname += f" {self._surname()}"
        name = f"{given} {surname}"
        area = draw.choice(["302"] * 6 + ["610", "215", "267", "856"])
        return Contact(
            name=name,
            phone=f"+1{area}{draw.randint(200, 999)}{draw.randint(0, 9999):04d}",
            email=self._email(given, surname) if draw.random() < 0.7 else "",
            address=self._address(),
        )

    def _surname(self) -> str:
        draw = self._random
        kind = draw.random()
        if kind < 0.7:
            return _weighted(draw, English.last_names)
        if kind < 0.85:
            return draw.choice(list(Spanish.last_names))
        return "".join(draw.choice(_SYLLABLES) for _ in range(draw.choice((2, 3, 3)))).capitalize()

    def _email(self, given: str, surname: str) -> str:
        draw = self._random
        local = draw.choice(
            [
                f"{given}.{surname}",
                f"{given}{surname}{draw.randint(1, 99)}",
                f"{given[0]}{surname}{draw.randint(1, 9999)}",
            ]
        )
        return f"{local}@{draw.choice(['example.com', 'example.org', 'example.net'])}".lower().replace(
            " ", ""
        )

    def _address(self) -> str:
        draw = self._random
        street = draw.choice(list(self._streets))
        flat = f", Apt {draw.randint(1, 60)}" if draw.random() < 0.3 else ""
        return f"{draw.randint(1, 59) * 100 + draw.randint(0, 98)} {street} {self._streets[street]}{flat}"

    def _by_name(self, contact: Contact) -> Iterator[Search]:
        given, _, surname = contact.name.lower().partition(" ")
        same: Fits = lambda found: found.name.lower() == contact.name.lower()  # noqa: E731
        namesake: Fits = lambda found: found.name.lower().partition(" ")[2] == surname  # noqa: E731
        slipped = (
            f"{given} {self.slip(surname)}"
            if self._random.random() < 0.7
            else f"{self.slip(given)} {surname}"
        )
        yield Search("name", contact.name, same)
        yield Search("surname", surname, namesake)
        yield Search("name, one slip", slipped, same)
        yield Search("name, a slip in both words", f"{self.slip(given)} {self.slip(surname)}", same)
        yield Search("name, by its sound", f"{given} {self._misheard(surname)}", same)
        yield Search("surname first", f"{surname}, {given}", same)
        yield Search(
            "surname begun",
            f"{given} {surname[:4]}",
            lambda found: found.name.lower().startswith(f"{given} {surname[:4]}"),
        )
        yield Search(
            "initial",
            f"{given[0]} {surname}",
            lambda found: namesake(found) and found.name.lower()[0] == given[0],
        )
        yield Search("surname, one slip", self.slip(surname), namesake)
        if called := sorted(spelling.called(given)):
            yield Search("nickname", f"{self._random.choice(called)} {surname}", same)

    def _by_phone(self, contact: Contact) -> Iterator[Search]:
        number = contact.phone[2:]
        same: Fits = lambda found: found.phone == contact.phone  # noqa: E731
        yield Search("phone", f"({number[:3]}) {number[3:6]}-{number[6:]}", same)
        yield Search(
            "phone, last seven", f"{number[3:6]}-{number[6:]}", lambda found: found.phone[-7:] == number[-7:]
        )
        yield Search("phone, one slip", self.slip(number), same)
        yield Search("phone begun", number[:8], lambda found: found.phone[2:10] == number[:8])
        surname = contact.name.partition(" ")[2]
        yield Search(
            "surname and last four", f"{surname} {number[6:]}", lambda found: found.phone[-4:] == number[-4:]
        )

    def _by_email(self, contact: Contact) -> Iterator[Search]:
        local, _, domain = contact.email.partition("@")
        same: Fits = lambda found: found.email == contact.email  # noqa: E731
        yield Search("e-mail", contact.email, same)
        yield Search("e-mail, one slip", f"{self.slip(local)}@{domain}", same)
        yield Search(
            "e-mail begun",
            f"{local[: max(6, len(local) - 2)]}@",
            lambda found: found.email[:5] == contact.email[:5],
        )

    def _by_address(self, contact: Contact) -> Iterator[Search]:
        line = contact.address.partition(",")[0].lower()
        number, street, kind = line.split()[0], " ".join(line.split()[1:-1]), line.split()[-1]
        home = addresses.read(contact.address)
        same: Fits = lambda found: addresses.read(found.address) == home  # noqa: E731
        yield Search("address", contact.address, same)
        yield Search(
            "address, another kind of street",
            f"{number} {street} {self._random.choice(['rd', 'lane'])}",
            same,
        )
        yield Search("address, a slip in the street", f"{number} {self.slip(street)} {kind}", same)
        yield Search("address, a slip in the number", f"{self.slip(number)} {street} {kind}", same)
        given = contact.name.partition(" ")[0]
        surname = self.slip(contact.name.partition(" ")[2])
        yield Search("name with a slip, and address", f"{given} {surname} {line}", same)

    def slip(self, word: str) -> str:
        """The word with a sign missing, doubled by another, taken for another, or swapped with the next."""
        draw = self._random
        if len(word) < 3:
            return word
        at = draw.randrange(1, len(word) - 1)
        other = draw.choice("0123456789" if word.isdigit() else "abcdefghijklmnopqrstuvwxyz")
        ways = (
            word[:at] + word[at + 1 :],
            word[:at] + other + word[at:],
            word[:at] + other + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
        return draw.choice(ways)

    def _misheard(self, word: str) -> str:
        ways = [written for written in _HEARD_AS if written in word[1:]]
        if not ways:
            return self.slip(word)
        written = self._random.choice(ways)
        at = word.index(written, 1)
        return word[:at] + _HEARD_AS[written] + word[at + len(written) :]


def keep(people: list[Contact]) -> list[int]:
    """Keep them, a thousand a transaction; their ids."""
    ids: list[int] = []
    for first in range(0, len(people), 1000):
        ids += contacts.keep_many((contact, uuid.uuid4()) for contact in people[first : first + 1000])
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE people_person")
    return ids


def _weighted(draw: random.Random, names: dict[str, float]) -> str:
    return draw.choices(list(names), list(names.values()))[0]


def _ordinal(number: int) -> str:
    return (
        f"{number}{'th' if 10 <= number % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
    )
