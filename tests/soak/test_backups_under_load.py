"""Backups one after another while residents report and staff work, some killed with -9: those that end are whole."""

import json
import math
import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from commonhall.operations import logins
from tests import cluster, running
from tests.operations import commands
from tests.operations.backups import typed
from tests.running import Demo
from tests.soak.conftest import Say
from tests.soak.officials import Official
from tests.soak.test_settle_under_load import REPORTERS, Town

pytestmark = pytest.mark.soak

SEED = int(os.environ.get("SOAK_SEED", "311"))
ROUNDS = ("whole", "killed", "killed", "whole", "killed", "killed", "whole")
_PARTS = (".data", ".files", ".keys")
_OF_BACKUPS = """
SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND usename = 'commonhall_owner' AND state LIKE 'idle in transaction%'"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A backup that ended, and the references that residents had been told before it began."""

    parts: dict[str, Path]
    told: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """What is left of all rounds."""

    demo: Demo
    town: Town
    folder: Path
    made: list[Made]
    killed: int


@pytest.fixture(scope="module")
def run(demo: Demo, tmp_path_factory: pytest.TempPathFactory, say: Say) -> Run:
    """Every round, beside people at work."""
    folder, town = tmp_path_factory.mktemp("backups"), Town(demo, until=math.inf)
    with ThreadPoolExecutor(max_workers=REPORTERS + 2) as people:
        under_way = [
            *(people.submit(town.reports, number) for number in range(REPORTERS)),
            people.submit(town.works, "call_taker", Official.publish, Official.note_internally),
            people.submit(town.works, "worker", Official.begin, Official.close),
        ]
        try:
            made, killed = _rounds(demo, town, folder)
        finally:
            town.until = 0
        for each in under_way:
            each.result()
    deeds = sum(sum(official.done.values()) for official in town.officials)
    say(
        f"backups (seed {SEED}): {len(made)} ended, {killed} killed with -9, beside {len(town.receipts)} reports and "
        f"{deeds} deeds of staff"
    )
    return Run(demo=demo, town=town, folder=folder, made=made, killed=killed)


def _rounds(demo: Demo, town: Town, folder: Path) -> tuple[list[Made], int]:
    """The first tells how long one takes to write: so long after it began a kill may fall."""
    chance, made, killed, longest = random.Random(SEED), list[Made](), 0, 0.0
    environ = {"COMMONHALL_HOME": str(demo.home)}
    running.until(lambda: len(town.receipts) > 1, 120)
    for round_ in ROUNDS:
        if round_ == "killed":
            killed += _killed(environ, folder, chance.uniform(0, longest))
            continue
        told = frozenset(receipt.reference for receipt in list(town.receipts))
        ended = typed.command("backup", *typed.to(folder), "--json", environ=environ)
        assert ended.code == 0, ended.complaint
        said = json.loads(ended.said)
        made.append(Made(parts={part: Path(said[part]) for part in typed.PARTS}, told=told))
        longest = max(longest, said["seconds"])
        assert _left(folder) == []
    return made, killed


def _killed(environ: dict[str, str], folder: Path, seconds: float) -> bool:
    """Kill a backup that many seconds after it began to write; whether it had not taken its name before."""
    before = _whole(folder)
    process = commands.start(["backup", *map(str, typed.to(folder))], running.outside() | environ)
    running.until(lambda: process.poll() is not None or bool(_left(folder)), 90)
    threading.Event().wait(seconds)
    running.end(process, signal.SIGKILL)
    return process.returncode == -signal.SIGKILL and _whole(folder) == before


def _whole(folder: Path) -> set[str]:
    """The names that all three parts have."""
    names = Counter(path.stem for path in folder.rglob("commonhall-*") if path.suffix in _PARTS)
    return {name for name, parts in names.items() if parts == len(_PARTS)}


def _left(folder: Path) -> list[Path]:
    return list(folder.rglob("*.unfinished"))


@pytest.fixture
def database(django_db_setup: None, unblocked: None) -> Iterator[str]:
    """An empty one with the schema: what a city restores into once it has tried to set up."""
    cluster.clone("backed_up")
    yield "backed_up"
    cluster.drop("backed_up")


def test_each_that_ended_comes_back_and_holds_what_residents_had_been_told(
    run: Run, database: str, tmp_path: Path
) -> None:
    """Its own comparison row by row is part of the restore."""
    assert run.killed > 0
    for number, made in enumerate(run.made):
        if number:
            cluster.drop(database)
            cluster.clone(database)
        into = commands.environment(database) | {
            "COMMONHALL_OWNER_DATABASE_URL": cluster.url(logins.OWNER, database),
            "COMMONHALL_KEYS": str(tmp_path / f"{number}/keys.json"),
            "COMMONHALL_PHOTO_FOLDER": str(tmp_path / f"{number}/photos"),
        }
        ended = typed.command("restore", *typed.parts(made.parts), environ=into)
        assert ended.code == 0, ended.complaint
        with psycopg.connect(cluster.url(logins.OWNER, database), autocommit=True) as connection:
            there = connection.execute("SELECT reference FROM service_requests_servicerequest").fetchall()
        assert made.told <= {reference for (reference,) in there}
    assert run.made[0].told < run.made[-1].told


def test_what_was_killed_leaves_nothing_that_grows(run: Run) -> None:
    """After the last one that ended: its folders and those of the others that did, and no connection."""
    kept = {path for made in run.made for path in made.parts.values()}
    assert kept <= {path for path in run.folder.rglob("*.*") if path.is_dir()}
    folders = {path for path in run.folder.rglob("commonhall-*") if path.is_dir()}
    assert all(path.suffix in _PARTS for path in folders)
    assert len(folders) % 3 == 0  # one that had ended before it could be killed is whole too
    assert len(folders) // 3 <= len(ROUNDS) - run.killed
    running.until(lambda: run.demo.rows(_OF_BACKUPS) == [(0,)], 60)


def test_nobody_had_to_send_anything_again(run: Run) -> None:
    assert run.town.refusals == 0
    assert run.town.receipts
