"""Mail servers of the tests' own, on loopback: a sink that keeps what it takes, and a Postfix that relays to it."""

import email
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from tests import running
from tests.gateways import programs
from tests.gateways.programs import Package
from tests.settings import PROJECT

SHIPPED = PROJECT / "deploy/postfix"
CITY = "311.example.gov"  # whose mail Postfix hands to the command
_BACKLOG = "128"
_RETRIES = {"queue_run_delay": "1s", "minimal_backoff_time": "1s", "maximal_backoff_time": "2s"}
_QUEUES = ("maildrop", "incoming", "active", "deferred", "hold", "corrupt")


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrived:
    """A mail that a sink took: its envelope, without angle brackets, and itself as it was sent."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    raw: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Sink:
    """smtp-sink, running. `folder` has a file a message."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def arrived(self) -> list[Arrived]:
        """All mail it took whole, the first first."""
        unfinished = self._open_files()
        files = sorted(self.folder.glob("m.*"), key=lambda file: file.stat().st_ctime_ns)
        whole = [file.read_bytes() for file in files if str(file) not in unfinished]
        return [_read(dump) for dump in whole if b"\nReceived: from " in dump]

    def wait_for(self, count: int, seconds: float = 20) -> list[Arrived]:
        """The mail, once so much is there; fails after that time."""
        running.until(lambda: len(self.arrived()) >= count, seconds)
        return self.arrived()

    def _open_files(self) -> set[str]:
        links = Path(f"/proc/{self.process.pid}/fd").iterdir() if self.process.poll() is None else ()
        return {str(link.readlink()) for link in links if link.is_symlink()}


@contextmanager
def sink(
    port: int | None = None,
    *,
    later: Sequence[str] = (),
    never: Sequence[str] = (),
    cut: Sequence[str] = (),
    hang: Mapping[str, int] | None = None,
    said: str = "",
) -> Iterator[Sink]:
    """Start smtp-sink at that port, or a free one, and end it.

    Args:
        later: commands (CONNECT, EHLO, MAIL, RCPT, DATA, "." …) answered with "come again": 450, or `said`.
        never: commands answered with a refusal for good: 500, or `said`, such as "550 5.1.1 No such user".
        cut: commands after which it hangs up without an answer. After "." it has kept the mail: whoever sent it
            cannot know.
        hang: seconds it waits before it answers a command.
    """
    found = programs.package("postfix", "/usr/sbin/smtp-sink")
    user = programs.first_user("nobody", "daemon") if programs.is_root() else None
    options = [f"-u{user}"] if user else []
    for flag, commands in (("-r", later), ("-f", never), ("-q", cut)):
        options += [flag, ",".join(commands)] if commands else []
    options += [word for command, seconds in (hang or {}).items() for word in ("-W", f"{command}:{seconds}")]
    options += ["-b" if said.startswith("4") else "-B", said] if said else []
    with programs.folder(user) as folder, (folder / "said").open("wb"):
        process, port = _started_sink(found, options, folder, port)
        try:
            yield Sink(process=process, folder=folder, port=port)
        finally:
            programs.end(process)


def _started_sink(
    found: Package, options: list[str], folder: Path, port: int | None
) -> tuple[subprocess.Popen[bytes], int]:
    for _ in range(programs.TRIES):
        at = port or running.free_port()
        command = [
            found.file("/usr/sbin/smtp-sink"),
            "-4",
            *options,
            "-d",
            f"{folder}/m.",
            f"127.0.0.1:{at}",
            _BACKLOG,
        ]
        process = programs.spawn(command, found.environment, folder / "said", folder)
        if programs.wait_for(process, at):
            return process, at
    raise AssertionError((folder / "said").read_text())


