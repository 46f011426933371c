"""The administrator's screens: a webhook is made, looked at, told again, given another secret, ended."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from time_machine import Traveller

from commonhall.staff.presence import FRESH_SECONDS
from commonhall.staff.roles import Role
from commonhall.webhooks.models import Delivery, Endpoint
from tests import dump
from tests.service_requests import making
from tests.webhooks.receiver import Receiver
from tests.webhooks.working import work

pytestmark = pytest.mark.django_db
SCREEN = "/en/staff/webhooks/"
SECRET = re.compile(r'data-copy="(whsec_[^"]+)"')
GIVEN = {"name": "Work orders", "url": "https://works.example.gov/hooks", "changed": "on"}


@pytest.fixture
def admin(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.ADMINISTRATOR)


@pytest.fixture
def failed(noon: Traveller, endpoint: Endpoint, receiver: Receiver) -> Delivery:
    """A message that was given up."""
    noon.shift(1)
    making.reported(contact=making.ROSA)
    receiver.status = 500
    work()
    Delivery.objects.update(state="failed")
    receiver.status = 200
    return Delivery.objects.get()


def of(endpoint: Endpoint, at: str = "") -> str:
    return f"{SCREEN}{endpoint.pk}/{at}"


def test_a_webhook_is_made_and_its_secret_shown_once(admin: Client) -> None:
    found = SECRET.search(admin.post(SCREEN, GIVEN).content.decode())
    assert found
    endpoint = Endpoint.objects.get()
    assert (endpoint.tells_received, endpoint.tells_changed) == (False, True)
    assertNotContains(admin.get(SCREEN), found[1])
    assertContains(admin.get(of(endpoint)), "https://works.example.gov/hooks")
    assert not dump.holds(found[1].removeprefix("whsec_"))


def test_a_screen_that_was_left_alone_makes_none_and_no_secret(
    admin: Client, endpoint: Endpoint, noon: Traveller
) -> None:
    admin.get(SCREEN)
    before = bytes(endpoint.secret_sealed)
    noon.shift(FRESH_SECONDS)
    away = f"/en/staff/sign-in/?next={quote(SCREEN)}"
    assertRedirects(admin.post(SCREEN, GIVEN), away, fetch_redirect_response=False)
    assert Endpoint.objects.count() == 1
    assert bytes(Endpoint.objects.get().secret_sealed) == before


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_else_gets_in(role: Role, browser_of: Callable[[Role], Client], endpoint: Endpoint) -> None:
    browser = browser_of(role)
    for path in (SCREEN, of(endpoint), of(endpoint, "secret/"), of(endpoint, "end/"), of(endpoint, "again/")):
        assert browser.get(path).status_code == 403
        assert browser.post(path, GIVEN).status_code in {403, 405}
    assert Endpoint.objects.get().is_in_use


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": ""}, "Say whose it is."),
        ({"url": ""}, "Write the address at which it takes messages."),
        ({"url": "works.example.gov"}, "That is not the address of a program."),
        ({"url": "ftp://works.example.gov/"}, "That is not the address of a program."),
        ({"url": "https://[::1/"}, "That is not the address of a program."),
        ({"url": "https://works.example.gov/a b"}, "That is not the address of a program."),
        ({"url": "https://me:secret@works.example.gov/"}, "Leave the name, the password"),
        ({"changed": ""}, "Choose at least one thing that it is told."),
    ],
)
def test_what_cannot_be_taken_is_told_and_stays(admin: Client, given: dict[str, str], told: str) -> None:
    page = admin.post(SCREEN, GIVEN | given)
    assertContains(page, told, status_code=422)
    assertContains(page, (GIVEN | given)["name"], status_code=422)
    assert not Endpoint.objects.exists()


def test_it_shows_what_became_of_each_message_and_no_person(
    admin: Client, failed: Delivery, endpoint: Endpoint
) -> None:
    page = admin.get(of(endpoint))
    assertContains(page, "Given up")
    assertContains(page, "The program answered that it did not take it")
    assertContains(page, failed.request.reference[:3])
    assertNotContains(page, "Rosa")
    assertContains(admin.get(SCREEN), "Work orders")


@pytest.mark.parametrize("which", ["one", "given up", "since"])
def test_messages_are_sent_again(
    admin: Client, failed: Delivery, endpoint: Endpoint, receiver: Receiver, which: str
) -> None:
    day = timezone.localdate().isoformat()
    fields = {"one": {"one": str(failed.pk)}, "given up": {}, "since": {"since": day}}[which]
    page = admin.post(of(endpoint, "again/"), fields, follow=True)
    assertContains(page, "One message is sent again.")
    work()
    assert Delivery.objects.get().state == "delivered"
    assert len(set(receiver.ids)) == 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"since": ""}, "Choose the day from which on it is told again."),
        ({"since": "yesterday"}, "Choose the day from which on it is told again."),
        ({"since": "2999-01-01"}, "That day is not there yet."),
    ],
)
def test_a_day_that_is_none_is_told(
    admin: Client, failed: Delivery, endpoint: Endpoint, fields: dict[str, str], told: str
) -> None:
    assertContains(admin.post(of(endpoint, "again/"), fields), told, status_code=422)
    assert Delivery.objects.get().state == "failed"


def test_a_message_of_another_endpoint_or_none_is_not_sent(
    admin: Client, failed: Delivery, endpoint: Endpoint
) -> None:
    for one in ("x", "7d444840-9dc0-11d1-b245-5ffdce74fad2"):
        page = admin.post(of(endpoint, "again/"), {"one": one}, follow=True)
        assertContains(page, "0 messages are sent again.")


def test_another_secret_is_shown_once(admin: Client, made: tuple[Endpoint, str]) -> None:
    found = SECRET.search(admin.post(of(made[0], "secret/")).content.decode())
    assert found
    assert found[1] != made[1]
    assertContains(admin.get(of(made[0])), "The secret before signs until")


def test_links_to_what_a_form_does_change_nothing(admin: Client, endpoint: Endpoint) -> None:
    for at in ("secret/", "end/", "again/"):
        assertRedirects(admin.get(of(endpoint, at)), of(endpoint))
    assert Endpoint.objects.get().is_in_use


def test_it_is_ended_and_stays_in_the_list(admin: Client, endpoint: Endpoint) -> None:
    page = admin.post(of(endpoint, "end/"), follow=True)
    assertContains(page, "Work orders is told nothing more.")
    assertNotContains(page, "Make another secret")
    assertContains(admin.get(SCREEN), "Ended")
    assert admin.post(of(endpoint, "again/")).status_code == 404


def test_the_screens_ask_the_database_little(
    admin: Client, failed: Delivery, endpoint: Endpoint, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    requests = [making.reported(contact=making.ROSA) for _ in range(20)]
    Delivery.objects.bulk_create(
        Delivery(endpoint=endpoint, request=each, due_at=timezone.now() - timedelta(hours=n))
        for n, each in enumerate(requests)
    )
    with django_assert_max_num_queries(14):
        admin.get(of(endpoint))
    with django_assert_max_num_queries(12):
        admin.get(SCREEN)
