"""Whether something that somebody received was sent by the city: known by a keyed digest, of which no text can be made.

What is compared is what mail programs and people leave of a text: its letters and digits, whatever its lines, marks
and capitals.
"""

import re
import unicodedata
from datetime import date

from django.conf import settings
from django.utils.crypto import salted_hmac

from commonhall.messaging import links
from commonhall.messaging.models import Channel, Ours

_NUMBER = re.compile(r"\+?\d[\d\s().-]{5,}\d")


def note(channel: Channel, text: str, day: date) -> None:
    """Note a text that is about to leave, with the links and the numbers of the city in it."""
    rows = [
        Ours(digest=_digest(kind, what), kind=kind, channel=channel, day=day) for kind, what in _marks(text)
    ]
    Ours.objects.bulk_create(rows, ignore_conflicts=True)


def days(kind: Ours.Kind, what: str) -> list[tuple[Channel, date]]:
    """When a text, a link or a number left, and by which way, newest first."""
    found = Ours.objects.filter(digest=_digest(kind, normal(kind, what)), kind=kind)
    return [(Channel(row.channel), row.day) for row in found.order_by("-day", "channel")]


def normal(kind: Ours.Kind, what: str) -> str:
    """What is compared of a text, a link or a number."""
    match kind:
        case Ours.Kind.TEXT:
            plain = unicodedata.normalize("NFKC", what).casefold()
            return "".join(letter for letter in plain if letter.isalnum())
        case Ours.Kind.LINK:
            return what.strip().rstrip("/")
        case Ours.Kind.NUMBER:
            return "".join(digit for digit in what if digit.isdecimal())[-10:]


def _marks(text: str) -> set[tuple[Ours.Kind, str]]:
    found = [(Ours.Kind.TEXT, text)]
    found += [(Ours.Kind.LINK, link) for link in links.of(text)]
    found += [(Ours.Kind.NUMBER, number[0]) for number in _NUMBER.finditer(text) if _is_the_citys(number[0])]
    return {(kind, normal(kind, what)) for kind, what in found}


def _is_the_citys(number: str) -> bool:
    """Of others not even a digest is kept: there are few enough numbers to try them all."""
    own = (settings.CITY.phone.outside, settings.CITY.accessibility.phone)
    return normal(Ours.Kind.NUMBER, number) in {normal(Ours.Kind.NUMBER, each) for each in own}


def _digest(kind: Ours.Kind, what: str) -> bytes:
    return salted_hmac(f"commonhall.messaging.ours.{kind}", what, algorithm="sha256").digest()
