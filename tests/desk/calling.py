"""A call taker at the desk, by the front door: the one form of a call, with the hidden fields a browser would send."""

import re
from dataclasses import dataclass, field
from html import unescape

from django.http import HttpResponse
from django.test import Client

from commonhall.service_requests.models import ServiceRequest
from commonhall.web import spelling

REFERENCE = re.compile(r'<strong class="ref">([^<]+)</strong>')
WHERE, WORDS = "1012 N Market St", "Deep hole by the bus stop."


@dataclass
class Taker:
    """A browser at the desk. What is said stays in the form, as it does on the screen."""

    client: Client
    language: str = "en"
    page: HttpResponse = field(init=False)
    fields: dict[str, str] = field(default_factory=dict)

    def begin(self) -> "Taker":
        self.page = self.client.post(f"/{self.language}/staff/desk/begin/", follow=True)
        self.fields = {"language": self.language}
        return self

    def types(self, **fields: str) -> "Taker":
        """Fill in fields; nothing is sent yet."""
        self.fields |= fields
        return self

    def presses(self, button: str, value: str = "1") -> "Taker":
        """Send the form by that button, and go on with what the answer shows."""
        sent = {"draft": self.hidden("draft"), "past": self.hidden("past"), "checked": self.hidden("checked")}
        self.page = self.client.post(f"/{self.language}/staff/desk/", {**self.fields, **sent, button: value})
        return self

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
