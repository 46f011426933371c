"""References of appointments: nine signs that begin with A, so that nobody takes one for a request's six."""

import secrets

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L
_FIRST = "A"
LENGTH = 9


def new() -> str:
    """A random one; the caller draws again when it is taken."""
    return _FIRST + "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH - 1))


def normal(typed: str) -> str:
    """As it is stored, from what somebody typed: "a4k t7m-2qx". Empty when it cannot be one."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    is_one = len(signs) == LENGTH and signs.startswith(_FIRST) and set(signs) <= set(_ALPHABET)
    return signs if is_one else ""
