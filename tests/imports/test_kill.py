"""Killed with -9 in the middle of a file and run again: each row is in, and each of them once."""

import json
import signal
from pathlib import Path

import pytest
from django.conf import settings

from commonhall.imports.models import Run, Taken
from commonhall.people import contacts
from commonhall.people.models import Person, PersonKey
from commonhall.places import loading
from commonhall.service_requests import words
from commonhall.service_requests.models import Event, RequestKey, ServiceRequest
from tests import running
from tests.imports.files import PLAIN, as_csv
from tests.operations import commands
from tests.service_requests import making

ROWS, KILLS = 3600, 2


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Rows of so many persons; each says its number, so that a lost one can be named."""
    rows = [
        PLAIN | {"external_id": f"K-{n}", "description": f"Row {n}", "email": f"n{n}@example.com"}
        for n in range(ROWS)
    ]
    return as_csv(tmp_path / "killed.csv", rows)


def test_a_killed_import_goes_on_without_a_double_or_a_lost_row(fresh_database: str, file: Path) -> None:
    making.catalogue_of_the_city()
    loading.load_places(settings.CITY.folder)
    environment = commands.environment(fresh_database)
    arguments = ["import-requests", str(file), "--map", "plain", "--json"]
    for killed in range(KILLS):
        before = Taken.objects.count()
        process = commands.start(arguments, environment)
        running.until(lambda before=before: Taken.objects.count() > before, seconds=120)  # type: ignore[misc]
        running.end(process, signal.SIGKILL)
        assert before < Taken.objects.count() < ROWS, f"kill {killed} came too late to prove anything"
    process = commands.start(arguments, environment)
    said, complaint = process.communicate(timeout=240)
    assert process.returncode == 0, complaint
    ended = json.loads(said.splitlines()[-1])
    assert (ended["read"], ended["rejected"]) == (ROWS, 0)
    assert 0 < ended["already"] < ROWS
    assert ended["imported"] + ended["already"] == ROWS
    assert sorted(words.full(each) for each in ServiceRequest.objects.all()) == sorted(
        f"Row {n}" for n in range(ROWS)
    )
    assert Taken.objects.count() == Person.objects.count() == PersonKey.objects.count() == ROWS
    assert RequestKey.objects.count() == ROWS
    assert Event.objects.count() == 3 * ROWS  # received, sent to its department, closed
    assert sum(Run.objects.values_list("imported", flat=True)) == ROWS
    one = ServiceRequest.objects.first()
    link = words.contact_link(one) if one else None
    assert link is not None
    assert contacts.open_record(link.person).contact.email.endswith("@example.com")
