"""The policy's revisions: published once and for good, each to be read, and what it changed."""

import json
import re
from dataclasses import replace
from html import unescape
from itertools import permutations
from xml.etree import ElementTree

import pytest
import time_machine
from django.conf import settings
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.calendar.tables import Text
from commonhall.evidence import Control, Evidence
from commonhall.policy import record, register, revisions, texts, verdicts
from commonhall.policy.models import Revision
from commonhall.policy.texts import PolicyText

pytestmark = pytest.mark.django_db
HISTORY = "/en/privacy/history/"
ATOM = "{http://www.w3.org/2005/Atom}"
PAGES_OF_SENTENCES = ("/en/privacy/", f"{HISTORY}0/")
ADDRESSES = re.compile(  # where a sentence stands, and the link that leads there
    r'id="([^"]+)">\s*(?:<div class="says">)?<p>[^<]*</p>\s*<a class="permalink" href="#([^"]+)"'
)
IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


def earlier() -> PolicyText:
    """A policy before the first one: it had a sentence of its own, lacked the last, and said the first otherwise."""
    now = texts.current()
    first, *rest = now.sections
    protect = replace(
        first.sentences[0], says=Text({"en": "We protect your data.", "es": "Protegemos sus datos."})
    )
    gone = replace(
        first.sentences[1], id="old", promise="", says=Text({"en": "We have a fax.", "es": "Hay fax."})
    )
    last = replace(rest[-1], sentences=rest[-1].sentences[:-1])
    sentences = (protect, *first.sentences[1:], gone)
    return replace(now, revision=0, sections=(replace(first, sentences=sentences), *rest[:-1], last))


@pytest.fixture
def two() -> None:
    revisions.publish(earlier())
    revisions.publish(texts.current())


def in_force(revision: PolicyText, day: str) -> None:
    """Published on that day, in the middle of it."""
    with time_machine.travel(f"{day}T18:00:00Z", tick=False):
        revisions.publish(revision)


def test_the_history_lists_each_with_what_it_changed(client: Client, two: None) -> None:
    page = client.get(HISTORY)
    assertContains(page, "Revision 1</a>")
    assertContains(page, "Revision 0</a>")
    assertContains(page, "What revision 1 changed", count=1)
    assertContains(client.get("/en/privacy/"), f'href="{HISTORY}"')


def test_the_history_tells_when_each_was_approved_published_and_taken_out_of_force(client: Client) -> None:
    in_force(earlier(), "2026-03-02")
    in_force(texts.current(), "2026-07-09")
    told = re.findall(r"<dt>(.+?)</dt><dd>(.+?)</dd>", client.get(HISTORY).content.decode())
    assert told == [
        ("Approved", "September 19, 2023"),
        ("Published here", "July 9, 2026"),
        ("In force", "now"),
        ("Approved", "September 19, 2023"),
        ("Published here", "March 2, 2026"),
        ("In force until", "July 9, 2026"),
    ]


def test_a_revision_that_is_out_of_force_says_so_first(client: Client) -> None:
    in_force(earlier(), "2026-03-02")
    in_force(texts.current(), "2026-07-09")
    page = client.get(f"{HISTORY}0/").content.decode()
    assert page.index("it was replaced on July 9, 2026.") < page.index("<h1>")
    assertContains(client.get("/es/privacy/history/0/"), "9 de julio de 2026")
    assertNotContains(client.get(f"{HISTORY}1/"), "it was replaced")


def test_a_sentence_keeps_its_address_from_one_revision_to_the_next(client: Client, two: None) -> None:
    now, before = (set(ADDRESSES.findall(client.get(path).content.decode())) for path in PAGES_OF_SENTENCES)
    assert now == {(each.id, each.id) for each in texts.current().sentences}
    assert now - before == {(texts.current().sentences[-1].id,) * 2}
    assert before - now == {("old", "old")}


def test_a_revision_is_shown_as_it_was(client: Client, two: None) -> None:
    page = client.get(f"{HISTORY}0/")
    assertContains(page, "We have a fax.")
    assertContains(page, "We protect your data.")
    assertNotContains(client.get(f"{HISTORY}1/"), "We have a fax.")
    assertContains(client.get("/es/privacy/history/0/"), "Hay fax.")


