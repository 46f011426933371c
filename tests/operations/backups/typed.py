"""`commonhall backup` and `restore` as an operator types them."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests import running

PARTS = ("data", "files", "keys")


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """How a command ended, and what it said."""

    code: int
    said: str
    complaint: str

    @property
    def last(self) -> str:
        """The last line of its complaint: what was refused."""
        return self.complaint.splitlines()[-1]


def command(*arguments: object, environ: Mapping[str, str]) -> Said:
    """Run it in a shell where no more is set than that."""
    ended = subprocess.run(
        [sys.executable, "-m", "commonhall.config.cli", *map(str, arguments)],
        env=running.outside() | dict(environ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in ended.stderr
    return Said(code=ended.returncode, said=ended.stdout, complaint=ended.stderr)


def backup(into: Path, environ: Mapping[str, str]) -> dict[str, Path]:
    """The folder of each part of a new backup."""
    ended = command("backup", *to(into), "--json", environ=environ)
    assert ended.code == 0, ended.complaint
    told = json.loads(ended.said)
    return {part: Path(told[part]) for part in PARTS}


def to(into: Path) -> tuple[object, ...]:
    """Where backups of a test go: the keys under another folder."""
    return ("--data", into / "backups", "--keys", into / "safe" / "keys")


def parts(made: Mapping[str, Path]) -> tuple[object, ...]:
    """How a restore names them."""
    return tuple(word for part in PARTS for word in (f"--{part}", made[part]))
