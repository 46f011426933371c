"""The public page of the policy, as residents read it."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.evidence import Control, Evidence
from commonhall.policy import record, register, texts, verdicts

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
DAY_BEFORE = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
LOOKED_AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def sees(promise: str, verb: str, count: int, *wrong: str) -> Control:
    return Control(
        promise=promise,
        verb=verb,
        look=lambda: Evidence(looked_at=f"what {verb} is about", count=count, wrong=wrong),
    )


def look(*controls: Control, at: datetime = LOOKED_AT) -> None:
    record.keep(verdicts.judge(register.named([]), controls), at=at)


@pytest.fixture
def looked() -> None:
    """A look that found one promise in each state."""
    look(
        sees("cookies.functional", "register", 1388),
        sees("cookies.functional", "publish", 2),
        sees("cookies.functional", "refuse", 5),
        sees("311.optional", "encrypted", 12),
        sees("purpose.protect", "encrypt", 40, "people_person row 7"),
        sees("311.anonymous", "photos", 0),
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_promise_stands_there_in_the_reader_s_language(
    client: Client, looked: None, language: str
) -> None:
    page = client.get(f"/{language}/privacy/").content.decode()
    for sentence in texts.current().sentences:
        assert f'id="{sentence.id}"' in page
        assert sentence.says.of(language) in page
        must = register.promises()[sentence.promise].must
        assert all(verb.does.of(language) in page for verb in must)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_costs_few_queries(
    client: Client, looked: None, language: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(f"/{language}/privacy/")


def test_the_page_sets_no_cookie(client: Client, looked: None) -> None:
    assert not client.get("/en/privacy/").cookies


def test_the_policy_has_its_number_revision_and_day(client: Client) -> None:
    page = client.get("/en/privacy/")
    for words in ("112.1, Online privacy", "September 19, 2023", "Revision"):
        assertContains(page, words)
    assertContains(client.get("/es/privacy/"), "19 de septiembre de 2023")


def test_before_the_first_look_nothing_is_called_kept(client: Client) -> None:
    page = client.get("/en/privacy/")
    assertContains(page, "The software has not checked itself yet.")
    assertContains(page, "Not kept yet.", count=34)
    assertNotContains(page, "proof--kept")


def test_each_state_says_in_words_how_it_stands(client: Client, looked: None) -> None:
    page = client.get("/en/privacy/")
    for verdict in (
        "Kept since November 23, 2026.",
        "Partly kept: 1 of 2.",
        "Not shown yet: Make every one of these fields optional.",
        "Broken since November 23.",
        "Nothing to look at yet.",
        "Not kept yet.",
    ):
        assertContains(page, verdict)


def test_the_counts_stand_beside_the_arcade(client: Client, looked: None) -> None:
    page = client.get("/en/privacy/")
    for count in ("<b>1</b> kept", "<b>1</b> partly kept", "<b>31</b> not kept yet", "<b>1</b> broken"):
        assertContains(page, count)
    assertContains(page, "Of 34 promises.")


def test_what_is_broken_is_told_before_all_else_with_a_link_to_it(client: Client, looked: None) -> None:
    words = client.get("/en/privacy/").content.decode()
    assert words.index('href="#purpose.protect"') < words.index("<h2")


def test_how_many_a_new_control_saw_is_told_when_its_day_has_ended(client: Client, looked: None) -> None:
    for page in (client.get("/en/privacy/"), client.get("/en/privacy/evidence.json")):
        assertNotContains(page, "1,388")
        assertNotContains(page, "1388")
    assertContains(client.get("/en/privacy/"), "How many is shown when the day has ended.", count=5)


def test_what_was_looked_at_is_told_with_how_many(client: Client) -> None:
    for at in (DAY_BEFORE, LOOKED_AT):
        look(sees("cookies.functional", "register", 1388), sees("cookies.functional", "refuse", 5), at=at)
    assertContains(client.get("/en/privacy/"), "Looked at: what register is about.")
    assertContains(client.get("/en/privacy/"), "1,388 in all.")
    assertContains(client.get("/es/privacy/"), "5 en total.")


def test_the_rows_that_are_wrong_are_not_for_the_public(client: Client, looked: None) -> None:
    assertNotContains(client.get("/en/privacy/"), "people_person row 7")


def test_the_law_and_the_advice_are_marked_as_leaving(client: Client) -> None:
    page = client.get("/en/privacy/").content.decode()
    assert page.count('class="leaving"') == 3
    assert "the privacy policy of Federal Trade Commission applies" in page
