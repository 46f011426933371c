"""What a person's row holds once it is open, and how it is written: JSON, its version in it."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

VERSION = 3  # 1 knew one contact and the ids of its requests, 2 the last answers alone
PARTS = ("name", "phone", "email", "address")
LONGEST = {
    "name": 120,
    "phone": 40,
    "email": 254,
    "address": 200,
}  # letters of each, by whatever door it comes


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """How somebody can be reached. Each part is optional; an empty string was not given."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    language: str = "en"

    @property
    def parts(self) -> tuple[str, ...]:
        """Which parts were given, by name."""
        return tuple(part for part in PARTS if getattr(self, part))


class Way(models.TextChoices):
    """How the city may reach somebody: each asked for apart."""

    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")
    CALL = "call", _("Call")

    @property
    def part(self) -> str:
        """Which part of the contact it needs."""
        return "email" if self is Way.EMAIL else "phone"


class Answer(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_ASKED = "not asked", _("Not asked")


class AskedBy(models.TextChoices):
    """Over which channel somebody was asked."""

    WEB = "web", _("on the web")
    TELEPHONE = "telephone", _("by telephone")
    TEXT = "text", _("by text message")
    DESK = "desk", _("at the counter")


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """What somebody answered to which words, in which version of them, over which channel, and when.

    `version` is OWN_WORDS where nobody asked, and the words are their own.
    """

    answer: Answer
    words: str
    version: str
    channel: AskedBy
    at: datetime


OWN_WORDS = "own words"


class Deed(models.TextChoices):
    """What changes whose requests a record holds."""

    MERGED = "merged", _("Another person was merged into this one")
    SPLIT = "split", _("Requests were moved to a person of their own")
    SPLIT_FROM = "split from", _("Taken out of another person")


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A merge or a split. While a merge is not undone it holds what both records were before it."""

    deed: Deed
    other: int
    by: UUID | None
    at: datetime
    requests: tuple[UUID, ...]
    before: "Record | None" = None
    absorbed: "Record | None" = None
    undone_at: datetime | None = None

    @property
    def brought_them(self) -> bool:
        """Whether its requests came to this record by it, from `other`."""
        return self.deed in {Deed.MERGED, Deed.SPLIT_FROM}

    @property
    def can_be_undone(self) -> bool:
        return self.undone_at is None and self.deed in {Deed.MERGED, Deed.SPLIT}


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """All that a person's row holds. `given`: what each of their requests gave (known nowhere else), oldest first.

    `earlier`: answers that another one took the place of, oldest first: the proof of each stays.
    """

    contact: Contact
    given: Mapping[UUID, Contact] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()  # other names somebody goes by
    consents: Mapping[Way, Consent] = field(default_factory=dict)
    earlier: tuple[tuple[Way, Consent], ...] = ()
    history: tuple[Change, ...] = ()

    @property
    def requests(self) -> tuple[UUID, ...]:
        """Whose person this is, oldest first."""
        return tuple(self.given)

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """Every contact that is held, each once; the current one first."""
        return _each_once((self.contact, *self.given.values()))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name they are known by, each once; the current one first."""
        return _each_once(name for name in (*(each.name for each in self.contacts), *self.aliases) if name)

    @property
    def absorbed(self) -> tuple[int, ...]:
        """The ids of persons merged into this one, also of those that had been merged into them."""
        merges = [each for each in self.history if each.absorbed is not None]
        return tuple(
            person for each in merges if each.absorbed for person in (each.other, *each.absorbed.absorbed)
        )

    def with_contact(self, contact: Contact) -> "Record":
        """With another current contact. Who said yes to one number or address has not said yes to another."""
        kept = {
            way: consent
            for way, consent in self.consents.items()
            if consent.answer is Answer.NO or getattr(contact, way.part) == getattr(self.contact, way.part)
        }
        lost = ((way, consent) for way, consent in self.consents.items() if way not in kept)
        return replace(self, contact=contact, consents=kept, earlier=(*self.earlier, *lost))

    def with_answer(self, way: Way, consent: Consent) -> "Record":
        """With this answer; one before it stays as proof."""
        before = ((way, self.consents[way]),) if way in self.consents else ()
        return replace(self, consents={**self.consents, way: consent}, earlier=(*self.earlier, *before))

    def corrected(self, request: UUID, contact: Contact) -> "Record":
        """With what that request gave put right, here and in what the history holds.

        The current contact changes in the parts where it still held the old value.
        """
        old = self.given.get(request)
        record = self
        if old is not None:
            current = {part: getattr(contact, part) for part in PARTS if _agree(self.contact, old, part)}
            record = self.with_contact(replace(self.contact, **current))
            record = replace(record, given={**self.given, request: contact})
        return record._with_past(lambda past: past.corrected(request, contact))

    def without(self, request: UUID) -> "Record":
        """Without that request, here and in what the history holds."""
        given = {each: contact for each, contact in self.given.items() if each != request}
        return replace(self, given=given)._with_past(lambda past: past.without(request))

    def _with_past(self, change: Callable[["Record"], "Record"]) -> "Record":
        return replace(
            self,
            history=tuple(
                replace(
                    each,
                    before=change(each.before) if each.before else None,
                    absorbed=change(each.absorbed) if each.absorbed else None,
                )
                for each in self.history
            ),
        )

    def answer(self, way: Way) -> Answer:
        """What they said to this way of reaching them."""
        return self.consents[way].answer if way in self.consents else Answer.NOT_ASKED


def write(record: Record) -> bytes:
    """The record as it is sealed."""
    return json.dumps(plain(record), ensure_ascii=False).encode()


def plain(record: Record) -> dict[str, Any]:
    """The record as JSON has it, with its version."""
    return {"version": VERSION, **_plain(record)}


def read(written: bytes) -> Record:
    """What `write` wrote, in this version or one before."""
    plain = json.loads(written)
    if "version" not in plain:
        requests = plain.pop("requests")
        contact = Contact(**plain)
        return Record(contact=contact, given={UUID(request): contact for request in requests})
    return _record(plain)


def _plain(record: Record) -> dict[str, Any]:
    return {
        "contact": asdict(record.contact),
        "given": {str(request): asdict(contact) for request, contact in record.given.items()},
        "aliases": list(record.aliases),
        "consents": {way: _plain_consent(consent) for way, consent in record.consents.items()},
        "earlier": [{"way": way, **_plain_consent(consent)} for way, consent in record.earlier],
        "history": [_plain_change(change) for change in record.history],
    }


def _plain_consent(consent: Consent) -> dict[str, Any]:
    return {**asdict(consent), "at": consent.at.isoformat()}


def _plain_change(change: Change) -> dict[str, Any]:
    return {
        "deed": change.deed,
        "other": change.other,
        "by": str(change.by) if change.by else None,
        "at": change.at.isoformat(),
        "requests": [str(request) for request in change.requests],
        "before": _plain(change.before) if change.before else None,
        "absorbed": _plain(change.absorbed) if change.absorbed else None,
        "undone_at": change.undone_at.isoformat() if change.undone_at else None,
    }


def _record(plain: dict[str, Any]) -> Record:
    return Record(
        contact=Contact(**plain["contact"]),
        given={UUID(request): Contact(**contact) for request, contact in plain["given"].items()},
        aliases=tuple(plain["aliases"]),
        consents={Way(way): _consent(consent) for way, consent in plain["consents"].items()},
        earlier=tuple((Way(each["way"]), _consent(each)) for each in plain.get("earlier", ())),
        history=tuple(_change(change) for change in plain["history"]),
    )


def _consent(plain: dict[str, str]) -> Consent:
    return Consent(
        answer=Answer(plain["answer"]),
        words=plain["words"],
        version=plain["version"],
        channel=AskedBy(plain["channel"]),
        at=datetime.fromisoformat(plain["at"]),
    )


def _change(plain: dict[str, Any]) -> Change:
    return Change(
        deed=Deed(plain["deed"]),
        other=plain["other"],
        by=UUID(plain["by"]) if plain["by"] else None,
        at=datetime.fromisoformat(plain["at"]),
        requests=tuple(UUID(request) for request in plain["requests"]),
        before=_record(plain["before"]) if plain["before"] else None,
        absorbed=_record(plain["absorbed"]) if plain["absorbed"] else None,
        undone_at=datetime.fromisoformat(plain["undone_at"]) if plain["undone_at"] else None,
    )


def _agree(one: Contact, other: Contact, part: str) -> bool:
    return bool(getattr(one, part) == getattr(other, part))


def _each_once[T](values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
