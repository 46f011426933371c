"""Residents at the report page over HTTP, each from an address of their own.

Who gets no answer, or is told that something broke, sends the same form again until there is a receipt: as a
person does, and as the page says they may.
"""

import itertools
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Self

import httpx

from tests.service_requests.reporting import REFERENCE, photograph

PATIENCE_SECONDS = 90
PAUSE_SECONDS = 0.2
_FOLLOW = re.compile(r'href="(/en/follow/[^"]+)"')
_HIDDEN = re.compile(r'name="(draft|step)" value="([^"]*)"')
_COLOURS = ("red", "blue", "green", "yellow", "white", "black", "brown", "orange", "grey", "purple")
_THINGS = ("bucket", "kayak", "bench", "barrel", "lantern", "ladder", "crate", "mailbox", "hedge", "bicycle")


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """What one resident reports; like no other one's. `kept`: the words without personal details."""

    words: str
    kept: str
    contact: dict[str, str]
    photo: bytes

    @property
    def is_anonymous(self) -> bool:
        return not self.contact


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What a resident was told: the reference, and for a named one the path of their own page."""

    story: Story
    reference: str
    link: str


def stories(many: int) -> list[Story]:
    """That many reports, up to a hundred: every second one anonymous, two of three with a photo."""
    jpeg = photograph().read()
    told = []
    for number, (colour, thing) in enumerate(itertools.islice(itertools.product(_COLOURS, _THINGS), many)):
        phone = f"302-555-{number:04}"
        contact = {"name": f"Marlow Quill {number}", "phone": phone, "email": f"quill{number}@mail.example"}
        told.append(
            Story(
                words=f"Deep hole beside a {colour} {thing}. Call me at {phone}.",
                kept=f"Deep hole beside a {colour} {thing}. Call me at [phone number].",
                contact={} if number % 2 else contact,
                photo=b"" if number % 3 == 0 else jpeg,
            )
        )
    return told


@dataclass
class Resident:
    """A browser with an address of its own. `answered` is told of each answer that is not an error of ours."""

    url: str
    address: str
    answered: Callable[[], None] = lambda: None
    sent_again: int = 0
    refusals: list[str] = field(default_factory=list)  # pages that said that something of ours broke
    longest_wait: float = 0.0  # seconds until an answer came, where the first try brought none
    _pause: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        port = self.url.rpartition(":")[2]
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            transport=httpx.HTTPTransport(local_address=self.address),
            headers={"Sec-Fetch-Site": "same-origin"},
            timeout=30,
        )

    def report(self, story: Story) -> Receipt:
        """All the way to the receipt. Fails where a step is refused, or no answer comes within the patience."""
        page = self._say(self._placed(), {"words": story.words}, photo=story.photo)
        who = {"who": "named", **story.contact} if story.contact else {"who": "anonymous"}
        page = self._say(self._say(page, who), {"ok": "on"})
        reference, link = REFERENCE.search(page), _FOLLOW.search(page)
        assert reference, "the last page gives no reference"
        return Receipt(story=story, reference=reference[1], link=unescape(link[1]) if link else "")

    def at_details(self) -> dict[str, str]:
        """The hidden fields of the step that asks for words and a photo."""
        with self:
            return _hidden(self._placed())

    def get(self, path: str) -> str:
        """The page at that path."""
        return self._ask("GET", path).text

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._client.close()

    def _placed(self) -> str:
        return self._say(self.get("/en/report/?service=pothole"), {"where": "1012 N Market St"})

    def _say(self, page: str, fields: dict[str, str], photo: bytes = b"") -> str:
        files = {"photo": ("IMG_2041.jpg", photo, "image/jpeg")} if photo else None
        return self._ask("POST", "/en/report/", data=_hidden(page) | fields, files=files).text

    def _ask(self, method: str, path: str, **sent: Any) -> httpx.Response:
        began = time.monotonic()
        while True:
            answer = self._try(method, path, **sent)
            waited = time.monotonic() - began
            if answer is not None:
                assert answer.status_code == 200, f"{method} {path} was answered {answer.status_code}"
                self.longest_wait = max(self.longest_wait, waited)
                self.answered()
                return answer
            assert waited < PATIENCE_SECONDS, (
                f"no answer to {method} {path} within {PATIENCE_SECONDS} seconds"
            )
            self.sent_again += 1
            self._pause.wait(PAUSE_SECONDS)

    def _try(self, method: str, path: str, **sent: Any) -> httpx.Response | None:
        """The answer; None where there is none, or something of ours broke."""
        try:
            answer = self._client.request(method, path, **sent)
        except httpx.TransportError:
            return None
        if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
            return answer
        self.refusals.append(answer.text)
        return None


def _hidden(page: str) -> dict[str, str]:
    fields = {name: unescape(value) for name, value in _HIDDEN.findall(page)}
    assert set(fields) == {"draft", "step"}, "the page is no step of a report"
    return fields
