"""Holding a person or a request: while it is held it is neither erased nor deleted when its time is over.

There are few holds at a time, and all are opened to find one: nothing in the clear says what is held.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.errors import Refused
from commonhall.holdings.models import Hold
from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose

_LOCK = 311_003


class IsHeld(Refused):
    """Somebody held it. Why stands on its page, for those who may read it."""

    def __init__(self, since: datetime) -> None:
        super().__init__(
            _(
                "This is held since %(day)s and may not be deleted or moved. Its page says why and by whom; "
                "lift the hold there first."
            )
            % {"day": f"{timezone.localdate(since):%Y-%m-%d}"}
        )


class NoReasonToHold(Refused):
    """A hold says why."""

    def __init__(self) -> None:
        super().__init__(_("Say why it is held, such as the case it is needed for."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """One hold: of a person (a number) or a request (a UUID), why, by whom, and since when."""

    id: UUID
    person: int | None = None
    request: UUID | None = None
    reason: str
    by: UUID
    since: datetime


@dataclass(frozen=True, slots=True)
class Holds:
    """All holds of a moment."""

    all: tuple[Held, ...]

    @classmethod
    def now(cls) -> Self:
        return cls(tuple(opened(row) for row in Hold.objects.all()))

    def of_person(self, person: int) -> tuple[Held, ...]:
        return tuple(each for each in self.all if each.person == person)

    def of_request(self, request: UUID) -> tuple[Held, ...]:
        return tuple(each for each in self.all if each.request == request)

    def cover(self, *, person: int | None, requests: Iterable[UUID] = ()) -> Held | None:
        """A hold that keeps the person or one of these requests."""
        wanted = frozenset(requests)
        return next(
            (
                each
                for each in self.all
                if (person is not None and each.person == person) or each.request in wanted
            ),
            None,
        )


def place(*, person: int | None = None, request: UUID | None = None, reason: str, by: UUID) -> None:
    """Hold a person or a request. Raises NoReasonToHold. Waits for a deletion that is under way."""
    if not reason.strip():
        raise NoReasonToHold
    row = Hold()
    held = Held(id=row.pk, person=person, request=request, reason=reason.strip(), by=by, since=timezone.now())
    row.sealed = sealing.seal(
        Purpose.LINK, json.dumps(asdict(held), default=str).encode(), context=_context(row)
    )
    with transaction.atomic():
        _lock("pg_advisory_xact_lock")
        row.save(force_insert=True)
        log.note(Entry.Kind.HOLD_PLACED, _subject(held), actor=by)


def lift(hold: UUID, *, by: UUID) -> None:
    """Let go what is held; a hold that is gone already stays so."""
    with transaction.atomic():
        row = Hold.objects.select_for_update().filter(pk=hold).first()
        if row is not None:
            held = opened(row)
            row.delete()
            log.note(Entry.Kind.HOLD_LIFTED, _subject(held), actor=by)


def refuse_held(*, person: int | None = None, requests: Iterable[UUID] = ()) -> None:
    """Raise IsHeld where one of them is held. Call it in the transaction that deletes: no hold comes in between."""
    _lock("pg_advisory_xact_lock_shared")
    if held := Holds.now().cover(person=person, requests=requests):
        raise IsHeld(held.since)


def opened(row: Hold) -> Held:
    """What a hold's row says. Raises CannotOpen."""
    plain = json.loads(sealing.unseal(Purpose.LINK, row.sealed, context=_context(row)))
    return Held(
        id=row.pk,
        person=plain["person"],
        request=UUID(plain["request"]) if plain["request"] else None,
        reason=plain["reason"],
        by=UUID(plain["by"]),
        since=datetime.fromisoformat(plain["since"]),
    )


def _subject(held: Held) -> log.Subject:
    return log.Subject(person=held.person, request=str(held.request or ""))


def _context(row: Hold) -> str:
    return f"holdings.hold:{row.pk}"


def _lock(kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {kind}(%s)", [_LOCK])
