"""`commonhall staff`: what lets in the first administrator, and lets in again who is locked out."""

import io
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from commonhall.errors import Refused
from commonhall.staff.models import Member, MemberEvent
from commonhall.staff.roles import Role
from tests.staff.conftest import PASSWORD, another_browser, give_password, is_signed_in

pytestmark = pytest.mark.django_db
INES = "ines@city.example"
PAT = "pat@city.example"


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


@pytest.fixture
def pat(db: None) -> Member:
    """The only administrator."""
    member = Member(email=PAT, name="Pat Abara", role=Role.ADMINISTRATOR)
    member.set_password(PASSWORD)
    member.save()
    Authenticator.objects.create(user=member, type="totp", data={"secret": "lost with the telephone"})
    return member


def test_the_first_administrator_is_added_by_the_operator(client: Client) -> None:
    path = run("add", PAT, "--role", "administrator")
    answer = client.post(path, {"password1": PASSWORD, "password2": PASSWORD})
    assertRedirects(answer, reverse("staff:second-factor"))
    event = MemberEvent.objects.exclude(kind=MemberEvent.Kind.FACTOR_ADDED).get()
    assert (event.kind, event.by) == (MemberEvent.Kind.ADDED, None)


def test_a_lost_second_proof_is_reset_and_every_session_ends(pat: Member) -> None:
    inside = another_browser()
    inside.force_login(pat)
    assert is_signed_in(inside)
    assert run("reset", PAT.upper()).startswith("The second proof is reset.")
    assert not is_signed_in(inside)
    assertRedirects(give_password(inside, PAT), reverse("staff:second-factor"))
    assert pat.events.get().kind == MemberEvent.Kind.FACTOR_RESET


def test_a_forgotten_password_gets_a_new_link_and_the_second_proof_stays(client: Client, pat: Member) -> None:
    first, second = (run("link", PAT) for _ in range(2))
    assert client.get(first).status_code == 410
    answer = client.post(
        second, {"password1": "four quiet wooden boats", "password2": "four quiet wooden boats"}
    )
    assertRedirects(answer, reverse("staff:second-proof"))


@pytest.mark.parametrize("action", ["reset", "link"])
def test_who_does_not_work_here_is_not_let_in(pat: Member, action: str) -> None:
    with pytest.raises(Refused, match="Nobody with that e-mail address works here now"):
        run(action, "nobody@city.example")
    Member.objects.update(is_active=False)
    with pytest.raises(Refused, match="works here now"):
        run(action, PAT)
