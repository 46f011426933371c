"""A place as the city knows it, and how it is named."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A block of the city, and the house in it where one was named.

    `latitude` and `longitude` (degrees, WGS 84) are the middle of the block, never the house: so they may be
    public.
    """

    street: str
    street_key: str
    hundred: int
    number: int | None
    latitude: float
    longitude: float

    @property
    def is_exact(self) -> bool:
        """Whether a house was named."""
        return self.number is not None

    @property
    def key(self) -> str:
        """What a form sends back for this place: "n market st|1000", with "|1012" behind it for a house."""
        block = f"{self.street_key}|{self.hundred}"
        return block if self.number is None else f"{block}|{self.number}"

    @property
    def label(self) -> str:
        """As exact as it was said: "1012 N Market St", or the block."""
        return self.block_label if self.number is None else f"{self.number} {self.street}"

    @property
    def block_label(self) -> str:
        """The block alone, in the language of the page; this is what the public may read."""
        return block_label(self.street, self.hundred)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A place that may be meant, to be offered: `key` goes back to `resolve`."""

    key: str
    label: str
    block_label: str


def block_label(street: str, hundred: int) -> str:
    """How a block is named, in the language of the page: "1000 block of N Market St"."""
    if hundred == 0:
        return _("first block of %(street)s") % {"street": street}
    return _("%(hundred)d block of %(street)s") % {"hundred": hundred, "street": street}
