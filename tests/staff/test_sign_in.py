"""Signing in and out, as a browser does it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from commonhall.staff import app_offers, second_factor
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.staff.conftest import (
    PASSWORD,
    SECOND_PROOF,
    Telephone,
    another_browser,
    give_code,
    give_password,
    is_signed_in,
)
from tests.staff.conftest import SIGN_IN as PAGE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("telephone")]
MISMATCH = "That e-mail address and that password do not belong together."


def sign_in(client: Client, telephone: Telephone, **more: str) -> HttpResponse:
    """Both proofs, one after the other."""
    give_password(client, "alex@city.example", **more)
    return give_code(client, telephone.code(), **more)


def test_both_proofs_lead_to_the_members_own_page(client: Client, alex: Member, telephone: Telephone) -> None:
    assertRedirects(give_password(client, alex.email), SECOND_PROOF, fetch_redirect_response=False)
    assert not is_signed_in(client)
    assertRedirects(give_code(client, telephone.code()), reverse("staff:home"), fetch_redirect_response=False)
    assert is_signed_in(client)


def test_an_address_is_the_same_in_capitals(client: Client) -> None:
    assert give_password(client, "Alex@City.Example")["Location"] == SECOND_PROOF


def test_a_call_taker_starts_at_the_desk(browser_of: Callable[[Role], Client]) -> None:
    assertRedirects(browser_of(Role.CALL_TAKER).get(reverse("staff:home")), reverse("desk:call"))


@pytest.mark.parametrize("role", [Role.WORKER, Role.SUPERVISOR])
def test_who_works_on_requests_starts_at_the_queue(role: Role, browser_of: Callable[[Role], Client]) -> None:
    assertRedirects(browser_of(role).get(reverse("staff:home")), reverse("service_requests:queue"))


def test_the_privacy_officer_starts_at_the_evidence(browser_of: Callable[[Role], Client]) -> None:
    assertRedirects(browser_of(Role.PRIVACY_OFFICER).get(reverse("staff:home")), reverse("policy:evidence"))


def test_the_administrator_starts_at_the_services(browser_of: Callable[[Role], Client]) -> None:
    home = browser_of(Role.ADMINISTRATOR).get(reverse("staff:home"))
    assertRedirects(home, reverse("service_requests:catalogue"))


def test_a_role_without_a_page_of_its_own_reads_that(client: Client, db: None) -> None:
    client.force_login(Member.objects.create(email="vic@city.example", role=Role.WEB_EDITOR))
    assertContains(client.get(reverse("staff:home")), "no page for your role yet")


def test_a_wrong_password_and_a_wrong_address_are_answered_alike(client: Client, alex: Member) -> None:
    wrong_password = give_password(client, alex.email, "another password altogether")
    wrong_address = give_password(client, "nobody@city.example")
    for page in (wrong_password, wrong_address):
        assertContains(page, MISMATCH, status_code=422)
        assertNotContains(page, PASSWORD, status_code=422)
    assert not is_signed_in(client)
    assert not client.cookies


def test_it_says_so_in_spanish(client: Client, alex: Member) -> None:
    page = client.post("/es/staff/sign-in/", {"login": alex.email, "password": "wrong, and long enough"})
    assertNotContains(page, MISMATCH, status_code=422)
    assertContains(page, 'lang="es"', status_code=422)


def test_who_has_left_does_not_come_in(client: Client, alex: Member) -> None:
    Member.objects.update(is_active=False)
    assertContains(give_password(client, alex.email), MISMATCH, status_code=422)
    assert not is_signed_in(client)


def test_who_leaves_is_out_at_once(client: Client, telephone: Telephone) -> None:
    sign_in(client, telephone)
    Member.objects.update(is_active=False)
    assert client.get(reverse("staff:home"))["Location"].startswith(PAGE)


def test_guessing_is_slowed_down(client: Client, alex: Member) -> None:
    answers = [
        give_password(client, alex.email, f"guess number {number}").status_code for number in range(21)
    ]
    assert answers == [422] * 20 + [429]


def test_guessing_at_one_account_locks_nobody_else_out_of_an_office(client: Client, alex: Member) -> None:
    """Behind one address."""
    for number in range(21):
        give_password(
            client, " Ines@City.example" if number % 2 else "ines@city.example", f"guess number {number}"
        )
    assert give_password(client, "ines@city.example", "guess number 22").status_code == 429
    assert give_password(client, alex.email).status_code == 302


def test_guessing_at_many_accounts_is_slowed_down_too(client: Client, alex: Member) -> None:
    answers = [
        give_password(client, f"{number}@city.example", "one password").status_code for number in range(201)
    ]
    assert answers == [422] * 200 + [429]


def test_opening_the_page_again_and_again_locks_nobody_out(client: Client, alex: Member) -> None:
    assert {client.get(PAGE).status_code for _ in range(30)} == {200}
    assert give_password(client, alex.email).status_code == 302


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("", PASSWORD, "Type your e-mail address."),
        ("alex", PASSWORD, "That does not look like an e-mail address."),
        ("alex@city.example", "", "Type your password."),
    ],
)
def test_what_is_missing_is_said_in_our_words(client: Client, email: str, password: str, said: str) -> None:
    page = give_password(client, email, password)
    assertContains(page, said, status_code=422)
    assertNotContains(page, "This field is required", status_code=422)
    assertNotContains(page, "valid email", status_code=422)


def test_nothing_of_a_sign_in_is_logged(
    client: Client, alex: Member, telephone: Telephone, logged: Callable[[], str]
) -> None:
    give_password(client, alex.email, "another password altogether")
    sign_in(client, telephone)
    client.get("/en/cookies/")
    assert "en/cookies/" in logged()
    for said in ("alex", "Calder", "another password", PASSWORD, "sign-in"):
        assert said not in logged()


def test_the_page_asks_for_no_more_than_it_needs(client: Client) -> None:
    page = client.get(PAGE)
    assertNotContains(page, "placeholder=")
    assertContains(page, 'autocomplete="current-password"')
    assert page["Cache-Control"] == "no-store"
    assert not client.cookies


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(
    client: Client, telephone: Telephone
) -> None:
    sign_in(client, telephone)
    (cookie,) = client.cookies.values()
    assert cookie.key == configured.SESSION_COOKIE_NAME
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")  # gone with the browser
    assert configured.SESSION_COOKIE_AGE == 8 * 3600


def test_each_proof_starts_a_new_session(client: Client, alex: Member, telephone: Telephone) -> None:
    client.force_login(Member.objects.create(email="b@city.example", name="B", role=Role.WEB_EDITOR))
    keys = [client.session.session_key]
    give_password(client, alex.email)
    keys.append(client.session.session_key)
    assert "_auth_user_id" not in client.session
    give_code(client, telephone.code())
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    assert client.session["_auth_user_id"] == str(alex.pk)


def test_the_page_that_was_wanted_is_opened_afterwards(
    client: Client, alex: Member, telephone: Telephone
) -> None:
    wanted = "/en/staff/queue/?state=late&service=pothole"
    to_sign_in = client.get(wanted)["Location"]
    page = client.get(to_sign_in)
    assertContains(page, "/en/staff/queue/?state=late&amp;service=pothole")
    assert give_password(client, alex.email, next=wanted)["Location"].startswith(f"{SECOND_PROOF}?next=")
    assert give_code(client, telephone.code(), next=wanted)["Location"] == wanted


def test_a_form_that_was_sent_too_late_does_not_lead_to_a_dead_end(client: Client, alex: Member) -> None:
    to_sign_in = client.post("/en/staff/requests/4KT7M2/state/", {"state": "closed"})["Location"]
    assert to_sign_in == f"{PAGE}?next={reverse('staff:home')}"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "http://testserver@evil.example/",
        "\x00//evil.example",
    ],
)
def test_nobody_is_led_elsewhere(client: Client, telephone: Telephone, elsewhere: str) -> None:
    assert sign_in(client, telephone, next=elsewhere)["Location"] == reverse("staff:home")


def test_signing_out_ends_the_session_and_clears_what_the_browser_kept(
    client: Client, telephone: Telephone
) -> None:
    sign_in(client, telephone)
    answer = client.post(reverse("staff:sign-out"))
    assertRedirects(answer, PAGE)
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies[configured.SESSION_COOKIE_NAME]["max-age"] == 0
    assert not Session.objects.exists()


def test_a_link_cannot_sign_somebody_out(client: Client, telephone: Telephone) -> None:
    sign_in(client, telephone)
    assert client.get(reverse("staff:sign-out")).status_code == 405
    assert is_signed_in(client)


def test_a_form_of_another_site_cannot_sign_somebody_in(alex: Member, telephone: Telephone) -> None:
    stranger = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert give_password(stranger, alex.email).status_code == 403
    assert not is_signed_in(stranger)


def test_a_code_without_a_password_leads_to_the_beginning(client: Client, telephone: Telephone) -> None:
    assertRedirects(give_code(client, telephone.code()), PAGE)
    assertRedirects(client.get(SECOND_PROOF), PAGE)


def test_the_second_proof_waits_ten_minutes(client: Client, alex: Member, telephone: Telephone) -> None:
    give_password(client, alex.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=9, seconds=55)):
        assert client.get(SECOND_PROOF).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=5)):
        assertRedirects(give_code(client, telephone.code()), PAGE)
        assert not is_signed_in(client)


def test_a_password_that_was_changed_meanwhile_opens_nothing(
    client: Client, alex: Member, telephone: Telephone
) -> None:
    give_password(client, alex.email)
    alex.set_password("another password altogether")
    alex.save()
    assertRedirects(give_code(client, telephone.code()), PAGE)


def test_who_left_between_the_proofs_does_not_come_in(
    client: Client, alex: Member, telephone: Telephone
) -> None:
    give_password(client, alex.email)
    Member.objects.update(is_active=False)
    assertRedirects(give_code(client, telephone.code()), PAGE)


def test_the_page_for_the_second_proof_is_kept_by_no_browser(client: Client, alex: Member) -> None:
    give_password(client, alex.email)
    page = client.get(SECOND_PROOF)
    assert page["Cache-Control"] == "no-store"
    assertContains(page, 'autocomplete="one-time-code"')


def test_somebody_elses_code_does_not_fit(client: Client, newcomer: Member, telephone: Telephone) -> None:
    theirs = Telephone(app_offers.new(newcomer).secret)
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        second_factor.add_app(newcomer, theirs.secret, theirs.code())
    give_password(client, newcomer.email)
    assertContains(give_code(client, telephone.code()), "does not fit", status_code=422)
    assert not is_signed_in(client)
    assert give_code(client, theirs.code()).status_code == 302
    assert is_signed_in(another_browser()) is False
