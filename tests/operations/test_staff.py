"""`commonhall staff`: what lets in the first administrator, and lets in again who is locked out."""

import io

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from commonhall.errors import Refused
from commonhall.staff.models import Member, MemberEvent
from commonhall.staff.roles import Role
from tests.staff.conftest import PASSWORD, another_browser, give_password, is_signed_in

pytestmark = pytest.mark.django_db
EMAIL = "pat@city.example"


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("staff", *arguments, stdout=out)
    return out.getvalue().strip()


def path_in(line: str) -> str:
    assert line.startswith("http://localhost:8000/")
    return line.removeprefix("http://localhost:8000")


@pytest.fixture
def pat(db: None) -> Member:
    """The only administrator."""
    member = Member(email=EMAIL, name="Pat Abara", role=Role.ADMINISTRATOR)
    member.set_password(PASSWORD)
    member.save()
    Authenticator.objects.create(user=member, type="totp", data={"secret": "lost with the telephone"})
    return member


def test_the_first_administrator_is_added_by_the_operator(client: Client) -> None:
    path = path_in(said("add", EMAIL, "--role", "administrator"))
    answer = client.post(path, {"password1": PASSWORD, "password2": PASSWORD})
    assertRedirects(answer, reverse("staff:second-factor"))
    event = MemberEvent.objects.exclude(kind=MemberEvent.Kind.FACTOR_ADDED).get()
    assert (event.kind, event.by) == (MemberEvent.Kind.ADDED, None)


def test_a_lost_second_proof_is_reset_and_every_session_ends(pat: Member) -> None:
    inside = another_browser()
    inside.force_login(pat)
    assert is_signed_in(inside)
    assert said("reset", EMAIL.upper()).startswith("The second proof is reset.")
    assert not is_signed_in(inside)
    assertRedirects(give_password(inside, EMAIL), reverse("staff:second-factor"))
    assert pat.events.get().kind == MemberEvent.Kind.FACTOR_RESET


def test_a_forgotten_password_gets_a_new_link_and_the_second_proof_stays(client: Client, pat: Member) -> None:
    first, second = (path_in(said("link", EMAIL)) for _ in range(2))
    assert client.get(first).status_code == 410
    answer = client.post(
        second, {"password1": "four quiet wooden boats", "password2": "four quiet wooden boats"}
    )
    assertRedirects(answer, reverse("staff:second-proof"))


@pytest.mark.parametrize("action", ["reset", "link"])
def test_who_does_not_work_here_is_not_let_in(pat: Member, action: str) -> None:
    with pytest.raises(Refused, match="Nobody with that e-mail address works here now"):
        said(action, "nobody@city.example")
    Member.objects.update(is_active=False)
    with pytest.raises(Refused, match="works here now"):
        said(action, EMAIL)
