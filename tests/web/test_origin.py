"""A form is taken from our own pages alone; a visitor gets no cookie for that."""

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.middleware.csrf import CSRF_SESSION_KEY
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.pages")]


@pytest.fixture
def bare_client() -> Client:
    """A client that says nothing of where a form comes from, and whose token is checked."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def session_client(bare_client: Client) -> Client:
    """One whose session holds a secret, as after signing in."""
    session = SessionStore()
    session[CSRF_SESSION_KEY] = "s" * 32
    session.create()
    bare_client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return bare_client


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"sec-fetch-site": ""}, 403),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "http://localhost:8000"}, 200),  # settings.SITE_URL
        ({"origin": "https://testserver"}, 403),
        ({"origin": "http://testserver.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_visitor_s_form_is_taken_from_our_own_pages_alone(
    bare_client: Client, method: str, headers: dict[str, str], status: int
) -> None:
    answer = bare_client.generic(method, "/tests/form/", headers=headers)
    assert answer.status_code == status
    assert not answer.cookies


def test_who_is_refused_reads_what_to_do(bare_client: Client) -> None:
    page = bare_client.post("/tests/form/").content.decode()
    assert "Open the page again" in page


def test_reading_is_open_to_all_and_a_token_in_the_form_starts_no_session(bare_client: Client) -> None:
    answer = bare_client.get("/tests/form/", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 200
    assert not answer.cookies


def test_machines_may_post_where_the_page_says_so(bare_client: Client) -> None:
    assert bare_client.post("/tests/machines/").status_code == 200


def test_with_a_session_the_token_decides(session_client: Client) -> None:
    from_our_page = {"sec-fetch-site": "same-origin"}
    without = session_client.post("/tests/form/", headers=from_our_page)
    with_token = session_client.post("/tests/form/", {"csrfmiddlewaretoken": "s" * 32}, headers=from_our_page)
    assert (without.status_code, with_token.status_code) == (403, 200)


def test_the_cookie_of_a_session_that_ended_does_not_stop_a_visitor(bare_client: Client) -> None:
    bare_client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    answer = bare_client.post("/tests/form/", headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 200
