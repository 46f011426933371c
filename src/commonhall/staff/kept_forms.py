"""What a member had typed when their session ended: it travels sealed in the form they sign in by.

Nothing of it is stored: a sealed copy on our side would say that something was typed, when and by whom, also where
it was somebody else's anonymous report.
"""

import json
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest

from commonhall.staff.models import Member
from commonhall.vault import tokens
from commonhall.vault.keyring import Purpose

_LIFETIME = timedelta(hours=8)
_MOST_BYTES = 500_000  # the form it travels in may be two megabytes
_LEFT_OUT = frozenset({"csrfmiddlewaretoken"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A form that was sent too late: where to, and its fields in their order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What a person would miss, for them to look at: not the codes of buttons and lists."""
        return tuple(value for _name, value in self.fields if " " in value.strip())


def keep(request: HttpRequest, member: Member) -> str:
    """The form as a sealed token for this member; empty when nothing was sent, or too much. Files are not kept."""
    if request.method != "POST":
        return ""
    fields = [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name not in _LEFT_OUT
    ]
    plain = json.dumps({"member": str(member.pk), "path": request.get_full_path(), "fields": fields}).encode()
    return tokens.issue(Purpose.STAFF, plain, lifetime=_LIFETIME) if len(plain) <= _MOST_BYTES else ""


def of(member: Member, token: str) -> Kept | None:
    """What the token keeps, if it is this member's and has not expired."""
    try:
        content = json.loads(tokens.redeem(Purpose.STAFF, token))
    except (tokens.UnusableToken, ValueError):
        return None
    if not isinstance(content, dict) or content.get("member") != str(member.pk) or "path" not in content:
        return None
    return Kept(path=content["path"], fields=tuple((name, value) for name, value in content["fields"]))
