"""Links that let a member in once: the demo's, and the one that sets a password."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from psycopg import sql
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from commonhall.errors import Refused
from commonhall.staff import sign_in_links
from commonhall.staff.demo_mark import DEMO_MARK
from commonhall.staff.models import Department, Member, SignInLink
from commonhall.staff.presence import FRESH_SECONDS
from commonhall.staff.roles import Role
from commonhall.staff.sign_in_links import Kind, OnlyInTheDemo
from tests import cluster
from tests.staff.conftest import PASSWORD, give_password, is_signed_in

CHOSEN = {"password1": PASSWORD, "password2": PASSWORD}


def mark(database: str, with_: str | None) -> None:
    """Write the comment that `commonhall demo` writes; only the server's superuser can."""
    with cluster.server().connect() as superuser:
        superuser.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(database), sql.Literal(with_))
        )


@pytest.fixture
def demo_database(fresh_database: str) -> str:
    """A database that the demo made."""
    mark(fresh_database, DEMO_MARK)
    return fresh_database


@pytest.fixture
def link(demo_database: str) -> str:
    """A demo link of an administrator."""
    return sign_in_links.make(member(), Kind.DEMO)


@pytest.fixture
def set_up_link(db: None) -> str:
    """The path that `commonhall staff add` prints."""
    said = io.StringIO()
    call_command(
        "staff", "add", "--role", "administrator", "--name", "Ines Calder", "ines@city.example", stdout=said
    )
    return said.getvalue().strip().removeprefix("http://localhost:8000")


def member() -> Member:
    return Member.objects.create(email="alex@demo.example", name="Alex Demo", role=Role.ADMINISTRATOR)


def test_a_demo_link_signs_in_once(client: Client, link: str) -> None:
    assertRedirects(client.get(link), reverse("staff:home"), fetch_redirect_response=False)
    assert is_signed_in(client)
    again = Client().get(link)
    assertContains(again, "Start the demo again: it prints a new one for each role.", status_code=410)
    assertNotContains(again, "Ask an administrator", status_code=410)  # the demo's cannot help


def test_who_came_by_a_demo_link_is_not_asked_to_sign_in_again(client: Client, link: str) -> None:
    """They have no password; elsewhere, who came long ago signs in again before a way in is made."""
    client.get(link)
    with time_machine.travel(timezone.now() + timedelta(seconds=FRESH_SECONDS + 1)):
        asked = client.post(reverse("open311:keys"), {"name": ""}, headers={"Sec-Fetch-Site": "same-origin"})
    assert asked.status_code == 422  # it asks for a name, and not who is there
    assert is_signed_in(client)


def test_a_demo_link_is_good_for_a_day(client: Client, link: str) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        assert client.get(link).status_code == 410
    assert client.get(link).status_code == 302


def test_a_demo_link_is_not_made_outside_the_demo(db: None) -> None:
    with pytest.raises(OnlyInTheDemo):
        sign_in_links.make(member(), Kind.DEMO)


def test_a_demo_link_does_not_work_once_the_mark_is_gone(
    client: Client, link: str, demo_database: str
) -> None:
    """As when a city restores the demo's rows into its own database."""
    mark(demo_database, None)
    assertContains(client.get(link), "exist only in the demo", status_code=410)
    assert not is_signed_in(client)


def test_the_application_cannot_write_the_mark(fresh_database: str) -> None:
    with connection.cursor() as cursor, pytest.raises(Exception, match="must be owner of database"):
        cursor.execute(f"COMMENT ON DATABASE {fresh_database} IS '{DEMO_MARK}'")


def test_the_database_keeps_no_link_that_could_be_used(set_up_link: str) -> None:
    token = set_up_link.rstrip("/").rpartition("/")[2]
    (digest,) = SignInLink.objects.values_list("digest", flat=True)
    assert token.encode() not in bytes(digest)
    assert len(bytes(digest)) == 32


def test_opening_a_set_up_link_does_not_use_it_up(client: Client, set_up_link: str) -> None:
    for _ in range(2):
        assertContains(client.get(set_up_link), "Welcome, Ines Calder.")
    assert not is_signed_in(client)
    answer = client.post(set_up_link, CHOSEN)
    assertRedirects(answer, reverse("staff:second-factor"), fetch_redirect_response=False)
    assertContains(client.get(answer["Location"]), "Set one up now")


