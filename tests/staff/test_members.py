"""The administrator's screens: who works here, and what is done when that changes."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from commonhall.staff import second_factor
from commonhall.staff.models import Department, Member, MemberEvent
from commonhall.staff.roles import Role
from tests.staff.conftest import (
    PASSWORD,
    Telephone,
    another_browser,
    give_code,
    give_password,
    is_signed_in,
)

pytestmark = pytest.mark.django_db
LIST = "/en/staff/members/"
MOST_QUERIES = 12
Kind = MemberEvent.Kind


@pytest.fixture
def streets(db: None) -> Department:
    """A department."""
    return Department.objects.create(code="streets", names={"en": "Streets", "es": "Calles"})


@pytest.fixture
def boss(newcomer: Member) -> Client:
    """An administrator's browser; she is not the one things are done to."""
    client = another_browser()
    client.force_login(newcomer)
    return client


def kinds(member: Member) -> list[str]:
    return list(member.events.order_by("at").values_list("kind", flat=True))


def do(boss: Client, what: str, to: Member) -> str:
    """Send that form of the member's page; what the page then says."""
    return boss.post(reverse(f"staff:{what}", args=[to.pk]), follow=True).content.decode()


def test_everybody_stands_in_the_list(boss: Client, alex: Member, telephone: Telephone) -> None:
    page = boss.get(LIST)
    assertContains(page, "Alex Calder")
    assertContains(page, "alex@city.example")
    assertContains(page, "set up", count=1)
    assertContains(page, "not yet", count=1)


