"""Looking for words in the queue, as staff do it."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.audit.models import Entry
from commonhall.demo import cast
from commonhall.service_requests import word_search
from commonhall.service_requests.models import SavedView, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from commonhall.vault.blind import upkeep
from tests import dump
from tests.service_requests import making
from tests.service_requests.test_queue import LINK

QUEUE, FIND = "/en/staff/queue/", "/en/staff/queue/find/"
MARKED = re.compile(r"<mark>([^<]*)</mark>")
LINKS = re.compile(r'href="(\?[^"]*)"')


@pytest.fixture
def lamp(services: None) -> ServiceRequest:
    """Somebody's report of a lamp."""
    return making.reported("The lamp flickers all night. Call Rosa Marin.", contact=making.ROSA)


@pytest.fixture
def hole(services: None) -> ServiceRequest:
    return making.reported("Deep hole by the bus stop.")


def look_for(client: Client, typed: str, **filters: str) -> HttpResponse:
    return client.post(FIND, {"sought": typed, **filters}, follow=True)


def found(page: HttpResponse) -> list[str]:
    return LINK.findall(page.content.decode())


def test_requests_are_found_by_words_which_are_marked_and_stay_in_the_box(
    worker: Client, lamp: ServiceRequest, hole: ServiceRequest
) -> None:
    page = look_for(worker, "Flickering LAMPS")
    assert found(page) == []
    page = look_for(worker, "flicker LAMP")
    assert found(page) == [lamp.reference]
    assert MARKED.findall(page.content.decode()) == ["lamp", "flickers"]
    assertContains(page, 'value="flicker LAMP"')
    assertContains(page, "1 request with these words")


def test_no_address_holds_the_words_and_no_cache_keeps_them(worker: Client, lamp: ServiceRequest) -> None:
    page = look_for(worker, "flickers")
    ((address, status),) = page.redirect_chain
    assert status == 302
    assert page["Cache-Control"] == "no-store"
    addresses = [address, *LINKS.findall(page.content.decode())]
    assert len(addresses) > 20
    assert not any("flicker" in each for each in addresses)
    assertNotContains(worker.get(QUEUE, {"sought": "flickers"}), "<mark>")


def test_the_page_can_be_loaded_again_and_narrowed_by_its_links(
    worker: Client, lamp: ServiceRequest, hole: ServiceRequest
) -> None:
    page = look_for(worker, "lamp")
    address = page.redirect_chain[0][0]
    look_for(worker, "hole")
    assert found(worker.get(address)) == [lamp.reference]
    narrower = [
        unescape(link) for link in LINKS.findall(page.content.decode()) if "state=closed&amp;s" in link
    ]
    assert found(worker.get(QUEUE + narrower[0])) == []
    other = Client(headers={"Sec-Fetch-Site": "same-origin"})
    other.force_login(Member.objects.get(role=Role.SUPERVISOR))
    assertContains(other.get(address), "is not kept any more")
    assert set(found(other.get(address))) == {lamp.reference, hole.reference}


def test_the_filters_that_are_on_stay_on(worker: Client, lamp: ServiceRequest) -> None:
    closed = making.reported("Another lamp.")
    ServiceRequest.objects.filter(pk=closed.pk).update(state=State.CLOSED, closed_reason=ClosedReason.FIXED)
    assert found(look_for(worker, "lamp", state="open")) == [lamp.reference]
    assert found(look_for(worker, "lamp", state="closed")) == [closed.reference]
    assert set(found(look_for(worker, "lamp", state="all"))) == {lamp.reference, closed.reference}
    assert found(look_for(worker, "lamp", whose="me")) == []


def test_another_departments_requests_are_not_found(
    browser_of: Callable[[Role], Client], lamp: ServiceRequest
) -> None:
    Department.objects.create(code="parks", names={"en": "Parks"})
    ServiceRequest.objects.filter(pk=lamp.pk).update(department="parks")
    for role, sees in ((Role.WORKER, []), (Role.SUPERVISOR, []), (Role.CALL_TAKER, [lamp.reference])):
        browser = browser_of(role)
        assert found(look_for(browser, "lamp", state="all", department="parks")) == sees
        assert found(look_for(browser, "lamp")) == sees


