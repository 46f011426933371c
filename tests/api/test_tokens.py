"""Tokens: shown once, stored as a digest, ended, over, bound to their member, limited."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from pytest_django.fixtures import DjangoAssertNumQueries
from time_machine import Traveller

from commonhall.api.models import Token
from commonhall.staff import members as staff
from commonhall.staff.models import Member
from commonhall.staff.presence import FRESH_SECONDS
from commonhall.staff.roles import Role
from tests import dump
from tests.api.asking import Caller

SCREEN = "/en/staff/tokens/"
SECRET = re.compile(r'data-copy="([^"]+)"')


def test_a_token_is_made_on_the_screen_shown_once_and_lets_a_program_ask(
    browser_of: Callable[[Role], Client], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = browser_of(Role.CALL_TAKER)
    found = SECRET.search(browser.post(SCREEN, {"name": "Night report", "days": "30"}).content.decode())
    assert found
    assert not dump.holds(found[1])
    with django_assert_max_num_queries(12):
        page = browser.get(SCREEN)
    assertContains(page, "Night report")
    assertNotContains(page, found[1])
    assert Caller(found[1]).get("/requests") == {"requests": [], "next": None}


def test_a_screen_that_was_left_alone_makes_no_token(
    browser_of: Callable[[Role], Client], noon: Traveller
) -> None:
    browser = browser_of(Role.CALL_TAKER)
    assertContains(browser.get(SCREEN), "No token yet.")
    noon.shift(FRESH_SECONDS)
    page = browser.post(SCREEN, {"name": "Night report", "days": "30"})
    assertRedirects(page, f"/en/staff/sign-in/?next={quote(SCREEN)}", fetch_redirect_response=False)
    assert not Token.objects.exists()


def test_what_cannot_be_a_token_is_told(browser_of: Callable[[Role], Client]) -> None:
    page = browser_of(Role.WORKER).post(SCREEN, {"name": "", "days": "30"})
    assertContains(page, "Say which program it is for.", status_code=422)
    assert not Token.objects.exists()


def test_an_administrator_ends_the_token_a_thief_has(
    casey: Caller, browser_of: Callable[[Role], Client]
) -> None:
    casey.get("/requests")
    end = reverse("tokens:end-token", args=[Token.objects.get().pk])
    assert browser_of(Role.WORKER).post(end).status_code == 404  # somebody else's
    casey.get("/requests")
    browser_of(Role.ADMINISTRATOR).post(end)
    casey.get("/requests", answers=401)


def test_a_token_is_over_on_its_day(noon: Traveller, casey: Caller) -> None:
    noon.shift(timedelta(days=30))
    casey.get("/requests")
    noon.shift(timedelta(days=1))
    casey.get("/requests", answers=401)


def test_what_ends_a_members_sessions_ends_their_tokens(casey: Caller, members: dict[Role, Member]) -> None:
    staff.reset_second_factor(members[Role.CALL_TAKER], by=members[Role.ADMINISTRATOR])
    casey.get("/requests", answers=401)


def test_another_role_is_the_tokens_at_once(casey: Caller, members: dict[Role, Member]) -> None:
    Member.objects.filter(pk=members[Role.CALL_TAKER].pk).update(role=Role.WEB_EDITOR)
    casey.get("/requests", answers=403)


def test_a_wrong_token_is_told_so_and_guessing_has_to_wait(casey: Caller) -> None:
    for _ in range(30):
        Caller("wrong").get("/services", answers=401)
    Caller("wrong").get("/services", answers=429)
    casey.get("/services")  # a program beside it that has a token goes on


def test_a_session_is_no_way_in(browser_of: Callable[[Role], Client]) -> None:
    browser = browser_of(Role.CALL_TAKER)
    assert browser.get("/api/v1/requests").status_code == 401
    sent = browser.post("/api/v1/people/search", {"query": "Rosa"}, content_type="application/json")
    assert sent.status_code == 401
