"""The states of a service request, and the one table of changes between them.

The database holds the same table: a trigger refuses any other change (`migrations/0002_*`), and a test compares
the two.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.errors import Refused


class State(models.TextChoices):
    NEW = "new", _("New")
    ASSIGNED = "assigned", _("With a crew")
    IN_PROGRESS = "in progress", _("In progress")
    WAITING_FOR_RESIDENT = "waiting resident", _("Waiting for the resident")
    WAITING_FOR_PARTS = "waiting parts", _("Waiting for parts")
    SENT_BACK = "sent back", _("Sent back")
    CLOSED = "closed", _("Closed")


class ClosedReason(models.TextChoices):
    FIXED = "fixed", _("Fixed, says the crew")
    NOT_OURS = "not ours", _("Closed, not ours")
    DUPLICATE = "duplicate", _("Closed, reported before")
    WITHDRAWN = "withdrawn", _("Closed, taken back")
    NOTHING_FOUND = "nothing found", _("Closed, nothing found")


_AT_WORK = (State.ASSIGNED, State.IN_PROGRESS, State.WAITING_FOR_RESIDENT, State.WAITING_FOR_PARTS)

ALLOWED: dict[State, frozenset[State]] = {
    State.NEW: frozenset({State.ASSIGNED, State.IN_PROGRESS, State.CLOSED}),
    **{state: frozenset({*_AT_WORK, State.SENT_BACK, State.CLOSED}) - {state} for state in _AT_WORK},
    State.SENT_BACK: frozenset({State.ASSIGNED, State.IN_PROGRESS, State.CLOSED}),
    State.CLOSED: frozenset({State.SENT_BACK}),
}
# Nobody chooses “New”: a request becomes new again for the department it is passed to, or when a deed is taken back.
BEGINS_AGAIN = frozenset({*_AT_WORK, State.SENT_BACK})


class ChangeNotAllowed(Refused):
    """There is no way from one state to the other."""

    def __init__(self, before: State, after: State) -> None:
        super().__init__(
            _("A request that is “%(before)s” cannot become “%(after)s”.")
            % {"before": before.label, "after": after.label}
        )


def may_become(before: State, after: State) -> bool:
    """Whether the database lets a request go from the one to the other, chosen by somebody or not."""
    return after in ALLOWED[before] or (after is State.NEW and before in BEGINS_AGAIN)


def check(before: State, after: State) -> None:
    """Raise ChangeNotAllowed when a request may not go from the one to the other."""
    if after not in ALLOWED[before]:
        raise ChangeNotAllowed(before, after)
