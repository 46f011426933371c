"""The name of whoever reported it: no rule may know it for a name, and it is kept from those without a right to it."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.service_requests import words
from commonhall.service_requests.models import Photo, ServiceRequest
from commonhall.staff.roles import Role
from tests.service_requests.reporting import Reporter, photograph


@pytest.fixture
def named(reporter: Reporter) -> ServiceRequest:
    """A request whose reporter signed it."""
    reporter.start().say(where="1012 N Market St")
    reporter.say(words="Deep. Thanks, TOMASINA quibbledorf. Ask for Quibbledorf.", photo=photograph())
    reporter.say(who="named", name="Tomasina Quibbledorf").say()
    request = ServiceRequest.objects.get(reference=reporter.reference)
    request.department = request.service.department
    request.save()
    return request


def test_the_stripped_words_hold_no_part_of_it(named: ServiceRequest) -> None:
    assert words.stripped(named) == "Deep. Thanks, [name]. Ask for [name]."


def test_a_public_note_with_it_is_refused(
    named: ServiceRequest, browser_of: Callable[[Role], Client]
) -> None:
    url = f"/en/staff/requests/{named.reference}/public-note/"
    page = browser_of(Role.WORKER).post(url, {"note": "Mrs Quibbledorf let us in."})
    assertContains(page, "Not published", status_code=422)
    assertNotContains(Client().get(f"/en/requests/{named.reference}/"), "Quibbledorf")


def test_a_look_at_its_photo_is_logged(named: ServiceRequest, browser_of: Callable[[Role], Client]) -> None:
    photo = Photo.objects.get()
    answer = browser_of(Role.WORKER).get(f"/en/staff/requests/{named.reference}/photos/{photo.pk}/")
    assert answer.headers["Content-Type"] == "image/jpeg"
    entry = Entry.objects.get(kind=Entry.Kind.PHOTO_OPENED)
    assert log.subject_of(entry).request == str(named.pk)
