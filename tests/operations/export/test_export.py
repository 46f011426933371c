"""All data of a city in a folder, compared with the database by a reader that knows nothing of ours."""

import json
import re
import signal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from commonhall.operations import logins
from commonhall.service_requests import photos
from tests import cluster, running
from tests.operations import commands
from tests.operations.backups import typed
from tests.operations.backups.test_city import JPEG
from tests.operations.export import reader
from tests.service_requests import making
from tests.service_requests.making import ROSA

WORDS = "A hole, “deep”\\n, 雨\t\n\\x41 in two lines"


@pytest.fixture
def city(fresh_database: str, photo_folder: Path) -> dict[str, str]:
    """Settings of a city with named and anonymous requests, photos in files and in a row."""
    making.catalogue_of_the_city()
    for number in range(4):
        made = making.reported(WORDS, contact=ROSA if number % 2 else None, photos=(JPEG,))
    photos.move_out(before=made.day.replace(year=made.day.year + 1))
    making.reported("Still in its row.", contact=ROSA, photos=(JPEG,))
    return commands.environment(fresh_database) | {
        "COMMONHALL_OWNER_DATABASE_URL": cluster.url(logins.OWNER, fresh_database),
        "COMMONHALL_PHOTO_FOLDER": str(photo_folder),
    }


@pytest.fixture
def made(city: dict[str, str], tmp_path: Path) -> Path:
    """An export of the city."""
    ended = typed.command("export", tmp_path / "out", environ=city)
    assert ended.code == 0, ended.complaint
    assert "sealed as they lie" in ended.said
    return tmp_path / "out"


def _in_the_database(database: str, table: dict[str, Any]) -> list[tuple[Any, ...]]:
    columns = [sql.Identifier(column["name"]) for column in table["columns"]]
    with psycopg.connect(cluster.url(logins.OWNER, database)) as connection:
        return connection.execute(
            sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(columns), sql.Identifier(table["table"]))
        ).fetchall()


def _tables(database: str) -> dict[str, set[str]]:
    with psycopg.connect(cluster.url(logins.OWNER, database)) as connection:
        found = connection.execute(
            "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns "
            "WHERE table_schema = 'public' GROUP BY 1"
        ).fetchall()
    return {name: set(columns) for name, columns in found}


def test_every_row_of_every_table_is_there_and_the_same(made: Path, fresh_database: str) -> None:
    told = reader.manifest(made)
    for table in told["tables"]:
        there = sorted(map(repr, _in_the_database(fresh_database, table)))
        assert sorted(map(repr, reader.rows(made, table))) == there, table["table"]
    counts = {table["table"]: table["rows"] for table in told["tables"]}
    assert counts["service_requests_servicerequest"] == 5
    assert counts["people_person"] == 3


def test_no_table_and_no_column_is_silently_left_out(made: Path, fresh_database: str) -> None:
    told = reader.manifest(made)
    taken = {table["table"]: {column["name"] for column in table["columns"]} for table in told["tables"]}
    left = {table["table"]: table["why"] for table in told["left_out"]}
    there = _tables(fresh_database)
    assert set(taken) | set(left) == set(there)
    assert all(left.values())
    without = {name: there[name] - columns for name, columns in taken.items() if columns != there[name]}
    assert without == {"procrastinate_jobs": {"worker_id"}}


def test_each_photo_that_is_in_a_file_is_there_sealed(made: Path, photo_folder: Path) -> None:
    there = {path.name: path.read_bytes() for path in photo_folder.iterdir()}
    assert len(there) == 4
    assert reader.photos(made) == there


def test_what_is_sealed_stays_sealed_and_no_key_is_in_it(made: Path, city: dict[str, str]) -> None:
    written = b"".join(path.read_bytes() for path in made.rglob("*") if path.is_file())
    for secret in (ROSA.name, ROSA.phone, "in two lines"):
        assert secret.encode() not in written
    keys = re.findall(rb'"value": *"([^"]{20,})"', Path(city["COMMONHALL_KEYS"]).read_bytes())
    assert keys
    assert not any(key in written for key in keys)
    left = {table["table"] for table in reader.manifest(made)["left_out"]}
    assert {"people_personkey", "service_requests_requestkey"} <= left
    holds = {
        column["name"]: column["holds"]
        for table in reader.manifest(made)["tables"]
        if table["table"] == "service_requests_servicerequest"
        for column in table["columns"]
    }
    assert (holds["words_sealed"], holds["stripped_sealed"], holds["day"]) == ("sealed", "stripped", None)


