"""What is not in the register of cookies does not leave, and a try is counted; what scripts keep is published."""

import re
from pathlib import Path

import pytest
import time_machine
from django.test import Client, override_settings

from commonhall.web import cookies
from commonhall.web.cookies import Cookie, UnregisteredCookie
from commonhall.web.models import RefusedCookie

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.pages")]


def test_in_tests_a_cookie_outside_the_register_raises(client: Client) -> None:
    with pytest.raises(UnregisteredCookie, match="visitor_number"):
        client.get("/tests/stray-cookie/")


@override_settings(COOKIES_STRICT=False)
def test_running_such_a_cookie_is_dropped_and_counted_by_day(client: Client) -> None:
    with time_machine.travel("2026-11-23T17:00:00Z", tick=False):
        answers = [client.get("/tests/stray-cookie/") for _ in range(2)]
    assert [(answer.status_code, dict(answer.cookies)) for answer in answers] == [(200, {}), (200, {})]
    counted = RefusedCookie.objects.get()
    assert (counted.name, str(counted.day), counted.count) == ("visitor_number", "2026-11-23", 2)


def test_a_registered_cookie_leaves(client: Client) -> None:
    assert "commonhall_session" in {cookie.name for cookie in cookies.registered()}
    client.cookies.clear()
    session = client.session  # makes one, as signing in does
    session["word"] = "kept"
    session.save()
    answer = client.post("/tests/form/")
    assert set(answer.cookies) <= {"commonhall_session"}


def test_a_cookie_is_registered_once() -> None:
    (session,) = cookies.registered()
    with pytest.raises(ValueError, match="commonhall_session is registered twice"):
        cookies.register(Cookie(name=session.name, purpose="x", lifetime="x", set_by="x"))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Keeps a staff member signed in"), ("es", "commonhall_session")],
)
def test_the_page_shows_the_register_and_sets_none(client: Client, language: str, words: str) -> None:
    page = client.get(f"/{language}/cookies/")
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not page.cookies


SOURCE = Path(cookies.__file__).parents[1]
KEEPS = re.compile(r"\b(?:localStorage|sessionStorage|indexedDB|caches)\b")
NAMES = re.compile(r"\"(commonhall\.[a-z.]+)\"")
OURS = [path for path in SOURCE.rglob("static/commonhall/js/**/*.js") if "built" not in path.parts]
KEEPERS = [path for path in OURS if KEEPS.search(path.read_text())]


def test_what_scripts_keep_in_a_browser_is_what_the_register_says() -> None:
    assert KEEPERS
    named = {name for path in KEEPERS for name in NAMES.findall(path.read_text())}
    assert named == {kept.name for kept in cookies.kept_in_browsers()}


def test_scripts_keep_it_in_the_tab_alone() -> None:
    """What lies in the browser itself outlives the tab, and on a shared computer the visitor."""
    for path in OURS:
        assert not re.search(r"\b(?:localStorage|indexedDB|caches)\b", path.read_text()), path.name


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_says_what_is_kept_in_the_browser(client: Client, language: str) -> None:
    page = client.get(f"/{language}/cookies/").content.decode()
    for kept in cookies.kept_in_browsers():
        assert kept.name in page


def test_what_is_kept_is_registered_once() -> None:
    (kept, *_) = cookies.kept_in_browsers()
    with pytest.raises(ValueError, match="is registered twice"):
        cookies.register_kept(kept)
