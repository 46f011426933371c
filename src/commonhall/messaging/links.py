"""The links of a message: those that are marked up, and those that mail programs make of a text by themselves."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from commonhall.messaging import confidential

_WITH_SCHEME = re.compile(r"\bhttps?://[^\s<>\"“”»)]+", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![\w@/.-])((?:[\w-]+\.)+[\w-]+|localhost)(?::\d+)?(?:/[^\s<>\"“”»)]*)?", re.IGNORECASE
)
_END = ".,;:!?'’"
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "background", "cite", "data"})


def of(text: str, html: str = "") -> tuple[str, ...]:
    """Every link once, in order. Of names without “http” those alone that this site answers under."""
    return tuple(dict.fromkeys([*_in_text(text), *_in_html(html)]))


def _in_text(text: str) -> Iterator[str]:
    without = _WITH_SCHEME.sub(" ", text)
    for found in _WITH_SCHEME.finditer(text):
        yield found[0].rstrip(_END)
    for found in _BARE.finditer(without):
        if confidential.is_ours(found[1]):
            yield f"https://{found[0].rstrip(_END)}"


def _in_html(html: str) -> Iterator[str]:
    reader = _Links()
    reader.feed(html)
    reader.close()
    yield from reader.found
    yield from _in_text("".join(reader.words))


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value.strip() for name, value in attrs if name in _ADDRESSES and value]

    def handle_data(self, data: str) -> None:
        self.words.append(data)
