"""The administrator's screen of keys."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from pytest_django.fixtures import DjangoAssertNumQueries
from time_machine import Traveller

from commonhall.open311.models import Key
from commonhall.staff.presence import FRESH_SECONDS
from commonhall.staff.roles import Role
from tests import dump
from tests.open311.asking import Asker

SCREEN = "/en/staff/open311/"
SECRET = re.compile(r'data-copy="([^"]+)"')


@pytest.fixture
def admin(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.ADMINISTRATOR)


def test_a_key_is_made_shown_once_and_lets_a_program_report(admin: Client, city: None) -> None:
    page = admin.post(SCREEN, {"name": "Fixed Today", "most_an_hour": "60"})
    assertContains(page, "It is shown only now")
    found = SECRET.search(page.content.decode())
    assert found
    secret = found[1]
    assert not dump.holds(secret)
    assertNotContains(admin.get(SCREEN), secret)
    key = Key.objects.get()
    assert (key.name, key.most_an_hour) == ("Fixed Today", 60)
    Asker(Client(), secret).report(description="Deep hole.")


def test_a_screen_that_was_left_alone_makes_no_key(admin: Client, noon: Traveller) -> None:
    admin.get(SCREEN)
    noon.shift(FRESH_SECONDS)
    page = admin.post(SCREEN, {"name": "Fixed Today", "most_an_hour": "60"})
    assertRedirects(page, f"/en/staff/sign-in/?next={quote(SCREEN)}", fetch_redirect_response=False)
    assert not Key.objects.exists()


def test_a_key_is_ended_and_stays_in_the_list(
    admin: Client, key: str, row_of_key: Key, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    end = reverse("open311:end-key", args=[row_of_key.pk])
    assertContains(admin.get(SCREEN), "End the key of Fixed Today")
    assert admin.get(end).status_code == 302
    row_of_key.refresh_from_db()
    assert row_of_key.is_in_use
    assertContains(admin.post(end, follow=True), "The key of Fixed Today works no more.")
    with django_assert_max_num_queries(12):
        page = admin.get(SCREEN)
    assertContains(page, "Ended ")
    assertNotContains(page, "End the key of")
    row_of_key.refresh_from_db()
    assert not row_of_key.is_in_use


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "", "most_an_hour": "60"}, "Say which site or app it is for."),
        ({"name": "Fixed Today", "most_an_hour": "0"}, "Write a whole number from 1 to 3600."),
        ({"name": "Fixed Today", "most_an_hour": "4000"}, "Write a whole number from 1 to 3600."),
        ({"name": "Fixed Today", "most_an_hour": "many"}, "Write a whole number from 1 to 3600."),
    ],
)
def test_what_cannot_be_a_key_is_told_and_nothing_is_made(
    admin: Client, typed: dict[str, str], said: str
) -> None:
    page = admin.post(SCREEN, typed)
    assertContains(page, said, status_code=422)
    assert not Key.objects.exists()


def test_before_the_first_key_the_screen_says_so(admin: Client) -> None:
    assertContains(admin.get(SCREEN), "No key yet")
