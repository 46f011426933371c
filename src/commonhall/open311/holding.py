"""What Open311 holds: nothing about residents."""

from django.utils.translation import gettext_lazy as _

from commonhall import holdings
from commonhall.holdings import STAFF, Holding, not_personal

holdings.declare(
    Holding(
        model="open311.key",
        why=_("Which sites and apps may report here, and who of the staff let them."),
        keep=_("For good."),
        columns={"name": STAFF, "digest": not_personal("the digest of a random key")},
    )
)
holdings.declare(
    Holding(
        model="open311.changeset",
        why=_("To tell other sites and apps since when the services are as they are."),
        keep=_("Until they change."),
        columns={
            "digest": not_personal("the digest of what everybody reads of the services"),
            "since": not_personal("when the services changed"),
        },
    )
)
