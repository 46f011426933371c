"""References: what a resident notes down, reads out on the telephone, and types to follow a request.

Six signs of 31 (no 0 O 1 I L): 887 million, drawn at random, so that they carry no order.
"""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6


def new() -> str:
    """A random reference; the caller draws again when it is taken."""
    return of_number(secrets.randbelow(len(ALPHABET) ** LENGTH))


def number(reference: str) -> int:
    """The reference as a number below 2**30; the database counts alike (`service_requests_number`)."""
    value = 0
    for sign in reference:
        value = value * len(ALPHABET) + ALPHABET.index(sign)
    return value


def of_number(value: int) -> str:
    """The reference that has this number."""
    signs = []
    for _ in range(LENGTH):
        value, place = divmod(value, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(reversed(signs))


def normal(typed: str) -> str:
    """A reference as it is stored, from what somebody typed: "4kt 7m2" is 4KT7M2. Empty when it cannot be one."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return signs if len(signs) == LENGTH and set(signs) <= set(ALPHABET) else ""
