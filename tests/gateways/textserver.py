"""A Kannel of the tests' own, on loopback: bearerbox and smsbox, between a program and a network (`smsc.py`)."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from tests import running
from tests.gateways import programs
from tests.gateways.programs import Package
from tests.gateways.smsc import Network
from tests.settings import PROJECT

SHIPPED = PROJECT / "deploy/kannel"
USER, PASSWORD = "commonhall", "long-and-of-chance"
NUMBER = "13115550100"  # the city's
# Beside the network: where Kannel's own fakesmsc connects. Nothing that Commonhall sends is led there.
_FAKE = """
group = smsc
smsc = fake
smsc-id = fake
allowed-smsc-id = fake
port = {port}
connect-allow-ip = 127.0.0.1
"""
_NOWHERE = "http://127.0.0.1:9/"  # "discard": nobody listens


@dataclass(frozen=True, kw_only=True, slots=True)
class Kannel:
    """A Kannel, running and signed in to its network. `folder` holds all that it may write."""

    bearerbox: subprocess.Popen[bytes]
    smsbox: subprocess.Popen[bytes]
    folder: Path
    port: int
    fake_port: int
    package: Package

    @property
    def url(self) -> str:
        """As COMMONHALL_TEXT_URL."""
        return f"kannel+http://{USER}:{PASSWORD}@127.0.0.1:{self.port}/?from={NUMBER}"

    def send(self, recipient: str, words: str, **more: str) -> httpx.Response:
        """Hand in a text as any program does; `more` are Kannel's own parameters, such as dlr-url."""
        said = {"username": USER, "password": PASSWORD, "to": recipient, "text": words, "charset": "UTF-8"}
        return httpx.get(f"http://127.0.0.1:{self.port}/cgi-bin/sendsms", params=said | more, timeout=20)

    def written(self) -> bytes:
        """All that lies in its folder, names of files too, without its configuration."""
        files = [file for file in self.folder.rglob("*") if file.is_file() and file.name != "kannel.conf"]
        return b"\n".join(str(file).encode() + b"\n" + file.read_bytes() for file in files)


@contextmanager
def fakesmsc(server: Kannel, *texts: tuple[str, str, str]) -> Iterator[None]:
    """Start Kannel's own stand-in for a network; it hands in these texts of residents: sender, recipient, words.

    It is not sent any: it knows neither alphabets nor parts, every receipt is *delivered*, and in 1.4.5 what is sent to
    it just after it handed something in was seen to lie for half a minute.
    """
    program = server.package.file("/usr/lib/kannel/test/fakesmsc")
    options = ["-H", "127.0.0.1", "-r", str(server.fake_port), "-i", "0.05", "-m", str(len(texts))]
    written = [f"{sender} {recipient} text {words}" for sender, recipient, words in texts]
    with programs.folder() as folder:
        command = [program, *options, *written]
        process = programs.spawn(command, server.package.environment, folder / "said", folder)
        try:
            yield
        finally:
            programs.end(process, seconds=2)


@contextmanager
def kannel(network: Network, *, receiver: str = _NOWHERE, shipped: Path = SHIPPED) -> Iterator[Kannel]:
    """Start a Kannel with the configuration of that folder, and end it.

    Args:
        receiver: the address to which each text of a resident is posted, with headers such as X-Kannel-From.
    """
    found = programs.package(
        "kannel", "/usr/sbin/bearerbox", "/usr/sbin/smsbox", "/usr/lib/kannel/test/fakesmsc"
    )
    for _ in range(programs.TRIES):
        with programs.folder() as folder:
            admin, boxes, port, fake_port = (running.free_port() for _ in range(4))
            _configure(folder, shipped, (admin, boxes, port, fake_port), network.port, receiver)
            bearerbox = _start(found, "bearerbox", folder)
            smsbox = None
            try:
                if programs.wait_for(bearerbox, admin):
                    smsbox = _start(found, "smsbox", folder)
                    if programs.wait_for(smsbox, port):
                        running.until(network.is_bound)
                        running.until(partial(_has_its_smsbox, admin))
                        yield Kannel(
                            bearerbox=bearerbox,
                            smsbox=smsbox,
                            folder=folder,
                            port=port,
                            fake_port=fake_port,
                            package=found,
                        )
                        return
                said = (folder / "said").read_text()
            finally:
                for process in (smsbox, bearerbox):
                    if process:
                        programs.end(process, seconds=2)  # it would wait for a receiver that is away
    raise AssertionError(said)


def _configure(
    folder: Path, shipped: Path, ports: tuple[int, int, int, int], network: int, receiver: str
) -> None:
    text = (shipped / "kannel.conf").read_text("utf-8")
    for pattern, instead in (
        (r"\badmin-port = \d+", f"admin-port = {ports[0]}"),
        (r"\bsmsbox-port = \d+", f"smsbox-port = {ports[1]}"),
        (r"\bsendsms-port = \d+", f"sendsms-port = {ports[2]}"),
        (r"\bhost = sms\.example\.net\nport = \d+", f"host = 127.0.0.1\nport = {network}"),
        (r"\breconnect-delay = \d+", "reconnect-delay = 1"),
        (r"\bhttp-queue-delay = \d+", "http-queue-delay = 1"),
        (r"http://127\.0\.0\.1:8000/[^\"]*", receiver),
        (r"(?<=password = )CHANGE-ME", PASSWORD),
        (r"/var/log/kannel", f"{folder}/log"),
        (r"/run/kannel-texts", f"{folder}/spool"),
    ):
        text, times = re.subn(pattern, lambda _, instead=instead: instead, text)
        assert times, f"the shipped configuration has no {pattern}"
    (folder / "log").mkdir()
    (folder / "spool").mkdir()
    (folder / "kannel.conf").write_text(text + _FAKE.format(port=ports[3]), "utf-8")


def _has_its_smsbox(admin: int) -> bool:
    """A resident's text that comes before there is one waits for a minute."""
    said = httpx.get(f"http://127.0.0.1:{admin}/status.txt", params={"password": PASSWORD}).text
    return "smsbox:" in said


def _start(found: Package, box: str, folder: Path) -> subprocess.Popen[bytes]:
    # 4: to standard error it says no more than why it dies, as under systemd and in Debian's own script.
    command = [found.file(f"/usr/sbin/{box}"), "-v", "4", folder / "kannel.conf"]
    return programs.spawn(command, found.environment, folder / "said", folder)
