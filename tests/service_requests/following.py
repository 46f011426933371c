"""A resident at the page behind their request's link: looking at it, sending its forms, with the fields it hides."""

import re
from dataclasses import dataclass, field
from html import unescape

from django.http import HttpResponse
from django.test import Client

from commonhall.service_requests import links, work
from commonhall.service_requests.deeds import Change
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Member


@dataclass
class Follower:
    """A browser that has the link of a request."""

    client: Client
    request: ServiceRequest
    link: str = field(init=False)

    def __post_init__(self) -> None:
        self.link = links.follow(self.request)

    def looks(self, at: str = "") -> HttpResponse:
        return self.client.get(f"{self.link}{at}")

    def sends(self, at: str, *, again: HttpResponse | None = None, **fields: object) -> HttpResponse:
        """Open the page that asks, or take one that was shown, and send its form; the answer after the way back."""
        hidden = hidden_in(again or self.looks(at)) if at in {"add/", "not-fixed/", "take-back/"} else {}
        return self.client.post(f"{self.link}{at}", {**hidden, **fields}, follow=True)


def hidden_in(page: HttpResponse) -> dict[str, str]:
    """The hidden fields of what a page asks."""
    fields = re.findall(r'<input type="hidden" name="(once|kept)" value="([^"]*)"', page.content.decode())
    return {name: unescape(value) for name, value in fields}


def close(
    request: ServiceRequest, by: Member, reason: ClosedReason = ClosedReason.FIXED, note: str = "Filled."
) -> None:
    """Close it, as staff do."""
    work.change(request.pk, Change(state=State.CLOSED, closed_reason=reason, public_note=note), by=by)
