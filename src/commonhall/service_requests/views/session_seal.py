"""Text that a member's session carries from one page to the next, sealed: the table of sessions tells nothing of it."""

from contextlib import suppress

from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose
from commonhall.vault.sealing import CannotOpen


def seal(text: str, *, context: str) -> str:
    """The text as a session may keep it."""
    return sealing.seal_text(Purpose.OFFICE, text, context=context)


def unseal(sealed: str, *, context: str) -> str:
    """What was kept; empty where it does not open."""
    with suppress(CannotOpen):
        return sealing.unseal_text(Purpose.OFFICE, sealed, context=context)
    return ""
