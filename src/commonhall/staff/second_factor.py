"""The second proof that somebody is who they say: a code of an app, a security key, or a code that works once.

Rows and arithmetic are django-allauth's. That a code is taken once, and that guessing is slowed down, is ours: both
are kept in the database, where every process sees them.
"""

import hmac
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonhall.errors import NotNow, Refused
from commonhall.staff.models import Member, MemberEvent

Kind = Authenticator.Type
PERIOD_SECONDS = 30  # RFC 6238
_TRIES = 5
_FIRST_WAIT = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(hours=1)


class WrongCode(Refused):
    """The code is not the one of this moment, or was used already."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "That code does not fit. Each works once, and for half a minute: wait for the next, then type it."
            )
        )


class TooManyCodes(NotNow):
    """So many codes in a row were wrong that the next is not even looked at."""

    def __init__(self, wait: timedelta) -> None:
        minutes = -(-int(wait.total_seconds()) // 60)
        super().__init__(
            ngettext(
                "Too many codes did not fit. Wait %(minutes)d minute, then try again.",
                "Too many codes did not fit. Wait %(minutes)d minutes, then try again.",
                minutes,
            )
            % {"minutes": minutes}
        )


class LastOne(Refused):
    """Without any second proof, a member would be locked out of their own pages."""

    def __init__(self) -> None:
        super().__init__(_("This is the last one. Set up another way first, then take this one away."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Ways:
    """How a member can give the second proof."""

    app: Authenticator | None
    keys: tuple[Authenticator, ...]
    codes_left: int

    @property
    def is_set_up(self) -> bool:
        """Recovery codes alone do not count: they stand in for what was lost."""
        return self.app is not None or bool(self.keys)


def ways_of(member: Member) -> Ways:
    """What the member has set up."""
    rows = list(_of(member).order_by("created_at"))
    codes = next((row for row in rows if row.type == Kind.RECOVERY_CODES), None)
    return Ways(
        app=next((row for row in rows if row.type == Kind.TOTP), None),
        keys=tuple(row for row in rows if row.type == Kind.WEBAUTHN),
        codes_left=len(RecoveryCodes(codes).get_unused_codes()) if codes else 0,
    )


def is_set_up(member: Member) -> bool:
    """Whether the member has an app or a key."""
    return _of(member).exclude(type=Kind.RECOVERY_CODES).exists()


def marked(members: QuerySet[Member]) -> QuerySet[Member]:
    """Each with `has_second_factor`, for a list."""
    rows = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Kind.RECOVERY_CODES)
    return members.annotate(has_second_factor=Exists(rows))


def address_for_app(member: Member, secret: str) -> str:
    """What an authenticator app reads from the QR code."""
    return str(get_adapter().build_totp_url(member, secret))


def add_app(member: Member, secret: str, code: str) -> tuple[str, ...]:
    """Set up the app that knows this secret, in place of an earlier one; returns recovery codes if there were none.

    Raises WrongCode when the app does not show this code.
    """
    counter = next(_counters(secret, _plain(code)), None)
    if counter is None:
        raise WrongCode
    with transaction.atomic():
        _locked(member)
        _of(member).filter(type=Kind.TOTP).delete()
        app = totp.TOTP.activate(member, secret).instance
        app.data["last_counter"] = counter
        app.save(update_fields=["data"])
        return added(member)


def added(member: Member) -> tuple[str, ...]:
    """Note that a way was added; returns recovery codes where there were none yet. In the adding's transaction."""
    note(member, MemberEvent.Kind.FACTOR_ADDED, by=member)
    return () if _of(member).filter(type=Kind.RECOVERY_CODES).exists() else _new_codes(member)


def renew_codes(member: Member) -> tuple[str, ...]:
    """Ten new recovery codes; the old ones do not work any more."""
    with transaction.atomic():
        _locked(member)
        _of(member).filter(type=Kind.RECOVERY_CODES).delete()
        note(member, MemberEvent.Kind.CODES_RENEWED, by=member)
        return _new_codes(member)


def prove(member: Member, code: str) -> None:
    """Take a code of the app, or a recovery code; neither is taken twice. Raises WrongCode and TooManyCodes."""
    with transaction.atomic():  # what is noted must stay, so nothing is raised in here
        locked = _locked(member)
        wait = _wait(locked)
        fits = not wait and _fits(locked, _plain(code))
        if not wait:
            locked.wrong_codes = 0 if fits else min(locked.wrong_codes + 1, 1000)
            locked.wrong_code_at = None if fits else timezone.now()
            locked.save(update_fields=["wrong_codes", "wrong_code_at"])
    if wait:
        raise TooManyCodes(wait)
    if not fits:
        raise WrongCode


def remove(member: Member, way: int) -> None:
    """Take an app or a key away. Raises LastOne for the last of them."""
    with transaction.atomic():
        _locked(member)
        rows = _of(member).exclude(type=Kind.RECOVERY_CODES)
        chosen = rows.filter(pk=way)
        if chosen.exists():
            if rows.count() == 1:
                raise LastOne
            chosen.delete()
            note(member, MemberEvent.Kind.FACTOR_REMOVED, by=member)


def forget(member: Member) -> None:
    """Take all of it away, and forget wrong codes; in the transaction of whoever resets it."""
    _of(member).delete()
    Member.objects.filter(pk=member.pk).update(wrong_codes=0, wrong_code_at=None)


def note(member: Member, kind: MemberEvent.Kind, *, by: Member | None, role_before: str = "") -> None:
    """Add what was done to the member's history."""
    MemberEvent.objects.create(member=member, by=by, kind=kind, at=timezone.now(), role_before=role_before)


def _of(member: Member) -> QuerySet[Authenticator]:
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user=member)
    return rows


def _locked(member: Member) -> Member:
    return Member.objects.select_for_update().get(pk=member.pk)


def _plain(code: str) -> str:
    """As it was meant: people type the gap that apps show."""
    return re.sub(r"[\s-]", "", code)


def _fits(member: Member, code: str) -> bool:
    for row in _of(member).filter(type__in=[Kind.TOTP, Kind.RECOVERY_CODES]):
        is_right = _is_of_app(row, code) if row.type == Kind.TOTP else RecoveryCodes(row).validate_code(code)
        if is_right:
            Authenticator.objects.filter(pk=row.pk).update(last_used_at=timezone.now())
            return True
    return False


def _is_of_app(app: Authenticator, code: str) -> bool:
    """A code of a moment that is not before the last one taken: what somebody saw being typed is worth nothing."""
    last = app.data.get("last_counter", 0)
    counter = next(
        (each for each in _counters(get_adapter().decrypt(app.data["secret"]), code) if each > last), None
    )
    if counter is None:
        return False
    app.data["last_counter"] = counter
    app.save(update_fields=["data"])
    return True


def _counters(secret: str, code: str) -> Iterator[int]:
    """The moments, now and one step before and after, whose code this is."""
    now = int(time.time()) // PERIOD_SECONDS
    for counter in (now - 1, now, now + 1):
        right = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if hmac.compare_digest(right.encode(), code.encode()):
            yield counter


def _new_codes(member: Member) -> tuple[str, ...]:
    return tuple(RecoveryCodes.activate(member).generate_codes())


def _wait(member: Member) -> timedelta:
    """After five wrong codes in a row each further one makes the wait longer: a day then has some thirty guesses."""
    if member.wrong_codes < _TRIES or member.wrong_code_at is None:
        return timedelta()
    wait = min(_FIRST_WAIT * (member.wrong_codes - _TRIES + 1), _LONGEST_WAIT)
    return max(member.wrong_code_at + wait - timezone.now(), timedelta())
