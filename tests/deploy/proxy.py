"""The shipped nginx in front of something, on loopback: its configuration with other ports and folders alone."""

import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests import running
from tests.settings import PROJECT

SHIPPED = PROJECT / "deploy/nginx/nginx.conf"
HOST = "311.example.gov"
ADDRESS = "127.0.12.7"  # of the resident; nobody else's
_FETCHED = PROJECT / "build/nginx/usr/sbin/nginx"


@dataclass(frozen=True, kw_only=True, slots=True)
class Proxy:
    """An nginx that runs. `folder` holds every file that it may write."""

    process: subprocess.Popen[bytes]
    folder: Path
    tls_port: int
    plain_port: int

    def browser(self, host: str = HOST) -> httpx.Client:
        """A resident's browser: TLS, an address of its own, forms from our own pages."""
        context = ssl.create_default_context(cafile=str(self.folder / "tls/fullchain.pem"))
        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.tls_port}",
            transport=httpx.HTTPTransport(local_address=ADDRESS, verify=context),
            headers={"Host": host, "Sec-Fetch-Site": "same-origin"},
            timeout=30,
        )

    def ask(self, method: str, path: str, host: str = HOST, **sent: object) -> httpx.Response:
        """One answer."""
        with self.browser(host) as browser:
            return browser.send(self.request(browser, method, path, **sent))

    def request(self, browser: httpx.Client, method: str, path: str, **sent: object) -> httpx.Request:
        """A request that names the city in TLS too."""
        return browser.build_request(method, path, extensions={"sni_hostname": HOST}, **sent)  # type: ignore[arg-type]

    @contextmanager
    def line(self) -> Iterator[ssl.SSLSocket]:
        """A connection on which anything can be written."""
        context = ssl.create_default_context(cafile=str(self.folder / "tls/fullchain.pem"))
        address = ("127.0.0.1", self.tls_port)
        with (
            socket.create_connection(address, timeout=30, source_address=(ADDRESS, 0)) as plain,
            context.wrap_socket(plain, server_hostname=HOST) as line,
        ):
            yield line

    def written(self) -> bytes:
        """All that lies in its folder, names of files too, without its configuration and certificate."""
        files = [file for file in self.folder.rglob("*") if file.is_file() and file.parent.name != "tls"]
        return b"\n".join(
            str(file).encode() + b"\n" + file.read_bytes() for file in files if file.name != "nginx.conf"
        )

    def open_files(self) -> set[str]:
        """Files of its folder that its processes hold open, deleted ones too."""
        pids = [self.process.pid, *running.children(self.process.pid)]
        held = [link.readlink() for pid in pids for link in Path(f"/proc/{pid}/fd").iterdir()]
        return {str(file) for file in held if str(file).startswith(str(self.folder))}


def program() -> str:
    """nginx; skips the test where there is none (`scripts/find-nginx` fetches it)."""
    found = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if found is None and not _FETCHED.is_file():
        pytest.skip("nginx is not installed")
    return found or str(_FETCHED)


@contextmanager
def started(folder: Path, behind: int, shipped: Path = SHIPPED) -> Iterator[Proxy]:
    """nginx as shipped, in front of that port."""
    tls_port, plain_port = running.free_port(), running.free_port()
    (folder / "log").mkdir()
    (folder / "body").mkdir()
    _certificate(folder / "tls")
    configuration = folder / "nginx.conf"
    configuration.write_text(moved(shipped.read_text("utf-8"), folder, tls_port, plain_port, behind))
    with (folder / "log/stderr").open("wb") as said:
        process = subprocess.Popen(
            [program(), "-c", configuration, "-p", folder, "-g", "daemon off;"], stderr=said, stdout=said
        )
    try:
        running.until(lambda: process.poll() is not None or _listens(tls_port))
        assert process.poll() is None, (folder / "log/stderr").read_text()
        yield Proxy(process=process, folder=folder, tls_port=tls_port, plain_port=plain_port)
    finally:
        process.terminate()
        process.wait(30)


def moved(configuration: str, folder: Path, tls_port: int, plain_port: int, behind: int) -> str:
    """The configuration with the ports and folders of a test."""
    text = re.sub(r"\n *listen \[::\][^\n]*", "", configuration)
    for pattern, instead in (
        (r"listen 443\b", f"listen 127.0.0.1:{tls_port}"),
        (r"listen 80\b", f"listen 127.0.0.1:{plain_port}"),
        (r"127\.0\.0\.1:8000", f"127.0.0.1:{behind}"),
        (r"/var/log/nginx", f"{folder}/log"),
        (r"/var/lib/nginx", str(folder)),
        (r"/run/nginx\.pid", f"{folder}/nginx.pid"),
        (r"/etc/commonhall/tls", f"{folder}/tls"),
    ):
        text, times = re.subn(pattern, instead, text)
        assert times, f"the shipped configuration has no {pattern}"
    return text


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _certificate(folder: Path) -> None:
    folder.mkdir()
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
