"""What the API holds: nothing about residents."""

from django.utils.translation import gettext_lazy as _

from commonhall import holdings
from commonhall.holdings import STAFF, Holding, not_personal

holdings.declare(
    Holding(
        model="api.token",
        why=_("By which tokens programs of staff ask, and until when."),
        keep=_("As long as the member of staff."),
        columns={
            "name": STAFF,
            "digest": not_personal("the digest of a random token"),
            "bound_to": not_personal("a digest that another password changes"),
        },
    )
)
