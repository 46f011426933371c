"""Browsers over HTTP, with which residents and staff of the tests work at a running demo."""

import re
from html import unescape
from typing import Self

import httpx
from django.core.files.uploadedfile import UploadedFile

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser:
    """As Django's test client is called, at an address of this machine of its own: limits count by address."""

    def __init__(self, url: str, number: int) -> None:
        port = url.rpartition(":")[2]
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            transport=httpx.HTTPTransport(local_address=f"127.0.1.{number + 1}"),
            headers={"Sec-Fetch-Site": "same-origin"},
            follow_redirects=True,
            timeout=60,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._client.close()

    def get(self, path: str, query: dict[str, str] | None = None, **headers: str) -> httpx.Response:
        """The page at that path."""
        return self._client.get(path, params=query, headers=headers)

    def post(self, path: str, fields: dict[str, object]) -> httpx.Response:
        """The answer to a form; files among its fields are sent as such."""
        files = {
            name: (value.name or name, value.read(), value.content_type or "")
            for name, value in fields.items()
            if isinstance(value, UploadedFile)
        }
        data = {name: str(value) for name, value in fields.items() if name not in files}
        return self._client.post(path, data=data, files=files or None)

    def post_as_staff(self, page: str, action: str, fields: dict[str, object]) -> httpx.Response:
        """The answer to a form of a page that only who is signed in sees."""
        token = TOKEN.search(self.get(page).text)
        assert token, f"{page} has no form"
        return self.post(f"{page}{action}", {"csrfmiddlewaretoken": unescape(token[1]), **fields})
