"""What appointments sign in so that they can write to residents, and take what they answer."""

from uuid import UUID

from commonhall.appointments import notices, references, replies, whose
from commonhall.appointments.models import Booking
from commonhall.messaging import rooms
from commonhall.messaging.rooms import Answer, Recipient


def _recipient(booking: UUID) -> Recipient | None:
    row = Booking.objects.filter(pk=booking).select_related("key").first()
    record = whose.record(row) if row else None
    if row is None or record is None or not hasattr(row, "key"):
        return None
    key = whose.unwrapped(row.key)
    return Recipient(contact=record.contact, key=key, said_no=rooms.said_no(record))


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


def _find(reference: str) -> UUID | None:
    return Booking.objects.filter(reference=references.normal(reference)).values_list("pk", flat=True).first()


def _called(booking: UUID) -> str:
    return str(Booking.objects.filter(pk=booking).values_list("reference", flat=True).first() or "")


WRITES = rooms.Room(
    name=notices.ROOM,
    recipient=_recipient,
    key=whose.key_of,
    take=_take,
    find=_find,
    called=_called,
)
