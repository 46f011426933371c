"""The second proof: setting it up, giving it, each code once, and how guessing is slowed down."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from commonhall.staff import app_offers, second_factor
from commonhall.staff.models import Member, MemberEvent
from commonhall.vault import keyring
from tests.staff.conftest import (
    SECOND_PROOF,
    Telephone,
    another_browser,
    give_code,
    give_password,
    is_signed_in,
)

pytestmark = pytest.mark.django_db
ADD_APP = "/en/staff/second-factor/app/"
OWN_PAGE = "/en/staff/second-factor/"
DOES_NOT_FIT = "That code does not fit."


def offered(page: HttpResponse) -> tuple[Telephone, str]:
    """A telephone that was pointed at the page, and the hidden field of its form."""
    html = page.content.decode()
    typed = re.search(r'<code class="typed">([A-Z2-7 ]+)</code>', html)
    sealed = re.search(r'name="offer" value="([\w-]+)"', html)
    assert typed
    assert sealed
    return Telephone(typed[1].replace(" ", "")), sealed[1]


def set_up_app(client: Client) -> tuple[Telephone, HttpResponse]:
    telephone, offer = offered(client.get(ADD_APP))
    return telephone, client.post(ADD_APP, {"offer": offer, "code": telephone.code()})


def later(seconds: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=False)


@pytest.fixture
def at_the_door(client: Client, alex: Member, telephone: Telephone) -> Client:
    """A browser whose password was right."""
    give_password(client, alex.email)
    return client


def test_a_newcomer_is_led_to_set_one_up_and_then_comes_in(client: Client, newcomer: Member) -> None:
    assertRedirects(give_password(client, newcomer.email), OWN_PAGE)
    assertRedirects(client.get(reverse("staff:home")), OWN_PAGE)
    telephone, answer = set_up_app(client)
    assertContains(answer, "Your recovery codes")
    assert is_signed_in(client)
    later_that_day = another_browser()
    with later(60):
        give_password(later_that_day, newcomer.email)
        give_code(later_that_day, telephone.code())
        assert is_signed_in(later_that_day)


def test_the_pages_of_setting_up_are_kept_by_no_browser(client: Client, newcomer: Member) -> None:
    give_password(client, newcomer.email)
    for page in (client.get(OWN_PAGE), client.get(ADD_APP), set_up_app(client)[1]):
        assert page["Cache-Control"] == "no-store"


def test_the_code_to_photograph_holds_the_secret_that_stands_below_it(
    client: Client, newcomer: Member
) -> None:
    offer = app_offers.new(newcomer)
    assert f"secret={offer.secret}" in offer.address
    assert offer.address.startswith("otpauth://totp/nora%40city.example?")
    assert offer.drawing.path.count("h1v1h-1z") > 200
    give_password(client, newcomer.email)
    page = client.get(ADD_APP)
    assertContains(page, '<svg class="qr"')
    assertNotContains(page, "style=")


def test_a_code_that_does_not_fit_sets_nothing_up_and_offers_the_same_secret(
    client: Client, newcomer: Member
) -> None:
    give_password(client, newcomer.email)
    telephone, offer = offered(client.get(ADD_APP))
    wrong = f"{(int(telephone.code()) + 1) % 1_000_000:06}"
    page = client.post(ADD_APP, {"offer": offer, "code": wrong})
    assertContains(page, DOES_NOT_FIT, status_code=422)
    assert offered(page)[0] == telephone
    assert not Authenticator.objects.exists()


def test_an_offer_to_somebody_else_is_not_taken(client: Client, newcomer: Member, alex: Member) -> None:
    give_password(client, newcomer.email)
    others = app_offers.new(alex)
    code = Telephone(others.secret).code()
    assertContains(client.post(ADD_APP, {"offer": others.token, "code": code}), DOES_NOT_FIT, status_code=422)


def test_an_offer_is_good_for_an_hour(client: Client, newcomer: Member) -> None:
    give_password(client, newcomer.email)
    telephone, offer = offered(client.get(ADD_APP))
    with later(3601):
        give_password(client, newcomer.email)
        page = client.post(ADD_APP, {"offer": offer, "code": telephone.code()})
    assertContains(page, DOES_NOT_FIT, status_code=422)


def test_the_code_that_set_the_app_up_does_not_sign_in(client: Client, newcomer: Member) -> None:
    give_password(client, newcomer.email)
    with later(0):
        telephone, _ = set_up_app(client)
        browser = another_browser()
        give_password(browser, newcomer.email)
        assertContains(give_code(browser, telephone.code()), DOES_NOT_FIT, status_code=422)


def test_a_code_signs_in_once(alex: Member, telephone: Telephone) -> None:
    """Who looked over a shoulder has the password too."""
    first, second = another_browser(), another_browser()
    with later(0):
        for browser in (first, second):
            give_password(browser, alex.email)
        give_code(first, telephone.code())
        assertContains(give_code(second, telephone.code()), DOES_NOT_FIT, status_code=422)
    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_a_code_before_the_last_one_taken_is_refused(alex: Member, telephone: Telephone) -> None:
    with later(0):
        second_factor.prove(alex, telephone.code(+1))
        for steps in (-1, 0, +1):
            with pytest.raises(second_factor.WrongCode):
                second_factor.prove(alex, telephone.code(steps))


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (+1, True), (+2, False)])
def test_a_clock_may_be_half_a_minute_off(alex: Member, telephone: Telephone, steps: int, fits: bool) -> None:
    with later(0):
        if fits:
            second_factor.prove(alex, telephone.code(steps))
        else:
            with pytest.raises(second_factor.WrongCode):
                second_factor.prove(alex, telephone.code(steps))


@pytest.mark.parametrize("how", ["{0}{1}", "{0} {1}", " {0}-{1} "])
def test_a_code_may_be_typed_as_the_app_shows_it(at_the_door: Client, telephone: Telephone, how: str) -> None:
    code = telephone.code()
    assert give_code(at_the_door, how.format(code[:3], code[3:])).status_code == 302


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "٠٠٠٠٠٠", "\x00", "9" * 400]
)
def test_what_is_no_code_is_answered_with_what_to_do(at_the_door: Client, typed: str) -> None:
    page = give_code(at_the_door, typed)
    assert page.status_code == 422
    assert not is_signed_in(at_the_door)


def test_a_recovery_code_signs_in_once(alex: Member, codes: tuple[str, ...]) -> None:
    assert len(set(codes)) == 10
    for expected in (302, 422):
        browser = another_browser()
        give_password(browser, alex.email)
        assert give_code(browser, f"{codes[3][:4]} {codes[3][4:]}").status_code == expected
    assert second_factor.ways_of(alex).codes_left == 9


def test_new_recovery_codes_end_the_old_ones(alex: Member, codes: tuple[str, ...]) -> None:
    client = another_browser()
    client.force_login(alex)
    page = client.post(reverse("staff:renew-codes"))
    assertNotContains(page, codes[0][:4] + " " + codes[0][4:])
    with pytest.raises(second_factor.WrongCode):
        second_factor.prove(alex, codes[0])


def test_recovery_codes_are_shown_once(client: Client, newcomer: Member) -> None:
    give_password(client, newcomer.email)
    _, answer = set_up_app(client)
    shown = re.findall(r"<code>(\d{4} \d{4})</code>", answer.content.decode())
    assert len(shown) == 10
    for path in (OWN_PAGE, ADD_APP):
        assertNotContains(client.get(path), shown[0])


def test_five_wrong_codes_make_the_next_wait_and_each_further_one_longer(
    alex: Member, telephone: Telephone
) -> None:
    """By the member, in the database: however many connections and processes guess."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            with pytest.raises(second_factor.WrongCode):
                second_factor.prove(alex, "000000x")
        with pytest.raises(second_factor.TooManyCodes, match="Wait 5 minutes"):
            second_factor.prove(alex, telephone.code())
        clock.shift(301)
        with pytest.raises(second_factor.WrongCode):
            second_factor.prove(alex, "000000x")
        with pytest.raises(second_factor.TooManyCodes, match="Wait 10 minutes"):
            second_factor.prove(alex, telephone.code())
        clock.shift(601)
        second_factor.prove(alex, telephone.code())
        assert Member.objects.get(pk=alex.pk).wrong_codes == 0


