"""The pages for when something is wrong, and those about the site, in both languages."""

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.web.pages")


@pytest.fixture
def calm_client(client: Client) -> Client:
    """A client that shows the page of an error instead of the error."""
    client.raise_request_exception = False
    return client


def test_a_broken_page_is_explained_without_the_database(calm_client: Client) -> None:
    answer = calm_client.get("/tests/breaks/")  # without the mark `django_db` a query fails
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "It was not you" in page
    assert "Rosa" not in page
    assert not answer.cookies


@pytest.mark.parametrize(("path", "language"), [("/en/x\0/", "en"), ("/es/x\0/", "es")])
def test_a_host_that_is_not_ours_is_answered_in_the_path_s_language(
    calm_client: Client, path: str, language: str
) -> None:
    answer = calm_client.get(path, headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert f'<html lang="{language}"' in answer.content.decode()
    assert "elsewhere.example" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es"])
def test_an_unknown_address_is_answered_in_its_language(client: Client, language: str) -> None:
    answer = client.get(f"/{language}/rosa-diaz/")
    assert answer.status_code == 404
    assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/cookies/", "/es/cookies/", "/en/accessibility/", "/es/accessibility/"])
def test_pages_about_the_site_need_few_queries_and_set_no_cookie(
    client: Client, path: str, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies


@pytest.mark.django_db
def test_accessibility_names_whom_to_call(client: Client) -> None:
    page = client.get("/en/accessibility/").content.decode()
    assert "311" in page
    assert "accessibility@" in page
