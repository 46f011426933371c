"""Reporting by the front door: the pages a resident goes through, with the hidden fields a browser would send."""

import io
import re
from dataclasses import dataclass, field
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

REFERENCE = re.compile(r"data-copy=\"([2-9A-HJKMNP-Z]{6})\"")


@dataclass
class Reporter:
    """A browser at the report page. Each method sends one step and keeps the answer."""

    client: Client
    language: str = "en"
    page: HttpResponse = field(init=False)

    def start(self, service: str = "pothole") -> "Reporter":
        self.page = self.client.get(f"/{self.language}/report/", {"service": service})
        return self

    def say(self, **fields: object) -> "Reporter":
        """Send the step that is shown, with these fields."""
        hidden = {"draft": self.hidden("draft"), "step": self.hidden("step")}
        self.page = self.client.post(f"/{self.language}/report/", {**hidden, **fields})
        return self

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found, f"the page has no field {name}"
        return unescape(found[1])

    @property
    def text(self) -> str:
        return self.page.content.decode()

    @property
    def reference(self) -> str:
        found = REFERENCE.search(self.text)
        assert found, "the page gives no reference"
        return found[1]

    def report(self, words: str = "Deep hole by the bus stop.", **contact: str) -> str:
        """The whole way, named where a contact is given; returns the reference."""
        self.start().say(where="1012 N Market St").say(words=words)
        who = {"who": "named", **contact} if contact else {"who": "anonymous"}
        self.say(**who).say(ok="on")
        return self.reference


def photograph(width: int = 1200, height: int = 900, exif: bytes = b"") -> SimpleUploadedFile:
    """A JPEG as a telephone sends it."""
    picture = Image.effect_noise((width, height), 60).convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90, exif=exif)
    return SimpleUploadedFile("IMG_2041.jpg", buffer.getvalue(), "image/jpeg")
