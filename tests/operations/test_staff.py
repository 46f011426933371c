"""`commonhall staff link`: who did not use their link in time gets another."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains

from commonhall.errors import Refused
from commonhall.staff.models import Member
from tests.staff.conftest import PASSWORD

pytestmark = pytest.mark.django_db
INES = "ines@city.example"


def run(*words: str) -> str:
    """`commonhall staff` with these words: the path of the link that it prints."""
    said = io.StringIO()
    call_command("staff", *words, stdout=said)
    return said.getvalue().strip().removeprefix("http://localhost:8000")


@pytest.fixture
def expired() -> str:
    """A set-up link that nobody used in its day."""
    with time_machine.travel(timezone.now() - timedelta(hours=25)):
        return run("add", "--role", "administrator", "--name", "Ines Calder", INES)


def test_who_let_a_link_expire_gets_a_new_one(client: Client, expired: str) -> None:
    assertContains(client.get(expired), "Ask an administrator for a new one.", status_code=410)
    link = run("link", "Ines@City.example")
    assertContains(client.get(link), "Welcome, Ines Calder.")
    client.post(link, {"password1": PASSWORD, "password2": PASSWORD})
    assert Member.objects.get().check_password(PASSWORD)


def test_a_new_link_ends_the_one_before(client: Client, expired: str) -> None:
    first, second = run("link", INES), run("link", INES)
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


def test_nobody_else_gets_one(expired: str) -> None:
    with pytest.raises(Refused, match="Nobody with that e-mail address works here now"):
        run("link", "nobody@city.example")


def test_who_has_left_gets_none(expired: str) -> None:
    Member.objects.update(is_active=False)
    with pytest.raises(Refused, match="Nobody with that e-mail address works here now"):
        run("link", INES)