def test_what_changed_is_told_word_by_word(client: Client, two: None) -> None:
    page = client.get(f"{HISTORY}1/changes/")
    assertContains(page, '<span class="usa-sr-only">taken out: </span>your</del>')
    assertContains(page, '<span class="usa-sr-only">taken out: </span>We have a fax.</del>')
    last = texts.current().sentences[-1].says.of("en").replace("’", "’")
    assertContains(page, f'<span class="usa-sr-only">added: </span>{last}</ins>')
    assertContains(client.get("/es/privacy/history/1/changes/"), "Hay fax.")


def test_what_changed_is_told_as_one_piece_in_plain_words(client: Client, two: None) -> None:
    page = client.get(f"{HISTORY}1/changes/")
    assertContains(page, "Changed: 1. New: 1. Taken out: 1.")
    first = texts.current().sentences[0].says.of("en")
    assertContains(page, f"“We protect your data.” became “{first}”")
    assertContains(page, f'href="{HISTORY}0/#old"')  # what is gone, where it stood
    assertContains(page, f'href="{HISTORY}1/#{texts.current().sentences[-1].id}"')


@pytest.fixture
def three(two: None) -> None:
    revisions.publish(replace(texts.current(), revision=2, title=Text({"en": "Data", "es": "Datos"})))


def test_any_two_revisions_can_be_put_beside_each_other(client: Client, three: None) -> None:
    options = re.findall(r'<option value="(\d+)"', client.get(HISTORY).content.decode())
    assert options == ["2", "1", "0"] * 2
    for one, other in permutations(options[:3], 2):
        page = client.get(f"{HISTORY}compare/", {"one": one, "other": other}, follow=True)
        earlier, later = sorted((one, other))
        assertContains(page, f"<h1>Revision {later} of the policy beside revision {earlier}</h1>")
    far = client.get(f"{HISTORY}0/2/").content.decode()
    assert far.count("<article") == 4  # what revision 1 changed, and what 2 did
    assert "“Online privacy” became “Data”" in far


def test_a_revision_beside_itself_is_asked_for_again(client: Client, three: None) -> None:
    page = client.get("/es/privacy/history/compare/", {"one": "1", "other": "1"})
    assertContains(page, "Es la misma revisión.", status_code=422)
    assertNotContains(client.get(HISTORY), "These are the same revision.")


@pytest.mark.parametrize(
    "chosen", [{}, {"one": "1"}, {"one": "1", "other": "x"}, {"one": "-1", "other": "1"}]
)
def test_what_no_form_of_ours_sends_finds_nothing(client: Client, two: None, chosen: dict[str, str]) -> None:
    assert client.get(f"{HISTORY}compare/", chosen, follow=True).status_code == 404


def test_where_there_is_one_revision_there_is_nothing_to_choose(client: Client) -> None:
    revisions.publish(texts.current())
    assertNotContains(client.get(HISTORY), "<select")


