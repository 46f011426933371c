"""The signed links that residents follow their own request by.

A link is good for 90 days. Giving out another one leaves it as it is, unless the request's links of before are ended:
a link holds how often that was done when it was made. Another link stops the news of a request, and does nothing else.
"""

import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import pace
from commonhall.people.contacts import PersonIsGone
from commonhall.people.handles import Look
from commonhall.people.looks import alarm_when_too_fast
from commonhall.service_requests import words, work
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.vault import tokens
from commonhall.vault.keyring import Purpose
from commonhall.vault.tokens import UnusableToken
from commonhall.web import qr
from commonhall.web.qr import Drawing

LIFETIME = timedelta(days=90)
STOPS_FOR = timedelta(days=365)  # mails lie around; a link that only stops does no harm
_ENDED = struct.Struct("<H")
_STOP = b"stop"


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """A link as it is handed over: its path and whole address, until when it is good, and as a QR code."""

    path: str
    until: datetime

    @property
    def address(self) -> str:
        return f"{settings.SITE_URL}{self.path}"

    @property
    def drawing(self) -> Drawing:
        return qr.draw(self.address)


def follow(request: ServiceRequest) -> str:
    """The path of a named request's own page, good for 90 days."""
    held = request.pk.bytes + _ENDED.pack(request.links_ended)
    return reverse("service_requests:follow", args=[tokens.issue(Purpose.TOKEN, held, lifetime=LIFETIME)])


def request_of(token: str) -> ServiceRequest:
    """The request that a link opens. Raises UnusableToken, also where it was ended."""
    held = tokens.redeem(Purpose.TOKEN, token)
    found = ServiceRequest.objects.filter(pk=UUID(bytes=held[:16]), is_anonymous=False)
    row = found.select_related("service", "department", "questionnaire", "key", "rating").first()
    if row is None or row.links_ended != _ended_before(held):
        raise UnusableToken("This link was ended.")
    return row


def handed_over(path: str) -> Given:
    """A link's path, to be kept or given on: a token is the part of it before the last slash."""
    token = path.rstrip("/").rpartition("/")[2]
    return Given(path=path, until=tokens.expires_at(Purpose.TOKEN, token))


def stop(request: ServiceRequest) -> str:
    """The path by which no more news of a named request is sent; it opens nothing, and works for a year."""
    token = tokens.issue(Purpose.TOKEN, _STOP + request.pk.bytes, lifetime=STOPS_FOR)
    return reverse("service_requests:stop", args=[token])


def request_to_stop(token: str) -> UUID:
    """The request whose news a link stops. Raises UnusableToken."""
    held = tokens.redeem(Purpose.TOKEN, token)
    if len(held) != len(_STOP) + 16 or not held.startswith(_STOP):
        raise UnusableToken("This link is another one.")
    return UUID(bytes=held.removeprefix(_STOP))


def give(reference: str, look: Look, *, by: Member, ends_others: bool) -> tuple[ServiceRequest, Given]:
    """A new link of one of an opened person's requests; that it was given is in the log, and no event tells it.

    It opens more than a look, and for longer: the member must be one who sees the request, and it counts as a contact
    opened. Raises PermissionDenied where the request is not the person's or not the member's, TooFast, PersonIsGone.
    """
    with alarm_when_too_fast(by), transaction.atomic():
        pace.refuse_opening(by)
        rows = work.visible_to(by).select_related("service")
        if ends_others:  # else unlocked: the marks that locks leave would join two requests of one call
            rows = rows.select_for_update(of=("self",))
        row = rows.filter(reference=reference, pk__in=look.record.requests, is_anonymous=False).first()
        if row is None:
            raise PermissionDenied(_("That is no request of the person you opened that you can see."))
        if words.is_erased(row):
            raise PersonIsGone
        if ends_others:
            ServiceRequest.objects.filter(pk=row.pk).update(links_ended=F("links_ended") + 1)
            row.refresh_from_db(fields=["links_ended"])
        subject = log.Subject(person=look.person, request=str(row.pk), reason=look.why.reason, role=by.role)
        log.note(Entry.Kind.LINK_GIVEN, subject, actor=by.pk)
    return row, handed_over(follow(row))


def _ended_before(held: bytes) -> int:
    """Links of the first version hold the request alone."""
    return int(_ENDED.unpack(held[16:])[0]) if len(held) > 16 else 0