def test_it_lies_in_a_folder_a_room_that_nobody_else_reads(made: Path) -> None:
    for table in reader.manifest(made)["tables"]:
        assert table["file"] == f"{table['room']}/{table['table']}.jsonl"
    assert {"people", "service_requests", "staff", "audit"} <= {path.name for path in made.iterdir()}
    assert all(path.stat().st_mode & 0o077 == 0 for path in [made, *made.rglob("*")])


def test_an_empty_folder_is_taken_and_the_last_line_is_for_programs(
    city: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    ended = typed.command("export", tmp_path / "out", "--json", environ=city)
    told = json.loads(ended.said)
    written = reader.manifest(tmp_path / "out")
    assert told["rows"] == sum(table["rows"] for table in written["tables"])
    assert (told["tables"], told["photos"], told["missing"]) == (len(written["tables"]), 4, 0)


def test_a_folder_that_holds_something_is_refused_and_stays(city: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    ended = typed.command("export", tmp_path / "out", environ=city)
    assert (ended.code, ended.said) == (2, "")
    assert ended.last == f"{tmp_path / 'out'} is not empty. Name a new folder."
    assert [path.name for path in tmp_path.glob("out*/*")] == ["mine"]


def test_what_another_export_left_or_writes_is_refused_and_stays(
    city: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "out.unfinished").mkdir()
    ended = typed.command("export", tmp_path / "out", environ=city)
    assert (ended.code, "out.unfinished is there" in ended.last) == (2, True)
    assert [path.name for path in tmp_path.glob("out*")] == ["out.unfinished"]


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ("/proc", "is a whole disk"),
        ("/proc/out", "has 0 MB left"),
        ("{photos}/out", "is in the city’s own folder"),
        ("{tmp}/file", "is not empty"),
        ("{tmp}/file/out", "cannot be written"),
    ],
)
def test_a_place_that_cannot_be_is_refused(
    city: dict[str, str], tmp_path: Path, photo_folder: Path, where: str, why: str
) -> None:
    (tmp_path / "file").touch()
    ended = typed.command("export", where.format(photos=photo_folder, tmp=tmp_path), environ=city)
    assert (ended.code, ended.said) == (2, "")
    assert why in ended.last
    assert not list(tmp_path.glob("out*"))


def test_it_needs_the_owner(city: dict[str, str], tmp_path: Path) -> None:
    """Neither the web's login nor the read-only one takes a city out."""
    del city["COMMONHALL_OWNER_DATABASE_URL"]
    ended = typed.command("export", tmp_path / "out", environ=city)
    assert (ended.code, ended.last) == (2, "This needs the owner's login: set COMMONHALL_OWNER_DATABASE_URL.")
    assert not (tmp_path / "out").exists()


def test_it_does_not_run_beside_a_backup(city: dict[str, str], tmp_path: Path, fresh_database: str) -> None:
    with psycopg.connect(cluster.url(logins.OWNER, fresh_database), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(x'6261636B7570'::bigint)")
        ended = typed.command("export", tmp_path / "out", environ=city)
    assert (ended.code, ended.last[:14]) == (1, "Another backup")
    assert not list(tmp_path.glob("out*"))


def test_a_photo_that_is_in_no_file_is_told_when_all_else_is_out(
    city: dict[str, str], tmp_path: Path, photo_folder: Path
) -> None:
    next(photo_folder.iterdir()).unlink()
    ended = typed.command("export", tmp_path / "out", "--json", environ=city)
    assert (ended.code, json.loads(ended.said)["missing"]) == (2, 1)
    assert len(reader.photos(tmp_path / "out")) == 3


def test_an_export_that_is_killed_has_no_name(city: dict[str, str], tmp_path: Path) -> None:
    process = commands.start(["export", str(tmp_path / "out")], running.outside() | city)
    unfinished = tmp_path / "out.unfinished"
    running.until(lambda: process.poll() is not None or unfinished.exists(), 60)
    running.end(process, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert unfinished.exists()
    assert not (tmp_path / "out").exists()
