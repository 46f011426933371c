"""A call from its first word to its reference."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.people import contacts
from commonhall.service_requests import intake, words
from commonhall.service_requests.models import Channel, Event, ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.desk.calling import WORDS, Taker
from tests.service_requests import making

PHONE = "(302) 555-0147"


def told() -> list[Event]:
    return list(Event.objects.filter(kind=Event.Kind.TOLD_OPTIONAL))


def test_a_named_call_is_stored_as_the_web_stores_it(taker: Taker) -> None:
    taker.fills(name="Rosa Marin", phone=PHONE).presses("send")
    request = taker.request
    link = words.contact_link(request)
    assert link
    assert contacts.open_record(link.person).contact.phone == "+13025550147"
    assert (request.channel, request.service_id) == (Channel.TELEPHONE, "pothole")
    assert words.full(request) == WORDS
    assert words.place(request) == "1012 N Market St"


def test_the_reference_is_given_large_and_spelled(taker: Taker) -> None:
    taker.fills(phone=PHONE).presses("send")
    assertContains(taker.page, taker.spelled())
    assertContains(taker.page, "Next call")


def test_it_is_spelled_in_the_language_of_the_caller(taker: Taker) -> None:
    taker.fills(phone=PHONE, language="es").presses("send")
    with translation.override("es"):
        assertContains(taker.page, taker.spelled())
    assertNotContains(taker.page, taker.spelled())


def test_that_it_was_said_what_is_optional_is_kept_with_who_said_it(
    taker: Taker, members: dict[Role, Member]
) -> None:
    taker.fills(phone=PHONE).presses("send")
    (event,) = told()
    assert event.request == taker.request
    assert event.by == members[Role.CALL_TAKER]
    assert event.at is not None


def test_staff_read_in_the_time_line_that_it_was_said_and_residents_do_not(taker: Taker) -> None:
    taker.fills(phone=PHONE).presses("send")
    case = taker.client.get(f"/en/staff/requests/{taker.reference}/")
    assertContains(case, "Told what is optional")
    public = taker.client.get(f"/en/requests/{taker.reference}/")
    assertNotContains(public, "Told what is optional")


def test_nobody_gives_a_contact_before_it_was_said_that_it_is_optional(taker: Taker) -> None:
    taker.fills(phone=PHONE)
    taker.fields.pop("told")
    taker.presses("send")
    assertContains(taker.page, "Say what is optional, then tick that you said it.", status_code=422)
    assert not ServiceRequest.objects.exists()
    assert taker.typed("phone") == PHONE


def test_a_caller_who_gives_no_contact_is_asked_for_one_or_made_anonymous(taker: Taker) -> None:
    taker.fills().presses("send")
    assertContains(taker.page, "Give at least one of the four, or choose to stay anonymous.", status_code=422)


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("where", "Zebra Way", "We know no street of that name"),
        ("where", "", "Tell us where it is."),
        ("words", "", "Say in a sentence what is wrong"),
        ("phone", "twelve", "That does not look like a phone number."),
        ("email", "rosa@", "That does not look like an e-mail address."),
        ("words", "x" * 4001, "That is longer than 4000 characters."),
    ],
)
def test_what_the_report_page_refuses_the_desk_refuses(
    taker: Taker, field: str, wrong: str, said: str
) -> None:
    taker.fills(name="Rosa Marin").types(**{field: wrong}).presses("send")
    assertContains(taker.page, said, status_code=422)
    assert taker.typed("name") == "Rosa Marin"
    assert not ServiceRequest.objects.exists()


def test_without_a_service_nothing_is_sent(taker: Taker) -> None:
    taker.fills(phone=PHONE).presses("service", "").presses("send")
    assertContains(taker.page, "Choose what it is about.", status_code=422)
    taker.presses("service", "no-such-service").presses("send")
    assertContains(taker.page, "Choose what it is about.", status_code=422)


def test_sent_twice_it_is_stored_once_and_says_so(taker: Taker) -> None:
    taker.fills(phone=PHONE)
    draft = taker.hidden("draft")
    first = taker.presses("send").reference
    fields = {**taker.fields, "draft": draft, "words": "Something else", "send": "1"}
    taker.page = taker.client.post("/en/staff/desk/", fields)
    assert taker.reference == first
    assertContains(taker.page, "This was sent before")
    assert ServiceRequest.objects.count() == len(told()) == 1


def test_what_is_typed_stays_when_a_service_is_chosen(taker: Taker) -> None:
    taker.begin().types(where="22nd", words=WORDS, phone="30255", told="on").presses("service", "pothole")
    assert [taker.typed(name) for name in ("where", "words", "phone")] == ["22nd", WORDS, "30255"]
    assertContains(taker.page, 'name="told" checked')
    assertContains(taker.page, "A hole or a sunken place")
    assertNotContains(taker.page, "needs a second look")


def test_a_place_that_is_meant_is_chosen_from_those_that_fit(taker: Taker) -> None:
    taker.begin().types(where="22nd St").presses("stay")
    assertContains(taker.page, 'name="where" value="')
    taker.presses("where", "n market st|1000|1012")
    assert taker.typed("where") == "1012 N Market St"
    assertContains(taker.page, "Found:")


def test_a_named_caller_who_tells_too_much_is_warned_once(taker: Taker) -> None:
    taker.fills(phone=PHONE, words="My neighbor Rosa Quill is ill, call 302-555-0148.").presses("send")
    assertContains(taker.page, "Should this much be kept?")
    assert not ServiceRequest.objects.exists()
    taker.presses("send")
    assert "Quill" in words.full(taker.request)


def test_too_much_is_taken_out_with_one_button(taker: Taker) -> None:
    taker.fills(phone=PHONE, words="Ask Mr. Quill at 302-555-0148.").presses("send").presses("strip")
    assert taker.typed("words") == "Ask Mr. [name] at [phone number]."


def test_the_call_goes_on_until_its_end(taker: Taker) -> None:
    assertContains(taker.client.get("/en/staff/desk/"), "Take a call")
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        taker.begin()
    with time_machine.travel(start + timedelta(seconds=134), tick=False):
        assertContains(taker.client.get("/en/staff/desk/"), "02:14")
    ended = taker.client.post("/en/staff/desk/end/", follow=True)
    assertContains(ended, "Take a call")
    assert "call" not in taker.client.session


def test_the_next_call_begins_with_nothing_of_the_last(taker: Taker) -> None:
    taker.fills(phone=PHONE).presses("send")
    taker.begin()
    assertNotContains(taker.page, "555")
    assertNotContains(taker.page, WORDS)


def test_a_draft_that_did_not_arrive_whole_is_told(taker: Taker) -> None:
    taker.begin()
    page = taker.client.post("/en/staff/desk/", {"draft": "nothing", "send": "1"})
    assertContains(page, "Nothing was sent.", status_code=400)


def test_the_questions_of_the_service_are_asked_and_answered_as_on_the_web(taker: Taker) -> None:
    taker.fills(phone=PHONE)
    assertContains(taker.page, "How big is it?")
    taker.types(**{"answer-size": "tire"}).presses("send")
    case = taker.client.get(f"/en/staff/requests/{taker.reference}/")
    assertContains(case, "Like a car tire")


def test_a_question_that_must_be_answered_is_asked_for(taker: Taker) -> None:
    taker.fills(phone=PHONE).presses("service", "sidewalk").presses("send")
    assertContains(taker.page, "Choose an answer: What is wrong with it?", status_code=422)
    taker.types(**{"answer-what": "lifted", "answer-height": "2"}).presses("send")
    assert taker.request.service_id == "sidewalk"


def test_services_are_found_while_one_types(taker: Taker) -> None:
    found = taker.client.post("/en/staff/desk/services/", {"q": "bache"})
    assertContains(found, 'value="pothole"')
    assertContains(found, 'data-key="1"')
    assertContains(
        taker.client.post("/en/staff/desk/services/", {"q": "zebra"}), "Nothing matches those words."
    )


def test_a_place_is_found_while_one_types(taker: Taker) -> None:
    found = taker.client.post("/en/staff/desk/place/", {"where": "1012 market"})
    assertContains(found, "1012 N Market St")
    assertContains(taker.client.post("/en/staff/desk/place/", {"where": "zebra"}), "We know no street")
    elsewhere = taker.client.post("/en/staff/desk/place/", {"where": "Newark, DE"})
    assertContains(elsewhere, 'Call <a href="tel:3025550142">(302) 555-0142</a>.')
    assertNotContains(taker.client.post("/en/staff/desk/place/", {"where": ""}), "Tell us")


def test_the_page_costs_few_queries(
    taker: Taker, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    taker.fills(phone=PHONE)
    with django_assert_max_num_queries(12):
        taker.client.get("/en/staff/desk/")
    with django_assert_max_num_queries(12):
        taker.presses("stay")


def test_nobodys_browser_keeps_what_a_caller_said(taker: Taker) -> None:
    taker.fills()
    for name in ("q", "where", "words", "name", "phone", "email", "address"):
        if f'name="{name}"' in taker.text:
            tag = taker.text.split(f'name="{name}"')[1].split(">")[0]
            assert 'autocomplete="off"' in tag, name


def test_a_report_names_no_call_taker_beside_somebody_anonymous(
    taker: Taker, members: dict[Role, Member]
) -> None:
    report = making.reported(contact=making.ROSA)
    with pytest.raises(ValueError, match="no call taker"):
        intake.Report(
            request=report.pk,
            service=report.service,
            place=making.PLACE,
            words="-",
            contact=None,
            told_optional_by=members[Role.CALL_TAKER],
        )
