"""The privacy officer's page: which rows are wrong, for nobody else."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains

from commonhall.evidence import Control, Evidence
from commonhall.policy import record, register, verdicts
from commonhall.staff.models import Member
from commonhall.staff.roles import Role

pytestmark = pytest.mark.django_db

PAGE = "/en/staff/privacy/"
MOST_QUERIES = 12


def signed_in_as(role: Role, client: Client) -> Client:
    client.force_login(Member.objects.create(email=f"{role}@city.example", name="Ines Calder", role=role))
    return client


@pytest.fixture
def officer(client: Client) -> Client:
    """The privacy officer's browser."""
    return signed_in_as(Role.PRIVACY_OFFICER, client)


@pytest.fixture
def broken() -> None:
    """A look that found one row of one promise wrong."""

    def sees() -> Evidence:
        return Evidence(looked_at="records of people", count=7, wrong=("people_person row 4",))

    control = Control(promise="purpose.protect", verb="encrypt", look=sees)
    record.keep(verdicts.judge(register.named([]), [control]))


def test_the_officer_sees_which_rows_are_wrong_and_of_which_promise(officer: Client, broken: None) -> None:
    page = officer.get(PAGE)
    assertContains(page, "<code>people_person row 4</code>", html=True)
    assertContains(page, "We protect the data of everyone who uses this site and 311.")
    assertContains(page, "Broken since")


def test_the_officer_sees_what_is_looked_at_for_every_promise(officer: Client, broken: None) -> None:
    page = officer.get(PAGE).content.decode()
    assert all(f"<code>{promise}</code>" in page for promise in register.promises())
    assert "Looked at: records of people." in page


def test_where_nothing_is_wrong_the_page_says_so(officer: Client) -> None:
    assertContains(officer.get(PAGE), "No promise is broken.")
    assertContains(officer.get("/es/staff/privacy/"), "No hay ninguna promesa rota.")


def test_the_page_costs_few_queries(
    officer: Client, broken: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        officer.get(PAGE)


def test_the_page_is_never_kept_by_a_browser(officer: Client) -> None:
    assert officer.get(PAGE).headers["Cache-Control"] == "no-store"


def test_another_role_does_not_get_in(client: Client, broken: None) -> None:
    page = signed_in_as(Role.ADMINISTRATOR, client).get(PAGE)
    assert page.status_code == 403
    assert "people_person" not in page.content.decode()


def test_who_is_not_signed_in_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(PAGE).status_code == 302


def test_the_officer_starts_here(officer: Client) -> None:
    assert officer.get("/en/staff/").headers["Location"] == PAGE
