"""When the database is away: for every command one sentence, and no stack."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError

from commonhall.errors import NotNow

_ENDING = ("08", "57P")  # SQLSTATE: the connection broke; the server shuts down or starts up


class NoAnswer(NotNow):
    """The database does not answer."""

    def __init__(self) -> None:
        super().__init__("The database does not answer. Start it, or correct DATABASE_URL.")


@contextmanager
def in_words() -> Iterator[None]:
    """Raises NoAnswer in place of what Django raises where no connection could be made, or one was lost."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        if _is_away(error):
            raise NoAnswer from None
        raise


def _is_away(error: OperationalError | InterfaceError) -> bool:
    """A server that answers gives its errors a SQLSTATE; the client gives none to a connection that failed."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or str(state).startswith(_ENDING)
