"""The addresses that our mails are answered at and returned to: each of one thing, and not to be guessed.

A token is the id of what is meant and 80 bits of a keyed digest, in letters and digits of one case, since servers on
the way change case (RFC 4648, base 32). Who holds one was written to, or was given the mail: it is a proof of that, not
of who they are.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from commonhall.messaging import rooms

_ID, _PROOF = 16, 10


class Use(StrEnum):
    """What an address is for: its sign stands before the token."""

    ANSWER = "a"
    RETURN = "r"  # of a mail that cannot be delivered (RFC 5321, 4.4)


@dataclass(frozen=True, kw_only=True, slots=True)
class Meant:
    """What an address names: of an answer the room and its thing, of a return our message."""

    use: Use
    id: UUID
    room: str = ""


def is_set_up() -> bool:
    """Whether mail comes in at all."""
    return bool(settings.EMAIL_REPLIES)


def to_answer(room: str, about: UUID) -> str:
    """Where a mail about this thing is answered; empty where no mail comes in."""
    return _address(Use.ANSWER, room, about)


def to_return(message: UUID) -> str:
    """Where this message comes back to when it cannot be delivered; empty where no mail comes in."""
    return _address(Use.RETURN, "", message)


def of(addresses: Iterable[str]) -> tuple[Meant, ...]:
    """What these addresses name, each once; those that are not ours, or were changed, are passed over."""
    return tuple(dict.fromkeys(meant for each in addresses if (meant := _meant(each))))


def domains() -> frozenset[str]:
    """Those of our own mail: what bears one of them in its Message-ID came back to us."""
    return frozenset({_part(settings.EMAIL_FROM), _part(settings.EMAIL_REPLIES)} - {""})


def _part(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _address(use: Use, room: str, thing: UUID) -> str:
    if not is_set_up():
        return ""
    token = base64.b32encode(thing.bytes + _proof(use, room, thing)).decode().rstrip("=").lower()
    local, at, domain = str(settings.EMAIL_REPLIES).rpartition("@")
    return f"{local}+{use}{token}@{domain}" if at else f"{use}{token}@{domain}"


def _meant(address: str) -> Meant | None:
    token = _token(address.strip().lower())
    if not token or token[0] not in Use:
        return None
    use = Use(token[0])
    try:
        whole = base64.b32decode(token[1:].upper() + "=" * (-len(token[1:]) % 8))
    except (binascii.Error, ValueError):
        return None
    if len(whole) != _ID + _PROOF:
        return None
    thing, proof = UUID(bytes=whole[:_ID]), whole[_ID:]
    for room in rooms.names() if use is Use.ANSWER else ("",):
        if constant_time_compare(proof, _proof(use, room, thing)):
            return Meant(use=use, id=thing, room=room)
    return None


def _token(address: str) -> str:
    """The part of an address in which a token stands, "" where it is none of ours."""
    ours_local, at, ours_domain = str(settings.EMAIL_REPLIES or "").lower().rpartition("@")
    local, _at, domain = address.rpartition("@")
    if not ours_domain or domain != ours_domain:
        return ""
    if not at:
        return local
    before, plus, token = local.partition("+")
    return token if plus and before == ours_local else ""


def _proof(use: Use, room: str, thing: UUID) -> bytes:
    said = f"{use}:{room}:{thing}"
    return salted_hmac("commonhall.messaging.reply_addresses", said, algorithm="sha256").digest()[:_PROOF]
