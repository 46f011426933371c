"""The log says which kind of page was read and how fast; of pages where something is sent, nothing."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.pages")]

type Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Lines:
    """The records of the request log so far."""
    caplog.set_level(logging.INFO, logger="commonhall.web.requests")
    return lambda: [vars(record) for record in caplog.records if record.name == "commonhall.web.requests"]


def test_a_page_that_was_read_has_a_line_with_its_route_never_its_path(client: Client, lines: Lines) -> None:
    client.get("/tests/quiet/rosa-diaz/", {"q": "rosa"}, headers={"user-agent": "rosa"})
    (line,) = lines()
    assert (line["route"], line["method"], line["status"]) == ("tests/quiet/<str:word>/", "GET", 200)
    assert isinstance(line["milliseconds"], int)
    assert "rosa" not in str(line)


def test_an_address_that_is_none_of_ours_is_not_kept(client: Client, lines: Lines) -> None:
    client.get("/en/rosa-diaz/")
    (line,) = lines()
    assert (line["route"], line["status"]) == ("", 404)


def test_what_is_sent_is_in_no_log(client: Client, lines: Lines) -> None:
    client.post("/tests/form/")
    client.post("/tests/form/", headers={"sec-fetch-site": "cross-site"})
    assert not lines()


def test_a_page_that_could_tell_who_is_in_no_log_and_in_no_cache(client: Client, lines: Lines) -> None:
    answer = client.get("/tests/tells-who/a-token/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not lines()


@pytest.mark.parametrize(
    "path", ["/en/report/", "/en/follow/none/", "/en/staff/sign-in/", "/healthz", "/readyz"]
)
def test_the_real_pages_where_something_is_sent_are_in_no_log(
    client: Client, lines: Lines, path: str
) -> None:
    client.get(path)
    assert not lines()