def test_a_day_of_guessing_has_few_guesses(alex: Member, telephone: Telephone) -> None:
    guesses = 0
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(24 * 60):
            try:
                second_factor.prove(alex, "000000x")
            except second_factor.WrongCode:
                guesses += 1
            except second_factor.TooManyCodes:
                pass
            clock.shift(60)
    assert 5 < guesses < 40


def test_guessing_codes_is_slowed_down_by_connection_too(at_the_door: Client) -> None:
    answers = [give_code(at_the_door, f"{number:06}x").status_code for number in range(201)]
    assert answers == [422] * 200 + [429]


def test_the_database_holds_no_secret_that_could_be_used(alex: Member, telephone: Telephone) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        held = " ".join(row for (row,) in cursor.fetchall())
    assert "last_counter" in held  # so the next lines can fail
    assert telephone.secret not in held
    assert all(code not in held for code in second_factor.renew_codes(alex))


def test_the_session_holds_no_secret_while_one_is_set_up(client: Client, newcomer: Member) -> None:
    give_password(client, newcomer.email)
    telephone, _ = offered(client.get(ADD_APP))
    assert telephone.secret not in str(dict(client.session.items()))


def test_another_key_file_opens_no_second_proof(
    alex: Member,
    telephone: Telephone,
    settings: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    file = tmp_path_factory.mktemp("other") / "keys.json"
    keyring.make(file)
    settings.KEYS_FILE = file  # type: ignore[attr-defined]
    with pytest.raises(Exception, match=r"mfa\.authenticator"):
        second_factor.prove(alex, telephone.code())


def test_the_last_way_cannot_be_taken_away(alex: Member, telephone: Telephone) -> None:
    client = another_browser()
    client.force_login(alex)
    (app,) = Authenticator.objects.filter(user=alex, type="totp")
    answer = client.post(reverse("staff:remove-factor"), {"way": app.pk}, follow=True)
    assertContains(answer, "This is the last one.")
    assert second_factor.is_set_up(alex)


@pytest.mark.parametrize("way", ["", "x", "-1", "99999999999999999999", "1.5"])
def test_a_way_that_is_not_there_is_not_taken_away(alex: Member, telephone: Telephone, way: str) -> None:
    client = another_browser()
    client.force_login(alex)
    assertRedirects(client.post(reverse("staff:remove-factor"), {"way": way}), OWN_PAGE)


def test_nobody_takes_somebody_elses_away(alex: Member, telephone: Telephone, newcomer: Member) -> None:
    theirs = Authenticator.objects.get(user=alex, type="totp")
    second_factor.remove(newcomer, theirs.pk)
    assert second_factor.is_set_up(alex)


def test_another_phone_takes_the_place_of_the_first(alex: Member, telephone: Telephone) -> None:
    client = another_browser()
    client.force_login(alex)
    other, answer = set_up_app(client)
    assertRedirects(answer, OWN_PAGE)
    with later(60):
        with pytest.raises(second_factor.WrongCode):
            second_factor.prove(alex, telephone.code())
        second_factor.prove(alex, other.code())


@pytest.mark.parametrize("name", ["add-app", "add-key", "renew-codes", "remove-factor"])
def test_what_lets_in_is_changed_only_by_who_signed_in_just_now(
    name: str, alex: Member, telephone: Telephone
) -> None:
    """A screen that was left alone must not let a passer-by add a key of their own."""
    client = another_browser()
    client.force_login(alex)
    client.get(OWN_PAGE)
    with later(15 * 60 + 30):
        before = list(Authenticator.objects.values())
        answer = client.post(reverse(f"staff:{name}"), {"way": "1"})
        assert answer["Location"].startswith(reverse("staff:sign-in"))
        assert list(Authenticator.objects.values()) == before


def test_each_change_of_it_stands_in_the_members_history(client: Client, newcomer: Member) -> None:
    give_password(client, newcomer.email)
    set_up_app(client)
    client.post(reverse("staff:renew-codes"))
    kinds = MemberEvent.objects.filter(member=newcomer, by=newcomer).values_list("kind", flat=True)
    assert sorted(kinds) == ["codes renewed", "factor added"]


def test_nothing_of_it_is_logged(client: Client, newcomer: Member, logged: Callable[[], str]) -> None:
    give_password(client, newcomer.email)
    telephone, _ = set_up_app(client)
    client.get("/en/cookies/")
    assert "en/cookies/" in logged()
    for said in (telephone.secret, telephone.code(), str(newcomer.pk), "nora", "second-factor/app"):
        assert said not in logged()


GARBAGE = ["", "x", "null", "[]", "{}", "5", '"x"', '{"id": 1}', '{"id": "x", "rawId": "x", "response": 5}']
GARBAGE += ['{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}']
_ANSWERED = (
    '{"clientDataJSON": "AA", "attestationObject": "AA", "authenticatorData": "AA", "signature": "AA"}'
)
GARBAGE += [f'{{"id": "AA", "rawId": "AA", "type": "public-key", "response": {_ANSWERED}}}']


@pytest.mark.parametrize("answer", GARBAGE)
def test_what_no_key_answered_is_refused_in_a_sentence(
    newcomer: Member, at_the_door: Client, answer: str
) -> None:
    setting_up, path = another_browser(), reverse("staff:add-key")
    give_password(setting_up, newcomer.email)
    setting_up.get(path)
    assertContains(setting_up.post(path, {"key": answer}), "did not answer as it should", status_code=422)
    assert not Authenticator.objects.filter(user=newcomer).exists()
    assert at_the_door.post(SECOND_PROOF, {"key": answer, "code": ""}).status_code == 422
    assert not is_signed_in(at_the_door)
