"""The blocks of docs/operate/README.md, typed one after another: from nothing to pages that answer.

What is this machine's own is elsewhere: folders lie below one of the test's, PostgreSQL is the demo's, and systemd, apt
and the change of users have stand-ins. All else is what an operator types.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from commonhall.operations import logins, postgres
from tests import running
from tests.settings import PROJECT

PAGE = (PROJECT / "docs/operate/README.md").read_text("utf-8")
HOST = "311.example.gov"
SERVICES = ("commonhall-web", "commonhall-worker")
_DOES_NOTHING = ("apt-get", "git", "make", "nginx", "systemd-sysusers")
_FOLDERS = ("sysusers.d", "tmpfiles.d", "systemd/system", "logrotate.d", "nginx")


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """Where everything went."""

    root: Path
    port: int
    server: postgres.Server
    passwords: logins.Passwords
    said: str = ""

    def moved(self, block: str) -> str:
        """What is typed, with the folders, the port and the database of the test."""
        for pattern, instead in (
            (r"/opt/commonhall", str(PROJECT)),
            (r"(?<![\w.])/(etc|var|keys|mnt)\b", rf"{self.root}/\1"),
            (r" -o commonhall\b", ""),
            (r"\b8000\b", str(self.port)),
            (r"@localhost/commonhall", f"@localhost/commonhall?host={self.server.sockets}"),
        ):
            block = re.sub(pattern, instead, block)
        return block

    def types(self, *blocks: str) -> str:
        """What they print, one after another in one shell; each line must end well."""
        ended = subprocess.run(
            ["sh", "-euc", self.moved("\n".join(blocks))],
            env={"PATH": f"{self.root}/stand-ins:/usr/bin:/bin", "HOME": str(self.root)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, f"{ended.stdout}\n{ended.stderr}"
        return ended.stdout


def blocks_of(heading: str) -> list[str]:
    """The blocks of a section, without its prose."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"```(?:sql)?\n(.*?)```", section, re.DOTALL)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine on which all of the page was typed, from “Install” to “The proxy”."""
    root, passwords = tmp_path_factory.mktemp("machine"), logins.new_passwords()
    server = postgres.Server(root / "cluster", passwords, durable=False)
    server.folder.mkdir(parents=True)
    server.start()
    machine = Machine(root=root, port=running.free_port(), server=server, passwords=passwords)
    try:
        _stand_ins(root)
        yield _installed(machine)
    finally:
        for service in SERVICES:
            with suppress(FileNotFoundError, ProcessLookupError):
                os.killpg(int((root / f"{service}.pid").read_text()), signal.SIGTERM)
        running.until(lambda: running.processes_of(root / "var") == [], 60)
        server.stop()


def _stand_ins(root: Path) -> None:
    for folder in _FOLDERS:
        (root / "etc" / folder).mkdir(parents=True)
    programs = root / "stand-ins"
    programs.mkdir()
    own = {
        **dict.fromkeys(_DOES_NOTHING, "exit 0"),
        "systemctl": f'exec {sys.executable} {Path(__file__).with_name("systemctl.py")} {root} "$@"',
        "systemd-tmpfiles": f"mkdir -p {root}/var/log/commonhall",
        "setpriv": 'while [ "${1#--}" != "$1" ]; do shift; done; exec "$@"',
    }
    for name, does in own.items():
        (programs / name).write_text(f"#!/bin/sh\n{does}\n")
        (programs / name).chmod(0o755)


def _installed(machine: Machine) -> Machine:
    (install,), (roles, _), (keys,) = blocks_of("Install"), blocks_of("Database"), blocks_of("Keys")
    environment, of_the_owner, start = blocks_of("Start")
    (proxy,) = blocks_of("The proxy")
    machine.types(install)
    for unit in (machine.root / "etc/systemd/system").rglob("*.*"):
        if unit.is_file():
            unit.write_text(machine.moved(unit.read_text()))
    _as_superuser(machine, roles)
    for name, text in (("commonhall", environment), ("owner", of_the_owner)):
        (machine.root / f"etc/commonhall/{name}.env").write_text(machine.moved(text))
    path = "export PATH=/opt/commonhall/.venv/bin:$PATH; cd /opt/commonhall"
    said = machine.types(path, keys, start, proxy)
    return Machine(
        root=machine.root, port=machine.port, server=machine.server, passwords=machine.passwords, said=said
    )


def _as_superuser(machine: Machine, statements: str) -> None:
    ended = subprocess.run(
        [postgres.programs() / "psql", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--quiet"],
        input=statements,
        env={
            "PGHOST": str(machine.server.sockets),
            "PGUSER": logins.SUPERUSER,
            "PGPASSWORD": machine.passwords.of(logins.SUPERUSER),
            "PGDATABASE": "postgres",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_pages_answer_and_the_administrator_has_a_link(machine: Machine) -> None:
    def answers() -> bool:
        with suppress(httpx.TransportError):
            told = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.9"}
            return httpx.get(f"http://127.0.0.1:{machine.port}/readyz", headers=told).status_code == 200
        return False

    running.until(answers, 90)
    assert re.search(rf"https://{HOST}/\S+", machine.said)


def test_every_promise_that_is_looked_at_is_kept_with_the_shipped_proxy(machine: Machine) -> None:
    said = machine.types(
        "set -a; . /etc/commonhall/commonhall.env; COMMONHALL_HOME=/var/lib/commonhall; set +a",
        "/opt/commonhall/.venv/bin/commonhall verify --proxy /etc/nginx/nginx.conf",
    )
    assert "broken" not in said.lower()
    assert "311.your-city.gov" in (machine.root / "etc/nginx/nginx.conf").read_text("utf-8")


def test_each_service_says_what_it_has_to_say_in_its_own_log_alone(machine: Machine) -> None:
    logs = {path.name for path in (machine.root / "var/log/commonhall").iterdir()}
    assert logs == {"commonhall-migrate.log", *(f"{service}.log" for service in SERVICES)}
    running_now = running.processes_of(machine.root / "var")
    assert any("serve" in line for line in running_now)
    assert any("worker" in line for line in running_now)


def test_only_the_keys_folder_holds_the_key_file(machine: Machine) -> None:
    assert [path.name for path in (machine.root / "keys").iterdir()] == ["commonhall.json"]
    assert (machine.root / "keys/commonhall.json").stat().st_mode & 0o777 == 0o600


def test_the_servers_settings_on_the_page_are_those_of_our_own_server() -> None:
    _, settings = blocks_of("Database")
    told = dict(line.split(" = ") for line in settings.splitlines())
    ours = postgres.SETTINGS | {"log_statement": "none"}  # which is what PostgreSQL does unasked
    assert told.items() <= ours.items()
