"""Requests as everybody reads them: by search and by id, and nothing personal in either."""

import itertools
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries
from time_machine import Traveller

from commonhall.service_requests import work
from commonhall.service_requests.deeds import Change
from commonhall.service_requests.models import Photo, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.open311.asking import BASE, Asker
from tests.service_requests import making

KEYS = [
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
    "address", "address_id", "zipcode", "lat", "long", "media_url",
]  # fmt: skip
A_DAY = 24 * 3600
CLOSED = Change(state=State.CLOSED, closed_reason=ClosedReason.FIXED, public_note="Filled with asphalt.")


@pytest.fixture
def named(services: None, noon: Traveller) -> ServiceRequest:
    return making.reported("Deep hole. Call Rosa Marin, 302-555-0147.", contact=making.ROSA)


@pytest.fixture
def anonymous(services: None, noon: Traveller) -> ServiceRequest:
    return making.reported("Deep hole beside the gate of number 1012.")


@pytest.fixture
def supervisor(members: dict[Role, Member]) -> Member:
    return members[Role.SUPERVISOR]


def ids(found: list[dict[str, object]]) -> list[object]:
    return [each["service_request_id"] for each in found]


def test_each_key_is_there_and_nothing_personal_is(
    asker: Asker, named: ServiceRequest, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):  # in both forms
        (said,) = asker.get("requests")
    assert list(said) == KEYS
    assert said["service_request_id"] == named.reference
    assert (said["status"], said["address"]) == ("open", "1000 block of N Market St")
    assert said["requested_datetime"] == said["updated_datetime"] == "2026-11-24T12:00:00-05:00"
    assert said["expected_datetime"].endswith("T23:59:59-05:00")
    assert (said["description"], said["media_url"], said["address_id"], said["zipcode"]) == (None,) * 4
    assert isinstance(said["lat"], float)
    for personal in ("Rosa", "Marin", "555", "rosa@", "1012"):
        assert personal not in str(asker.get("requests", extensions="true"))
        assert personal not in str(asker.get(f"requests/{named.reference}", extensions="true"))


