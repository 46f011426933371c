"""Members of staff at their screens over HTTP, and what they did that was accepted."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from typing import Self
from urllib.parse import urlsplit

import httpx

from tests.running import Demo

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_PHOTO = re.compile(r"/(photos/[^/]+/release)/")
_SHOWING = re.compile(r'name="showing" value="([^"]+)"')


@dataclass
class Official:
    """Somebody signed in by the demo's link. `done`: what was accepted, by reference and kind of event."""

    demo: Demo
    role: str
    done: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __enter__(self) -> Self:
        link = urlsplit(self.demo.sign_in(self.role))
        self._browser = httpx.Client(
            base_url=f"{link.scheme}://{link.netloc}", headers={"Sec-Fetch-Site": "same-origin"}, timeout=60
        )
        assert self._browser.get(link.path, follow_redirects=True).status_code == 200
        return self

    def __exit__(self, *raised: object) -> None:
        self._browser.close()

    def publish(self, reference: str) -> None:
        """Add a note that everyone can read."""
        self._do(reference, "public-note", "public note", {"note": "The crew has seen it."})

    def note_internally(self, reference: str) -> None:
        """Add a note for staff."""
        self._do(reference, "internal-note", "internal note", {"note": "Bring the long ladder."})

    def begin(self, reference: str) -> None:
        """Say that work has begun."""
        self._do(reference, "state", "state", {"state": "in progress"})

    def close(self, reference: str) -> None:
        """Close it, with a reason for everyone."""
        ending = {"state": "closed", "closed_reason": "fixed", "public_note": "The hole is filled."}
        self._do(reference, "state", "state", ending)

    def release(self, reference: str) -> None:
        """Show everyone the words and the photos."""
        self._do(reference, "release", "released", {"note": "Deep hole.", "words": "on"})
        for photo in _PHOTO.findall(self._page(reference)):
            if showing := _SHOWING.search(self._page(reference, f"{photo}/")):  # else it is released
                fields = {"release": "1", "looked": "on", "showing": showing[1]}
                self._do(reference, photo, "released", fields)

    def _page(self, reference: str, of: str = "") -> str:
        answer = self._browser.get(f"/en/staff/requests/{reference}/{of}")
        assert answer.status_code == 200, f"the page of a request was answered {answer.status_code}"
        return answer.text

    def _do(self, reference: str, where: str, kind: str, fields: dict[str, str]) -> None:
        token = _TOKEN.search(self._page(reference))
        assert token
        path = f"/en/staff/requests/{reference}/{where}/"
        answer = self._browser.post(path, data=fields | {"csrfmiddlewaretoken": unescape(token[1])})
        assert answer.status_code == 302, f"{where} was answered {answer.status_code}"
        self.done[reference, kind] += 1
