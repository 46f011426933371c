"""Links that sign a member of staff in, once.

Demo links sign in at once; they are made and honoured on a database that `commonhall demo` made, and nowhere else.
"""

import hashlib
import secrets
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.staff.demo_mark import DEMO_MARK
from commonhall.staff.models import Member, SignInLink

LIFETIME = timedelta(days=1)
Kind = SignInLink.Kind


class LinkIsSpent(Refused):
    """The link was used, has expired, or never was ours. In the demo there is no administrator to ask."""

    def __init__(self, kind: SignInLink.Kind) -> None:
        super().__init__(
            _("This link was used already, or it has expired. Ask an administrator for a new one.")
            if kind is Kind.SET_UP
            else _(
                "This link was used already, or it has expired. "
                "Start the demo again: it prints a new one for each role."
            )
        )


class OnlyInTheDemo(Refused):
    """A demo link outside the demo."""

    def __init__(self) -> None:
        super().__init__(
            _("Links that sign in at once exist only in the demo. Ask an administrator for a set-up link.")
        )


def make(member: Member, kind: SignInLink.Kind) -> str:
    """The path of a new link, good once, for a day. Raises OnlyInTheDemo."""
    if kind is Kind.DEMO and not database_is_a_demo():
        raise OnlyInTheDemo
    token = secrets.token_urlsafe(24)
    SignInLink.objects.create(
        digest=_digest(token), member=member, kind=kind, expires_at=timezone.now() + LIFETIME
    )
    return reverse("staff:set-up" if kind is Kind.SET_UP else "staff:demo-sign-in", args=[token])


def find(token: str, kind: SignInLink.Kind) -> Member:
    """Whose link this is, without using it. Raises LinkIsSpent."""
    try:
        return _open_links(token, kind).select_related("member").get().member
    except SignInLink.DoesNotExist:
        raise LinkIsSpent(kind) from None


def use(token: str, kind: SignInLink.Kind) -> Member:
    """Use the link up and say whose it is. Raises LinkIsSpent, and OnlyInTheDemo for a demo link elsewhere."""
    if kind is Kind.DEMO and not database_is_a_demo():
        raise OnlyInTheDemo
    with transaction.atomic():
        member = find(token, kind)
        if not _open_links(token, kind).update(used_at=timezone.now()):
            raise LinkIsSpent(kind)
        return member


def take_back(member: Member) -> None:
    """No link that the member has works any more."""
    SignInLink.objects.filter(member=member, used_at=None).update(used_at=timezone.now())


def database_is_a_demo() -> bool:
    """Whether `commonhall demo` made this database: it alone can write that mark."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        (mark,) = cursor.fetchone() or (None,)
    return bool(mark == DEMO_MARK)


def _open_links(token: str, kind: SignInLink.Kind) -> QuerySet[SignInLink]:
    return SignInLink.objects.filter(
        digest=_digest(token), kind=kind, used_at=None, expires_at__gt=timezone.now(), member__is_active=True
    )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
