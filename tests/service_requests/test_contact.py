"""The contact of a request: shut, opened for a reason and logged, or gone."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import contacts
from commonhall.service_requests import words
from commonhall.service_requests.models import Event, Photo, ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose
from commonhall.vault.sealing import CannotOpen
from tests import dump
from tests.service_requests.desk import page_of, send

SECRETS = ("Rosa", "Marin", "0147", "rosa@example.com")


def test_a_worker_sees_that_there_is_a_contact_and_not_what_it_is(
    worker: Client, named: ServiceRequest
) -> None:
    page = page_of(worker, named)
    assertContains(page, "A contact is on file.")
    assertNotContains(page, reverse("service_requests:open-contact", args=[named.reference]))
    assertNotContains(page, 'name="words"')
    for secret in SECRETS:
        assertNotContains(page, secret)


def test_a_supervisor_sees_which_parts_there_are_until_it_is_opened(
    supervisor: Client, named: ServiceRequest
) -> None:
    page = page_of(supervisor, named)
    assertContains(page, "Name, Phone, E-mail")
    for secret in SECRETS:
        assertNotContains(page, secret)


def test_opening_a_contact_shows_it_and_is_logged_once_sealed(
    supervisor: Client, named: ServiceRequest, members: dict[Role, Member]
) -> None:
    page = send(supervisor, "open-contact", named, reason="follow-up")
    for secret in ("Rosa Marin", "rosa@example.com", "302-555-0147", "beside my gate"):
        assertContains(page, secret)
    assertContains(page, 'data-expires-in="600"')
    assert page["Cache-Control"] == "no-store"
    (entry,) = Entry.objects.all()
    link = words.contact_link(named)
    assert link
    assert (entry.kind, entry.actor) == (Entry.Kind.CONTACT_OPENED, members[Role.SUPERVISOR].pk)
    assert log.subject_of(entry) == log.Subject(
        person=link.person,
        request=str(named.pk),
        reason="follow-up",
        parts=("name", "phone", "email"),
        role="supervisor",
    )
    assert str(link.person).encode() not in bytes(entry.subject_sealed)
    assertNotContains(page_of(supervisor, named), "Rosa")


@pytest.mark.parametrize("reason", ["", "curious", "x" * 5000])
def test_without_a_reason_of_the_list_nothing_is_opened_or_logged(
    supervisor: Client, named: ServiceRequest, reason: str
) -> None:
    page = send(supervisor, "open-contact", named, reason=reason)
    assertNotContains(page, "Rosa")
    assert not Entry.objects.exists()


def test_an_anonymous_request_has_no_contact_to_open(supervisor: Client, anonymous: ServiceRequest) -> None:
    assertContains(page_of(supervisor, anonymous), "Reported anonymously.")
    page = send(supervisor, "open-contact", anonymous, reason="follow-up")
    assertContains(page, "No contact exists, and none can be added.")
    assert not Entry.objects.exists()


@pytest.mark.parametrize("role", [Role.WORKER, Role.SUPERVISOR, Role.CALL_TAKER])
def test_of_an_erased_person_the_request_stays_and_says_so(
    browser_of: Callable[[Role], Client], named: ServiceRequest, role: Role
) -> None:
    link = words.contact_link(named)
    assert link
    contacts.erase(link.person)
    page = page_of(browser_of(role), named)
    assertContains(page, "at the person’s wish. The request stays.")
    assertNotContains(page, "A contact is on file.")
    assertNotContains(page, "come with the contact")
    assert not Photo.objects.exists()


def test_internal_notes_go_with_an_erased_person(
    worker: Client, supervisor: Client, named: ServiceRequest
) -> None:
    send(worker, "note-internally", named, note="Rosa Marin called, 302-555-0147.")
    noted = Event.objects.get(kind=Event.Kind.INTERNAL_NOTE)
    assertContains(page_of(worker, named), "Rosa Marin called")
    link = words.contact_link(named)
    assert link
    contacts.erase(link.person)
    page = page_of(worker, named)
    assertNotContains(page, "Rosa")
    assertContains(page, "This note was erased with the person.")
    with pytest.raises(CannotOpen):  # as a backup would have it: under a key that is gone
        words.internal(noted, words.own_key(named))
    send(worker, "note-internally", named, note="The hole is back.")
    assertContains(page_of(supervisor, named), "The hole is back.")


def test_a_note_from_before_notes_had_the_requests_key_opens_and_goes_too(
    worker: Client, named: ServiceRequest
) -> None:
    send(worker, "note-internally", named, note="-")
    noted = Event.objects.get(kind=Event.Kind.INTERNAL_NOTE)
    noted.internal_sealed = sealing.seal(
        Purpose.OFFICE, b"Rosa Marin called.", context=f"service_requests.event:{noted.pk}"
    )
    noted.save()
    assertContains(page_of(worker, named), "Rosa Marin called.")
    link = words.contact_link(named)
    assert link
    contacts.erase(link.person)
    assertNotContains(page_of(worker, named), "Rosa")


def test_a_contact_that_was_erased_meanwhile_is_not_opened(supervisor: Client, named: ServiceRequest) -> None:
    link = words.contact_link(named)
    assert link
    contacts.erase(link.person)
    page = send(supervisor, "open-contact", named, reason="follow-up")
    assertContains(page, "at the person’s wish.")
    assert not Entry.objects.filter(kind=Entry.Kind.CONTACT_OPENED).exists()


def test_the_database_holds_nobodys_details_in_the_clear(
    worker: Client, supervisor: Client, named: ServiceRequest
) -> None:
    send(worker, "note-internally", named, note="Rosa Marin called, 302-555-0147.")
    send(supervisor, "open-contact", named, reason="follow-up")
    assert dump.holds(named.reference)
    for secret in ("Rosa", "555-0147", "rosa@", "my gate"):
        assert not dump.holds(secret)
