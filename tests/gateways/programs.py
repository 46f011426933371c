"""Programs of Debian's packages, installed or unpacked into build/, and how they are started and ended."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import running
from tests.settings import PROJECT

TRIES = 5  # another may take the free port before the program does


@dataclass(frozen=True, kw_only=True, slots=True)
class Package:
    """Where the files of a package lie. `root` is / or a folder of build/."""

    root: Path

    def file(self, path: str) -> Path:
        """That file of it, by its path on an installed system."""
        return self.root / path.lstrip("/")

    @property
    def libraries(self) -> str:
        """For LD_LIBRARY_PATH: those it brought with it; empty where it is installed."""
        if self.root == Path("/"):
            return ""
        folders = [
            *self.root.glob("usr/lib/*-linux-*"),
            *self.root.glob("lib/*-linux-*"),
            self.file("/usr/lib/postfix"),
        ]
        return ":".join(str(folder) for folder in folders if folder.is_dir())

    @property
    def environment(self) -> dict[str, str]:
        """What its programs are started with."""
        return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C"} | (
            {"LD_LIBRARY_PATH": self.libraries} if self.libraries else {}
        )


def package(name: str, *needed: str) -> Package:
    """The package with these files; skips the test where it is not (`scripts/find-…` fetches it)."""
    for root in (Path("/"), PROJECT / "build" / name):
        found = Package(root=root)
        if all(os.access(found.file(path), os.X_OK) for path in needed):
            return found
    pytest.skip(f"{name} is not installed; scripts/find-{name} fetches it")


@contextmanager
def folder(owner: str | None = None) -> Iterator[Path]:
    """An empty folder that servers running as another user may enter, as pytest's may not be; it is removed."""
    made = Path(tempfile.mkdtemp(prefix="commonhall-", dir="/tmp"))
    try:
        made.chmod(0o755)
        if owner:
            shutil.chown(made, owner)
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def is_root() -> bool:
    return os.geteuid() == 0


def first_user(*names: str) -> str:
    """The first of these users that this machine has."""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in names if name in known)


def spawn(
    command: Sequence[str | Path], environment: dict[str, str], said: Path, where: Path
) -> subprocess.Popen[bytes]:
    """Start it in a process group of its own; all that it says is appended to that file."""
    with said.open("ab") as output:
        return subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=where,
            start_new_session=True,
        )


def end(process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    """Ask it to end, and make it end after that time."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for(process: subprocess.Popen[bytes], port: int, seconds: float = 20) -> bool:
    """Whether it listens at that port; not, when it ended before."""
    running.until(lambda: process.poll() is not None or listens(port), seconds)
    return process.poll() is None


def listens(port: int) -> bool:
    """Whether somebody takes connections there. Some servers count them: ask only before anything is sent."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
