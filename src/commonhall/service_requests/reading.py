"""What a member of a department has not seen yet. A mark says how much of a request they saw, never when.

Call takers leave no mark: beside an anonymous request it would tell who may have taken it.
"""

from collections.abc import Collection
from datetime import timedelta

from django.db import connection
from django.db.models import F

from commonhall import calendar
from commonhall.service_requests.models import STAYS_UNREAD, ReadMark, ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import OF_A_DEPARTMENT


def note(request: ServiceRequest, member: Member) -> int | None:
    """Mark as read what this page shows; returns how much of it the member had seen before, None for nothing.

    While settle holds the table the mark is left out: it stays unread, and nobody waits to read a page.
    """
    if member.role not in OF_A_DEPARTMENT:
        return request.revision
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT service_requests_mark_read(%s, %s, %s)", [member.pk, request.pk, request.revision]
        )
        (before,) = cursor.fetchone()
    return before if before is None else int(before)


def keep_up(member: Member, requests: Collection[ServiceRequest]) -> None:
    """After one deed of the member on each: who had seen all of a request has seen their own deed."""
    had_seen_all = ReadMark.objects.filter(
        member=member, request__in=requests, revision=F("request__revision") - 1
    )
    ReadMark.objects.filter(pk__in=had_seen_all.values("pk")).update(revision=F("revision") + 1)


def unread(requests: Collection[ServiceRequest], member: Member) -> set[object]:
    """The ids of those that changed within two weeks and that the member has not seen since."""
    if member.role not in OF_A_DEPARTMENT:
        return set()
    among = ServiceRequest.objects.filter(pk__in=[request.pk for request in requests])
    return set(among.unread_by(member, calendar.today()).values_list("pk", flat=True))


def forget() -> int:
    """Delete the marks nobody needs: of requests that have been quiet for longer than they can be unread."""
    quiet = calendar.today() - STAYS_UNREAD - timedelta(days=1)
    deleted, _ = ReadMark.objects.filter(request__changed_on__lt=quiet).delete()
    return deleted
