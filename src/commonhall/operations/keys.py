"""`commonhall keys`: make the key file, and look whether it can be used. Works before anything else is set up."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from commonhall.errors import Refused
from commonhall.vault import keyring


def main(arguments: Sequence[str]) -> int:
    """Run `keys make FILE` or `keys check [FILE]`. Raises UnusableKeys, and Refused where no file is named."""
    parser = argparse.ArgumentParser(prog="commonhall keys", description="Make and check the key file.")
    actions = parser.add_subparsers(dest="action", required=True)
    make = actions.add_parser("make", help="write a new key file; never over one that is there")
    make.add_argument("file", type=Path)
    check = actions.add_parser("check", help="say whether a key file is whole")
    check.add_argument("file", type=Path, nargs="?", help="by default the one that COMMONHALL_KEYS names")
    given = parser.parse_args(arguments)
    if given.action == "make":
        keyring.make(given.file)
        _say(f"{given.file} is made. Keep a copy elsewhere: without it nothing that is sealed opens again.")
        return 0
    ring = keyring.load(given.file or _named())
    _say(f"The key file is whole: {len(ring.keysets)} purposes, epoch {ring.epoch}.")
    return 0


def _named() -> Path:
    if not (named := os.environ.get("COMMONHALL_KEYS")):
        raise Refused("Name the key file, or set COMMONHALL_KEYS.")
    return Path(named)


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
