"""One person with many requests: attached by intake, moved by merges, shown to those who may."""

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from commonhall.audit.models import Entry
from commonhall.people import contacts, merging, requests
from commonhall.people.contacts import Contact, PersonIsGone
from commonhall.people.handles import By
from commonhall.people.models import Person, Retired
from commonhall.service_requests import intake, words
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import Service, ServiceRequest
from commonhall.service_requests.words import ContactLink
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests import dump
from tests.service_requests import making
from tests.service_requests.making import ROSA

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("services")]
CASEY = By(member=uuid.UUID(int=99))
LATER = Contact(name="Rosa Perez")


def link_of(request: ServiceRequest) -> ContactLink:
    link = words.contact_link(ServiceRequest.objects.get(pk=request.pk))
    assert link
    return link


@pytest.fixture
def report() -> Callable[..., ServiceRequest]:
    """Report what a call taker takes down from somebody they found."""

    def submit(person: int | None, contact: Contact | None = LATER) -> ServiceRequest:
        return intake.submit(
            Report(
                request=uuid.uuid4(),
                service=Service.objects.get(pk="pothole"),
                place=making.PLACE,
                words="Another one.",
                contact=contact,
                person=person,
            )
        ).request

    return submit


@pytest.fixture
def first() -> ServiceRequest:
    return making.reported(contact=ROSA)


def test_a_person_who_was_found_gets_the_request(
    first: ServiceRequest, report: Callable[..., ServiceRequest]
) -> None:
    second = report(link_of(first).person)
    assert link_of(second) == ContactLink(person=link_of(first).person, parts=("name",))
    record = contacts.open_record(link_of(first).person)
    assert record.given == {first.pk: ROSA, second.pk: LATER}
    assert record.contact == replace(ROSA, name="Rosa Perez")
    assert Person.objects.count() == 1


def test_without_one_who_was_found_each_report_is_a_person_of_its_own(
    first: ServiceRequest, report: Callable[..., ServiceRequest]
) -> None:
    assert link_of(report(None)).person != link_of(first).person


def test_when_the_person_is_gone_nothing_is_stored(
    first: ServiceRequest, report: Callable[..., ServiceRequest]
) -> None:
    contacts.erase(link_of(first).person)
    with pytest.raises(PersonIsGone):
        report(link_of(first).person)
    assert ServiceRequest.objects.count() == 1
    assert not Person.objects.exists()


def test_an_anonymous_report_belongs_to_nobody(
    first: ServiceRequest, report: Callable[..., ServiceRequest]
) -> None:
    with pytest.raises(ValueError, match="belongs to nobody"):
        report(link_of(first).person, contact=None)


def test_attaching_leaves_no_entry_at_the_moment_of_the_request(
    first: ServiceRequest, report: Callable[..., ServiceRequest]
) -> None:
    report(link_of(first).person)
    assert not Entry.objects.exists()


def test_a_merge_lets_the_requests_change_hands_sealed(first: ServiceRequest) -> None:
    second = making.reported(contact=LATER)
    kept, gone = link_of(first).person, link_of(second).person
    merging.merge(kept, gone, by=CASEY)
    assert link_of(second) == ContactLink(person=kept, parts=("name",))
    (place,) = (line for line in dump.of_the_database().splitlines() if second.reference in line)
    assert str(kept) not in place
    merging.undo(kept, 0, by=CASEY)
    assert (link_of(first).person, link_of(second).person) == (kept, gone)


def test_a_split_lets_the_chosen_ones_change_hands(
    first: ServiceRequest, report: Callable[..., ServiceRequest]
) -> None:
    second = report(link_of(first).person)
    new = merging.split(link_of(first).person, [second.pk], by=CASEY)
    assert link_of(second).person == new != link_of(first).person


def test_two_copies_of_the_table_do_not_tell_which_links_moved(first: ServiceRequest) -> None:
    others = [making.reported(contact=LATER) for _ in range(8)]
    before = dict(ServiceRequest.objects.values_list("pk", "contact_sealed"))
    owners = {each.pk: link_of(each).person for each in others[1:]}
    merging.merge(link_of(first).person, link_of(others[0]).person, by=CASEY)
    after = dict(ServiceRequest.objects.values_list("pk", "contact_sealed"))
    changed = {pk for pk, sealed in after.items() if bytes(sealed) != bytes(before[pk])}
    assert changed == {first.pk, *(each.pk for each in others)}  # one moved, the rest say what they said
    assert {each.pk: link_of(each).person for each in others[1:]} == owners


def test_a_merge_that_fails_moves_nothing(first: ServiceRequest) -> None:
    second = making.reported(contact=LATER)
    kept, gone = link_of(first).person, link_of(second).person
    Retired.objects.create(pk=gone)  # so that a late step meets an id that was given up already
    with pytest.raises(IntegrityError), transaction.atomic():
        merging.merge(kept, gone, by=CASEY)
    assert link_of(second).person == gone
    assert contacts.open_record(kept).requests == (first.pk,)
    assert contacts.open_record(gone).requests == (second.pk,)


def test_a_person_s_requests_are_told_newest_first_with_a_link_where_one_may_work(
    first: ServiceRequest, members: dict[Role, Member]
) -> None:
    lights = making.reported(service="street-light", contact=ROSA)
    found = requests.lines([first.pk, lights.pk, uuid.uuid4()], members[Role.CALL_TAKER])
    assert {line.reference for line in found} == {first.reference, lights.reference}
    assert all(line.url for line in found)
    supervisor = members[Role.SUPERVISOR]
    ServiceRequest.objects.filter(pk=lights.pk).update(department=None)
    by_reference = {line.reference: line for line in requests.lines([first.pk, lights.pk], supervisor)}
    assert by_reference[lights.reference].url == ""
    assert bool(by_reference[first.reference].url) is (first.department_id == supervisor.department_id)


def test_a_reference_leads_to_whose_request_it_is(first: ServiceRequest) -> None:
    typed = f" {first.reference[:3].lower()} {first.reference[3:].lower()} "
    assert requests.person_of(typed) == link_of(first).person
    assert requests.person_of(making.reported().reference) is None
    assert requests.person_of("nothing") is None
    contacts.erase(link_of(first).person)
    assert requests.person_of(first.reference) is None
