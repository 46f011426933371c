"""Requests through the API: listed, read, sent, worked on; as on their pages."""

import uuid
from collections.abc import Callable

from pytest_django.fixtures import DjangoAssertNumQueries

from commonhall.audit.models import Entry
from commonhall.open311 import keys
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.api.asking import Caller
from tests.api.conftest import caller_for
from tests.service_requests import making


def test_the_list_is_read_page_by_page_in_bounded_queries(
    casey: Caller, services: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ServiceRequest.objects.bulk_create(making.unsaved() for _ in range(70))
    with django_assert_max_num_queries(12):
        first = casey.get("/requests")
    assert len(first["requests"]) == 50
    rest = casey.get(first["next"].removeprefix("/api/v1"))
    assert (len(rest["requests"]), rest["next"]) == (20, None)
    assert len({row["reference"] for row in first["requests"] + rest["requests"]}) == 70


def test_filters_narrow_and_a_word_that_is_none_is_told(casey: Caller, named: ServiceRequest) -> None:
    assert casey.get("/requests", service="pothole", state="new")["requests"]
    assert not casey.get("/requests", state="closed")["requests"]
    assert casey.get("/requests", answers=422, state="lost")["fields"][0]["field"] == "state"


def test_a_request_is_read_with_its_contact_shut(
    casey: Caller, named: ServiceRequest, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        said = casey.get(f"/requests/{named.reference.lower()}")
    assert (said["reference"], said["words"]) == (named.reference, "Deep hole by the bus stop.")
    assert said["contact_parts"] == ["name", "phone", "email"]
    assert "Rosa" not in str(said)
    assert not Entry.objects.exists()


def test_another_departments_request_is_not_there(robin: Member, named: ServiceRequest) -> None:
    program = caller_for(robin)
    assert program.get("/requests")["requests"] == []
    program.get(f"/requests/{named.reference}", answers=404)
    program.post(f"/requests/{named.reference}/notes", answers=404, note="Hello.")


def test_a_request_is_noted_given_closed_and_released(
    sasha: Caller, named: ServiceRequest, members: dict[Role, Member]
) -> None:
    at = f"/requests/{named.reference}"
    assert sasha.post(f"{at}/notes", note="Bring cones.")["history"][0]["is_public"] is False
    assert sasha.post(f"{at}/notes", note="A crew comes.", is_public=True)["history"][0]["is_public"]
    worker = members[Role.WORKER]
    assert sasha.post(f"{at}/assign", to=str(worker.pk))["assigned_to"]["name"] == worker.name
    assert sasha.post(f"{at}/release", words="A deep hole.")["public_words"] == "A deep hole."
    assert sasha.post(f"{at}/release", words="")["public_words"] == ""
    sasha.post(f"{at}/state", answers=422, state="closed")
    closed = sasha.post(f"{at}/state", state="closed", closed_reason="fixed", public_note="Filled.")
    assert (closed["state"], closed["closed_reason"]) == ("closed", "fixed")
    by = set(Event.objects.filter(at__isnull=False, by__isnull=False).values_list("by", flat=True))
    assert by == {members[Role.SUPERVISOR].pk}


def test_a_public_text_with_the_reporters_name_is_kept_back_and_logged(
    sasha: Caller, named: ServiceRequest
) -> None:
    sasha.post(f"/requests/{named.reference}/notes", answers=422, note="Told Marin.", is_public=True)
    assert Entry.objects.filter(kind=Entry.Kind.NAME_KEPT_BACK).count() == 1


def test_what_others_did_meanwhile_is_told_first(sasha: Caller, casey: Caller, named: ServiceRequest) -> None:
    seen = casey.get(f"/requests/{named.reference}")["revision"]
    sasha.post(f"/requests/{named.reference}/notes", note="Bring cones.")
    casey.post(f"/requests/{named.reference}/notes", answers=409, note="Hello.", seen=seen)


def test_a_report_without_contact_is_anonymous_and_unconfirmed(casey: Caller, city: None) -> None:
    sent = {"service_code": "pothole", "address_string": "1012 N Market St"}
    receipt = casey.post("/requests", answers=201, description="Deep. Call 302-555-0147.", **sent)
    stored = ServiceRequest.objects.get(reference=receipt["reference"])
    assert (stored.is_anonymous, stored.is_unconfirmed, stored.received_at) == (True, True, None)
    said = casey.get(f"/requests/{stored.reference}")
    assert said["is_unconfirmed"]
    assert "0147" not in said["words"]


def test_a_report_with_a_contact_costs_few_queries(
    casey: Caller, city: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sent = {"service_code": "pothole", "address_string": "1012 N Market St", "email": "rosa@example.com"}
    casey.post("/requests", answers=201, description="Deep hole.", **sent)  # what is read once is read
    # Token, service, its questions, edition of the streets; person and key; request, its key and event; job.
    with django_assert_num_queries(7 + 2):  # and a savepoint, for a test is one transaction
        casey.post("/requests", answers=201, description="Deep hole.", **sent)


def test_all_that_is_wrong_with_a_report_is_told_at_once(casey: Caller, city: None) -> None:
    said = casey.post("/requests", answers=422, service_code="pothole", email="nobody")
    assert "email" in said["message"]
    assert "lat and long" in said["message"]
    casey.post("/requests", answers=422, service_code="pothole", adress="1012 N Market St")


def test_a_programs_key_reports_and_does_nothing_else(
    city: None, members: dict[Role, Member], named: ServiceRequest
) -> None:
    program = Caller(keys.make("Fixed Today", most_an_hour=100, by=members[Role.ADMINISTRATOR]))
    sent = {"service_code": "pothole", "address_string": "1012 N Market St"}
    program.post("/requests", answers=201, **sent)
    assert program.get("/services")
    assert program.get("/departments")
    program.get("/requests", answers=403)
    program.get(f"/requests/{named.reference}", answers=403)
    program.post("/people/search", answers=403, query="Rosa", reason="law")


def test_giving_it_to_nobody_known_is_refused(sasha: Caller, named: ServiceRequest) -> None:
    sasha.post(f"/requests/{named.reference}/assign", answers=422, to=str(uuid.uuid4()))


def test_an_address_or_a_method_that_is_none_is_told_in_the_same_shape(casey: Caller) -> None:
    casey.get("/nothing", answers=404)
    casey.post("/services", answers=405)
    assert casey.asked("POST", "/requests", "not an object").status_code == 422


def test_answers_come_in_the_language_that_is_asked_for(
    caller_of: Callable[[Role], Caller], client: object
) -> None:
    said = caller_of(Role.WEB_EDITOR).get("/requests", answers=403)
    assert said["message"].startswith("This is for other roles than yours.")
