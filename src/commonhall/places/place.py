"""A place as the city knows it, and how it is named."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonhall.calendar.tables import Text
from commonhall.places import streets

CROSSING = "x"  # between the two streets in a crossing's key
LANDMARK = "@"  # before a landmark's code in its key


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A block of the city, and the house in it where one was named; or a crossing or landmark, with its block.

    `latitude` and `longitude` (degrees, WGS 84) are the middle of the block, never the house, or the very point
    of a crossing or landmark: so they may be public. `names`: how the crossing or landmark is called, by language;
    `sign`: its key.
    """

    street: str
    street_key: str
    hundred: int
    number: int | None
    latitude: float
    longitude: float
    names: Mapping[str, str] = field(default_factory=dict)
    sign: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether a house was named."""
        return self.number is not None

    @property
    def key(self) -> str:
        """What a form sends back for this place: "n market st|1000", with "|1012" behind it for a house;
        "n market st|x|e 4th st" for a crossing, "@rodney-square" for a landmark.
        """
        if self.sign:
            return self.sign
        block = f"{self.street_key}|{self.hundred}"
        return block if self.number is None else f"{block}|{self.number}"

    @property
    def label(self) -> str:
        """As exact as it was said: "1012 N Market St", the crossing, the landmark, or the block."""
        return self.block_label if self.number is None else f"{self.number} {self.street}"

    @property
    def block_label(self) -> str:
        """The block alone, or the crossing or landmark, in the language of the page: what the public may read."""
        return public_label(self.street, self.hundred, self.names)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A place that may be meant, to be offered: `key` goes back to `resolve`."""

    key: str
    label: str
    block_label: str


def public_label(street: str, hundred: int, names: Mapping[str, str]) -> str:
    """What the public reads of a place, in the language of the page: its name if it has one, else its block."""
    return Text(names).of(get_language() or "en") or block_label(street, hundred)


def crossing_label(street: str, other: str) -> str:
    """How a crossing is named, in the language of the page: "Market St at 4th St"."""
    return _("%(street)s at %(other)s") % {"street": street, "other": other}


def block_key(street: str, hundred: int) -> str:
    """The key of a block whose street is written as the city writes it: "n market st|1000"."""
    return f"{streets.read_label(street).key}|{hundred}"


def block_label(street: str, hundred: int) -> str:
    """How a block is named, in the language of the page: "1000 block of N Market St"."""
    if hundred == 0:
        return _("first block of %(street)s") % {"street": street}
    return _("%(hundred)d block of %(street)s") % {"hundred": hundred, "street": street}
