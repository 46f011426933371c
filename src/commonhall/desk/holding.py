"""What the desk holds beyond requests: a count a day. Each change of it is as telling as a report: it is settled."""

from django.utils.translation import gettext_lazy as _

from commonhall import holdings
from commonhall.holdings import Holding
from commonhall.vault import settle
from commonhall.vault.settle import Pass, Settled

holdings.declare(
    Holding(
        model="desk.toldanonymously",
        why=_("To show that anonymous callers are told what is optional."),
        keep=_("For good."),
        columns={},
    )
)
settle.register(
    Settled(
        table="desk_toldanonymously",
        rows={Pass.PERIOD: "day = %(day)s", Pass.NIGHT: "day = %(day)s"},
    )
)
