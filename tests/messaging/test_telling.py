"""Who reported a request is told when its state changes, where they want that; and stops it by one click."""

import random
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.utils import timezone

from commonhall.messaging import delivery
from commonhall.messaging.models import Message
from commonhall.people import consent, contacts
from commonhall.people.contacts import Contact
from commonhall.people.handles import By
from commonhall.people.record import Answer, AskedBy, Way
from commonhall.service_requests import links, telling, words
from commonhall.service_requests.deeds import Change
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.states import ALLOWED, ClosedReason, State
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.gateways.mailserver import Arrived, Sink
from tests.messaging import corresponding
from tests.service_requests import making
from tests.service_requests.making import ROSA
from tests.service_requests.test_bulk import does, looks

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanted(named: ServiceRequest) -> ServiceRequest:
    """A request whose reporter wants to be told."""
    telling.choose(named.pk, wants_news=True)
    return named


def changes(staff: Client, request: ServiceRequest, state: str, **more: str) -> None:
    page = f"/en/staff/requests/{request.reference}/state/"
    assert staff.post(page, {"state": state, **more}).status_code == 302


def closes(staff: Client, request: ServiceRequest) -> None:
    changes(staff, request, "closed", closed_reason="fixed", public_note="Filled with hot asphalt.")


def leaves(sink: Sink, count: int = 1) -> Arrived:
    """What waits leaves; the last of it."""
    Message.objects.update(due_at=timezone.now())
    delivery.deliver()
    return sink.wait_for(count)[-1]


def text_of(mail: Arrived) -> str:
    return mail.message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def test_that_a_crew_has_it_is_told_by_a_mail_that_no_person_wrote(
    wanted: ServiceRequest, worker: Client, sink: Sink
) -> None:
    changes(worker, wanted, "in progress")
    delivery.deliver()
    assert sink.arrived() == [], "it waits for what is done right after"
    mail = leaves(sink)
    assert mail.recipients == (ROSA.email,)
    assert "A crew has your request now." in text_of(mail)
    assert "It should be done by" in text_of(mail)
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert "/en/follow/" in text_of(mail)


def test_that_it_is_closed_is_told_with_how_and_why(
    wanted: ServiceRequest, worker: Client, sink: Sink
) -> None:
    closes(worker, wanted)
    told = text_of(leaves(sink))
    assert "This is how your request ended: Fixed, says the crew." in told
    assert "Filled with hot asphalt." in told
    assert "If it is not fixed, say so on your page." in told


def test_it_is_told_in_the_language_of_the_report(services: None, worker: Client, sink: Sink) -> None:
    spanish = making.reported(contact=Contact(email="rosa@example.com", language="es"))
    telling.choose(spanish.pk, wants_news=True)
    changes(worker, spanish, "in progress")
    mail = leaves(sink)
    assert "Una cuadrilla ya tiene su solicitud." in text_of(mail)
    assert "/es/stop/" in text_of(mail)


def test_what_is_done_within_minutes_is_one_message_about_where_it_ends(
    wanted: ServiceRequest, worker: Client, sink: Sink
) -> None:
    changes(worker, wanted, "assigned")
    changes(worker, wanted, "waiting parts")
    closes(worker, wanted)
    mail = leaves(sink)
    assert "This is how your request ended" in text_of(mail)
    assert "waits for parts" not in text_of(mail)
    page = worker.get(f"/en/staff/requests/{wanted.reference}/").content.decode()
    assert page.count("Told who reported it, by e-mail: sent") == 3


def test_what_is_taken_back_within_minutes_is_not_told(
    wanted: ServiceRequest, worker: Client, members: dict[Role, Member], sink: Sink
) -> None:
    does(worker, looks(worker, "assign", [wanted], to=members[Role.WORKER].pk))
    assert Message.objects.count() == 1
    worker.post("/en/staff/queue/undo/")
    wanted.refresh_from_db()
    assert wanted.state == "new"
    assert not Message.objects.exists()
    assert wanted.events.filter(kind="assigned").exists()


def test_what_left_is_followed_by_another_message(wanted: ServiceRequest, worker: Client, sink: Sink) -> None:
    changes(worker, wanted, "in progress")
    leaves(sink)
    closes(worker, wanted)
    assert "This is how your request ended" in text_of(leaves(sink, 2))


def test_a_question_of_staff_is_no_second_message(wanted: ServiceRequest, worker: Client, sink: Sink) -> None:
    changes(worker, wanted, "in progress")
    corresponding.write(worker, wanted, waits="on")
    wanted.refresh_from_db()
    assert wanted.state == "waiting resident"
    assert corresponding.QUESTION in text_of(leaves(sink)).replace("\n", " ")
    assert Message.objects.count() == 1


