"""`commonhall retention`: a dry run says what would go, a real one deletes it and takes it off the disk."""

import json
from datetime import timedelta

import pytest
from django.conf import settings

from commonhall import calendar
from commonhall.holdings import holds
from commonhall.operations import logins, retention
from commonhall.people.models import Erased, Person
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from tests import cluster
from tests.operations import commands
from tests.operations.test_erase import erase
from tests.service_requests import making
from tests.service_requests.making import ROSA

pytestmark = pytest.mark.usefixtures("photo_folder")
JPEG = b"\xff\xd8" + bytes(range(256)) * 20


@pytest.fixture
def old(fresh_database: str) -> ServiceRequest:
    """A named request with a photo, closed more than three years ago; beside one of today."""
    making.catalogue_of_the_city()
    making.reported(contact=ROSA)
    request = making.reported("My gate.", contact=ROSA, photos=(JPEG,))
    day = calendar.today() - timedelta(days=4 * 366)
    ServiceRequest.objects.filter(pk=request.pk).update(
        state=State.CLOSED, closed_reason=ClosedReason.FIXED, day=day
    )
    Event.objects.create(request=request, kind=Event.Kind.STATE, day=day, state=State.CLOSED)
    return request


def run(database: str, *arguments: str) -> str:
    """What the command prints."""
    environment = commands.environment(database) | {
        "COMMONHALL_OWNER_DATABASE_URL": cluster.url(logins.OWNER, database),
        "COMMONHALL_PHOTO_FOLDER": str(settings.PHOTO_FOLDER),
    }
    process = commands.start(["retention", *arguments], environment)
    said, complaint = process.communicate(timeout=60)
    assert process.returncode == 0, complaint
    return said


def line_of(model: str, said: str) -> list[str]:
    return next(line.split() for line in said.splitlines() if line.startswith(model))


def test_a_dry_run_lists_counts_and_references_and_deletes_nothing(
    old: ServiceRequest, fresh_database: str
) -> None:
    said = run(fresh_database, "--dry-run")
    assert line_of("service_requests.servicerequest", said)[1:4] == ["1", "0", "-"]
    assert f"  {old.reference}\n" in said
    assert "and with them" in said
    assert "Rosa" not in said
    assert ServiceRequest.objects.count() == 2


def test_a_real_run_deletes_what_the_dry_run_listed(old: ServiceRequest, fresh_database: str) -> None:
    said = run(fresh_database)
    assert line_of("service_requests.servicerequest", said)[1:4] == ["1", "0", "1"]
    assert not ServiceRequest.objects.filter(pk=old.pk).exists()
    assert (ServiceRequest.objects.count(), Person.objects.count(), Erased.objects.count()) == (1, 1, 1)


def test_for_programs_it_speaks_json(old: ServiceRequest, fresh_database: str) -> None:
    said = json.loads(run(fresh_database, "--dry-run", "--json"))
    assert (said["day"], said["dry_run"]) == (calendar.today().isoformat(), True)
    requests = next(each for each in said["holdings"] if each["model"] == "service_requests.servicerequest")
    assert (requests["past"], requests["count"], requests["along"]) == (
        [old.reference],
        1,
        {"people.person": 1},
    )


def test_what_is_held_is_counted_and_stays(old: ServiceRequest, fresh_database: str) -> None:
    holds.place(request=old.pk, reason="Case 26-114", by=old.pk)
    said = run(fresh_database)
    assert line_of("service_requests.servicerequest", said)[1:4] == ["0", "1", "0"]
    assert "26-114" not in said
    assert ServiceRequest.objects.filter(pk=old.pk).exists()


def test_without_the_owner_a_real_run_is_refused_and_a_dry_one_is_not(
    old: ServiceRequest, fresh_database: str
) -> None:
    environment = commands.environment(fresh_database)
    assert "COMMONHALL_OWNER_DATABASE_URL" in commands.refusal(["retention"], environment)
    process = commands.start(["retention", "--dry-run"], environment)
    assert old.reference in process.communicate(timeout=60)[0]


def test_erase_refuses_who_is_held_in_words(old: ServiceRequest, fresh_database: str) -> None:
    holds.place(request=old.pk, reason="Case 26-114", by=old.pk)
    said = erase(fresh_database, old.reference)
    assert "lift the hold there first" in said
    assert "26-114" not in said
    assert Person.objects.count() == 2


def test_the_nightly_job_does_the_same_and_may_run_twice(old: ServiceRequest) -> None:
    for count in (1, 0):
        outcomes = {each.model: each.deleted for each in retention.run(calendar.today())}
        assert outcomes["service_requests.servicerequest"] == count
