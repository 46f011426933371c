"""A report on its way: it travels sealed in a hidden field from step to step, and lies nowhere on the server.

It carries the id of the request it will become, so that sending it twice stores it once; and the key under which the
browser seals what is typed and not sent yet, which therefore opens for whom we answer the draft, for its day.
"""

import json
import secrets
import struct
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from itertools import accumulate, pairwise
from typing import Self
from uuid import UUID

from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.people.contacts import Contact
from commonhall.places.lookup import Place
from commonhall.vault import tokens
from commonhall.vault.keyring import Purpose

LIFETIME = timedelta(hours=24)


class DraftIsLost(Refused):
    """The hidden field was changed, cut short, of another form, or is older than a day."""

    def __init__(self) -> None:
        super().__init__(
            _("This report was left open for more than a day, or it did not arrive whole. Nothing was sent.")
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What the reporter has said so far. `is_anonymous` None: not asked yet."""

    request: UUID = field(default_factory=uuid.uuid4)
    service: str
    place: Place | None = None
    questionnaire: UUID | None = None  # the questions as they were when the report was begun
    answers: Mapping[str, str | list[str]] = field(default_factory=dict)  # as typed, by the question's code
    words: str = ""
    contact: Contact | None = None
    is_anonymous: bool | None = None
    wants_news: bool = False  # by e-mail, when its state changes
    photos: tuple[bytes, ...] = ()  # re-encoded already
    typed: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # what no step could take yet, by step
    browser_key: str = field(default_factory=lambda: secrets.token_hex(32))  # stored by no browser

    def keeping(self, step: str, typed: Mapping[str, str]) -> Self:
        """The draft with what stands in that step and cannot be taken yet; nothing where all of it was taken."""
        others = {name: kept for name, kept in self.typed.items() if name != step}
        return replace(self, typed={**others, step: typed} if typed else others)

    def token(self) -> str:
        """The hidden field's value."""
        plain = {**asdict(replace(self, photos=())), "photos": [len(photo) for photo in self.photos]}
        head = json.dumps(plain, default=str).encode()
        payload = b"".join((struct.pack("<I", len(head)), head, *self.photos))
        return tokens.issue(Purpose.DRAFT, payload, lifetime=LIFETIME)

    @classmethod
    def from_token(cls, token: str) -> Self:
        """The draft a hidden field carries. Raises DraftIsLost."""
        try:
            return cls._of(tokens.redeem(Purpose.DRAFT, token))
        except (
            tokens.UnusableToken,
            struct.error,
            ValueError,
            KeyError,
            TypeError,
        ):  # another form's token is sealed by the same key
            raise DraftIsLost from None

    @classmethod
    def _of(cls, payload: bytes) -> Self:
        (length,) = struct.unpack_from("<I", payload)
        plain, rest = json.loads(payload[4 : 4 + length]), payload[4 + length :]
        return cls(
            **{
                **plain,
                "request": UUID(plain["request"]),
                "questionnaire": UUID(asked) if (asked := plain.get("questionnaire")) else None,
                "place": Place(**plain["place"]) if plain["place"] else None,
                "contact": Contact(**plain["contact"]) if plain["contact"] else None,
                "photos": _cut(
                    rest, plain.get("photos", [len(rest)])
                ),  # before there were several, all of it,
            }
        )


def _cut(joined: bytes, lengths: Iterable[int]) -> tuple[bytes, ...]:
    ends = list(accumulate(lengths, initial=0))
    return tuple(joined[start:end] for start, end in pairwise(ends) if start < end)
