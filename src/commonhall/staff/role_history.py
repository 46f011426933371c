"""Which role a member had at a moment: what each change to members left written tells it."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from commonhall.staff.models import Member, MemberEvent


class RoleHistory:
    """The roles of these members, from a day on until now. Two queries."""

    def __init__(self, members: Collection[UUID], *, since: date) -> None:
        self._now = dict(Member.objects.filter(pk__in=members).values_list("pk", "role"))
        self._changes = list(
            MemberEvent.objects.filter(
                member__in=members, kind=MemberEvent.Kind.CHANGED, at__date__gte=since
            ).order_by("at")
        )

    def knows(self, member: UUID | None) -> bool:
        """Whether this member works here, or did."""
        return member in self._now

    def role_of(self, member: UUID | None, *, at: datetime) -> str:
        """The role; empty for somebody who never worked here."""
        later = (each for each in self._changes if each.member_id == member and each.at > at)
        first = next(later, None)
        if first is not None:
            return first.role_before
        return self._now.get(member, "") if member else ""
