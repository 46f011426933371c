"""The `commonhall` command. What cannot be done is one sentence, never a traceback."""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.management import execute_from_command_line

from commonhall.config import found, logs, own_city, restored
from commonhall.demo import command as demo
from commonhall.errors import CommonhallError, NotNow, Refused
from commonhall.open311.conformance import command as check_open311
from commonhall.operations import absence, keys

Run = Callable[[Sequence[str]], int]


def _by_django(arguments: Sequence[str]) -> int:
    logs.hold_uncaught()  # a traceback would print the row that could not be stored
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonhall.config.settings")
    command = COMMANDS[arguments[0]]
    with found.where_none_are_given(arguments, as_owner=command.as_owner), absence.in_words():
        if command.names_its_city:
            own_city.take(arguments)
        execute_from_command_line(["commonhall", arguments[0].replace("-", "_"), *arguments[1:]])
    return 0


def _by_a_mail_server(arguments: Sequence[str]) -> int:
    """Whatever goes wrong, the mail stays with the server, which brings it again: any other end would return it."""
    try:
        return _by_django(arguments)
    except CommonhallError:
        raise
    except Exception as error:
        logging.getLogger("commonhall").error("mail not taken in", exc_info=error)
    except SystemExit as end:
        if not end.code:
            return 0
    return COMMANDS[arguments[0]].later


@dataclass(frozen=True, slots=True)
class Command:
    """A command: what it does in one line (none: only another command runs it), and how it is run.

    `later` is what it ends with when it may work later, `refused` when something must be changed first; `as_owner`
    whether it needs the owner's login; `names_its_city` whether it runs with the city of the folder it is given.
    """

    meaning: str | None
    run: Run = _by_django
    later: int = 1
    refused: int = 2
    as_owner: bool = False
    names_its_city: bool = False


COMMANDS = {
    "demo": Command(
        "Start everything with the demo city, on this machine alone.", lambda rest: demo.main(rest[1:])
    ),
    "prepare_demo": Command(None),
    "migrate": Command("Bring the database's schema up to date, as its owner.", as_owner=True),
    "setup": Command("Load a city's folder, or say what is wrong in it.", names_its_city=True),
    "serve": Command("Answer web requests."),
    "worker": Command("Do queued and periodic jobs.", as_owner=True),
    "verify": Command("Look whether each promise is kept; exit 1 when one is broken.", later=3),
    "staff": Command("Add members of staff, and let in who is locked out."),
    "keys": Command("Make, check and upgrade the key file.", lambda rest: keys.main(rest[1:])),
    "import-requests": Command("Bring in a city’s old requests, from files of another system."),
    "receive-mail": Command(
        "Take in a mail from standard input, as a mail server hands it over.",
        _by_a_mail_server,
        later=os.EX_TEMPFAIL,
        refused=os.EX_TEMPFAIL,
    ),
    "audit": Command("Read the log of who looked at what."),
    "erase": Command("Erase a person, and prove it.", as_owner=True),
    "retention": Command("Delete what passed its schedule, or say what that would be."),
    "backup": Command("Back up data, photos and, apart from both, keys, while people work.", as_owner=True),
    "restore": Command(
        "Put a backup back where nothing is yet, and compare it row by row.",
        lambda rest: restored.main(rest[1:]),
    ),
    "export": Command(
        "Take all data out as JSON lines, sealed as it lies, while people work.", as_owner=True
    ),
    "check-open311": Command(
        "Look whether an Open311 server keeps to GeoReport v2.", lambda rest: check_open311.main(rest[1:])
    ),
    "settle": Command("Take the traces of order and time out of the tables, now.", as_owner=True),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 2 when something must be changed first, 1 (`verify`: 3) when it may work later.

    `receive-mail` returns 75 for both (EX_TEMPFAIL of sysexits.h), which lets a mail server try again.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] in {"help", "--help", "-h"}:
        print(_help())  # noqa: T201
        return 0
    try:
        if given[0] not in COMMANDS:
            raise Refused(f"There is no command {given[0]}. `commonhall --help` lists them all.")
        return COMMANDS[given[0]].run(given)
    except Refused as reason:
        sys.stderr.write(f"{reason}\n")
        return COMMANDS[given[0]].refused if given[0] in COMMANDS else 2
    except NotNow as reason:
        sys.stderr.write(f"{reason}\n")
        return COMMANDS[given[0]].later


def _help() -> str:
    lines = [f"  {name:16}{command.meaning}" for name, command in COMMANDS.items() if command.meaning]
    return "\n".join(
        ["commonhall COMMAND: run a city's resident services.", "", *lines, "", "Each has its own --help."]
    )


if __name__ == "__main__":
    sys.exit(main())
