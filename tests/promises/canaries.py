"""Fifty invented residents whose details go in, and the stems by which any trace of them is known again."""

from collections.abc import Callable
from dataclasses import dataclass

from commonhall.people.contacts import Contact

GIVEN = ("Rosa", "Daniel", "María", "James", "Keisha", "Priya", "Dmitri", "Anna", "Juan", "Grace")
ENDINGS = ("ham", "ley", "ton", "berg", "sen")
PHONES = ("215-555-01{:02}", "(215) 555-01{:02}", "215.555.01{:02}", "215 555 01{:02}", "21555501{:02}")

# Parts of every detail; no other text of the product has them.
STEMS = (
    *("Quorvex", "Brélquist", "Marbelwyck"),  # e-mail addresses begin with the first
    *(phone.partition("{")[0] for phone in PHONES),
)

# Names behind a cue (rule 5 of the rules for over-sharing), and addresses behind one (rule 3).
NAME_CUES = (
    "My name is {}.",
    "My neighbor {} knows more.",
    "The owner {} was told.",
    "I spoke with {} about it.",
    "Ask Mr. {} about it.",
    "It is deep.\nSigned, {}",
    "It is deep, and {} fell here.",  # a given name and a capitalised word
)
HOME_CUES = ("I live at {}.", "My house is at {}.", "Ask my neighbor at {}.", "It is outside {}.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Resident:
    """Somebody invented."""

    number: int
    name: str
    phone: str
    email: str
    address: str

    @property
    def contact(self) -> Contact:
        return Contact(name=self.name, phone=self.phone, email=self.email, address=self.address)

    @property
    def words(self) -> str:
        """Words that hold all four; the place of the contact's own address needs no cue."""
        own = HOME_CUES if self.is_named else HOME_CUES[:-1]
        name, home = (_turn(cues, self.number) for cues in (NAME_CUES, own))
        written = _turn(PHONES, self.number + 1)(self.number)
        return f"Deep hole. {name(self.name)} Call {written} or write to {self.email}. {home(self.address)}"

    @property
    def reports_a_home(self) -> bool:
        """Every other one who stays anonymous reports what stands before their own house."""
        return self.number % 4 == 1

    @property
    def home(self) -> str:
        """A house on a block that is there."""
        return f"{511 + self.number} N French St"

    @property
    def details(self) -> tuple[str, ...]:
        """What must be gone where nobody is named; of the address the block stays, as the place of the problem."""
        return (self.name, self.name.split()[-1], self.email, self.address, self.home, f"01{self.number:02}")

    @property
    def is_named(self) -> bool:
        """Every other one leaves a contact."""
        return self.number % 2 == 0


def residents() -> list[Resident]:
    """The fifty."""
    return [_resident(number) for number in range(50)]


def _resident(number: int) -> Resident:
    given = GIVEN[number % len(GIVEN)]
    surname = ("Quorvex", "Brélquist")[number // 2 % 2] + ENDINGS[number // len(GIVEN)]
    return Resident(
        number=number,
        name=f"{given} {surname}",
        phone=_turn(PHONES, number)(number),
        email=f"resident.{number}@quorvexmail.example",
        address=f"{411 + number} Marbelwyck Lane",
    )


def _turn(forms: tuple[str, ...], number: int) -> Callable[[object], str]:
    return forms[number % len(forms)].format
