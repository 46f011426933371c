"""What messages hold, and how the traces of their order are taken away."""

from django.utils.translation import gettext_lazy as _

from commonhall import holdings
from commonhall.holdings import PUBLIC, SEALED, STAFF, Holding, not_personal, opening, retention
from commonhall.holdings.schedules import Schedule, Since
from commonhall.messaging import hearing, outbox, received, rooms
from commonhall.messaging.models import Received
from commonhall.vault import settle
from commonhall.vault.settle import CHANGED, Pass, Settled

_A_CODE = not_personal("a word of a closed list")
holdings.declare(
    Holding(
        model="messaging.messagetemplate",
        why=_("What staff begin a message with."),
        keep=_("For good: messages say what they came from."),
        columns={"code": PUBLIC},
    )
)
holdings.declare(
    Holding(
        model="messaging.templateversion",
        why=_("What a template said when a message was begun with it, and who wrote it."),
        keep=_("For good: messages say what they came from."),
        columns={
            "title": STAFF,
            "texts": STAFF,
            "made_at": not_personal("when an administrator wrote it"),
        },
    )
)
holdings.declare(
    Holding(
        model="messaging.message",
        why=_("What the city wrote to a resident about what they asked for, and whether it left."),
        keep=_("As long as what it is about."),
        columns={
            "room": _A_CODE,
            "basis": _A_CODE,
            "channel": _A_CODE,
            "sealed": SEALED,
            "state": _A_CODE,
            "problem": _A_CODE,
            "fate": _A_CODE,
            "written_at": not_personal("when staff wrote"),
            "due_at": not_personal("when it is sent next"),
            "ended_at": not_personal("when it left"),
        },
    )
)
holdings.declare(
    Holding(
        model="messaging.door",
        why=_("That a mail server or provider does not answer, and when it is tried again."),
        keep=_("Until it answers."),
        columns={"channel": _A_CODE},
    )
)
holdings.declare(
    Holding(
        model="messaging.ours",
        why=_(
            "So that whoever receives something can ask whether the city sent it. No text can be made of it."
        ),
        keep=_("For good: keyed digests and a day."),
        columns={
            "digest": not_personal("a keyed digest"),
            "kind": _A_CODE,
            "channel": _A_CODE,
        },
    )
)
holdings.declare(
    Holding(
        model="messaging.received",
        why=_(
            "What residents answered, and what else came in by the same ways, until it is clear what it is."
        ),
        keep=_(
            "Joined to a request: as long as that, and no longer than its person can be read. Until somebody decides, "
            "where a person has to look. Else 30 days."
        ),
        schedule=Schedule(since=Since.ENDED, days=30),
        columns={
            "channel": _A_CODE,
            "digest": not_personal("a keyed digest"),
            "sealed": SEALED,
            "came_at": not_personal("when it came; of what was joined to a request it is taken out"),
            "state": _A_CODE,
            "why": _A_CODE,
            "room": _A_CODE,
            "ended_at": not_personal("when it was clear that nobody needs it"),
        },
    )
)
retention.register(retention.ended(Received, "ended_at"))
opening.register("messaging.received", "sealed", received.opens)
settle.register(Settled(table="messaging_received", rows={Pass.NIGHT: CHANGED}))
holdings.declare(
    Holding(
        model="messaging.paced",
        why=_("So that nobody gets more texts in a day than they should."),
        keep=_("Until the day is over."),
        columns={
            "digest": not_personal("a keyed digest, another one every day"),
            "basis": _A_CODE,
        },
    )
)
holdings.declare(
    Holding(
        model="messaging.heard",
        why=_("A word such as STOP that came by text, until it is done and answered."),
        keep=_("Two days."),
        columns={
            "digest": not_personal("a keyed digest"),
            "word": _A_CODE,
            "sealed": SEALED,
        },
    )
)
opening.register("messaging.heard", "sealed", hearing.opens)
rooms.register(hearing.ANSWERS)
settle.register(Settled(table="messaging_heard", rows={Pass.NIGHT: CHANGED}))
settle.register(Settled(table="messaging_paced", rows={Pass.NIGHT: CHANGED}))
opening.register("messaging.message", "sealed", outbox.opens)
settle.register(Settled(table="messaging_message", rows={Pass.NIGHT: CHANGED}))
settle.register(Settled(table="messaging_ours", rows={Pass.NIGHT: CHANGED}))
