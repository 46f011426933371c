"""A `commonhall` command as a child process: watched, started again when it dies, ended in order."""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from commonhall.operations import leash

SHORTEST_PAUSE = 0.2  # seconds
LONGEST_PAUSE = 5.0
LIVED_LONG = 10.0  # seconds after which a death is not put down to the start
SECONDS_TO_END = 25  # longer than each of them takes before it gives up


class Child:
    """One command. What it says goes to its log."""

    def __init__(
        self, name: str, arguments: Sequence[str], environment: Mapping[str, str], log: Path
    ) -> None:
        self.name = name
        self._arguments = arguments
        self._environment = environment
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._pause = SHORTEST_PAUSE

    def start(self) -> None:
        """Start it, now."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command(*self._arguments),
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C comes to the supervisor, which ends all in order
            )
        self._started_at = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def returncode(self) -> int | None:
        return self._process.poll() if self._process else None

    def start_again_when_due(self) -> bool:
        """Start it when it is dead and its pause is over; the pause doubles while it keeps dying at once."""
        if self.is_running or time.monotonic() < self._started_at + self._pause:
            return False
        lived = time.monotonic() - self._started_at
        self._pause = SHORTEST_PAUSE if lived > LIVED_LONG else min(self._pause * 2, LONGEST_PAUSE)
        self.start()
        return True

    def tell_to_end(self) -> None:
        """Ask it to finish; does not wait."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def wait_for_end(self) -> None:
        """Wait until it has ended; who takes too long is killed."""
        if self._process is None:
            return
        try:
            self._process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def last_words(log: Path) -> str:
    """Why it ended: the sentence that its log ends with, or where to read the error that does."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return lines[-1] if lines and not lines[-1].startswith("{") else f"See {log}."


def command(*arguments: str) -> list[str]:
    """That `commonhall` command, ending with the process that starts it."""
    return leash.on([sys.executable, "-m", "commonhall.config.cli", *arguments], signal.SIGTERM)
