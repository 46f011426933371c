"""Tokens of members: made, known again, ended. Whoever bears one is the member, with their role and department."""

import hmac
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest

from commonhall import calendar
from commonhall.api.models import Token
from commonhall.staff.models import Member
from commonhall.vault import bearers
from commonhall.vault.asking import Question
from commonhall.web.throttles import Limit

MOST_AN_HOUR = 1200
_OF_DIGEST = Question(lambda digest: Token.objects.select_related("member__department").filter(digest=digest))
_LIMIT = Limit(purpose="api token", most=MOST_AN_HOUR, seconds=3600, is_for_all=True)


def make(member: Member, name: str, *, days: int) -> str:
    """A new token. This is the only time it can be read."""
    secret = bearers.new()
    _keep(secret, member, name, days)
    return secret


def keep_known(secret: str, member: Member, name: str, *, days: int) -> None:
    """Let a token work that is known beforehand, as the demo's is; done again it lasts anew."""
    Token.objects.filter(digest=bearers.digest(secret)).delete()
    _keep(secret, member, name, days)


def end(token: UUID, *, by: Member) -> None:
    """Let it work no more; it stays in the list."""
    Token.objects.filter(pk=token, ended_on=None).update(ended_on=calendar.today(), ended_by=by)


def member_of(request: HttpRequest, secret: str) -> Member | None:
    """Whose token in use this is, as they are now; None for anything else. The call counts. Raises TooMany."""
    digest = bearers.digest(secret)
    row = _OF_DIGEST.first(digest)
    if row is None or not hmac.compare_digest(bytes(row.digest), digest) or not is_in_use(row):
        return None
    _LIMIT.check(request, about=str(row.pk))
    member = row.member
    vars(member)["token"] = str(row.pk)
    return member


def is_in_use(token: Token) -> bool:
    """Not ended, not over; and since it was made nothing ended the sessions of its member."""
    member = token.member
    is_bound = hmac.compare_digest(token.bound_to, member.get_session_auth_hash())
    return token.ended_on is None and token.last_day >= calendar.today() and member.is_active and is_bound


def _keep(secret: str, member: Member, name: str, days: int) -> None:
    today = calendar.today()
    Token.objects.create(
        member=member,
        name=name,
        digest=bearers.digest(secret),
        bound_to=member.get_session_auth_hash(),
        made_on=today,
        last_day=today + timedelta(days=days),
    )
