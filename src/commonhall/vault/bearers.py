"""Secrets that open a door to whoever bears them: keys of programs, tokens of the API. Only a digest is stored."""

import hashlib
import secrets

LENGTH = 32  # bytes: too many to be guessed, so that a plain digest is enough


def new() -> str:
    """A new secret. It can be read only now."""
    return secrets.token_urlsafe(LENGTH)


def digest(secret: str) -> bytes:
    """What is stored, and looked up. What can be measured of the time that takes is about the digest alone."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
