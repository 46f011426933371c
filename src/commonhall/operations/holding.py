"""What operations hold: nothing about residents."""

from django.utils.translation import gettext_lazy as _

from commonhall import holdings
from commonhall.holdings import Holding, not_personal

holdings.declare(
    Holding(
        model="operations.clockedjob",
        why=_("To see whether the jobs that keep the promises are done."),
        keep=_("Until it is done again."),
        columns={
            "task": not_personal("the name of a job"),
            "done_at": not_personal("when the worker did it, by the clock"),
            "failed_at": not_personal("when the worker could not do it"),
            "said": not_personal("why, in a sentence of the program or as the kind of an error"),
        },
    )
)
holdings.declare(
    Holding(
        model="operations.exportdeed",
        why=_("Who asked for all data opened, who approved it, and how much was taken out."),
        keep=_("For good: it names staff alone."),
        columns={"kind": not_personal("a word of a closed list")},
        append_only=True,
    )
)
