"""Settings for a command that was given none: those of the demo whose home lies here, or for --help made-up ones."""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from commonhall.config import environment, made_up
from commonhall.demo import home as homes
from commonhall.demo import settings as demo_settings
from commonhall.demo.home import Home
from commonhall.errors import NotNow
from commonhall.operations.absence import NoAnswer


class DemoIsNotRunning(NotNow):
    """The command found a demo's home, and its database does not answer."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The demo in {folder} is not running. Start it with `commonhall demo --home {folder}`, "
            "then run this beside it."
        )


@contextmanager
def where_none_are_given(arguments: Sequence[str], *, as_owner: bool) -> Iterator[None]:
    """What the command runs with stands in the environment. Raises UnusableHome and DemoIsNotRunning."""
    if not {"--help", "-h"}.isdisjoint(arguments):
        with _made_up():
            yield
    elif not environment.names_a_city() and (home := homes.found(environment.home())):
        with _of_the_demo(home, as_owner=as_owner):
            yield
    else:
        yield


@contextmanager
def _made_up() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= made_up.settings(Path(folder))
        yield


@contextmanager
def _of_the_demo(home: Home, *, as_owner: bool) -> Iterator[None]:
    sys.stderr.write(f"On the demo in {home.folder}.\n")
    make = demo_settings.of_the_owner if as_owner else demo_settings.of
    os.environ |= make(home, home.url)
    try:
        yield
    except NoAnswer:
        raise DemoIsNotRunning(home.folder) from None