def test_of_many_at_once_each_is_told_of_their_own_in_few_queries(
    services: None,
    worker: Client,
    members: dict[Role, Member],
    sink: Sink,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    rows = [making.reported(contact=Contact(email=f"r{number}@example.com")) for number in range(12)]
    for row in rows:
        telling.choose(row.pk, wants_news=True)
    looked = looks(worker, "assign", rows, to=members[Role.WORKER].pk)
    with django_assert_max_num_queries(12 * 10 + 60):
        does(worker, looked)
    leaves(sink, 12)
    to = {mail.recipients[0]: text_of(mail) for mail in sink.arrived()}
    assert set(to) == {f"r{number}@example.com" for number in range(12)}


def test_nobody_is_told_of_an_anonymous_request_nor_without_a_yes(
    anonymous: ServiceRequest, named: ServiceRequest, worker: Client
) -> None:
    for request in (anonymous, named):
        changes(worker, request, "in progress")
    telling.choose(anonymous.pk, wants_news=True)
    closes(worker, anonymous)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("at_the_desk", "of_this_request", "told"),
    [
        (Answer.YES, Answer.NOT_ASKED, True),
        (Answer.YES, Answer.NO, False),
        (Answer.NOT_ASKED, Answer.YES, True),
        (Answer.NO, Answer.YES, False),
        (Answer.NOT_ASKED, Answer.NOT_ASKED, False),
    ],
)
def test_what_they_said_counts(
    named: ServiceRequest,
    worker: Client,
    members: dict[Role, Member],
    at_the_desk: Answer,
    of_this_request: Answer,
    told: bool,
) -> None:
    link = words.contact_link(named)
    assert link
    by = By(member=members[Role.CALL_TAKER].pk)
    consent.note(link.person, Way.EMAIL, at_the_desk, AskedBy.TELEPHONE, by=by)
    ServiceRequest.objects.filter(pk=named.pk).update(wants_news=of_this_request)
    changes(worker, named, "in progress")
    assert Message.objects.exists() is told


def test_one_click_in_the_mail_program_stops_them(
    wanted: ServiceRequest, worker: Client, client: Client, sink: Sink
) -> None:
    changes(worker, wanted, "in progress")
    mail = leaves(sink)
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = re.fullmatch(r"<http://[^/]+(/en/stop/\S+/)>", mail.message["List-Unsubscribe"])
    assert stop, "the link stands on one line, whole"
    assert stop[1] in text_of(mail)
    asked = client.get(stop[1]).content.decode()
    assert "Stop these e-mails?" in asked
    assert wanted.reference not in asked
    wanted.refresh_from_db()
    assert wanted.wants_news == "yes", "a program that looks at each link stops nothing"
    closes(worker, wanted)
    answer = client.post(stop[1], {"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    assert not answer.cookies
    wanted.refresh_from_db()
    assert wanted.wants_news == "no"
    assert not Message.objects.filter(state="waiting").exists(), "what waited is not sent"
    changes(worker, wanted, "sent back")
    assert not Message.objects.filter(state="waiting").exists()


def test_a_link_that_only_stops_opens_no_page_and_another_stops_nothing(
    wanted: ServiceRequest, client: Client
) -> None:
    stop, follow = (
        path.rstrip("/").rpartition("/")[2] for path in (links.stop(wanted), links.follow(wanted))
    )
    assert client.get(f"/en/follow/{stop}/").status_code == 410
    for token in (follow, "nonsense"):
        assert client.post(f"/en/stop/{token}/").status_code == 410
    wanted.refresh_from_db()
    assert wanted.wants_news == "yes"


def test_the_resident_turns_it_on_and_off_on_their_page(named: ServiceRequest, client: Client) -> None:
    own = links.follow(named)
    assert "We don’t write to you when something changes." in client.get(own).content.decode()
    here = {"Sec-Fetch-Site": "same-origin"}
    for wants, said in (("yes", "We write to you when"), ("no", "We write to you no more when")):
        page = client.post(f"{own}news/", {"wants": wants}, headers=here, follow=True).content.decode()
        assert said in page
        named.refresh_from_db()
        assert named.wants_news == wants
    assert client.post(f"{own}news/", {}, headers=here).status_code == 302


def test_who_left_no_address_is_not_asked(services: None, client: Client) -> None:
    called = making.reported(contact=Contact(phone="+13025550147"))
    assert "when something changes" not in client.get(links.follow(called)).content.decode()


def test_who_was_erased_is_told_nothing(wanted: ServiceRequest, worker: Client, sink: Sink) -> None:
    link = words.contact_link(wanted)
    assert link
    changes(worker, wanted, "in progress")
    contacts.erase(link.person)
    Message.objects.update(due_at=timezone.now())
    delivery.deliver()
    assert sink.arrived() == []
    closes(worker, wanted)
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("before", "after", "is_news"),
    [
        (State.NEW, State.ASSIGNED, True),
        (State.ASSIGNED, State.IN_PROGRESS, False),
        (State.IN_PROGRESS, State.WAITING_FOR_PARTS, True),
        (State.WAITING_FOR_PARTS, State.IN_PROGRESS, True),
        (State.IN_PROGRESS, State.SENT_BACK, False),
        (State.CLOSED, State.SENT_BACK, True),
        (State.ASSIGNED, State.NEW, False),
        *((state, state, False) for state in State),
        *((state, State.CLOSED, True) for state in State if state is not State.CLOSED),
    ],
)
def test_what_is_news(before: State, after: State, is_news: bool) -> None:
    assert telling.is_news(before, after) is is_news


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_within_minutes_one_message_tells_where_it_ends_or_none(
    wanted: ServiceRequest, members: dict[Role, Member], seed: int
) -> None:
    drawn = random.Random(seed)
    state = State.NEW
    for _ in range(drawn.randint(1, 6)):
        after = drawn.choice(sorted(ALLOWED[state]))
        reason = ClosedReason.FIXED if after is State.CLOSED else None
        deed = Change(state=after, closed_reason=reason, public_note="Done." if reason else "")
        telling.do(wanted.pk, deed, by=members[Role.WORKER])
        state = after
        assert Message.objects.count() == int(telling.is_news(State.NEW, state))
    linked = wanted.events.filter(message__isnull=False)
    assert linked.exists() is telling.is_news(State.NEW, state)
