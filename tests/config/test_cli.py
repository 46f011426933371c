"""The `commonhall` command, as it is typed."""

import subprocess
import sys

import pytest

from commonhall.config.cli import COMMANDS
from tests import running

SHOWN = [name for name, command in COMMANDS.items() if command.meaning]


def typed(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What the command says, in a shell without any setting."""
    command = [sys.executable, "-m", "commonhall.config.cli", *arguments]
    return subprocess.run(command, env=running.outside(), capture_output=True, text=True, check=False)


@pytest.mark.parametrize("asked", [(), ("--help",), ("help",)])
def test_it_lists_its_commands_in_a_line_each(asked: tuple[str, ...]) -> None:
    said = typed(*asked)
    assert (said.returncode, said.stderr) == (0, "")
    assert [line.split()[0] for line in said.stdout.splitlines() if line.startswith("  ")] == SHOWN


def test_a_command_that_is_none_gets_one_sentence() -> None:
    said = typed("server")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == "There is no command server. `commonhall --help` lists them all.\n"


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("asked", ["--help", "-h"])
def test_each_explains_itself_before_anything_is_set(name: str, asked: str) -> None:
    said = typed(name, asked)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith(f"usage: commonhall {name}")
