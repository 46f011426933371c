"""Processes that end with their parent, so that a killed supervisor leaves nothing behind.

Linux sends a signal to the child when its parent dies. Elsewhere the command runs as it is, and the next
start ends what the last one left.
"""

import ctypes
import platform
import shutil
import signal
import subprocess
from pathlib import Path

LINUX = platform.system() == "Linux"
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def on(command: list[str], sent: signal.Signals) -> list[str]:
    """The command, which gets the signal when the process that starts it dies."""
    if not LINUX or shutil.which("setpriv") is None:
        return command
    return ["setpriv", "--pdeathsig", sent.name.removeprefix("SIG"), *command]


def wear(sent: signal.Signals) -> None:
    """Put the process that calls this on the leash of the one that started it."""
    if LINUX:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, sent)


def runs(pid: int, argument: str) -> bool:
    """Whether that process lives and was started with that argument; process ids are used again after a while."""
    return argument in (_seen_in_proc(pid) if LINUX else _said_by_ps(pid))


def _seen_in_proc(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")  # empty for a zombie
    except (FileNotFoundError, ProcessLookupError):
        return []


def _said_by_ps(pid: int) -> list[str]:
    said = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return said.stdout.split()
