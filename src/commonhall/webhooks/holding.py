"""What webhooks hold: nothing about residents but which request was told."""

from django.utils.translation import gettext_lazy as _

from commonhall import holdings
from commonhall.holdings import STAFF, Holding, not_personal

holdings.declare(
    Holding(
        model="webhooks.endpoint",
        why=_("Which programs are told what everybody may read of requests, and who of the staff let them."),
        keep=_("For good."),
        columns={
            "name": STAFF,
            "url": not_personal("the address of a program"),
            "secret_sealed": not_personal("a random secret of a program, sealed"),
            "secret_before_sealed": not_personal("a random secret of a program, sealed"),
            "before_ends_at": not_personal("when a program's old secret ends"),
            "begun_at": not_personal("when a program was let in"),
            "gathered_at": not_personal("when the worker looked last"),
        },
    )
)
holdings.declare(
    Holding(
        model="webhooks.delivery",
        why=_("That each program is told each thing once, and can be told again."),
        keep=_("30 days."),
        columns={
            "state": not_personal("whether a program took a message"),
            "problem": not_personal("why a program did not, as one of a few words"),
            "due_at": not_personal("when a message is or was sent, which begins when everybody may know"),
        },
    )
)
