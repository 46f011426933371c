"""What came in, as it is kept: sealed for the office, or under the key of what it is about."""

from collections.abc import Buffer, Mapping
from uuid import UUID

from commonhall.messaging import rooms
from commonhall.messaging.models import Received
from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose
from commonhall.vault.sealing import CannotOpen, DataKey


def read(row: Received) -> bytes:
    """What came, to the last byte. Raises CannotOpen, also where what it is about was deleted."""
    return unseal(row.pk, row.sealed, rooms.key(row.room, row.about) if row.about else None)


def unseal(row: UUID, sealed: Buffer, key: DataKey | None) -> bytes:
    """The same by the key of what it is about; None: it is the office's. Raises CannotOpen."""
    if key is None:
        return sealing.unseal(Purpose.OFFICE, sealed, context=_context(row))
    return key.unseal(sealed, context=_context(row))


def opens(row: Received) -> bool | None:
    """Whether it was sealed here; None where no key is left to try."""
    try:
        key = rooms.key(row.room, row.about) if row.about else None
    except CannotOpen:
        return None
    try:
        unseal(row.pk, row.sealed, key)
    except CannotOpen:
        return False
    return True


def belongs(row: Received, raw: bytes, room: str, about: UUID) -> None:
    """Note what it is about, and seal it under the key of that; not saved. Raises CannotOpen."""
    row.sealed = seal(row.pk, raw, rooms.key(room, about))
    row.room, row.about = room, about


def by_deed(room: str, about: UUID) -> Mapping[UUID, Received]:
    """What came about this thing and became something there, by what it became; without its bytes."""
    rows = Received.objects.filter(room=room, about=about, state=Received.State.JOINED).defer("sealed")
    return {row.deed: row for row in rows if row.deed}


def seal(row: UUID, raw: bytes, key: DataKey | None) -> bytes:
    """Sealed for this row alone; None: for the office."""
    if key is None:
        return sealing.seal(Purpose.OFFICE, raw, context=_context(row))
    return key.seal(raw, context=_context(row))


def _context(row: UUID) -> str:
    return f"messaging.received:{row}"
