"""The call that is being taken: when its band was started, kept in the session of who takes it, and nothing else.

Nothing here knows the caller, or what became of the call: so a request that turns anonymous leaves no trace in it.
"""

import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

_KEY = "call"
type Session = MutableMapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """A call that goes on. `seconds`: since when."""

    seconds: int

    @property
    def clock(self) -> str:
        """As it is shown: 02:14."""
        return f"{self.seconds // 60:02}:{self.seconds % 60:02}"


def start(session: Session) -> None:
    """A call comes in; one that was not ended ends thereby."""
    session[_KEY] = int(time.time())


def current(session: Session) -> Band | None:
    """The call that goes on, if one does."""
    began = session.get(_KEY)
    return None if began is None else Band(seconds=max(int(time.time()) - began, 0))


def end(session: Session) -> None:
    """The call is over."""
    session.pop(_KEY, None)
