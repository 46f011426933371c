"""What rooms above answer about a person's requests, here by 311."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from commonhall.people import contacts, dealings
from commonhall.people.dealings import Asked
from commonhall.service_requests import work
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from tests.people.conftest import person_of
from tests.service_requests import making


def test_each_request_has_the_department_that_has_it_now(named: ServiceRequest) -> None:
    unknown = uuid.uuid4()
    assert dealings.departments([named.pk, unknown]) == {named.pk: named.department_id}
    ServiceRequest.objects.filter(pk=named.pk).update(department=None)
    assert dealings.departments([named.pk]) == {}
    assert dealings.departments([]) == {}


def test_work_counts_from_the_look_on_and_by_the_member_alone(
    named: ServiceRequest, sasha: Member, wren: Member
) -> None:
    before = timezone.now()
    work.note_internally(named.pk, "On my way.", by=wren)
    after = timezone.now() + timedelta(seconds=1)
    assert dealings.were_worked_on([named.pk, uuid.uuid4()], wren.pk, before)
    assert not dealings.were_worked_on([named.pk], wren.pk, after)
    assert not dealings.were_worked_on([named.pk], sasha.pk, before)
    assert not dealings.were_worked_on([], wren.pk, before)


@pytest.mark.parametrize("written", ["{0}{1}", "{0} {1}", " {0}-{1}"])
def test_a_reference_names_its_request_and_person_as_people_write_it(
    named: ServiceRequest, written: str
) -> None:
    typed = written.format(named.reference[:3].lower(), named.reference[3:])
    assert dealings.find(typed) == Asked(request=named.pk, person=person_of(named))
    assert dealings.reference(named.pk) == named.reference


def test_an_anonymous_request_names_nobody(services: None) -> None:
    anonymous = making.reported()
    assert dealings.find(anonymous.reference) == Asked(request=anonymous.pk, person=None)


def test_a_request_of_an_erased_person_names_nobody(named: ServiceRequest) -> None:
    contacts.erase(person_of(named))
    assert dealings.find(named.reference) == Asked(request=named.pk, person=None)


@pytest.mark.django_db
def test_what_names_nothing_finds_nothing() -> None:
    assert dealings.find("2222ZZ") is None
    assert dealings.find("") is None
    assert dealings.reference(uuid.uuid4()) == ""
