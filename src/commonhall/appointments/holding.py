"""What appointments hold, how the traces of their order are taken away, and what goes with a person who is erased."""

from django.utils.translation import gettext_lazy as _

from commonhall import holdings
from commonhall.appointments import correspondence, opening, persons, retention
from commonhall.holdings import PUBLIC, SEALED, Holding, not_personal
from commonhall.holdings import opening as sealed
from commonhall.holdings import retention as schedules_kept
from commonhall.holdings.schedules import Schedule, Since
from commonhall.messaging import rooms
from commonhall.people import contacts
from commonhall.people import dealings as dealings_of_persons
from commonhall.people import requests as requests_of_persons
from commonhall.vault import settle
from commonhall.vault.settle import CHANGED, Pass, Settled

rooms.register(correspondence.WRITES)

_CODE = not_personal("a word of a closed list")
holdings.declare(
    Holding(
        model="appointments.schedule",
        why=_("What can be booked, and in which times."),
        keep=_("As long as a booking names it."),
        columns=dict.fromkeys(("names", "advice", "place"), PUBLIC),
    )
)
holdings.declare(
    Holding(
        model="appointments.booking",
        why=_("So that somebody has a time of their own, is told of it, and can move it."),
        keep=_("A year after it; until the person is erased."),
        schedule=Schedule(since=Since.ENDED, years=1),
        columns={
            "reference": not_personal("drawn at random"),
            "state": _CODE,
            "serves_kind": _CODE,
            "contact_sealed": SEALED,
            "place_sealed": SEALED,
        },
    )
)
holdings.declare(
    Holding(
        model="appointments.bookingkey",
        why=_("The key of an appointment’s place and messages, wrapped."),
        keep=_("As long as the appointment."),
        columns={"wrapped": SEALED},
        secret=True,
    )
)
sealed.register("appointments.booking", "contact_sealed", opening.contact)
sealed.register("appointments.booking", "place_sealed", opening.place)
sealed.register("appointments.bookingkey", "wrapped", opening.key)

# The order in which bookings came, beside that of persons, would tell who booked.
settle.register(Settled(table="appointments_booking", rows={Pass.NIGHT: CHANGED}))
settle.register(Settled(table="appointments_bookingkey", rows={Pass.NIGHT: CHANGED}))

requests_of_persons.register(persons.ROOM)
dealings_of_persons.register(persons.DEALINGS)
schedules_kept.register(retention.RULE)
contacts.forgets(retention.forget)
