"""Writing to the audit log, and reading what it says."""

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from commonhall.audit.models import Entry
from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose
from commonhall.vault.sealing import CannotOpen


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What an entry is about, sealed: whom, why, and what was shown. What does not apply is left out."""

    person: int | None = None
    request: str = ""  # the id of the request it was opened from, or follows up
    reason: str = ""  # a word of the closed list
    query: str = ""  # what was sought
    note: str = ""  # what the member wrote
    shown: tuple[int, ...] = ()  # the persons among the results
    parts: tuple[str, ...] = ()  # the parts of the contact that were shown
    role: str = ""  # what the member was at that moment
    entry: str = ""  # the id of another entry that this one opened or settled
    left: tuple[str, ...] = ()  # by a setup: each entry of the catalogue, with the mark of what it held
    opening: str = ""  # of a photo's page: what that loads later, until it lasts no more, is the same look
    export: str = ""  # the number of an opened export
    basis: str = ""  # the law or contract by which it was asked for
    message: str = ""  # the id of a message that came in
    token: str = ""  # the id of the token by which the member's program asked; empty: they sat at a screen


def note(kind: Entry.Kind, subject: Subject, *, actor: UUID | None, entry: UUID | None = None) -> Entry:
    """Add an entry. Call it in the transaction of what it notes: both or neither.

    `entry` is its id where that was given out before; drawn otherwise.
    """
    row = _entry(kind, subject, actor, entry or uuid.uuid4())
    row.save(force_insert=True)
    return row


def note_each(kind: Entry.Kind, subjects: Iterable[Subject], *, actor: UUID | None) -> list[Entry]:
    """Add an entry for each of these, in their order and in one query; else as `note`."""
    return Entry.objects.bulk_create(_entry(kind, subject, actor, uuid.uuid4()) for subject in subjects)


def _entry(kind: Entry.Kind, subject: Subject, actor: UUID | None, pk: UUID) -> Entry:
    sealed = seal(subject, context=_context(pk))
    return Entry(pk=pk, at=timezone.now(), actor=actor, kind=kind, subject_sealed=sealed)


def count(kind: Entry.Kind, *, actor: UUID, since: datetime) -> int:
    """How many entries of this kind somebody has caused since then."""
    return _since(kind, actor, since).count()


def last(kind: Entry.Kind) -> Subject | None:
    """What the newest entry of this kind is about. Raises CannotOpen."""
    newest = Entry.objects.filter(kind=kind).order_by("-at").first()
    return subject_of(newest) if newest else None


def subjects_since(kind: Entry.Kind, *, actor: UUID, since: datetime) -> Iterator[Subject]:
    """What the entries of this kind that somebody has caused since then are about. Raises CannotOpen."""
    return map(subject_of, _since(kind, actor, since))


def _since(kind: Entry.Kind, actor: UUID, since: datetime) -> QuerySet[Entry]:
    return Entry.objects.filter(at__gt=since, actor=actor, kind=kind)


def subject_of(entry: Entry) -> Subject:
    """Open what an entry is about. Raises CannotOpen."""
    return unseal(bytes(entry.subject_sealed), context=_context(entry.pk))


def seal(subject: Subject, *, context: str) -> bytes:
    """A subject under the audit's own key, for an entry or for what will become one."""
    plain = {name: value for name, value in asdict(subject).items() if value not in ("", (), None)}
    return sealing.seal(Purpose.AUDIT, json.dumps(plain, ensure_ascii=False).encode(), context=context)


def unseal(sealed: bytes, *, context: str) -> Subject:
    """What `seal` sealed for this context. Raises CannotOpen."""
    plain: dict[str, Any] = json.loads(sealing.unseal(Purpose.AUDIT, sealed, context=context))
    lists = {name: tuple(value) for name, value in plain.items() if isinstance(value, list)}
    return Subject(**{**plain, **lists})


def opens(entry: Entry) -> bool:
    """Whether it opens whom an entry is about."""
    try:
        subject_of(entry)
    except CannotOpen:
        return False
    return True


def _context(entry: UUID) -> str:
    return f"audit.entry:{entry}"
