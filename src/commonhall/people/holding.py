"""What `people` holds, and how the traces of its order are taken away."""

from django.utils.translation import gettext_lazy as _

from commonhall import holdings
from commonhall.holdings import SEALED, Holding, blind
from commonhall.vault import settle
from commonhall.vault.settle import CHANGED, Pass, Settled

holdings.declare(
    Holding(
        model="people.person",
        why=_("So that staff can contact the person about what they asked for."),
        keep=_("As long as one of their requests is kept; until erased on the person’s wish."),
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

blind.declare(
    "people",
    "search",
    why=_("So that staff find a person by name, phone, address or e-mail. No block says whose it is."),
    keep=_("Until the index is made anew: a day."),
)

settle.register(Settled(table="people_person", rows={Pass.NIGHT: CHANGED}))
settle.register(Settled(table="people_personkey", rows={Pass.NIGHT: CHANGED}))
settle.register(
    Settled(table="people_search_delta", rows={Pass.NIGHT: CHANGED}, kept="id, pg_current_xact_id()")
)
