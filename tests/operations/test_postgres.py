"""The embedded server: reached by its socket and a password alone, quiet in its log, back after every death."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from commonhall.operations import logins, postgres
from commonhall.operations.postgres import CannotRun, Server
from tests import running
from tests.settings import PASSWORDS

START_AND_WAIT = """
import sys, time
from pathlib import Path
from commonhall.operations.postgres import Server
from tests.settings import PASSWORDS
server = Server(Path(sys.argv[1]), PASSWORDS)
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that runs in a home of its own."""
    made = home_of(tmp_path)
    made.start()
    yield made
    made.stop()


def home_of(folder: Path) -> Server:
    """A server in that folder, not started."""
    (folder / "postgres").mkdir(parents=True, exist_ok=True)
    return Server(folder, PASSWORDS)


def value(server: Server, statement: str) -> object:
    """The one value that the statement gives to the superuser."""
    with server.connect() as connection:
        row = connection.execute(statement).fetchone()
    assert row
    return row[0]


def test_nobody_reaches_it_over_the_network_or_without_a_password(server: Server) -> None:
    assert value(server, "SHOW listen_addresses") == ""
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(
            host=str(server.sockets), user=logins.SUPERUSER, password="guessed", dbname="postgres"
        )


def test_it_tells_damaged_pages_and_sorts_without_the_systems_locale(server: Server) -> None:
    assert value(server, "SHOW data_checksums") == "on"
    assert value(server, "SELECT datlocprovider FROM pg_database WHERE datname = 'template0'") == "b"
    assert value(server, "SHOW server_encoding") == "UTF8"


def test_old_log_segments_are_not_kept_for_use_again(server: Server) -> None:
    assert value(server, "SHOW wal_recycle") == "off"


def test_its_log_holds_neither_word_nor_moment_of_a_statement_that_fails(server: Server) -> None:
    with server.connect() as connection:
        connection.execute("CREATE TABLE words (word text CHECK (word <> 'secret sentence'))")
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute("INSERT INTO words VALUES (%s)", ["secret sentence"])
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute("INSERT INTO words VALUES ('secret sentence')")
        connection.execute("DO $$ BEGIN RAISE LOG 'noted'; END $$")
    log = server.log.read_text()
    assert "LOG:  noted" in log
    assert "violates check constraint" not in log
    assert "secret sentence" not in log


def test_killed_it_comes_back_with_what_was_committed(server: Server) -> None:
    with server.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 311 AS number")
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)
    server.start()
    assert value(server, "SELECT number FROM kept") == 311


def test_a_first_start_that_was_cut_short_does_not_stand_in_the_way(tmp_path: Path) -> None:
    server = home_of(tmp_path)
    (server.folder / "data.unfinished" / "base").mkdir(parents=True)
    server.start()
    server.stop()
    assert [path.name for path in server.folder.glob("data*")] == ["data"]


def test_in_a_home_with_a_long_path_the_socket_lies_in_the_temporary_folder(tmp_path: Path) -> None:
    server = home_of(tmp_path / ("long" * 25))
    server.start()
    assert value(server, "SELECT 1") == 1
    assert not server.sockets.is_relative_to(tmp_path)
    server.stop()
    assert not server.sockets.exists()


def test_a_server_whose_starter_was_killed_is_ended_before_the_next_start(tmp_path: Path) -> None:
    programs = tmp_path / "bin"  # without setpriv, as on macOS: nothing ends the server with its parent
    programs.mkdir()
    (programs / "unshare").symlink_to(shutil.which("unshare") or "")
    (programs / "true").symlink_to(shutil.which("true") or "")
    server = home_of(tmp_path / "home")
    starter = subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT, str(tmp_path / "home")],
        env=os.environ | {"PATH": str(programs)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout
    orphan = int(starter.stdout.readline())
    starter.kill()
    starter.communicate()
    assert Path(f"/proc/{orphan}").exists()
    server.start()
    assert server.pid != orphan
    running.until(lambda: not Path(f"/proc/{orphan}/exe").exists())
    server.stop()


def test_the_folder_that_a_setting_names_comes_first() -> None:
    from_the_wheel = postgres.programs({})
    assert postgres.programs({"COMMONHALL_POSTGRES_BIN": str(from_the_wheel)}) == from_the_wheel
    with pytest.raises(CannotRun, match="where there is no initdb"):
        postgres.programs({"COMMONHALL_POSTGRES_BIN": "/usr/share"})


def test_passwords_are_random_and_readable_by_their_owner_alone(tmp_path: Path) -> None:
    passwords = logins.new_passwords()
    logins.keep(passwords, tmp_path / "database.json")
    assert logins.kept(tmp_path / "database.json") == passwords
    assert (tmp_path / "database.json").stat().st_mode & 0o777 == 0o600
    assert len(set(passwords.by_login.values())) == 4
    assert passwords.of(logins.OWNER) not in repr(passwords)
    assert passwords != logins.new_passwords()
