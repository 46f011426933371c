"""Header fields: their words, addresses, days and Message-IDs, from bytes that may be anything."""

import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from commonhall.messaging.reading import charsets

LONGEST = 16 * 1024  # bytes of one field that are read
_ENCODED = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]{0,2000})\?=")
_BETWEEN = re.compile(r"(\?=)\s+(=\?[^?\s]{1,100}\?[bBqQ]\?)")
_FOLD = re.compile(rb"\r?\n([ \t])")
_SPACES = re.compile(r"\s+")
_PARAMETER = re.compile(r";\s*([A-Za-z0-9!#$&^_.+*'%-]{1,100})\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|\"?([^;\"]*))")
_PIECE = re.compile(r"(?P<name>[^*]+)(?:\*(?P<place>\d{1,3}))?(?P<encoded>\*)?\Z")
_MESSAGE_ID = re.compile(r"<\s*([^<>\s]{1,300})\s*>")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Fields:
    """All fields as they stand: (name in small letters, bytes after the colon)."""

    all: tuple[tuple[str, bytes], ...]

    def __contains__(self, name: str) -> bool:
        return any(each == name for each, _ in self.all)

    def every(self, name: str) -> list[str]:
        """The values of each field of that name, unfolded, encoded words left as they are; at most 100."""
        return [_text(value) for each, value in self.all if each == name][:100]

    def first(self, name: str) -> str:
        """The first one's value, "" where there is none."""
        return next((_text(value) for each, value in self.all if each == name), "")

    def count(self, name: str) -> int:
        """How many there are."""
        return sum(each == name for each, _ in self.all)


def _text(value: bytes) -> str:
    return charsets.decode(_FOLD.sub(rb"\1", value[:LONGEST]).rstrip(b"\r")).strip()


def words(value: str) -> str:
    """What a person reads: encoded words (RFC 2047) decoded, space folded, no unseen signs."""
    if "=?" in value:
        value = _without_encoding(_BETWEEN.sub(r"\1\2", value))
    return _SPACES.sub(" ", _UNSEEN.sub("", value)).strip()


def _without_encoding(value: str) -> str:
    """Neighbours of one charset are joined before they are decoded: programs cut letters in two between them."""
    out: list[str] = []
    place, charset, data = 0, "", b""
    for found in _ENCODED.finditer(value):
        if found.start() != place or found[1].lower() != charset:
            out += [charsets.decode(data, charset), value[place : found.start()]]
            data = b""
        charset, place = found[1].lower(), found.end()
        data += _bytes_of(found[2], found[3])
    return "".join([*out, charsets.decode(data, charset), value[place:]])


def _bytes_of(way: str, data: str) -> bytes:
    encoded = data.encode("utf-8", "replace")
    if way in "qQ":
        return binascii.a2b_qp(encoded, header=True)
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", encoded)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def parameters(value: str) -> dict[str, str]:
    """The parameters behind a field's first word, names in small letters; RFC 2231's pieces are joined, decoded."""
    if ";" not in value:
        return {}
    whole: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for found in _PARAMETER.finditer(value[:LONGEST]):
        text = re.sub(r"\\(.)", r"\1", found[2]) if found[2] is not None else found[3].strip()
        piece = _PIECE.match(found[1].lower())
        if piece and (piece["place"] or piece["encoded"]):
            pieces.setdefault(piece["name"], {})[int(piece["place"] or 0)] = (bool(piece["encoded"]), text)
        else:
            whole.setdefault(found[1].lower(), text)
    return whole | {name: _of_pieces(each) for name, each in pieces.items()}


def _of_pieces(pieces: dict[int, tuple[bool, str]]) -> str:
    charset, data = "", b""
    for place, (is_encoded, text) in sorted(pieces.items()):
        if is_encoded and place == min(pieces) and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        data += unquote_to_bytes(text) if is_encoded else text.encode("utf-8", "replace")
    return charsets.decode(data, charset)


def moment(value: str) -> datetime | None:
    """A Date field's; UTC where it names no zone."""
    try:
        found = parsedate_to_datetime(value[:100])
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        found.astimezone(UTC)  # year 1 in Tokyo is no time in UTC
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found


def message_ids(values: list[str]) -> tuple[str, ...]:
    """Each Message-ID once, as they stand; one without its brackets counts where it stands alone."""
    found: dict[str, None] = {}
    for value in values:
        ids = _MESSAGE_ID.findall(value)
        bare = value.strip("<> \t")
        if not ids and "@" in bare and len(bare) <= 300 and not _SPACES.search(bare):
            ids = [bare]
        found |= dict.fromkeys(ids)
    return tuple(found)[:200]
