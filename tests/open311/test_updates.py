"""FixMyStreet's updates: asked for, and passed on."""

import uuid

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries
from time_machine import Traveller

from commonhall.service_requests import timeline, work
from commonhall.service_requests.deeds import Change
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests import dump
from tests.open311.asking import Asker
from tests.service_requests import making

PATH = "servicerequestupdates"
A_DAY = 24 * 3600
CLOSED = Change(state=State.CLOSED, closed_reason=ClosedReason.FIXED, public_note="Filled with asphalt.")


@pytest.fixture
def supervisor(members: dict[Role, Member]) -> Member:
    return members[Role.SUPERVISOR]


@pytest.fixture
def named(services: None, noon: Traveller) -> ServiceRequest:
    return making.reported(contact=making.ROSA)


@pytest.fixture
def anonymous(services: None, noon: Traveller) -> ServiceRequest:
    return making.reported()


def test_what_happened_is_told_with_the_status_it_led_to(
    asker: Asker,
    named: ServiceRequest,
    supervisor: Member,
    noon: Traveller,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    work.publish(named.pk, "A crew comes on Tuesday.", by=supervisor)
    noon.shift(60)
    work.change(named.pk, CLOSED, by=supervisor)
    work.note_internally(named.pk, "The resident was rude.", by=supervisor)
    with django_assert_max_num_queries(4):  # in both forms
        said = asker.get(PATH)
    assert [(each["status"], each["description"]) for each in said] == [
        ("closed", "Filled with asphalt."),
        ("open", "A crew comes on Tuesday."),
    ]
    assert {each["service_request_id"] for each in said} == {named.reference}
    assert said[0]["updated_datetime"] == "2026-11-24T12:01:00-05:00"
    assert uuid.UUID(said[0]["update_id"])
    assert asker.get(PATH, start_date="2026-11-24T12:00:30-05:00") == said[:1]
    assert asker.get(PATH, page="2", page_size="1") == said[1:]


def test_of_somebody_anonymous_it_is_told_when_the_day_is_over(
    asker: Asker, anonymous: ServiceRequest, supervisor: Member, noon: Traveller
) -> None:
    work.change(anonymous.pk, CLOSED, by=supervisor)
    assert asker.get(PATH) == []
    noon.shift(A_DAY)
    (said,) = asker.get(PATH, start_date="2026-11-24T23:00:00-05:00", end_date="2026-11-25T01:00:00-05:00")
    assert said["updated_datetime"] == "2026-11-25T00:00:00-05:00"
    assert asker.get(PATH, start_date="2026-11-25T00:00:01-05:00") == []


def test_what_another_site_passes_on_is_a_sealed_note_without_details_and_without_a_time(
    sender: Asker, named: ServiceRequest
) -> None:
    (said,) = sender.post(
        PATH,
        service_request_id=named.reference,
        update_id="update-4711-abc",
        updated_datetime="2026-11-24T12:00:00Z",
        status="CLOSED",
        description="It is done, thanks. 302-555-0147",
        email="rosa@example.com",
        last_name="Marin",
    )
    event = Event.objects.get(pk=said["update_id"])
    assert (event.kind, event.at, event.by) == (Event.Kind.INTERNAL_NOTE, None, None)
    named.refresh_from_db()
    assert named.is_open
    (entry, *_) = timeline.for_staff(named)
    assert entry.note.startswith("Passed on by Fixed Today, which says that it is done:\nIt is done, thanks.")
    assert "555-0147" not in entry.note
    for secret in ("555-0147", "rosa@example.com", "It is done, thanks", "update-4711-abc"):
        assert not dump.holds(secret)
    assert sender.get(PATH) == []


def test_an_update_that_is_sent_again_is_kept_once(sender: Asker, anonymous: ServiceRequest) -> None:
    sent = {"service_request_id": anonymous.reference, "description": "Still there."}
    assert sender.post(PATH, **sent) == sender.post(PATH, **sent)
    assert sender.post(PATH, **sent) != sender.post(PATH, **{**sent, "description": "Worse."})


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"api_key": "made-up"}, 403),
        ({"service_request_id": ""}, 400),
        ({"service_request_id": "AAAAAA"}, 404),
        ({"description": "", "status": ""}, 400),
        ({"status": "pending"}, 400),
        ({"description": "x" * 4001}, 400),
    ],
)
def test_an_update_that_cannot_be_kept_is_told_why(
    sender: Asker, named: ServiceRequest, fields: dict[str, object], status: int
) -> None:
    usual = {"service_request_id": named.reference, "description": "Still there."}
    (error,) = sender.post(PATH, answers=status, **{**usual, **fields})
    assert error["code"] == status
    assert not Event.objects.filter(kind=Event.Kind.INTERNAL_NOTE).exists()
