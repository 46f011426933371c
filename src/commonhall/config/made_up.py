"""Settings that are whole and lead nowhere: for what needs the program and none of its data."""

from pathlib import Path

from commonhall.demo.settings import CITY
from commonhall.vault import keyring


def settings(folder: Path) -> dict[str, str]:
    """With keys that last as long as `folder` does. Nothing can be read from the database."""
    keyring.make(folder / "keys.json")
    return {
        "COMMONHALL_HOME": str(folder),
        "COMMONHALL_KEYS": str(folder / "keys.json"),
        "COMMONHALL_CITY": str(CITY),
        "DATABASE_URL": "postgresql://nobody@localhost/none",
    }