def test_the_number_of_queries_does_not_grow_with_what_is_found(
    asker: Asker, named: ServiceRequest, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ServiceRequest.objects.bulk_create([_of_yesterday() for _ in range(40)], batch_size=100)
    with django_assert_max_num_queries(6):
        assert len(asker.get("requests", extensions="true")) == 41


def _of_yesterday() -> ServiceRequest:
    row = making.unsaved()
    row.day -= timedelta(days=1)
    return row


def test_of_somebody_anonymous_lists_tell_the_day_after_and_never_a_time(
    asker: Asker, anonymous: ServiceRequest, supervisor: Member, noon: Traveller
) -> None:
    assert asker.get("requests") == []
    assert asker.get("requests", service_request_id=anonymous.reference) == []
    (said,) = asker.get(f"requests/{anonymous.reference}")
    assert said["requested_datetime"] == said["updated_datetime"] == "2026-11-24T00:00:00-05:00"
    work.change(anonymous.pk, CLOSED, by=supervisor)
    (said,) = asker.get(f"requests/{anonymous.reference}")
    assert (said["status"], said["updated_datetime"]) == ("closed", "2026-11-24T00:00:00-05:00")
    noon.shift(A_DAY)
    (said,) = asker.get("requests")
    assert said["requested_datetime"] == "2026-11-24T00:00:00-05:00"
    assert said["updated_datetime"] == "2026-11-25T00:00:00-05:00"
    assert "12:00" not in str(asker.get("requests", extensions="true"))


def test_what_staff_released_is_told_and_what_they_took_back_is_not(
    asker: Asker, named: ServiceRequest, supervisor: Member, client: Client
) -> None:
    work.release(named.pk, "A deep hole.", by=supervisor)
    photo = Photo.objects.create(request=named, day=named.day, place=1, sealed=b"", is_released=True)
    (said,) = asker.get("requests")
    assert said["description"] == "A deep hole."
    assert said["media_url"].endswith(f"/requests/{named.reference}/photos/{photo.pk}/")
    work.release(named.pk, "", by=supervisor)
    Photo.objects.update(is_released=False)
    (said,) = asker.get("requests")
    assert (said["description"], said["media_url"]) == (None, None)


def test_how_it_ended_is_told_in_the_language_asked_for(
    asker: Asker, named: ServiceRequest, supervisor: Member, noon: Traveller
) -> None:
    noon.shift(60)
    work.change(named.pk, CLOSED, by=supervisor)
    (said,) = asker.get("requests", extensions="true")
    assert (said["status"], said["status_notes"]) == ("closed", "Fixed, says the crew: Filled with asphalt.")
    assert said["updated_datetime"] == "2026-11-24T12:01:00-05:00"
    assert said["attributes"] == []
    assert said["extended_attributes"] == {"state": "closed", "closed_reason": "fixed"}
    assert said["notes"] == [{"datetime": "2026-11-24T12:01:00-05:00", "description": "Filled with asphalt."}]
    (said,) = asker.get("requests", locale="es")
    assert said["status_notes"].startswith("Arreglad")


def test_filters_narrow_what_is_found(asker: Asker, named: ServiceRequest, supervisor: Member) -> None:
    lamp = making.reported(contact=making.ROSA, service="graffiti")
    work.change(named.pk, CLOSED, by=supervisor)
    assert ids(asker.get("requests", status="Closed")) == [named.reference]
    assert ids(asker.get("requests", status="OPEN")) == [lamp.reference]
    assert len(asker.get("requests", status="open,closed")) == 2
    assert ids(asker.get("requests", service_code="graffiti,sinkhole")) == [lamp.reference]
    assert asker.get("requests", service_code="sinkhole") == []
    both = f"{named.reference},{lamp.reference},AAAAAA,!"
    assert set(ids(asker.get("requests", service_request_id=both, status="open", start_date="x"))) == {
        named.reference,
        lamp.reference,
    }


def test_a_place_narrows_what_is_found(asker: Asker, named: ServiceRequest) -> None:
    here = {"lat": str(named.latitude), "long": str(named.longitude), "radius": "50"}
    assert len(asker.get("requests", **here)) == 1
    assert asker.get("requests", **{**here, "lat": "39.75"}) == []
    assert len(asker.get("requests", bbox="-75.6,39.7,-75.5,39.8")) == 1
    assert asker.get("requests", bbox="-75.5,39.7,-75.4,39.8") == []


def test_pages_follow_each_other_newest_first(asker: Asker, services: None, noon: Traveller) -> None:
    made = []
    for _ in range(3):
        made.append(making.reported(contact=making.ROSA).reference)
        noon.shift(60)
    pages = [ids(asker.get("requests", page=str(number), page_size="2")) for number in (1, 2, 3)]
    assert pages == [made[:0:-1], made[:1], []]


@pytest.mark.parametrize("zone", ["Z", "+00:00", "-00:00", " 00:00", ".5Z", ".123456+00:00"])
def test_a_span_of_time_is_read_in_every_form_that_is_sent(
    asker: Asker, named: ServiceRequest, zone: str
) -> None:
    until = f"2026-11-24T17:00:01{zone}"
    assert len(asker.get("requests", start_date="2026-11-24T16:59:00Z", end_date=until)) == 1
    assert asker.get("requests", start_date=until) == []
    assert len(asker.get("requests", end_date=until)) == 1
    assert asker.get("requests", end_date="2026-11-24T11:59:00-05:00") == []


@pytest.mark.parametrize(
    "arguments",
    [
        {"start_date": "2026-11-24T12:00:00"},
        {"start_date": "2026-11-24"},
        {"end_date": "2026-13-24T12:00:00Z"},
        {"end_date": "0001-01-01T00:00:00+14:00"},
        {"end_date": "9999-12-31T23:59:59-14:00"},
        {"start_date": "2026-11-24T12:00:00+99:99"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-11-01T00:00:00Z"},
        {"status": "pending"},
        {"page": "0"},
        {"page_size": "many"},
        {"bbox": "1,2,3"},
        {"bbox": "nan,nan,nan,nan"},
        {"lat": "39.7"},
        {"lat": "39.7", "long": "-75.5", "radius": "-1"},
        {"updated_after": "yesterday"},
    ],
)
def test_what_cannot_be_searched_for_is_told_in_words(asker: Asker, arguments: dict[str, str]) -> None:
    (error,) = asker.get("requests", answers=400, **arguments)
    assert error["code"] == 400
    assert " " in error["description"]


def test_empty_arguments_are_as_good_as_absent(asker: Asker, named: ServiceRequest) -> None:
    empty = dict.fromkeys(("start_date", "end_date", "status", "page", "bbox", "service_request_id"), "")
    assert asker.get("requests", **empty) == asker.get("requests")


def test_changes_are_found_by_when_they_are_told(
    asker: Asker, named: ServiceRequest, anonymous: ServiceRequest, supervisor: Member, noon: Traveller
) -> None:
    noon.shift(A_DAY)
    assert len(asker.get("requests", updated_before="2026-11-24T16:00:00Z")) == 1
    work.change(named.pk, CLOSED, by=supervisor)
    work.change(anonymous.pk, CLOSED, by=supervisor)
    assert ids(asker.get("requests", updated_after="2026-11-25T12:00:00-05:00")) == [named.reference]
    noon.shift(A_DAY)
    later = asker.get("requests", updated_after="2026-11-26T00:00:00-05:00")
    assert ids(later) == [anonymous.reference]
    assert ids(asker.get("requests", updated_before="2026-11-25T18:00:00-05:00")) == [named.reference]


def test_a_token_is_the_id_that_was_given_at_once(asker: Asker, anonymous: ServiceRequest) -> None:
    (said,) = asker.get(f"tokens/{anonymous.reference}")
    assert said == {"service_request_id": anonymous.reference, "token": anonymous.reference}


def test_guessing_at_ids_is_slowed(asker: Asker) -> None:
    answers = [asker.client.get(f"{BASE}/requests/AAAAA{sign}.json") for sign in "23456789ABCDEFGH"]
    assert answers[0].status_code == 404
    assert answers[-1].status_code == 429
    assert answers[-1].json()[0]["code"] == 429


def test_no_control_character_breaks_an_answer(asker: Asker, named: ServiceRequest) -> None:
    ServiceRequest.objects.update(public_words="a \x0b<b> & \x1f\ufffe\r\n]]> \N{PILE OF POO}")
    (said,) = asker.get("requests")  # which compares both forms
    assert said["description"] == "a <b> & \r\n]]> \N{PILE OF POO}"


def test_a_key_of_staff_or_of_a_site_sees_no_more(
    asker: Asker, named: ServiceRequest, key: str, browser_of: object
) -> None:
    assert asker.get("requests", api_key=key) == asker.get("requests")


NASTY = (
    "\0",
    "9" * 400,
    "١",
    "1e400",
    "-1e308",
    "' OR 1=1 --",
    "%s%n",
    "\N{PILE OF POO}",
    ",,,,",
    "1,1,1,1",
    "true",
)
ARGUMENTS = (
    "service_request_id", "service_code", "status", "start_date", "end_date", "page", "page_size", "updated_after",
    "updated_before", "bbox", "lat", "long", "radius", "extensions", "locale", "jurisdiction_id", "api_key",
)  # fmt: skip


@pytest.mark.parametrize("name", ARGUMENTS)
def test_nothing_that_is_asked_breaks_the_server(asker: Asker, named: ServiceRequest, name: str) -> None:
    beside = {"lat": "39.7", "long": "-75.5", "radius": "9"} if name in {"lat", "long", "radius"} else {}
    for path, value in itertools.product(("requests", "servicerequestupdates", "services"), NASTY):
        answer = asker.client.get(f"{BASE}/{path}.json", {**beside, name: value})
        assert answer.status_code in {200, 400, 404}, (path, value)
        assert isinstance(answer.json(), list)
