"""A call taker at the desk, by the front door: the one form of a call, with the hidden fields a browser would send."""

import re
from dataclasses import dataclass, field
from html import unescape

from django.http import HttpResponse
from django.test import Client

from commonhall.service_requests.draft import Draft
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.report_page import CONTACT_FIELDS
from commonhall.web import spelling
from tests.promises.browsers import Browser

REFERENCE = re.compile(r'<strong class="ref">([^<]+)</strong>')
FETCH = {"Sec-Fetch-Dest": "empty"}
WHERE, WORDS = "1012 N Market St", "Deep hole by the bus stop."


@dataclass
class Taker:
    """A browser at the desk. What is said stays in the form, as it does on the screen."""

    client: Client | Browser
    language: str = "en"
    page: HttpResponse = field(init=False)
    fields: dict[str, str] = field(default_factory=dict)

    def begin(self) -> "Taker":
        self.page = self.client.get(self.address)
        self.client.post(f"{self.address}begin/", {"csrfmiddlewaretoken": self.hidden("csrfmiddlewaretoken")})
        self.page = self.client.get(self.address)
        self.fields = {"language": self.language}
        return self

    def carries(self, draft: Draft) -> "Taker":
        """Go on with this draft, so that one knows the request it becomes."""
        fields = {"draft": draft.token(), "csrfmiddlewaretoken": self.hidden("csrfmiddlewaretoken")}
        self.page = self.client.post(self.address, {**self.fields, **fields, "stay": "1"})
        return self

    def types(self, **fields: str) -> "Taker":
        """Fill in fields; nothing is sent yet."""
        self.fields |= fields
        return self

    def presses(self, button: str, value: str = "1") -> "Taker":
        """Send the form by that button, and go on with what the answer shows."""
        sent = {name: self.hidden(name) for name in ("draft", "past", "checked", "csrfmiddlewaretoken")}
        self.page = self.client.post(self.address, {**self.fields, **sent, button: value})
        return self

    def cuts(self) -> "Taker":
        """Make the caller anonymous; what the screen then shows of place and words is what is sent on."""
        self.presses("anonymous")
        for name in (*CONTACT_FIELDS, "q"):
            self.fields.pop(name, None)
        return self.types(where=self.typed("where"), words=self.typed("words"))

    def reads_out(self) -> "Taker":
        """Send an anonymous call: say that no contact is possible, read what is kept, and store it."""
        self.types(agreed="on").presses("send")
        return self.types(ok="on").presses("send")

    def hidden(self, name: str) -> str:
        found = re.search(rf'<input type="hidden" name="{name}"(?: value="([^"]*)")?', self.text)
        assert found, f"the page has no field {name}"
        return unescape(found[1] or "")

    def typed(self, name: str) -> str:
        """What stands in a field of the screen."""
        found = re.search(
            rf'<textarea name="{name}"[^>]*>\s?([^<]*)</textarea>|<input [^>]*name="{name}" value="([^"]*)"',
            self.text,
        )
        return unescape(found[1] or found[2]) if found else ""

    def fills(self, **more: str) -> "Taker":
        """A whole request about a pothole, not sent yet; named where a contact is given."""
        self.begin().types(**{"where": WHERE, "words": WORDS, "told": "on", **more})
        return self.presses("service", "pothole")

    @property
    def address(self) -> str:
        return f"/{self.language}/staff/desk/"

    @property
    def text(self) -> str:
        return self.page.content.decode()

    @property
    def reference(self) -> str:
        found = REFERENCE.search(self.text)
        assert found, "the page gives no reference"
        return found[1].replace(" ", "")

    @property
    def request(self) -> ServiceRequest:
        """What is stored under the reference that was given."""
        return ServiceRequest.objects.get(reference=self.reference)

    def spelled(self) -> str:
        return spelling.spelled(self.reference)


def seek(client: Client, typed: str) -> HttpResponse:
    return client.post("/en/staff/find/", {"sought": typed}, headers=FETCH)


def handle_in(page: HttpResponse) -> str:
    found = re.search(r'name="person" value="([^"]+)"', page.content.decode())
    assert found, "nobody was found"
    return unescape(found[1])


def open_first(client: Client, typed: str) -> HttpResponse:
    return client.post("/en/staff/desk/person/", {"person": handle_in(seek(client, typed))}, headers=FETCH)
