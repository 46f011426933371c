"""The name of whoever reported a request, kept out of what everyone reads: no rule may know it for a name.

To compare, the person's record is opened: that is a look, and it is logged. A refusal tells who wrote the text that a
guess was right; so whoever is refused too often waits.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.errors import NotNow
from commonhall.holdings import oversharing
from commonhall.people import alarms, contacts
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member

MOST_REFUSALS = 5  # of one member of staff
WITHIN = timedelta(hours=1)


class TooManyNames(NotNow):
    """A member of staff was refused as many texts within the hour as slips explain."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Several of your public texts held the name of a person who reported something. Wait an hour before "
                "you write the next one; what only staff should know can stand in an internal note."
            )
        )


def stands_in(text: str, request: ServiceRequest, *, by: Member) -> bool:
    """Whether the text names, in full or in part, who reported the request. The look is logged.

    Call it last, when nothing else would refuse the text, and let the entry be stored also where you then refuse.
    Raises TooManyNames.
    """
    return request.pk in standing_in(text, [request], by=by)


def standing_in(text: str, requests: Collection[ServiceRequest], *, by: Member) -> set[UUID]:
    """The ids of those requests whose reporter the text names. Each comparison is a look, and is logged.

    Raises TooManyNames.
    """
    links = {
        request.pk: link for request in requests if text.strip() and (link := words.contact_link(request))
    }
    if not links:
        return set()
    refused = log.count(Entry.Kind.NAME_KEPT_BACK, actor=by.pk, since=timezone.now() - WITHIN)
    if refused >= MOST_REFUSALS:
        raise TooManyNames
    records = contacts.records({link.person for link in links.values()})
    named: set[UUID] = set()
    for pk, link in links.items():
        if link.person in records:
            is_named = bool(oversharing.mentions(text, records[link.person].names))
            kind = Entry.Kind.NAME_KEPT_BACK if is_named else Entry.Kind.NAME_COMPARED
            subject = log.Subject(person=link.person, request=str(pk), role=by.role, token=by.token)
            entry = log.note(kind, subject, actor=by.pk)
            if is_named:
                alarms.listen(records[link.person].names, by, entry)
                named.add(pk)
    return named
