"""What mail servers say for machines: blocks of fields (RFC 3464, 5965, 8098)."""

import re
from collections.abc import Iterator

from commonhall.messaging.reading import addresses, fields
from commonhall.messaging.reading.fields import Fields
from commonhall.messaging.reading.mime import Part, Splitter

MOST_BLOCKS = 200
_BETWEEN_BLOCKS = re.compile(rb"\n[ \t]*\r?\n")
_ORIGINALS = frozenset({"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"})


def find(whole: Part, *kinds: str) -> Part | None:
    """The first part of one of the kinds."""
    return next((part for part in whole.walk() if part.kind in kinds), None)


def blocks(part: Part) -> Iterator[Fields]:
    """The blocks of fields in a part's content, 200 at most; blank ones are passed over."""
    content = part.content.lstrip(b"\r\n\t ")
    for block in _BETWEEN_BLOCKS.split(content)[:MOST_BLOCKS]:
        block = block.lstrip(b"\r\n")
        found, _ = Splitter(block).headers(0, len(block))
        if found.all:
            yield found


def original(whole: Part) -> Fields | None:
    """The headers of the mail that a report is about, where it is returned with it."""
    part = next((part for part in whole.walk() if part.kind in _ORIGINALS), None)
    if part is None:
        return None
    content = part.content.lstrip(b"\r\n\t ")
    found, _ = Splitter(content).headers(0, len(content))
    return found if found.all else None


def about(headers: Fields | None) -> str:
    """The Message-ID of that mail, "" where not told."""
    return next(iter(fields.message_ids(headers.every("message-id"))), "") if headers else ""


def recipient(value: str) -> str:
    """The address of "rfc822; somebody@example.org", or of one without its type."""
    _, semicolon, address = value.partition(";")
    found = addresses.every(address if semicolon else value)
    return found[0].address if found else ""
