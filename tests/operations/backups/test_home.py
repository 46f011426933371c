"""A demo with people at work, backed up and restored into an empty home, and the two compared."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from commonhall.operations.backups import parts
from tests import running
from tests.operations.backups import typed
from tests.promises.browsers import Browser
from tests.running import Demo
from tests.service_requests.reporting import Reporter

ROSA = {"name": "Rosa Marin", "phone": "302-555-0147"}
# Columns that no later work changes: a named request is routed by a job, here or there.
STAYS = {
    "service_requests_servicerequest": "id, reference, day, received_at, stripped_sealed, words_sealed, contact_sealed",
    "service_requests_event": "id, request_id, kind, day, at",
    "service_requests_requestkey": "*",
    "people_person": "id",
    "people_personkey": "*",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Backed:
    """A demo, its backup, and the references of reports that were acknowledged before it began, and while it ran."""

    demo: Demo
    parts: dict[str, Path]
    before: list[str]
    meanwhile: list[str]


@pytest.fixture(scope="module")
def backed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backed]:
    folder = tmp_path_factory.mktemp("backed")
    with running.demo(folder / "a", residents=20, requests=60) as demo:
        before = [_report(demo, number, named=number % 2 == 0) for number in range(4)]
        meanwhile: list[str] = []
        done = threading.Event()
        writers = [
            threading.Thread(target=_keep_reporting, args=(demo, number, done, meanwhile))
            for number in (10, 11)
        ]
        for writer in writers:
            writer.start()
        made = typed.backup(folder, {"COMMONHALL_HOME": str(demo.home)})
        running.until(lambda: len(meanwhile) > 2)
        done.set()
        for writer in writers:
            writer.join()
        yield Backed(demo=demo, parts=made, before=before, meanwhile=meanwhile)


@pytest.fixture(scope="module")
def restored(backed: Backed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that the backup was restored into."""
    home = tmp_path_factory.mktemp("restored") / "b"
    ended = typed.command("restore", *typed.parts(backed.parts), "--home", home, "--json", environ={})
    assert ended.code == 0, ended.complaint
    assert json.loads(ended.said)["same"] is True
    assert "compared row by row" in ended.complaint
    return home


@pytest.fixture(scope="module")
def again(restored: Path) -> Iterator[Demo]:
    """The restored home, as a demo that runs."""
    with running.demo(restored) as demo:
        yield demo


def _report(demo: Demo, number: int, *, named: bool) -> str:
    with Browser(demo.url, number) as browser:
        return Reporter(browser).report("Deep hole.", **(ROSA if named else {}))  # type: ignore[arg-type]  # is called alike


def _keep_reporting(demo: Demo, number: int, done: threading.Event, meanwhile: list[str]) -> None:
    while not done.is_set():
        meanwhile.append(_report(demo, number, named=number % 2 == 0))


def _rows(demo: Demo, table: str, columns: str) -> set[str]:
    return {
        str(digest) for (digest,) in demo.rows(f"SELECT md5(t::text) FROM (SELECT {columns} FROM {table}) t")
    }


def test_rows_of_people_at_work_are_those_of_one_moment(backed: Backed, again: Demo) -> None:
    for table, columns in STAYS.items():
        ours, theirs = _rows(again, table, columns), _rows(backed.demo, table, columns)
        assert ours, table
        assert len(ours - theirs) == 0, table
    assert again.rows("""SELECT count(*) FROM service_requests_servicerequest r WHERE NOT EXISTS
        (SELECT FROM service_requests_event e WHERE e.request_id = r.id)""") == [(0,)]
    assert again.rows("""SELECT count(*) FROM people_person p FULL JOIN people_personkey k ON k.id = p.id
        WHERE p.id IS NULL OR k.id IS NULL""") == [(0,)]


def test_what_was_acknowledged_before_it_began_is_back(backed: Backed, again: Demo) -> None:
    there = {
        reference for (reference,) in again.rows("SELECT reference FROM service_requests_servicerequest")
    }
    assert set(backed.before) <= there
    for reference in backed.before:
        assert httpx.get(f"{again.url}/en/requests/{reference}/").status_code == 200


def test_no_promise_is_broken_there_and_the_log_of_looks_is_whole(again: Demo) -> None:
    """The controls open samples of what is sealed."""
    at_home = {"COMMONHALL_HOME": str(again.home)}
    assert typed.command("verify", environ=at_home).code == 0
    assert typed.command("audit", "verify", environ=at_home).said.startswith("The audit log is whole")


def test_people_are_found_at_once(again: Demo) -> None:
    assert again.rows("SELECT count(*) FROM people_search_epoch WHERE is_live") == [(1,)]


def test_a_contact_that_was_sealed_here_opens_there(backed: Backed, again: Demo) -> None:
    """The proof of an erasure opens it before it goes."""
    erased = typed.command(
        "erase", "--request", backed.before[0], environ={"COMMONHALL_HOME": str(again.home)}
    )
    (opened,) = [
        line.split() for line in erased.said.splitlines() if line.startswith("staff open the contact")
    ]
    assert opened[-2:] == ["yes", "no"]


def test_work_goes_on_there(again: Demo) -> None:
    reference = _report(again, 20, named=True)
    assert again.rows(
        f"SELECT count(*) FROM service_requests_servicerequest WHERE reference = '{reference}'"
    ) == [(1,)]


def test_staff_who_were_signed_in_sign_in_again(again: Demo) -> None:
    assert "django_session" in parts.LEFT_OUT
    assert again.rows("SELECT count(*) FROM django_session") == [(0,)]
