"""What imports hold beyond requests: counts, and digests of numbers of the old system."""

from django.utils.translation import gettext_lazy as _

from commonhall import holdings
from commonhall.holdings import PUBLIC, Holding, not_personal

holdings.declare(
    Holding(
        model="imports.run",
        why=_("So that staff can read what an import of old data brought in, and what it did not."),
        keep=_("For good: it is counts."),
        columns={
            "map_name": not_personal("the name of a map's file"),
            "reasons": not_personal("sentences of the program, and names of columns"),
            "services": PUBLIC,
        },
    )
)
holdings.declare(
    Holding(
        model="imports.taken",
        why=_("So that a row of old data comes in once, and never again after its person was erased."),
        keep=_("For good: nobody can read it, and it names no request."),
        columns={"digest": not_personal("a digest under a key of the key file")},
        append_only=True,
    )
)
