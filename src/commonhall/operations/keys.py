"""`commonhall keys`: make the key file, look whether it can be used, bring an older one up to date.

Works before anything else is set up.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from commonhall.errors import Refused
from commonhall.vault import keyring


def main(arguments: Sequence[str]) -> int:
    """Run `keys make FILE`, `check [FILE]` or `upgrade [FILE]`.

    Raises UnusableKeys, and Refused where no file is named.
    """
    given = _parser().parse_args(arguments)
    if given.action == "make":
        keyring.make(given.file)
        _say(f"{given.file} is made. Keep a copy elsewhere: without it nothing that is sealed opens again.")
        return 0
    file = given.file or _named()
    if given.action == "upgrade":
        _say(_upgraded(keyring.upgrade(file)))
        return 0
    ring = keyring.load(file)
    _say(f"The key file is whole: {len(ring.keysets)} purposes, epoch {ring.epoch}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="commonhall keys", description="Make, check and upgrade the key file."
    )
    actions = parser.add_subparsers(dest="action", required=True)
    make = actions.add_parser("make", help="write a new key file; never over one that is there")
    make.add_argument("file", type=Path)
    check = actions.add_parser("check", help="say whether a key file is whole")
    upgrade = actions.add_parser("upgrade", help="add the keys that a file of an earlier version lacks")
    for action in (check, upgrade):
        action.add_argument(
            "file", type=Path, nargs="?", help="by default the one that COMMONHALL_KEYS names"
        )
    return parser


def _upgraded(added: Sequence[keyring.Purpose]) -> str:
    if not added:
        return "The key file has a key for every purpose; nothing was changed."
    return (
        f"Added: {', '.join(added)}. Copy the file to where you keep it: older copies do not have these keys."
    )


def _named() -> Path:
    if not (named := os.environ.get("COMMONHALL_KEYS")):
        raise Refused("Name the key file, or set COMMONHALL_KEYS.")
    return Path(named)


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
