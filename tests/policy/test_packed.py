"""The policy's pages are packed on their way out, which they may be: they are the same for all and hold no secret."""

import gzip

import pytest
import time_machine
from django.test import Client

from commonhall.policy import record, register, revisions, texts, verdicts
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.policy.test_revisions import earlier

pytestmark = pytest.mark.django_db

PAGES = (
    "privacy/",
    "privacy/history/",
    "privacy/history/1/",
    "privacy/history/1/changes/",
    "privacy/history/0/1/",
    "privacy/history.json",
    "privacy/history/1.json",
    "privacy/evidence.json",
    "privacy/feed.xml",
)
PACKED = {"Accept-Encoding": "gzip, deflate, br"}
SECRETS = ("csrf", "sessionid", "nonce", "Ines Calder", "officer@city.example")


@pytest.fixture(autouse=True)
def published() -> None:
    revisions.publish(earlier())
    revisions.publish(texts.current())
    record.keep(verdicts.judge(register.named([]), []))


@pytest.fixture
def officer() -> Client:
    """Signed in, after pages that gave their browser all the cookies there are."""
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    browser.force_login(
        Member.objects.create(email="officer@city.example", name="Ines Calder", role=Role.PRIVACY_OFFICER)
    )
    browser.get("/en/staff/privacy/")
    browser.cookies["anything"] = "else"
    return browser


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_packed_for_who_can_unpack_it(client: Client, language: str, address: str) -> None:
    with time_machine.travel("2026-11-24T18:00:00Z", tick=False):
        plain = client.get(f"/{language}/{address}")
        packed = client.get(f"/{language}/{address}", headers=PACKED)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in packed.headers["Vary"]


@pytest.mark.parametrize("address", PAGES)
def test_what_is_packed_is_the_same_for_everybody_and_holds_no_secret(
    client: Client, officer: Client, address: str
) -> None:
    with time_machine.travel("2026-11-24T18:00:00Z", tick=False):
        known, unknown = officer.get(f"/en/{address}"), client.get(f"/en/{address}")
    assert known.content == unknown.content
    for page in (known, unknown):
        assert not page.cookies
        assert not [secret for secret in SECRETS if secret in page.content.decode()]


def test_the_officer_s_own_page_is_never_packed(officer: Client) -> None:
    page = officer.get("/en/staff/privacy/", headers=PACKED)
    assert page.status_code == 200
    assert "Content-Encoding" not in page.headers
