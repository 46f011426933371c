"""Addresses in header fields (RFC 5322, 3.4), with no more belief than they earn.

Python's `getaddresses` walks comments by recursion and took other signs for the sender in the past (CVE-2023-27043), so
the text is cut here into quoted words, comments and brackets first, and a sender is one only if no other reading is.
"""

import re

from commonhall.messaging.reading import fields
from commonhall.messaging.reading.mail import Address

MOST = 500
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|<[^<>]*>|[()]|\\.|,|;|[^"<>(),;\\]+|.', re.S)
_BARE = re.compile(r"[^\s@,;:<>\"()\[\]\\]{1,64}@[^\s@,;:<>\"()\[\]\\]{1,255}")
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?\Z|\[[0-9a-fA-F.:IPv]+\]\Z")
_GROUP = re.compile(r"^[^@:]*:(?!:)")
_ROUTE = re.compile(r"^@[^:]*:")  # RFC 5321, appendix C: to be ignored


def one(value: str) -> Address | None:
    """The only mailbox the value can mean, None where it means none or several."""
    found = every(value)
    if len({each.address for each in found}) != 1:
        return None
    # An address that stands in the clear beside the one in brackets is a lie, or a slip: both are for a person.
    loose = [each for each in _BARE.findall(_loose(value)) if normal(each) not in {"", found[0].address}]
    return None if loose and "<" in value else found[0]


def every(value: str) -> list[Address]:
    """Each mailbox of a field, as it stands; what is no address is left out."""
    found = []
    for piece in _pieces(value):
        mailbox = _mailbox(piece)
        if mailbox is not None:
            found.append(mailbox)
        if len(found) >= MOST:
            break
    return found


def bare(values: list[str]) -> tuple[str, ...]:
    """The addresses alone of several fields, each once."""
    return tuple(dict.fromkeys(each.address for value in values for each in every(value)))


def in_text(text: str) -> list[str]:
    """Addresses that stand in prose, each once."""
    found = (normal(each.strip(".'")) for each in _BARE.findall(text))
    return [each for each in dict.fromkeys(found) if each]


def normal(given: str) -> str:
    """The address in small letters, "" where it is none. RFC 5321 lets the left side differ by case; no host does."""
    address = fields.words(given.strip().strip("<>").strip()).casefold()
    address = address.removeprefix("mailto:").removeprefix("smtp:").removeprefix("smtp=")
    local, at, domain = address.rpartition("@")
    if not at or not local or len(address) > 320 or not _DOMAIN.match(domain):
        return ""
    if re.search(r"[\s@]", local) and not (local[0] == local[-1] == '"' and len(local) > 2):
        return ""
    return f"{local}@{domain.rstrip('.')}"


def _pieces(value: str) -> list[list[str]]:
    """The tokens between the commas, comments out."""
    pieces: list[list[str]] = [[]]
    depth = 0
    for piece in _TOKEN.findall(value[: fields.LONGEST]):
        if piece in {"(", ")"}:
            depth = max(0, depth + (1 if piece == "(" else -1))
        elif depth:
            continue
        elif piece in {",", ";"}:
            pieces.append([])
        else:
            pieces[-1].append(piece)
    return pieces


def _mailbox(tokens: list[str]) -> Address | None:
    brackets = [token for token in tokens if token.startswith("<")]
    given = "".join(tokens).strip()
    if brackets:
        if len(brackets) > 1:
            return None
        address = normal(_ROUTE.sub("", brackets[0][1:-1].strip()))
        name = "".join(token for token in tokens if not token.startswith("<"))
        return Address(address=address, name=_name(name), given=given) if address else None
    address = normal(_GROUP.sub("", given).strip())
    return Address(address=address, given=given) if address else None


def _name(written: str) -> str:
    written = _GROUP.sub("", written).strip() if '"' not in written else written.strip()
    if len(written) > 1 and written[0] == written[-1] == '"':
        written = re.sub(r"\\(.)", r"\1", written[1:-1])
    return fields.words(written)[:200]


def _loose(value: str) -> str:
    """What stands outside of quotes, comments and brackets."""
    return " ".join(
        token for piece in _pieces(value) for token in piece if not token.startswith(("<", '"', "\\"))
    )
