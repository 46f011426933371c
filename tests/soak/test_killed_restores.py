"""A restore that is killed at each of its steps: nothing starts on what is left, and the next one makes it whole."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from commonhall.operations import logins
from tests import cluster, running
from tests.operations import commands
from tests.operations.backups import typed
from tests.operations.backups.test_city import ELSEWHERE, city, elsewhere, files_in, made, restore, rows_of
from tests.running import Demo
from tests.soak import residents
from tests.soak.conftest import Say
from tests.soak.residents import Resident

__all__ = ["city", "elsewhere", "made"]
pytestmark = pytest.mark.soak

ROWS_COME, COMPARES, INDEXES = "The schema is there", "All is in; it is compared", "All rows are the same."
SERVE = ("serve",)
CUT_SHORT = "into this database was cut short"
_MARK = "SELECT obj_description('public'::regnamespace, 'pg_namespace') LIKE '%rows are in%'"
_MIGRATIONS = "SELECT to_regclass('django_migrations') IS NOT NULL"


def restoring(made: dict[str, Path], environ: dict[str, str], *more: str) -> subprocess.Popen[str]:
    """A restore that runs."""
    words = ["restore", *map(str, typed.parts(made)), *more]
    return commands.start(words, running.outside() | environ)


def killed_when(process: subprocess.Popen[str], reached: Callable[[], bool]) -> None:
    """Kill it with -9 as soon as it has come so far."""
    pause, deadline = threading.Event(), time.monotonic() + 180
    while process.poll() is None and not reached() and time.monotonic() < deadline:
        pause.wait(0.002)
    running.end(process, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL, "it ended before it could be killed"


def killed_saying(process: subprocess.Popen[str], line: str) -> None:
    """Kill it with -9 as soon as it says that."""
    assert process.stderr is not None
    said = ""
    while line not in said:
        said = process.stderr.readline()
        assert said, "it ended before it could be killed"
    running.end(process, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


def holds(statement: str) -> bool:
    with psycopg.connect(cluster.url(logins.OWNER, ELSEWHERE), autocommit=True) as connection:
        return connection.execute(statement).fetchone() == (True,)


def refused_there(environ: dict[str, str], *words: str) -> str:
    """What a command says that will not start on what is left; the web service is not told of the owner."""
    told = {name: value for name, value in environ.items() if words != SERVE or "OWNER" not in name}
    said = typed.command(*words, environ=told)
    assert said.code == 2, said.complaint
    return said.last


def starts(environ: dict[str, str]) -> bool:
    """Whether the web service answers there."""
    port = running.free_port()
    told = {name: value for name, value in environ.items() if "OWNER" not in name}
    process = commands.start(["serve", f"--port={port}"], running.outside() | told)

    def answers() -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=30).status_code == 200
        return process.poll() is not None

    running.until(answers, 90)
    return running.end(process) == 0


def test_a_city_is_whole_after_it_was_killed_at_every_step(
    made: dict[str, Path],
    elsewhere: dict[str, str],
    fresh_database: str,
    photo_folder: Path,
    tmp_path: Path,
    say: Say,
) -> None:
    """One after the other into the same place, each further than the one before."""
    photos, keys = Path(elsewhere["COMMONHALL_PHOTO_FOLDER"]), tmp_path / "place" / "keys.json"
    environ = elsewhere | {"COMMONHALL_KEYS": str(keys)}
    killed_when(restoring(made, environ), keys.exists)
    killed_when(restoring(made, environ), lambda: holds(_MIGRATIONS))
    for service in (SERVE, ("worker",), ("migrate",)):
        assert CUT_SHORT in refused_there(environ, *service)
    killed_saying(restoring(made, environ), ROWS_COME)
    killed_when(restoring(made, environ), lambda: photos.is_dir() and len(list(photos.iterdir())) > 2)
    killed_saying(restoring(made, environ), COMPARES)
    assert CUT_SHORT in refused_there(environ, *SERVE)
    killed_when(restoring(made, environ), lambda: holds(_MARK))
    for service in (SERVE, ("worker",), ("migrate",)):
        assert CUT_SHORT in refused_there(environ, *service)
    assert CUT_SHORT in refused_there(environ, "backup", *map(str, typed.to(tmp_path / "of-a-part")))
    killed_saying(restoring(made, environ), INDEXES)
    assert CUT_SHORT in refused_there(environ, *SERVE)
    ended = restore(made, environ)
    assert ended.code == 0, ended.complaint
    assert "It goes on." in ended.complaint
    assert rows_of(ELSEWHERE) == rows_of(fresh_database)
    assert files_in(photos) == files_in(photo_folder)
    assert keys.read_bytes() == (made["keys"] / "keys.json").read_bytes()
    assert [path.name for path in keys.parent.iterdir()] == ["keys.json"]
    assert holds("SELECT count(*) = 1 FROM people_search_epoch WHERE is_live")
    assert starts(environ)
    say("killed restores: 7 kills one after another, then whole and equal")


def test_another_backup_does_not_finish_it(
    made: dict[str, Path], city: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    killed_when(restoring(made, elsewhere), lambda: holds(_MARK))
    other = typed.backup(tmp_path / "other", city)
    ended = restore(other, elsewhere)
    assert ended.code == 2
    assert f"A restore of {made['data'].stem} into this database was cut short" in ended.last


def test_a_home_is_begun_anew_and_no_demo_starts_in_half_of_one(demo: Demo, tmp_path: Path) -> None:
    with Resident(demo.url, "127.0.6.1") as resident:
        told = [resident.report(story) for story in residents.stories(4)]
    made, home = typed.backup(tmp_path, {"COMMONHALL_HOME": str(demo.home)}), tmp_path / "home"
    into = f"--home={home}"
    killed_when(restoring(made, {}, into), (home / "postgres/data").is_dir)
    assert "was cut short" in refused_there({}, "demo", into)
    killed_saying(restoring(made, {}, into), ROWS_COME)
    killed_saying(restoring(made, {}, into), INDEXES)
    assert "was cut short" in refused_there({}, "demo", into)
    assert "is not set" in refused_there({"COMMONHALL_HOME": str(home)}, "serve")
    ended = typed.command("restore", *typed.parts(made), into, environ={})
    assert ended.code == 0, ended.complaint
    with running.demo(home) as again, Resident(again.url, "127.0.6.2") as reader:
        for receipt in told:
            assert "Pothole" in reader.get(f"/en/requests/{receipt.reference}/")
    assert running.processes_of(home) == []
