"""What waits for a person: who sees it, what the log says, and what they decide."""

import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.holdings import retention
from commonhall.messaging.models import Received
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.roles import Role
from tests.messaging.answering import WORDS, address_of, hand_in, mail

pytestmark = pytest.mark.django_db
HELD = "/en/staff/mail/"
State, Why = Received.State, Received.Why
STRANGER = "neighbor@else.example"


@pytest.fixture(autouse=True)
def mail_comes_in(settings: Settings) -> None:
    settings.EMAIL_REPLIES = settings.EMAIL_FROM = "311@city.example"


@pytest.fixture
def call_taker(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.CALL_TAKER)


@pytest.fixture
def held(named: ServiceRequest) -> Received:
    """An answer of somebody who was not written to."""
    return hand_in(mail(address_of(named), sender=STRANGER, files=("plan.pdf",)))


def added(request: ServiceRequest) -> list[str]:
    return words.added(request.events.order_by("number"), words.own_key(request))


def test_the_list_says_why_and_names_nobody(held: Received, call_taker: Client) -> None:
    page = call_taker.get(HELD).content.decode()
    assert "Somebody else answered" in page
    assert STRANGER not in page
    assert WORDS not in page
    assert Entry.objects.filter(kind=Entry.Kind.MESSAGE_OPENED).count() == 0


def test_who_opens_one_sees_all_of_it_and_is_in_the_log(
    held: Received, named: ServiceRequest, call_taker: Client
) -> None:
    page = call_taker.get(f"{HELD}{held.pk}/").content.decode()
    for shown in (STRANGER, WORDS, "Which side?", "plan.pdf", "application/pdf"):
        assert shown in page
    entry = Entry.objects.get(kind=Entry.Kind.MESSAGE_OPENED)
    subject = log.subject_of(entry)
    assert (subject.request, subject.message) == (str(named.pk), str(held.pk))


def test_accepted_it_stands_in_the_time_line(
    held: Received, named: ServiceRequest, call_taker: Client, worker: Client
) -> None:
    call_taker.post(f"{HELD}{held.pk}/accept/", {"reference": named.reference.lower()})
    held.refresh_from_db()
    assert (held.state, held.came_at, held.files_left) == (State.JOINED, None, 1)
    assert held.by is not None
    assert added(named) == [WORDS]
    page = f"/en/staff/requests/{named.reference}/"
    assert f"{HELD}{held.pk}/" in call_taker.get(page).content.decode()
    assert f"{HELD}{held.pk}/" not in worker.get(page).content.decode()
    entry = Entry.objects.get(kind=Entry.Kind.MESSAGE_DECIDED)
    assert log.subject_of(entry).reason == "accepted"
    call_taker.post(f"{HELD}{held.pk}/accept/", {"reference": named.reference})
    assert added(named) == [WORDS]


def test_one_that_answers_nothing_can_be_given_to_the_request_it_means(
    named: ServiceRequest, call_taker: Client
) -> None:
    row = hand_in(mail("311@city.example"))
    call_taker.post(f"{HELD}{row.pk}/accept/", {"reference": named.reference})
    row.refresh_from_db()
    assert (row.state, row.about) == (State.JOINED, named.pk)


@pytest.mark.parametrize("reference", ["", "nothing", "4KT7M2"])
def test_a_reference_that_is_none_is_said(held: Received, call_taker: Client, reference: str) -> None:
    said = call_taker.post(f"{HELD}{held.pk}/accept/", {"reference": reference}, follow=True)
    assert "There is no request with that reference" in said.content.decode()
    held.refresh_from_db()
    assert held.state == State.HELD


def test_an_anonymous_request_takes_none(
    held: Received, anonymous: ServiceRequest, call_taker: Client
) -> None:
    said = call_taker.post(f"{HELD}{held.pk}/accept/", {"reference": anonymous.reference}, follow=True)
    assert "There is no request with that reference" in said.content.decode()
    assert anonymous.events.filter(kind="from resident").count() == 0


def test_put_aside_it_is_deleted_later(held: Received, call_taker: Client) -> None:
    call_taker.post(f"{HELD}{held.pk}/put-aside/")
    held.refresh_from_db()
    assert held.state == State.PUT_ASIDE
    assert held.ended_at is not None
    rule = next(rule for rule in retention.rules() if rule.model == "messaging.received")
    assert [past.key for past in rule.past(held.ended_at.date().replace(year=2099), 10)] == [held.pk]
    assert "Nothing waits." in call_taker.get(HELD).content.decode()


def test_neither_is_done_by_opening_a_link(held: Received, call_taker: Client) -> None:
    for deed in ("accept", "put-aside"):
        call_taker.get(f"{HELD}{held.pk}/{deed}/")
    held.refresh_from_db()
    assert held.state == State.HELD


def test_what_cannot_be_read_is_shown_as_it_came(call_taker: Client) -> None:
    row = hand_in(b"\xff\x00 no mail at all <script>")
    page = call_taker.get(f"{HELD}{row.pk}/").content.decode()
    assert "no mail at all &lt;script&gt;" in page
    said = call_taker.post(f"{HELD}{row.pk}/accept/", {"reference": "4KT7M2"}, follow=True)
    assert said.status_code == 200


def test_what_was_erased_is_said(held: Received, named: ServiceRequest, call_taker: Client) -> None:
    named.key.delete()
    said = call_taker.get(f"{HELD}{held.pk}/", follow=True).content.decode()
    assert "This message was erased with the person." in said


def test_one_that_is_gone_is_not_there(call_taker: Client) -> None:
    assert call_taker.get(f"{HELD}{uuid.uuid4()}/").status_code == 404


def test_more_of_them_cost_no_more_queries(named: ServiceRequest, call_taker: Client) -> None:
    hand_in(mail("311@city.example"))
    call_taker.get(HELD)
    with CaptureQueriesContext(connection) as one:
        call_taker.get(HELD)
    for number in range(5):
        hand_in(mail("311@city.example", words=f"Number {number}"))
    with CaptureQueriesContext(connection) as six:
        call_taker.get(HELD)
    assert len(six) == len(one)


def test_the_board_counts_what_came_in(held: Received, browser_of: Callable[[Role], Client]) -> None:
    page = browser_of(Role.ADMINISTRATOR).get("/en/staff/outbox/").content.decode()
    assert "Waits for a person" in page
    assert STRANGER not in page