def test_a_long_list_comes_in_pages_and_asks_as_often_as_a_short_one(
    boss: Client, streets: Department, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Member.objects.bulk_create(
        Member(email=f"{n}@city.example", name=f"Worker {n:03}", role=Role.WORKER, department=streets)
        for n in range(120)
    )
    with django_assert_max_num_queries(MOST_QUERIES):
        page = boss.get(LIST, {"page": "2"})
    assertContains(page, "Page 2 of 3")
    assertContains(page, "121 people")


def test_a_members_page_asks_little(
    boss: Client, alex: Member, telephone: Telephone, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    boss.get(LIST)
    with django_assert_max_num_queries(MOST_QUERIES):
        assertContains(boss.get(reverse("staff:member", args=[alex.pk])), "An authenticator app.")


def test_somebody_new_gets_a_link_to_hand_over(boss: Client, newcomer: Member, streets: Department) -> None:
    new = {"email": "Wren@City.Example", "name": "Wren Abara", "role": "worker", "department": "streets"}
    page = boss.post(reverse("staff:add-member"), new)
    link = re.search(r'<code class="typed">http://localhost:8000([^<]+)</code>', page.content.decode())
    assert link
    assert page["Cache-Control"] == "no-store"
    wren = Member.objects.get(email="wren@city.example")
    assert (wren.name, wren.role, wren.department) == ("Wren Abara", Role.WORKER, streets)
    assert [(event.kind, event.by) for event in wren.events.all()] == [(Kind.ADDED, newcomer)]
    theirs = another_browser()
    answer = theirs.post(link[1], {"password1": PASSWORD, "password2": PASSWORD})
    assertRedirects(answer, reverse("staff:second-factor"))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("email", "alex@CITY.example", "Somebody with that e-mail address works here already."),
        ("email", "alex", "Write an e-mail address like"),
        ("email", "", "Write the e-mail address."),
        ("name", " ", "Write the name."),
        ("department", "", "A worker and a supervisor belong to a department."),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    boss: Client, alex: Member, streets: Department, field: str, value: str, said: str
) -> None:
    new = {"email": "w@city.example", "name": "Wren", "role": "worker", "department": "streets"}
    page = boss.post(reverse("staff:add-member"), new | {field: value})
    assertContains(page, said, status_code=422)
    assert not Member.objects.filter(name="Wren").exists()


def test_a_role_without_a_department_loses_it(boss: Client, alex: Member, streets: Department) -> None:
    path = reverse("staff:member", args=[alex.pk])
    for role, expected in (("supervisor", streets), ("privacy_officer", None)):
        boss.post(path, {"name": "Alex Calder", "role": role, "department": "streets"})
        alex.refresh_from_db()
        assert (alex.role, alex.department) == (role, expected)
    befores = list(alex.events.order_by("at").values_list("kind", "role_before"))
    assert befores == [(Kind.CHANGED, "administrator"), (Kind.CHANGED, "supervisor")]
    assertContains(boss.get(path), "changed place (was department supervisor)")


def test_another_role_counts_from_the_next_page_on(boss: Client, alex: Member) -> None:
    theirs = another_browser()
    theirs.force_login(alex)
    assert theirs.get(LIST).status_code == 200
    boss.post(reverse("staff:member", args=[alex.pk]), {"name": "Alex", "role": "web_editor"})
    assert theirs.get(LIST).status_code == 403


def test_a_new_name_alone_is_no_change_of_place(boss: Client, alex: Member) -> None:
    boss.post(reverse("staff:member", args=[alex.pk]), {"name": "Alex Marin", "role": "administrator"})
    alex.refresh_from_db()
    assert (alex.name, kinds(alex)) == ("Alex Marin", [])


def test_who_leaves_is_out_at_once_in_every_browser_and_by_every_link(
    boss: Client, alex: Member, telephone: Telephone
) -> None:
    link = link_in(do(boss, "make-set-up-link", alex))
    browsers = [another_browser(), another_browser()]
    for browser in browsers:
        browser.force_login(alex)
        assert is_signed_in(browser)
    assert "is out, in every browser" in do(boss, "deactivate-member", alex)
    for browser in browsers:
        assert not is_signed_in(browser)
    assert another_browser().get(link).status_code == 410
    assert do(boss, "activate-member", alex)
    assert not is_signed_in(browsers[0]), "a session that was ended must not come back to life"
    assert another_browser().get(link).status_code == 410
    give_password(browsers[0], alex.email)
    give_code(browsers[0], telephone.code())
    assert is_signed_in(browsers[0])
    assert kinds(alex)[-3:] == [Kind.LINK_MADE, Kind.DEACTIVATED, Kind.ACTIVATED]


def test_doing_it_twice_is_noted_once(boss: Client, alex: Member) -> None:
    for _ in range(2):
        do(boss, "deactivate-member", alex)
    assert kinds(alex) == [Kind.DEACTIVATED]


def test_a_reset_takes_every_way_and_every_session_and_the_member_sets_up_a_new_one(
    boss: Client, newcomer: Member, alex: Member, telephone: Telephone, codes: tuple[str, ...]
) -> None:
    theirs = another_browser()
    theirs.force_login(alex)
    assert is_signed_in(theirs)
    assert "is reset" in do(boss, "reset-second-factor", alex)
    assert not is_signed_in(theirs)
    assert not Authenticator.objects.filter(user=alex).exists()
    assertRedirects(give_password(theirs, alex.email), reverse("staff:second-factor"))
    with pytest.raises(second_factor.WrongCode):
        second_factor.prove(alex, codes[0])
    event = alex.events.get(kind=Kind.FACTOR_RESET)
    assert event.by == newcomer


def test_a_reset_lets_in_who_waits_after_wrong_codes(
    boss: Client, alex: Member, telephone: Telephone
) -> None:
    Member.objects.filter(pk=alex.pk).update(wrong_codes=9, wrong_code_at=timezone.now())
    do(boss, "reset-second-factor", alex)
    alex.refresh_from_db()
    assert (alex.wrong_codes, alex.wrong_code_at) == (0, None)


def link_in(page: str) -> str:
    found = re.search(r'<code class="typed">http://localhost:8000([^<]+)</code>', page)
    assert found
    return found[1]


def test_a_new_link_ends_the_one_before(boss: Client, alex: Member) -> None:
    first, second = (link_in(do(boss, "make-set-up-link", alex)) for _ in range(2))
    assert another_browser().get(first).status_code == 410
    assert another_browser().get(second).status_code == 200


def test_a_new_password_ends_the_sessions_of_the_old_one(boss: Client, alex: Member) -> None:
    theirs = another_browser()
    theirs.force_login(alex)
    chosen = {"password1": "four quiet wooden boats", "password2": "four quiet wooden boats"}
    another_browser().post(link_in(do(boss, "make-set-up-link", alex)), chosen)
    assert not is_signed_in(theirs)


def test_who_left_gets_no_link(boss: Client, alex: Member) -> None:
    Member.objects.filter(pk=alex.pk).update(is_active=False)
    assert boss.post(reverse("staff:make-set-up-link", args=[alex.pk])).status_code == 404


def test_an_administrator_cannot_shut_herself_out(boss: Client, newcomer: Member) -> None:
    assert "You cannot do this to yourself." in do(boss, "deactivate-member", newcomer)
    page = boss.post(reverse("staff:member", args=[newcomer.pk]), {"name": "Nora", "role": "web_editor"})
    assertContains(page, "You cannot do this to yourself.", status_code=422)
    newcomer.refresh_from_db()
    assert (newcomer.is_active, newcomer.role) == (True, Role.ADMINISTRATOR)
    assertNotContains(boss.get(reverse("staff:member", args=[newcomer.pk])), "Nora Calder leaves")


@pytest.mark.parametrize(
    "what", ["deactivate-member", "activate-member", "make-set-up-link", "reset-second-factor"]
)
def test_opening_a_link_does_nothing(boss: Client, alex: Member, telephone: Telephone, what: str) -> None:
    assertRedirects(
        boss.get(reverse(f"staff:{what}", args=[alex.pk])), reverse("staff:member", args=[alex.pk])
    )
    assert kinds(alex) == [Kind.FACTOR_ADDED]


def test_what_was_done_stays_written(boss: Client, alex: Member) -> None:
    do(boss, "deactivate-member", alex)
    for statement in ("DELETE FROM staff_memberevent", "UPDATE staff_memberevent SET by_id = NULL"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_link_is_good_for_a_day(boss: Client, alex: Member) -> None:
    link = link_in(do(boss, "make-set-up-link", alex))
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        assert another_browser().get(link).status_code == 410
