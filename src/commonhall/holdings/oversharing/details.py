"""What is found in a text: its kind, its place, and what we advise. Never the words themselves."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.holdings.oversharing import reading


class Kind(models.TextChoices):
    """Kinds of personal detail. The label follows "This looks like a …"."""

    EMAIL = "email", _("e-mail address")
    CARD = "card", _("card number")
    SSN = "ssn", _("Social Security number")
    BIRTH = "birth", _("birth date")
    ACCOUNT = "account", _("account number")
    DOCUMENT = "document", _("ID number")
    PLATE = "plate", _("license plate")
    PHONE = "phone", _("phone number")
    ADDRESS = "address", _("address")
    NAME = "name", _("name")
    HEALTH = "health", _("health detail")


class Advice(StrEnum):
    """REMOVE: personal wherever it stands. ASK: personal for some, the point of the report for others."""

    REMOVE = "remove"
    ASK = "ask"


@dataclass(frozen=True, slots=True, order=True)
class Detail:
    """A personal detail of a text, from `start` up to but without `end`. Holds no words, so that it may be logged."""

    start: int
    end: int
    kind: Kind
    advice: Advice


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What looks personal and is the city's own: never reported. Make it with `Known.of`."""

    places: frozenset[str] = field(default=frozenset())
    staff: frozenset[str] = field(default=frozenset())
    phones: frozenset[str] = field(default=frozenset())
    domains: frozenset[str] = field(default=frozenset())

    @classmethod
    def of(
        cls,
        *,
        places: Iterable[str] = (),
        staff: Iterable[str] = (),
        phones: Iterable[str] = (),
        domains: Iterable[str] = (),
    ) -> "Known":
        """Take names of places and of staff, official telephone numbers and mail domains as people write them."""
        return cls(
            places=frozenset(map(reading.plain, places)),
            staff=frozenset(map(reading.plain, staff)),
            phones=frozenset(reading.last_ten_digits(phone) for phone in phones),
            domains=frozenset(domain.lower().removeprefix("@") for domain in domains),
        )

    def owns_domain(self, domain: str) -> bool:
        """Say whether a mail domain, or one that it lies under, is the city's."""
        labels = domain.split(".")
        return any(".".join(labels[first:]) in self.domains for first in range(len(labels) - 1))


NOTHING_KNOWN = Known()
