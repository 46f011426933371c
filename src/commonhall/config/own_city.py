"""Which city's settings `commonhall setup` runs with: those of the folder it is given."""

import os
from collections.abc import Sequence
from pathlib import Path

from commonhall.calendar import city
from commonhall.calendar.tables import BadFile
from commonhall.config import environment
from commonhall.demo.settings import CITY as STAND_IN
from commonhall.errors import Refused


class NoFolder(Refused):
    """What was named is no folder."""

    def __init__(self, named: Path) -> None:
        super().__init__(
            f"{named} is no folder. Name the folder of the city's files: `commonhall setup DIR`."
        )


class AnotherIsServed(Refused):
    """Services of one city under the name and the clock of another would be neither."""

    def __init__(self, served: Path, named: Path) -> None:
        super().__init__(
            f"COMMONHALL_CITY names {served}, which `serve` and `worker` read, and this is {named}. Set it to "
            f"{named} first. With --dry-run any folder is checked."
        )


def take(arguments: Sequence[str]) -> None:
    """Let the environment name the city of the folder in the command line.

    A folder whose `city.toml` cannot be used is looked at all the same, so that all its mistakes are told at once:
    the demonstration's stands in for it. Raises NoFolder and AnotherIsServed.
    """
    named = [Path(word).expanduser().resolve() for word in arguments[1:] if not word.startswith("-")]
    if len(named) != 1:
        return  # the command itself says what it needs
    (folder,) = named
    if not folder.is_dir():
        raise NoFolder(folder)
    served = environment.city()
    if served not in {None, folder} and "--dry-run" not in arguments:
        raise AnotherIsServed(served, folder)
    try:
        city.load(folder)
    except BadFile:
        folder = STAND_IN
    os.environ.pop("COMMONHALL_CITY_FILE", None)
    os.environ["COMMONHALL_CITY"] = str(folder)