def test_what_was_taken_out_of_the_words_finds_nothing(supervisor: Client, lamp: ServiceRequest) -> None:
    page = look_for(supervisor, "marin")
    assertContains(page, "No request here has these words.")
    assertContains(page, "Look in all states")
    assertNotContains(look_for(supervisor, "marin", state="all"), "Look in all states")


@pytest.mark.parametrize("typed", ["a", "by", "¿? --", "\x00", "x" * 5000])
def test_what_cannot_be_sought_is_said_or_finds_nothing(
    worker: Client, lamp: ServiceRequest, typed: str
) -> None:
    page = look_for(worker, typed)
    if len(typed) > word_search.SHORTEST and typed.isalnum():
        assertContains(page, "No request here has these words.")
    else:
        assertContains(page, "Type a word of at least 3 letters.")
        assert found(page) == [lamp.reference]


def test_an_empty_box_shows_all(worker: Client, lamp: ServiceRequest) -> None:
    page = look_for(worker, "  ")
    assert found(page) == [lamp.reference]
    assertNotContains(page, 'role="alert"')


def test_of_more_than_a_page_shows_the_best_are_shown_and_it_is_said(
    worker: Client, lamp: ServiceRequest
) -> None:
    ServiceRequest.objects.bulk_create(making.unsaved() for _ in range(word_search.MOST_FOUND + 1))
    page = look_for(worker, "hole")
    assert len(found(page)) == word_search.MOST_FOUND
    assertContains(page, "More requests have these words than are shown.")
    assertNotContains(look_for(worker, "lamp"), "More requests have these words")


def test_a_long_text_is_shown_where_the_word_stands(worker: Client, services: None) -> None:
    making.reported(f"{'It is long. ' * 20}At the end a zebra.")
    text = look_for(worker, "zebra").content.decode()
    assert re.search(r"<small>… [^<]{10,70}<mark>zebra</mark>\.</small>", text)


def test_each_search_asks_the_database_as_often_however_much_is_found(
    worker: Client, lamp: ServiceRequest
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page = look_for(worker, "hole")
        assertContains(page, "with these words")
        return len(asked)

    making.reported()
    look_for(worker, "hole")
    # Of both pages: the one that takes the words, and the one that shows. A reader at rest asks once more what lives.
    assert queries() <= 18
    ServiceRequest.objects.bulk_create(making.unsaved() for _ in range(60))
    look_for(worker, "hole")
    assert queries() <= 18


def test_a_search_is_no_look_at_anybody_and_leaves_its_words_in_no_row(
    worker: Client, lamp: ServiceRequest
) -> None:
    look_for(worker, "flickertail")
    assert not Entry.objects.exists()
    assert not dump.holds("flickertail")
    assert "flickertail" not in str(Session.objects.get().get_decoded())
    assert "sought" in Session.objects.get().get_decoded()


def test_a_saved_view_keeps_no_search(worker: Client, lamp: ServiceRequest) -> None:
    look_for(worker, "lamp", due="late")
    worker.post("/en/staff/queue/views/", {"name": "Lamps", "due": "late", "sought": "lamp"})
    assert SavedView.objects.get().query == "due=late"


def test_words_are_not_sought_without_end(worker: Client, lamp: ServiceRequest) -> None:
    for _ in range(120):
        assert worker.post(FIND, {"sought": "lamp"}).status_code == 302
    assert worker.post(FIND, {"sought": "lamp"}).status_code == 429
    assert worker.get(QUEUE).status_code == 200


def test_a_lost_index_is_made_anew_and_the_filters_work_meanwhile(fresh_database: str) -> None:
    making.catalogue_of_the_city()
    worker = Client(headers={"Sec-Fetch-Site": "same-origin"})
    worker.force_login(cast.members()[Role.WORKER])
    lamp = making.reported("The lamp flickers.")
    upkeep.make_anew(word_search.INDEX.name)
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE service_requests_words_block0, service_requests_words_block1")
    page = look_for(worker, "lamp")
    assertContains(page, "The word search is being made anew.")
    assertContains(page, 'value="lamp"')
    assert found(page) == [lamp.reference]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'name' FROM procrastinate_jobs WHERE task_name = 'vault.make_index_anew'"
        )
        assert cursor.fetchall() == [(word_search.INDEX.name,)]
    upkeep.make_anew(word_search.INDEX.name)
    assertContains(look_for(worker, "lamp"), "1 request with these words")
