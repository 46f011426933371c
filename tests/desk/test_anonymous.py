"""Anonymous at any moment: every tie between the caller and the request is cut, and cannot be tied again."""

import pytest
from django.db import connection
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.desk.models import ToldAnonymously
from commonhall.people.models import Person
from commonhall.service_requests import words
from commonhall.service_requests.draft import Draft
from commonhall.service_requests.models import Channel, Event, RequestKey, ServiceRequest
from tests import dump
from tests.desk.calling import Taker

SAID = "Rosa here, my hole is deep. Call 302-555-0147, I live at 1012 N Market St."
CONTACT = {
    "name": "Rosa Quill",
    "phone": "302-555-0147",
    "email": "rosa@quill.example",
    "address": "1012 N Market St",
}


@pytest.fixture
def cut(taker: Taker) -> Taker:
    """A call whose caller said everything about themselves, and then wants to stay anonymous."""
    return taker.fills(**CONTACT, words=SAID).presses("send").cuts()


def test_nothing_on_the_screen_knows_the_caller_any_more(cut: Taker) -> None:
    for detail in ("Quill", "Rosa", "555-0147", "quill.example", "1012"):
        assertNotContains(cut.page, detail)
    for name in CONTACT:
        assertNotContains(cut.page, f'name="{name}"')
    assertContains(cut.page, "Cleared.")
    assertContains(cut.page, "It is not joined to the request")


def test_the_draft_in_the_form_knows_them_neither(cut: Taker) -> None:
    draft = Draft.from_token(cut.hidden("draft"))
    assert (draft.is_anonymous, draft.contact) == (True, None)
    assert "Rosa" not in draft.words
    assert draft.place
    assert draft.place.number is None  # it was the caller's own house


def test_the_session_knows_when_a_call_began_and_nothing_else_of_it(cut: Taker) -> None:
    ours = {name: value for name, value in cut.client.session.items() if not name.startswith("_")}
    assert set(ours) == {"call", "came_at", "seen_at"}  # and since when the member is there
    assert isinstance(ours["call"], int)


def test_a_house_that_is_not_the_callers_stays_the_place(taker: Taker) -> None:
    taker.fills(name="Rosa Quill", address="400 W 22nd St").presses("anonymous")
    assert taker.typed("where") == "1012 N Market St"


def test_the_name_in_the_words_goes_with_the_contact(taker: Taker) -> None:
    """Alone no rule would know it for a name, and after the cut nobody does."""
    taker.fills(name="Summer Field", words="Summer says the summer storm broke it.").presses("anonymous")
    assert "Summer" not in taker.typed("words")


def test_the_answers_forget_the_caller_as_the_words_do(taker: Taker) -> None:
    said = {"answer-corner": "Ask Summer Field, 302-555-0147."}
    taker.fills(name="Summer Field").presses("service", "curb-ramp").types(**said).cuts()
    assertContains(taker.page, "Ask [name], [phone number].")
    for detail in ("Summer", "0147"):
        assertNotContains(taker.page, detail)
    assert "Summer" not in str(Draft.from_token(taker.hidden("draft")).answers)


def test_the_request_is_stored_without_anything_about_who_took_or_made_the_call(cut: Taker) -> None:
    request = cut.reads_out().request
    assert request.is_anonymous
    assert request.channel == Channel.TELEPHONE
    assert request.received_at is None
    assert {(event.kind, event.by, event.at) for event in request.events.all()} == {
        (Event.Kind.RECEIVED, None, None),
        (Event.Kind.ROUTED, None, None),
    }
    assert not Person.objects.exists()
    assert not RequestKey.objects.exists()
    assert words.place(request) == "1000 block of N Market St"
    for detail in ("Quill", "Rosa", "0147"):
        assert not dump.holds(detail)


def test_that_it_was_said_is_counted_for_the_day_alone(cut: Taker) -> None:
    request = cut.reads_out().request
    (told,) = ToldAnonymously.objects.all()
    assert (told.day, told.count) == (request.day, 1)


def test_what_was_not_said_is_not_counted(taker: Taker) -> None:
    taker.fills()
    del taker.fields["told"]
    taker.cuts().reads_out()
    assert taker.request.is_anonymous
    assert not ToldAnonymously.objects.exists()


def test_sent_twice_it_is_counted_once(cut: Taker) -> None:
    cut.types(agreed="on").presses("send").types(ok="on")
    draft, checked = cut.hidden("draft"), cut.hidden("checked")
    first = cut.presses("send").reference
    again = {**cut.fields, "draft": draft, "checked": checked, "send": "1"}
    cut.page = cut.client.post("/en/staff/desk/", again)
    assert cut.reference == first
    assert ToldAnonymously.objects.get().count == ServiceRequest.objects.count() == 1


def test_it_cannot_be_undone(cut: Taker) -> None:
    cut.types(**CONTACT, who="named", told="on")
    request = cut.reads_out().request
    assert request.is_anonymous
    assert not Person.objects.exists()


def test_that_no_contact_is_possible_is_said_before_it_is_sent(cut: Taker) -> None:
    assertContains(cut.page, "Nobody can call you about it.")
    cut.presses("send")
    assertContains(cut.page, "tick that the caller agrees", status_code=422)
    assert not ServiceRequest.objects.exists()


def test_what_is_kept_is_read_to_the_caller_before_it_is(cut: Taker) -> None:
    cut.types(agreed="on").presses("send")
    assertContains(cut.page, "Read this to the caller.")
    assert not ServiceRequest.objects.exists()
    cut.presses("send")
    assertContains(cut.page, "Confirm that this is the text to be kept")
    assert not ServiceRequest.objects.exists()


def test_what_was_changed_since_it_was_read_is_read_again(cut: Taker) -> None:
    cut.types(agreed="on").presses("send").types(ok="on", words="Something else.").presses("send")
    assertContains(cut.page, "Read this to the caller.")
    assert not ServiceRequest.objects.exists()
    assert words.stripped(cut.presses("send").request) == "Something else."


def test_it_is_there_before_anything_was_typed(taker: Taker) -> None:
    taker.begin().presses("anonymous")
    assertContains(taker.page, "Anonymous. No contact is possible.")
    assertNotContains(taker.page, "needs a second look")


def test_the_page_goes_along_into_the_other_language(cut: Taker) -> None:
    sent = {**cut.fields, "draft": cut.hidden("draft"), "stay": "1"}
    page = cut.client.post("/es/staff/desk/", sent)
    assertContains(page, "Anónima. No es posible contactarle.")
    assertNotContains(page, "Quill")


def test_a_request_sent_by_name_and_then_cut_is_told_to_be_stored_by_name(taker: Taker) -> None:
    """The answer to the first sending was lost, and the caller changed their mind: the screen says what is so."""
    taker.fills(name="Rosa Quill")
    draft = taker.hidden("draft")
    taker.presses("send")
    taker.page = taker.client.post("/en/staff/desk/", {**taker.fields, "draft": draft, "anonymous": "1"})
    taker.reads_out()
    assertContains(taker.page, "This was sent before")
    assertNotContains(taker.page, "Anonymous:")
    assert not ToldAnonymously.objects.exists()


def test_each_call_of_the_day_counts_one_more(taker: Taker) -> None:
    for _ in range(2):
        taker.fills().cuts().reads_out()
    assert ToldAnonymously.objects.get().count == 2


def test_the_table_of_counts_holds_nothing_but_a_day_and_a_number(db: None) -> None:
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, ToldAnonymously._meta.db_table)
    assert [column.name for column in columns] == ["day", "count"]
