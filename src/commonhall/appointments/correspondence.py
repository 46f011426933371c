"""What appointments sign in so that they can write to residents, and take what they answer."""

from uuid import UUID

from commonhall.appointments import notices, replies, whose
from commonhall.appointments.models import Booking
from commonhall.messaging import rooms
from commonhall.messaging.rooms import Answer, Recipient


def _recipient(booking: UUID) -> Recipient | None:
    row = Booking.objects.filter(pk=booking).select_related("key").first()
    record = whose.record(row) if row else None
    if row is None or record is None or not hasattr(row, "key") or notices.way(record) is None:
        return None
    return Recipient(contact=record.contact, key=whose.unwrapped(row.key))


def _take(answer: Answer) -> int:
    """Do what they answered; files are not taken. Raises NotTheirs, NobodyThere, NotUnderstood, IsOver."""
    row = Booking.objects.filter(pk=answer.about).first()
    record = whose.record(row) if row else None
    if record is None:
        raise rooms.NobodyThere
    if not answer.is_from(record):
        raise rooms.NotTheirs
    replies.take(answer.about, answer.words)
    return len(answer.files)


WRITES = rooms.Room(name=notices.ROOM, recipient=_recipient, key=whose.key_of, take=_take)
