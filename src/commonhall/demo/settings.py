"""The settings of a home: what its web server, its worker and commands on it are started with."""

import os
from collections.abc import Mapping
from pathlib import Path

from commonhall.demo import database
from commonhall.demo.home import Home
from commonhall.operations import logins, postgres

CITY = Path(__file__).parent / "city"


def of(home: Home, url: str, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """As the application: nothing of another database; temporary files in the home."""
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith(("COMMONHALL_", "DATABASE_URL", "PG"))
    }
    return kept | {
        "COMMONHALL_HOME": str(home.folder),
        "COMMONHALL_KEYS": str(home.keys),
        "COMMONHALL_CITY": str(CITY),
        "COMMONHALL_URL": url,
        "DATABASE_URL": _address(home, logins.APPLICATION),
        "COMMONHALL_READONLY_DATABASE_URL": _address(home, logins.READONLY),
        "TMPDIR": str(home.temporary),
    }


def of_the_owner(home: Home, url: str, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The same, for what migrates, settles and erases; never for the web server."""
    return of(home, url, environ) | {"COMMONHALL_OWNER_DATABASE_URL": _address(home, logins.OWNER)}


def _address(home: Home, login: str) -> str:
    return home.passwords.url(login, postgres.socket_folder(home.folder), database.NAME)
