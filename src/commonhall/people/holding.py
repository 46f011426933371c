"""What `people` holds, and how the traces of its order are taken away."""

from django.utils.translation import gettext_lazy as _

from commonhall import holdings
from commonhall.holdings import SEALED, Holding, blind, not_personal, opening, retention
from commonhall.holdings.schedules import Schedule, Since
from commonhall.people import keeping, rows
from commonhall.vault import settle
from commonhall.vault.settle import CHANGED, Pass, Settled

holdings.declare(
    Holding(
        model="people.person",
        why=_("So that staff can contact the person about what they asked for."),
        keep=_("As long as one of their requests is kept; until erased on the person’s wish."),
        schedule=Schedule(since=Since.LAST_REQUEST_GONE),
        columns={"sealed": SEALED},
    )
)
holdings.declare(
    Holding(
        model="people.personkey",
        why=_("The key of one person’s record, wrapped. Deleting it erases the person."),
        keep=_("As long as the record."),
        columns={"wrapped": SEALED},
        secret=True,
    )
)
holdings.declare(
    Holding(
        model="people.erased",
        why=_("So that a restored backup erases the person again."),
        keep=_("For good: it is a random number."),
        columns={},
    )
)
holdings.declare(
    Holding(
        model="people.retired",
        why=_("So that the id of a person who was merged into another is never given again."),
        keep=_("Until the merge is undone, or the person erased: it is a random number."),
        columns={},
    )
)
retention.register(keeping.RULE)

blind.declare(
    "people",
    "search",
    why=_("So that staff find a person by name, phone, address or e-mail. No block says whose it is."),
    keep=_("Until the index is made anew: a day."),
)

opening.register("people.person", "sealed", rows.opens)
opening.register("people.personkey", "wrapped", rows.unwraps)

settle.register(Settled(table="people_person", rows={Pass.NIGHT: CHANGED}))
settle.register(Settled(table="people_personkey", rows={Pass.NIGHT: CHANGED}))
settle.register(
    Settled(table="people_search_delta", rows={Pass.NIGHT: CHANGED}, kept="id, pg_current_xact_id()")
)

_A_CODE = not_personal("a word of a closed list")
holdings.declare(
    Holding(
        model="people.looksession",
        why=_("Why a member of staff looks at people during a call."),
        keep=_("Until the call ends, half an hour at the most."),
        columns={"reason": _A_CODE, "request_sealed": SEALED},
    )
)
holdings.declare(
    Holding(
        model="people.typing",
        why=_("So that no search is lost before it stands in the log of looks."),
        keep=_("Until it stands there: seconds."),
        columns={"sealed": SEALED},
    )
)
holdings.declare(
    Holding(
        model="people.receipt",
        why=_("So that a look is compared with the work that follows it."),
        keep=_("An hour."),
        columns={},
    )
)
holdings.declare(
    Holding(
        model="people.alarm",
        why=_("So that a second person looks into looks that are odd. It names staff alone."),
        keep=_("For good."),
        columns={"kind": _A_CODE, "verdict": _A_CODE, "note_sealed": SEALED},
    )
)
holdings.declare(
    Holding(
        model="people.listedname",
        why=_("So that looks at people who are looked up out of curiosity are seen."),
        keep=_("Until the privacy officer takes the name off the list."),
        columns={"sealed": SEALED},
    )
)
settle.register(Settled(table="people_retired", rows={Pass.NIGHT: CHANGED}))
holdings.declare(
    Holding(
        model="people.wish",
        why=_("So that nothing goes to a number or an address that asked for nothing, whoever has it."),
        keep=_("For good: a keyed digest, what was wished and when."),
        columns={
            "digest": not_personal("a keyed digest"),
            "way": _A_CODE,
            "answer": _A_CODE,
            "words": _A_CODE,
            "channel": _A_CODE,
            "at": not_personal("when it was wished: the proof of it"),
        },
    )
)
