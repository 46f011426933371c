"""Keys of other sites and apps: made, named, limited, known again, ended. Only a digest is stored."""

from uuid import UUID

from django.http import HttpRequest

from commonhall import calendar
from commonhall.open311.models import Key
from commonhall.open311.refusals import NoKey
from commonhall.staff.models import Member
from commonhall.vault import bearers
from commonhall.web.throttles import Limit


def make(name: str, *, most_an_hour: int, by: Member) -> str:
    """A new key. This is the only time it can be read."""
    secret = bearers.new()
    Key.objects.create(
        name=name,
        digest=bearers.digest(secret),
        most_an_hour=most_an_hour,
        made_on=calendar.today(),
        made_by=by,
    )
    return secret


def keep_known(secret: str, name: str) -> None:
    """Let a key work that is known beforehand, as the demo's is; done twice it is one."""
    defaults = {"name": name, "made_on": calendar.today()}
    Key.objects.get_or_create(digest=bearers.digest(secret), defaults=defaults)


def end(key: UUID, *, by: Member) -> None:
    """Let it work no more; it stays in the list."""
    Key.objects.filter(pk=key, ended_on=None).update(ended_on=calendar.today(), ended_by=by)


def let_in(request: HttpRequest, secret: str) -> Key:
    """The key in use that this is; the call counts against its limit. Raises NoKey, TooMany."""
    found = known(secret)
    if found is None:
        raise NoKey
    count(request, found)
    return found


def known(secret: str) -> Key | None:
    """The key in use that this is; None for anything else."""
    return Key.objects.filter(digest=bearers.digest(secret), ended_on=None).first() if secret else None


def count(request: HttpRequest, found: Key) -> None:
    """Count a call against the limit of its key. Raises TooMany."""
    limit = Limit(purpose="open311 key", most=found.most_an_hour, seconds=3600, is_for_all=True)
    limit.check(request, about=str(found.pk))
