"""The links of a message: those that are marked up, and those that mail programs make of a text by themselves."""

import re
from collections.abc import Iterator

from commonhall.messaging import confidential
from commonhall.messaging.asking import hidden

_WITH_SCHEME = re.compile(r"\bhttps?:[/\\]{1,9}[^\s<>\"“”»)]+", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![\w@/.-])((?:[\w-]{1,63}\.){1,20}[\w-]{1,63}|localhost)(?::\d{1,5})?(?:/[^\s<>\"“”»)]*)?",
    re.IGNORECASE,
)
_END = ".,;:!?'’"


def of(text: str, html: str = "") -> tuple[str, ...]:
    """Every link once, in order. Of names without “http” those alone that this site answers under."""
    return tuple(dict.fromkeys([*_in_text(text), *hidden.addresses(html), *_in_text(hidden.plain(html))]))


def _in_text(text: str) -> Iterator[str]:
    for found in _WITH_SCHEME.finditer(text):
        yield found[0].rstrip(_END)
    for found in _BARE.finditer(_WITH_SCHEME.sub(" ", text)):
        if confidential.is_ours(found[1]):
            yield f"https://{found[0].rstrip(_END)}"
