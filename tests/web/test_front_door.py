"""Who comes by the bare name of the site, or is a machine."""

import pytest
from django.conf import settings
from django.test import Client


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", "/es/"),
        ("en-GB", "/en/"),
        ("de", "/en/"),
        ("", "/en/"),
        ("x" * 900, "/en/"),
    ],
)
def test_the_bare_name_leads_to_the_browser_s_language(client: Client, asked: str, path: str) -> None:
    answer = client.get("/", headers={"accept-language": asked})
    assert (answer.status_code, answer.headers["Location"]) == (302, path)
    assert "Accept-Language" in answer.headers["Vary"]
    assert not answer.cookies


def test_robots_are_kept_from_what_belongs_to_one_person(client: Client) -> None:
    rules = client.get("/robots.txt").content.decode()
    assert "Disallow: /en/follow/" in rules
    assert "Disallow: /es/staff/" in rules


def test_the_old_address_of_the_small_picture_leads_to_the_city_s_mark(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"].endswith(".svg")


def test_the_mark_is_a_file_of_the_city_s_folder_and_no_page_of_its_own(client: Client) -> None:
    answer = client.get("/mark.svg")
    assert answer.content == (settings.CITY.folder / "city.svg").read_bytes()
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]  # no script in it would run
    assert "max-age=" in answer.headers["Cache-Control"]
    assert not answer.cookies