def _read(dump: bytes) -> Arrived:
    """The format is of smtp-sink(1): its own lines first, the last of them a Received of three lines."""
    head, separator, rest = dump.partition(b"\nReceived: from ")
    assert separator
    raw = rest.split(b"\n", 3)[3].removesuffix(b"\n")
    lines = [line.partition(": ")[::2] for line in head.decode().splitlines()]
    envelope = [(name, _address(words)) for name, words in lines if name in {"X-Mail-Args", "X-Rcpt-Args"}]
    message = email.message_from_bytes(raw, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return Arrived(
        sender=next(address for name, address in envelope if name == "X-Mail-Args"),
        recipients=tuple(address for name, address in envelope if name == "X-Rcpt-Args"),
        message=message,
        raw=raw,
    )


def _address(words: str) -> str:
    found = re.search(r"<([^>]*)>", words)
    assert found, words
    return found[1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Postfix:
    """A Postfix, running. `folder` holds all that it may write: spool/, data/, log (after its filter, if any)."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int
    package: Package

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def log(self) -> str:
        """What it logged until now."""
        return (self.folder / "log").read_text("utf-8", "replace")

    def queued(self) -> list[str]:
        """Ids of the messages in its queues."""
        spool = self.folder / "spool"
        return [file.name for queue in _QUEUES for file in (spool / queue).rglob("*") if file.is_file()]

    def retry(self) -> None:
        """Let it try again at once what waits."""
        self._run("/usr/sbin/postqueue", "-c", str(self.folder / "etc"), "-f")

    def wait_until_empty(self, seconds: float = 20) -> None:
        """Return once nothing is queued; fails after that time."""
        running.until(lambda: not self.queued(), seconds)

    def written(self) -> bytes:
        """All that lies in its folder, names of files too, without its configuration."""
        files = [file for file in self.folder.rglob("*") if file.is_file() and file.parent.name != "etc"]
        return b"\n".join(str(file).encode() + b"\n" + file.read_bytes() for file in files)

    def _run(self, path: str, *arguments: str) -> None:
        subprocess.run([self.package.file(path), *arguments], env=self.package.environment, check=True)


@contextmanager
def postfix(
    relay_to: int,
    *,
    receiver: Sequence[str | Path] = ("/bin/false",),
    shipped: Path = SHIPPED,
    is_filtered: bool = False,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Postfix]:
    """Start a Postfix with the configuration of that folder, and end it with all its processes.

    Args:
        relay_to: the port of the server that gets whatever leaves, such as a sink's.
        receiver: the command that gets each mail to the city at its standard input, with the headers Delivered-To,
            X-Original-To and Return-Path; it runs as the user nobody. Ended with 75, it gets the mail again.
        is_filtered: whether its log passes through log.sed, as under systemd. Else it is written as Postfix says it.
        settings: more lines of main.cf, stronger than all others.
    """
    if not programs.is_root():
        pytest.skip("Postfix runs as root only")
    found = programs.package("postfix", "/usr/lib/postfix/sbin/master", "/usr/sbin/smtp-sink")
    for _ in range(programs.TRIES):
        with programs.folder() as folder:
            port = running.free_port()
            _configure(found, folder, shipped, port, relay_to, receiver, settings or {})
            process = _start(found, folder, shipped if is_filtered else None)
            try:
                if (
                    programs.wait_for(process, port)
                    and "Address already in use" not in (folder / "log").read_text()
                ):
                    yield Postfix(process=process, folder=folder, port=port, package=found)
                    return
            finally:
                _end(process, folder)
    raise AssertionError("Postfix did not start")


def _configure(
    found: Package,
    folder: Path,
    shipped: Path,
    port: int,
    relay_to: int,
    receiver: Sequence[str | Path],
    settings: Mapping[str, str],
) -> None:
    owner = programs.first_user("postfix", "mail")
    for name in ("etc", "data", "spool"):
        (folder / name).mkdir(mode=0o755)
    shutil.chown(folder / "data", owner)
    _lay_out(folder / "spool", owner)
    moved = {
        "queue_directory": f"{folder}/spool",
        "data_directory": f"{folder}/data",
        "daemon_directory": str(found.file("/usr/lib/postfix/sbin")),
        "command_directory": str(found.file("/usr/sbin")),
        "shlib_directory": str(found.file("/usr/lib/postfix")),
        "meta_directory": f"{folder}/etc",
        "import_environment": "LD_LIBRARY_PATH MAIL_CONFIG LANG=C",
        "mail_owner": owner,
        "setgid_group": "postdrop" if owner == "postfix" else "news",
        "inet_protocols": "ipv4",
        "inet_interfaces": "127.0.0.1",
        "relayhost": f"[127.0.0.1]:{relay_to}",
        "smtpd_tls_security_level": "none",
        "smtp_tls_security_level": "none",
        "smtp_dns_support_level": "disabled",
        "smtp_host_lookup": "native",
        "smtpd_peername_lookup": "no",
        "maillog_file": "/dev/stdout",
        "smtp_connect_timeout": "2s",
    }
    lines = [f"{name} = {value}" for name, value in (moved | _RETRIES | settings).items()]
    main = (shipped / "main.cf").read_text("utf-8")
    changed = re.compile(rf"^(?:{'|'.join(moved | _RETRIES | settings)}) *=.*\n", re.MULTILINE)
    written = folder / "etc/main.cf"
    written.write_text("\n".join([changed.sub("", main), *lines, ""]))
    os.utime(written, (0, 0))  # Postfix waits until a file that is new has been left alone for a while
    master = (shipped / "master.cf").read_text("utf-8")
    master, times = re.subn(r"^smtp( +inet)", rf"127.0.0.1:{port}\1", master, flags=re.MULTILINE)
    assert times == 1
    command = " ".join(str(word) for word in receiver)
    master, times = re.subn(r"user=\S+ argv=.*", f"user=nobody argv={command}", master)
    assert times == 1
    (folder / "etc/master.cf").write_text(master)


def _lay_out(spool: Path, owner: str) -> None:
    """The folders that `postfix check` would make."""
    spool.mkdir(exist_ok=True)
    for name in (
        "active",
        "bounce",
        "corrupt",
        "defer",
        "deferred",
        "flush",
        "hold",
        "incoming",
        "private",
        "public",
        "maildrop",
        "saved",
        "trace",
    ):
        (spool / name).mkdir(mode=0o700)
        shutil.chown(spool / name, owner)
    (spool / "pid").mkdir()


def _start(found: Package, folder: Path, filtered_by: Path | None) -> subprocess.Popen[bytes]:
    master = [found.file("/usr/lib/postfix/sbin/master"), "-c", folder / "etc", "-s", "-d"]
    log = folder / "log"
    log.touch()
    if not filtered_by:
        return programs.spawn(master, found.environment, log, folder)
    with log.open("ab") as output, (folder / "said").open("ab") as said:
        process = subprocess.Popen(
            master,
            env=found.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            cwd=folder,
            start_new_session=True,
        )
        # It ends with the last of Postfix's processes.
        subprocess.Popen(["sed", "-unEf", filtered_by / "log.sed"], stdin=process.stdout, stdout=output)
        assert process.stdout
        process.stdout.close()
    return process


def _end(process: subprocess.Popen[bytes], folder: Path) -> None:
    children = running.children(process.pid)
    programs.end(process)
    for pid in children:
        running.until(lambda pid=pid: not running.command_line(pid), 10)
