"""A whole demo as a process of its own, for tests that look at it from outside."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from commonhall.operations import logins, postgres
from tests import cluster
from tests.settings import RUN

SECONDS_TO_START = 120
SECONDS_TO_END = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Demo:
    """A demo that answers. `ready` is the line it printed."""

    process: subprocess.Popen[str]
    home: Path
    ready: dict[str, object]

    @property
    def url(self) -> str:
        return str(self.ready["url"])

    def sign_in(self, role: str) -> str:
        """The link that signs that role in, once."""
        links = self.ready["sign_in"]
        assert isinstance(links, dict)
        return str(links[role])

    def answers(self) -> bool:
        """Whether everything a page needs is there."""
        try:
            return httpx.get(f"{self.url}/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """What the statement gives, as the owner of its database."""
        passwords = logins.kept(self.home / "database.json")
        url = passwords.url(logins.OWNER, postgres.socket_folder(self.home), "commonhall")
        with psycopg.connect(url, autocommit=True) as connection:
            return connection.execute(statement).fetchall()

    def pid_of(self, part: str) -> int | None:
        """The process id of "postgres", "serve" or "worker"; None while it is not running."""
        for pid in children(self.process.pid):
            words = command_line(pid)
            if part in words or any(word.endswith(f"/bin/{part}") for word in words):
                return pid
        return None


def beside(demo: Demo, *arguments: str) -> str:
    """What the command prints that an operator runs beside the demo, in its environment; it must end well."""
    return hand_in(demo, b"", *arguments)


def hand_in(demo: Demo, given: bytes, *arguments: str) -> str:
    """The same of a command that reads what it is given."""
    serving = demo.pid_of("serve")
    seen = dict(
        each.partition("=")[::2] for each in Path(f"/proc/{serving}/environ").read_text().split("\0") if each
    )
    command = [sys.executable, "-m", "commonhall.config.cli", *arguments]
    done = subprocess.run(command, env=outside() | seen, check=True, capture_output=True, input=given)
    return done.stdout.decode().strip()


@contextmanager
def demo(home: Path, port: int | None = None, residents: int = 0, requests: int = 0) -> Iterator[Demo]:
    """Start a demo in that home, on a free port, and end it by SIGTERM."""
    process = start(home, port or free_port(), residents=residents, requests=requests)
    try:
        line = first_line(process)
        assert line, f"the demo did not start: {process.stderr and process.stderr.read()}"
        yield Demo(process=process, home=home, ready=json.loads(line))
    finally:
        end(process)


def used_home(into: Path) -> Path:
    """A home in that folder where a demo was started and ended before: its next start makes no database."""
    home = RUN / "used_home"
    with cluster.one_worker_at_a_time("used_home"):
        if not home.exists():
            making = RUN / "used_home.unfinished"
            with demo(making):
                pass
            making.rename(home)
    return Path(shutil.copytree(home, into / "home"))


def start(
    home: Path,
    port: int,
    environment: Mapping[str, str] | None = None,
    through: Sequence[str] = (),
    residents: int = 0,
    requests: int = 0,
) -> subprocess.Popen[str]:
    """`commonhall demo --json` as a child, `through` another program; its pipes tell what it says."""
    return subprocess.Popen(
        [
            *through,
            sys.executable,
            "-m",
            "commonhall.config.cli",
            "demo",
            f"--home={home}",
            f"--port={port}",
            f"--residents={residents}",
            f"--requests={requests}",
            "--json",
        ],
        env=outside() | dict(environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def outside() -> dict[str, str]:
    """The environment without the tests' own settings."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("COMMONHALL_", "DATABASE_URL", "DJANGO_"))
    }


def first_line(process: subprocess.Popen[str]) -> str:
    """The first line on standard output; empty when it ended without one, or took too long."""
    assert process.stdout is not None
    too_long = threading.Timer(SECONDS_TO_START, process.kill)
    too_long.start()
    try:
        return process.stdout.readline()
    finally:
        too_long.cancel()


def end(process: subprocess.Popen[str], sent: signal.Signals = signal.SIGTERM) -> int:
    """Send the signal, if it still runs, and wait; its exit code."""
    if process.poll() is None:
        process.send_signal(sent)
    try:
        process.communicate(timeout=SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return process.returncode


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Look again and again until it holds; fails after that time."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        pause.wait(0.05)


def processes_of(home: Path) -> list[str]:
    """Command lines of living processes that name the home, or have it in their environment."""
    return [
        " ".join(words)
        for entry in Path("/proc").iterdir()
        if entry.name.isdecimal() and int(entry.name) != os.getpid() and _belongs(entry, str(home))
        for words in [command_line(int(entry.name))]
        if words
    ]


def free_port() -> int:
    """A port of this machine that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _belongs(entry: Path, home: str) -> bool:
    try:
        seen = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
    except OSError:
        return False
    return f"{home}/".encode() in seen or f"{home}\0".encode() in seen


def children(pid: int) -> list[int]:
    """The living children of a process; none when it is gone."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [int(child) for child in found if command_line(int(child))]


def command_line(pid: int) -> list[str]:
    """The words a process was started with; none for a zombie, or when it is gone."""
    try:
        return [word for word in Path(f"/proc/{pid}/cmdline").read_text().split("\0") if word]
    except OSError:
        return []
