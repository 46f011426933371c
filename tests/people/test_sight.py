"""Who may see whom, and what of them."""

import uuid

import pytest
from pytest_django import DjangoAssertNumQueries

from commonhall.people import contacts, sight
from commonhall.people.contacts import Contact, Record
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.service_requests import making
from tests.service_requests.making import ROSA

pytestmark = pytest.mark.django_db


def people(*requests: ServiceRequest) -> dict[int, Record]:
    """A record for each, with one request."""
    return {
        number: Record(contact=ROSA, given={request.pk: ROSA})
        for number, request in enumerate(requests, start=1)
    }


def test_a_call_taker_sees_everybody(casey: Member, named: ServiceRequest) -> None:
    assert list(sight.visible(casey, people(named, making.reported(contact=ROSA)))) == [1, 2]


def test_a_supervisor_sees_persons_with_a_request_of_the_department(
    sasha: Member, robin: Member, named: ServiceRequest
) -> None:
    ServiceRequest.objects.filter(pk=(theirs := making.reported(contact=ROSA)).pk).update(
        department="other-parks"
    )
    records = people(named, theirs)
    assert list(sight.visible(sasha, records)) == [1]
    assert list(sight.visible(robin, records)) == [2]
    assert sight.may_see(sasha, records[1])
    assert not sight.may_see(sasha, records[2])


def test_one_request_among_others_is_enough(sasha: Member, robin: Member, named: ServiceRequest) -> None:
    ServiceRequest.objects.filter(pk=(theirs := making.reported(contact=ROSA)).pk).update(
        department="other-parks"
    )
    both = Record(contact=ROSA, given={theirs.pk: ROSA, named.pk: ROSA})
    assert sight.may_see(sasha, both)
    assert sight.may_see(robin, both)


def test_a_person_without_a_request_is_no_supervisors(sasha: Member) -> None:
    assert not sight.may_see(sasha, Record(contact=ROSA, given={}))
    assert not sight.may_see(sasha, Record(contact=ROSA, given={uuid.uuid4(): ROSA}))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CALL_TAKER, Role.SUPERVISOR}))
def test_every_other_role_sees_nobody(wren: Member, named: ServiceRequest, role: Role) -> None:
    wren.role = role
    assert sight.visible(wren, people(named)) == {}


def test_ten_results_cost_one_query_of_each_room(
    sasha: Member, named: ServiceRequest, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    records = people(*[named] * 10)
    with django_assert_num_queries(2):  # requests and appointments
        assert len(sight.visible(sasha, records)) == 10


@pytest.mark.parametrize(
    ("address", "street"),
    [
        ("417 Elm St", "Elm St"),
        ("417B Elm St, Apt 4", "Elm St"),
        ("417 ½ Elm St", "Elm St"),
        ("12-14 N Market St #3", "N Market St"),
        ("1012 N Market St Unit 5, Wilmington", "N Market St"),
        ("417 Elm St Apartment 3", "Elm St"),
        ("c/o Jane Roe, 417 Elm St", "Elm St"),
        ("2019 W 17th St", "W 17th St"),
        ("417, Elm St", "Elm St"),
        ("Elm St", "Elm St"),
        ("Elm St 417", ""),
        ("No. 417 Elm St", ""),
        ("Towers at 417 Elm St", ""),
        ("Jane Roe", ""),
        ("P.O. Box 812", ""),
        ("RR 2 Box 417", ""),
        ("", ""),
    ],
)
def test_a_result_shows_the_street_and_not_the_house(address: str, street: str) -> None:
    seen = sight.glimpse(Contact(name="Rosa Marin", phone="+13025550147", address=address))
    assert seen == sight.Glimpse(name="Rosa Marin", street=street)


def test_parts_are_shown_by_role() -> None:
    assert sight.only_parts(ROSA, Role.CALL_TAKER) == ROSA
    assert sight.only_parts(ROSA, Role.PRIVACY_OFFICER) == Contact(name="Rosa Marin")
    assert sight.only_parts(ROSA, Role.WEB_EDITOR) == Contact()


def test_who_is_kept_without_a_name_shows_none() -> None:
    person = contacts.keep(Contact(phone="+13025550147"), request=uuid.uuid4())
    assert sight.glimpse(contacts.open_record(person).contact) == sight.Glimpse(name="", street="")