def test_the_chosen_password_opens_the_door(client: Client, set_up_link: str) -> None:
    client.post(set_up_link, CHOSEN)
    later = Client(headers={"Sec-Fetch-Site": "same-origin"})
    assertRedirects(give_password(later, "ines@city.example"), reverse("staff:second-factor"))


def test_a_set_up_link_is_used_once(client: Client, set_up_link: str) -> None:
    client.post(set_up_link, CHOSEN)
    other = Client(headers={"Sec-Fetch-Site": "same-origin"})
    assert other.get(set_up_link).status_code == 410
    stolen = {"password1": "somebody else's choice", "password2": "somebody else's choice"}
    assert other.post(set_up_link, stolen).status_code == 410
    assert Member.objects.get().check_password(PASSWORD)


def test_a_set_up_link_is_good_for_a_day(client: Client, set_up_link: str) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        assert client.post(set_up_link, CHOSEN).status_code == 410
    assert not Member.objects.get().has_usable_password() or not Member.objects.get().password


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (("eleven char", "eleven char"), "at least 12 characters"),
        (("qwerty123456", "qwerty123456"), "too common"),
        ((PASSWORD, "another one altogether"), "same password"),
        (("", ""), "Choose a password."),
        ((PASSWORD, ""), "Type the same password again."),
    ],
)
def test_a_password_that_will_not_do_leaves_the_link_open(
    client: Client, set_up_link: str, chosen: tuple[str, str], said: str
) -> None:
    page = client.post(set_up_link, dict(zip(("password1", "password2"), chosen, strict=True)))
    assertContains(page, said, status_code=422)
    assertNotContains(page, f'value="{chosen[0]}"' if chosen[0] else 'value="x"', status_code=422)
    assert client.post(set_up_link, CHOSEN).status_code == 302


def test_a_set_up_link_is_no_demo_link(client: Client, link: str) -> None:
    token = link.rstrip("/").rpartition("/")[2]
    assert client.get(reverse("staff:set-up", args=[token])).status_code == 410
    assert client.get(link).status_code == 302


def test_who_has_left_cannot_use_a_link(client: Client, set_up_link: str) -> None:
    Member.objects.update(is_active=False)
    assert client.get(set_up_link).status_code == 410


def test_a_made_up_link_says_what_to_do(client: Client, db: None) -> None:
    page = client.get(reverse("staff:set-up", args=["made-up"]))
    assertContains(page, "Ask an administrator for a new one.", status_code=410)
    assert page["Cache-Control"] == "no-store"


def test_no_link_is_logged(client: Client, set_up_link: str, logged: Callable[[], str]) -> None:
    client.get(set_up_link)
    client.post(set_up_link, CHOSEN)
    client.get("/en/cookies/")
    assert "en/cookies/" in logged()
    assert set_up_link.rstrip("/").rpartition("/")[2] not in logged()
    assert "set-up" not in logged()


@pytest.fixture
def add(services: None) -> Callable[..., str]:
    """`commonhall staff add`, and what it prints."""

    def run(*words: str) -> str:
        said = io.StringIO()
        call_command("staff", "add", *words, stdout=said)
        return said.getvalue()

    return run


def test_a_worker_is_added_to_a_department(add: Callable[..., str]) -> None:
    add("--role", "worker", "--department", "public-works", "wren@city.example")
    added = Member.objects.get()
    assert (added.name, added.department) == ("wren", Department.objects.get(pk="public-works"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--role", "worker", "wren@city.example"),
            "needs a department: --department with one of these: animal-services, inspections,",
        ),
        (
            ("--role", "worker", "--department", "parks", "wren@city.example"),
            "one of these: animal-services, inspections,",
        ),
        (("--role", "administrator", "wren"), "That is no e-mail address"),
    ],
)
def test_what_cannot_be_added_is_refused(add: Callable[..., str], words: tuple[str, ...], said: str) -> None:
    with pytest.raises(Refused, match=said):
        add(*words)
    assert not Member.objects.exists()


def test_nobody_is_added_twice(add: Callable[..., str]) -> None:
    add("--role", "administrator", "wren@city.example")
    with pytest.raises(Refused, match="works here already"):
        add("--role", "administrator", "Wren@City.example")
