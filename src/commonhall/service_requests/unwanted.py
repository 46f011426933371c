"""What somebody says about being written to or called, to staff who see neither their name nor their number."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.people import consent
from commonhall.people.handles import By
from commonhall.people.record import Answer, AskedBy, Way
from commonhall.service_requests import correspondence, work
from commonhall.staff.models import Member


class NoWayChosen(Refused):
    """Nothing was ticked."""

    def __init__(self) -> None:
        super().__init__(_("Choose what they don’t want any more."))


def note(request: UUID, ways: Collection[Way], channel: AskedBy, *, by: Member) -> None:
    """Keep that who reported it said no to these ways: for their number and address, and at once.

    Raises NoWayChosen, NobodyToWriteTo.
    """
    if not ways:
        raise NoWayChosen
    with work.locked(request, by) as row:
        person = correspondence.person_of(row)
        for way in ways:
            consent.note(person, way, Answer.NO, channel, by=By(member=by.pk))
