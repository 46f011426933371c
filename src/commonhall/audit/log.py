"""Writing to the audit log, and reading what it says."""

import json
from dataclasses import asdict, dataclass
from uuid import UUID

from django.utils import timezone

from commonhall.audit.models import Entry
from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """Whom an entry is about: a person, the request it was opened from, and the reason given."""

    person: int
    request: str = ""
    reason: str = ""


def note(kind: Entry.Kind, subject: Subject, *, actor: UUID | None) -> Entry:
    """Add an entry. Call it in the transaction of what it notes: both or neither."""
    entry = Entry(at=timezone.now(), actor=actor, kind=kind)
    plain = json.dumps(asdict(subject)).encode()
    entry.subject_sealed = sealing.seal(Purpose.AUDIT, plain, context=_context(entry))
    entry.save(force_insert=True)
    return entry


def subject_of(entry: Entry) -> Subject:
    """Open whom an entry is about. Raises CannotOpen."""
    return Subject(**json.loads(sealing.unseal(Purpose.AUDIT, entry.subject_sealed, context=_context(entry))))


def _context(entry: Entry) -> str:
    return f"audit.entry:{entry.pk}"