def test_programs_read_every_revision_and_each_whole(client: Client) -> None:
    in_force(earlier(), "2026-03-02")
    in_force(texts.current(), "2026-07-09")
    answer = client.get("/en/privacy/history.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    now, before = answer.json()["revisions"]
    assert (now["published_on"], now["in_force_until"]) == ("2026-07-09", None)
    assert before == {
        "revision": 0,
        "number": "112.1",
        "title": {"en": "Online privacy", "es": "Privacidad en línea"},
        "approved_on": "2023-09-19",
        "published_on": "2026-03-02",
        "in_force_until": "2026-07-09",
        "pages": {each: f"{settings.SITE_URL}/{each}/privacy/history/0/" for each in ("en", "es")},
        "json": f"{settings.SITE_URL}/en/privacy/history/0.json",
    }
    whole = client.get("/en/privacy/history/0.json").json()
    assert PolicyText.of_data(whole.pop("policy")) == earlier()
    assert whole == before


@pytest.mark.parametrize(
    "address", ["2/", "2/changes/", "0/changes/", "99999/", "1/0/", "1/1/", "0/2/", "2.json"]
)
def test_what_was_not_published_is_not_there(client: Client, two: None, address: str) -> None:
    assert client.get(f"{HISTORY}{address}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "history/",
        "history/1/",
        "history/1/changes/",
        "history/0/1/",
        "history.json",
        "history/1.json",
        "evidence.json",
        "feed.xml",
    ],
)
def test_each_page_makes_few_queries(
    client: Client, two: None, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        assert client.get(f"/en/privacy/{address}").status_code == 200


def test_what_was_published_is_never_changed(two: None) -> None:
    other = replace(texts.current(), title=Text({"en": "Other", "es": "Otro"}))
    with pytest.raises(revisions.AlreadyPublished, match="revision 1 is published with other words"):
        revisions.publish(other)
    with pytest.raises(revisions.IsEarlier, match="revision 0 comes before the one that is published, 1"):
        revisions.publish(earlier())
    revisions.publish(texts.current())
    assert Revision.objects.count() == 2


def test_the_application_may_add_a_revision_and_change_none(two: None) -> None:
    for change in (lambda: Revision.objects.update(text={}), Revision.objects.all().delete):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


def test_both_controls_look_at_what_is_published(two: None) -> None:
    (judgement,) = verdicts.judge(register.named(["policy.published"]))
    assert judgement.wrong == ()
    assert judgement.proved == 3


def test_a_site_that_shows_what_was_not_published_breaks_the_promise() -> None:
    revisions.publish(earlier())
    (judgement,) = verdicts.judge(register.named(["policy.published"]))
    assert judgement.wrong == ("policy.toml",)


@pytest.fixture
def looked() -> None:
    def sees(verb: str, *wrong: str) -> Control:
        return Control(
            promise="cookies.functional",
            verb=verb,
            look=lambda: Evidence(looked_at="cookies", count=3, wrong=wrong),
        )

    record.keep(verdicts.judge(register.named([]), [sees("register", "the row 7"), sees("publish")]))


def test_programs_read_the_same_and_nothing_of_what_is_wrong(client: Client, looked: None) -> None:
    answer = client.get("/en/privacy/evidence.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "the row 7" not in answer.content.decode()
    read = json.loads(answer.content)
    assert read["policy"]["number"] == "112.1"
    assert len(read["sentences"]) == 34
    (cookies,) = [each for each in read["sentences"] if each["id"] == "cookies.functional"]
    assert cookies["state"] == "broken"
    assert [(each["id"], each["is_proved"], each["wrong"]) for each in cookies["takes"]] == [
        ("register", False, 1),
        ("publish", True, 0),
        ("refuse", False, None),
    ]


def test_the_feed_tells_of_revisions_and_of_how_each_sentence_stands(
    client: Client, two: None, looked: None
) -> None:
    answer = client.get("/es/privacy/feed.xml")
    assert answer["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") or "" for entry in entries]
    assert len(titles) == 34 + 2
    assert sum(title.startswith("Revisión") for title in titles) == 2
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    days = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert days == sorted(days, reverse=True)


def test_the_feed_is_one_that_any_reader_takes(client: Client, two: None, looked: None) -> None:
    feed = ElementTree.fromstring(client.get("/en/privacy/feed.xml").content)
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    named = [entry.findtext(f"{ATOM}id") or "" for entry in feed.findall(f"{ATOM}entry")]
    assert [each for each in named if not IRI.fullmatch(each)] == []


def test_the_feed_tells_what_a_revision_changed(client: Client, two: None) -> None:
    told = summaries(client, "en")
    assert "Changed: 1. New: 1. Taken out: 1." in told["/history/1/"]
    assert "“We protect your data.” became “We protect the data of everyone" in told["/history/1/"]
    assert "Taken out: “We have a fax.”" in told["/history/1/"]
    assert "It is the first that was published here." in told["/history/0/"]
    assert "Quitado: “Hay fax.”" in summaries(client, "es")["/history/1/"]


def test_the_feed_tells_how_a_sentence_stands_and_why(client: Client, looked: None) -> None:
    told = summaries(client, "en")["/privacy/#cookies.functional"]
    assert "Broken since" in told
    assert "1 thing was found wrong." in told
    assert "the row 7" not in told


def summaries(client: Client, language: str) -> dict[str, str]:
    """Of the feed's entries, in plain text, by the end of their links."""
    feed = ElementTree.fromstring(client.get(f"/{language}/privacy/feed.xml").content)
    return {
        re.sub(r".*(?=/history/|/privacy/)", "", each.find(f"{ATOM}link").attrib["href"]): unescape(
            strip_tags(each.findtext(f"{ATOM}summary") or "")
        )
        for each in feed.findall(f"{ATOM}entry")
    }
