"""How long a session lasts, and what becomes of what one was doing when it ended."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.staff import jobs, kept_forms
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from tests.service_requests import making
from tests.staff.conftest import PASSWORD, SECOND_PROOF, SIGN_IN, Telephone, another_browser

pytestmark = pytest.mark.django_db
WORDS = "Bring the small roller; the curb is “soft” & wet.\r\nAsk for <Rosa>."
PAGE = "/en/staff/second-factor/"


@pytest.fixture
def request_(services: None) -> ServiceRequest:
    """A request somebody works on."""
    return making.reported(contact=making.ROSA)


@pytest.fixture
def supervisor(services: None, alex: Member, telephone: Telephone) -> Member:
    """Alex, as a supervisor of the department that has the request."""
    alex.role, alex.department = Role.SUPERVISOR, Department.objects.get(pk="public-works")
    alex.save()
    return alex


@pytest.fixture
def at_work(supervisor: Member) -> Client:
    """The supervisor's browser, which has just opened a page."""
    client = another_browser()
    client.force_login(supervisor)
    assert client.get(reverse("service_requests:queue")).status_code == 200
    return client


def minutes(number: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(minutes=number))


def note_path(request_: ServiceRequest) -> str:
    return reverse("service_requests:note-internally", args=[request_.reference])


def hidden(page: HttpResponse) -> dict[str, str]:
    """The hidden fields of the page's form, as a browser sends them."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.content.decode())
    return {name: html.unescape(value) for name, value in fields}


def test_after_half_an_hour_one_signs_in_again_and_comes_back(at_work: Client) -> None:
    wanted = "/en/staff/queue/?state=late"
    with minutes(29):
        assert at_work.get(wanted).status_code == 200
    with minutes(29 + 31):
        answer = at_work.get(wanted)
        assert answer["Location"] == f"{SIGN_IN}?next=%2Fen%2Fstaff%2Fqueue%2F%3Fstate%3Dlate&ended=idle"
        page = at_work.get(answer["Location"])
        assertContains(page, "You were away for 30 minutes. Sign in again.")
        assert hidden(page)["next"] == wanted
    assert not Session.objects.exists()


def test_after_eight_hours_one_signs_in_again_however_busy(at_work: Client) -> None:
    queue = reverse("service_requests:queue")
    for at in range(20, 480, 20):
        with minutes(at):
            assert at_work.get(queue).status_code == 200
    with minutes(480):
        answer = at_work.get(queue)
        assertContains(at_work.get(answer["Location"]), "You were signed in for 8 hours. Sign in again.")


def test_an_ended_session_does_nothing_and_shows_nothing(at_work: Client, request_: ServiceRequest) -> None:
    with minutes(31):
        page = at_work.post(note_path(request_), {"note": WORDS})
        assertContains(page, "You were away for 30 minutes. What you typed is kept here. Sign in again.")
        assertNotContains(page, "roller")
        assert page["Cache-Control"] == "no-store"
        assert not Event.objects.filter(request=request_, by__isnull=False).exists()
        assert at_work.get(reverse("service_requests:queue"))["Location"].startswith(SIGN_IN)


def test_what_was_typed_is_there_after_both_proofs_and_is_sent(
    at_work: Client, request_: ServiceRequest, supervisor: Member, telephone: Telephone
) -> None:
    with minutes(31):
        page = at_work.post(note_path(request_), {"note": WORDS})
        wrong = at_work.post(
            SIGN_IN, hidden(page) | {"login": supervisor.email, "password": "wrong one, this"}
        )
        proof = at_work.post(SIGN_IN, hidden(wrong) | {"login": supervisor.email, "password": PASSWORD})
        again = at_work.post(SECOND_PROOF, hidden(proof) | {"code": "000000x"})
        kept = at_work.post(SECOND_PROOF, hidden(again) | {"code": telephone.code()})
        assertContains(kept, "What you typed is kept")
        assertContains(kept, "Ask for &lt;Rosa&gt;.")
        assertContains(kept, f'action="{note_path(request_)}"')
        sent = at_work.post(note_path(request_), hidden(kept))
        assertRedirects(sent, reverse("service_requests:work", args=[request_.reference]))
        assertContains(at_work.get(sent["Location"]), "Bring the small roller")


def test_what_was_typed_is_shown_to_nobody_else(
    at_work: Client, request_: ServiceRequest, newcomer: Member, supervisor: Member
) -> None:
    with minutes(31):
        token = hidden(at_work.post(note_path(request_), {"note": WORDS}))["kept"]
        assert kept_forms.of(supervisor, token)
        assert kept_forms.of(newcomer, token) is None


def test_what_was_typed_is_kept_for_a_working_day(
    at_work: Client, request_: ServiceRequest, supervisor: Member
) -> None:
    with minutes(31):
        token = hidden(at_work.post(note_path(request_), {"note": WORDS}))["kept"]
    with minutes(31 + 8 * 60 + 1):
        assert kept_forms.of(supervisor, token) is None


@pytest.mark.parametrize("token", ["", "made-up", "AAAA", "ü"])
def test_a_token_that_is_not_ours_keeps_nothing(supervisor: Member, token: str) -> None:
    assert kept_forms.of(supervisor, token) is None


def test_nothing_of_what_was_typed_is_stored(at_work: Client, request_: ServiceRequest) -> None:
    with minutes(31):
        at_work.post(note_path(request_), {"note": WORDS})
    assert not Session.objects.exists()


def test_more_than_a_form_can_carry_is_not_kept_and_not_said_to_be(
    at_work: Client, request_: ServiceRequest
) -> None:
    with minutes(31):
        page = at_work.post(note_path(request_), {"note": "A long story. " * 50_000})
        assertContains(page, "You were away for 30 minutes. Sign in again.")
        assert "kept" not in hidden(page)


@pytest.mark.parametrize("header", [{"HX-Request": "true"}, {"Sec-Fetch-Dest": "empty"}])
def test_a_page_read_in_the_background_is_refused_when_the_session_ended(
    at_work: Client, header: dict[str, str]
) -> None:
    with minutes(31):
        answer = at_work.get(reverse("service_requests:queue"), headers=header)
        assert (answer.status_code, answer["Cache-Control"]) == (401, "no-store")
        assertContains(answer, "You were away for 30 minutes.", status_code=401)


def test_a_page_that_is_left_alone_learns_that_its_session_is_over_and_ends_nothing_by_asking(
    at_work: Client, request_: ServiceRequest
) -> None:
    here = reverse("staff:here")
    assert another_browser().head(here).status_code == 401
    with minutes(29):
        assert at_work.head(here).status_code == 204
    with minutes(31):
        assert at_work.head(here).status_code == 401  # so the question at 29 prolonged nothing
        page = at_work.post(note_path(request_), {"note": WORDS})
        assertContains(page, "What you typed is kept here.")


def test_sessions_that_are_over_are_forgotten(at_work: Client) -> None:
    jobs.forget_expired(0)
    assert Session.objects.exists()
    with minutes(8 * 60 + 1):
        jobs.forget_expired(0)
    assert not Session.objects.exists()
