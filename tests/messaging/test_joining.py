"""What comes in is joined to what it answers, or held for a person, and never lost."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from commonhall.messaging import delivery, joining, mail_in, received, receiving, rooms
from commonhall.messaging.incoming import Incoming
from commonhall.messaging.models import Channel, Message, Received
from commonhall.messaging.rooms import Answer, NotTheirs
from commonhall.people import contacts
from commonhall.service_requests import correspondence, words
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose
from commonhall.vault.sealing import CannotOpen
from tests.gateways.mailserver import Sink
from tests.messaging import answering, corresponding
from tests.messaging.answering import WORDS, address_of, bounce, hand_in, mail
from tests.service_requests import making
from tests.service_requests.making import ROSA
from tests.service_requests.reporting import photograph

pytestmark = pytest.mark.django_db
State, Why = Received.State, Received.Why


@pytest.fixture(autouse=True)
def mail_comes_in(settings: Settings) -> None:
    settings.EMAIL_REPLIES = "311@city.example"
    settings.EMAIL_FROM = "311@city.example"


def added(request: ServiceRequest) -> list[str]:
    key = words.own_key(request)
    return words.added(request.events.order_by("number"), key)


def page_of(request: ServiceRequest) -> str:
    return f"/en/staff/requests/{request.reference}/"


def test_an_answer_is_read_where_the_question_stands(named: ServiceRequest, worker: Client) -> None:
    row = hand_in(mail(address_of(named)))
    assert (row.state, row.why, row.came_at) == (State.JOINED, "", None)
    assert added(named) == [WORDS]  # without what was quoted
    page = worker.get(page_of(named)).content.decode()
    assert WORDS in page
    assert "By e-mail" in page


def test_it_wakes_a_request_that_waits_for_it(named: ServiceRequest, worker: Client) -> None:
    worker.post(f"{page_of(named)}state/", {"state": "in progress"})
    corresponding.write(worker, named, waits="on")
    hand_in(mail(address_of(named)))
    named.refresh_from_db()
    assert named.state == "in progress"


def test_handed_over_twice_it_is_one(named: ServiceRequest) -> None:
    raw = mail(address_of(named))
    assert receiving.take_in(Channel.EMAIL, raw)
    assert not receiving.take_in(Channel.EMAIL, raw)
    joining.read_waiting()
    assert not receiving.take_in(Channel.EMAIL, raw)
    assert Received.objects.count() == 1
    assert added(named) == [WORDS]


def test_come_by_two_ways_it_is_added_once(named: ServiceRequest) -> None:
    raw = mail(address_of(named))
    for way in (raw, b"X-Way: another\n" + raw):
        assert hand_in(way).state == State.JOINED
    assert Received.objects.count() == 2
    assert added(named) == [WORDS]


def test_from_another_address_it_waits_for_a_person(named: ServiceRequest) -> None:
    row = hand_in(mail(address_of(named), sender="somebody@else.example"))
    assert (row.state, row.why) == (State.HELD, Why.OTHER_SENDER)
    assert added(named) == []


def test_with_a_forged_sender_it_waits_for_a_person(named: ServiceRequest, settings: Settings) -> None:
    settings.EMAIL_CHECKED_BY = "mail.city.example"
    found = "mail.city.example; dmarc=fail header.from=example.com"
    row = hand_in(mail(address_of(named), Authentication_Results=found))
    assert (row.state, row.why) == (State.HELD, Why.FORGED)
    assert added(named) == []


@pytest.mark.parametrize("to", ["311@city.example", "311+amade-up@city.example", "other@city.example"])
def test_what_answers_nothing_waits_for_a_person(named: ServiceRequest, to: str) -> None:
    row = hand_in(mail(to))
    assert (row.state, row.why) == (State.HELD, Why.NOT_ADDRESSED)


def test_what_holds_nothing_new_waits_for_a_person(named: ServiceRequest) -> None:
    row = hand_in(mail(address_of(named), words=""))
    assert (row.state, row.why) == (State.HELD, Why.NO_WORDS)


def test_to_an_anonymous_request_nothing_is_joined(anonymous: ServiceRequest) -> None:
    row = hand_in(mail(address_of(anonymous)))
    assert (row.state, row.why, row.about) == (State.HELD, Why.NOBODY, None)
    assert anonymous.events.filter(kind=Event.Kind.FROM_RESIDENT).count() == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Subject": "Out of office"},
        {"Precedence": "auto_reply"},
    ],
)
def test_what_a_program_answers_is_kept_apart_and_answered_never(
    named: ServiceRequest, headers: dict[str, str]
) -> None:
    row = hand_in(mail(address_of(named), **headers))
    assert row.state == State.AUTOMATIC
    assert row.ended_at is not None
    assert added(named) == []
    assert Message.objects.count() == 0


def test_our_own_mail_come_back_is_a_loop(named: ServiceRequest, worker: Client, sink: Sink) -> None:
    corresponding.write(worker, named)
    delivery.deliver()
    (sent,) = sink.wait_for(1)
    row = hand_in(b"Delivered-To: " + address_of(named).encode() + b"\r\n" + sent.raw)
    assert row.state == State.AUTOMATIC
    assert added(named) == []


def test_photos_are_taken_in_as_photos_and_other_files_are_counted(
    named: ServiceRequest, worker: Client
) -> None:
    photo = photograph(90, 60).read()
    row = hand_in(mail(address_of(named), photos=(photo, b"\xff\xd8\xff no photo"), files=("plan.pdf",)))
    assert row.state == State.JOINED
    assert named.photos.count() == 2  # it had one
    assert row.files_left == 2
    assert "2 attachments were not taken over." in worker.get(page_of(named)).content.decode()


def test_a_mail_with_more_photos_than_fit_loses_no_word(named: ServiceRequest) -> None:
    photos = tuple(photograph(30 + n, 30).read() for n in range(12))
    row = hand_in(mail(address_of(named), photos=photos))
    assert row.state == State.JOINED
    assert added(named) == [WORDS]
    assert named.photos.count() == 10
    assert row.files_left == 3


def test_every_byte_is_kept_under_the_key_of_the_request(named: ServiceRequest) -> None:
    raw = mail(address_of(named), files=("plan.pdf",))
    row = hand_in(raw)
    assert received.read(row) == raw
    with pytest.raises(CannotOpen):
        sealing.unseal(Purpose.OFFICE, row.sealed, context=f"messaging.received:{row.pk}")


@pytest.mark.parametrize("sender", [ROSA.email, "somebody@else.example"])
def test_with_the_person_it_can_be_read_no_more(named: ServiceRequest, sender: str) -> None:
    row = hand_in(mail(address_of(named), sender=sender))
    link = words.contact_link(named)
    assert link
    contacts.erase(link.person)
    with pytest.raises(CannotOpen):
        received.read(row)
    assert received.opens(row) is None
    later = hand_in(mail(address_of(named)))
    assert (later.state, later.why) == (State.HELD, Why.NOBODY)


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"no header at all\n\nwords", b"\0\xff" * 400])
def test_what_cannot_be_understood_lies_in_the_list_with_its_bytes(raw: bytes, db: None) -> None:
    row = hand_in(raw)
    assert row.state in {State.NOT_UNDERSTOOD, State.HELD}
    assert received.read(row) == raw


def test_every_mail_of_all_kinds_is_accounted_for(named: ServiceRequest) -> None:
    mails = [path.read_bytes() for path in sorted((Path(__file__).parent / "reading/mails").glob("*.eml"))]
    for raw in mails:
        receiving.take_in(Channel.EMAIL, raw)
        receiving.take_in(Channel.EMAIL, b"Delivered-To: " + address_of(named).encode() + b"\r\n" + raw)
    assert joining.read_waiting() == 2 * len(mails)
    rows = Received.objects.all()
    assert len(rows) == 2 * len(mails)
    assert {received.opens(row) for row in rows} == {True}
    assert not rows.filter(state=State.WAITING).exists()
    joined = set(rows.filter(state=State.JOINED).values_list("deed", flat=True))
    assert joined <= set(named.events.values_list("pk", flat=True))  # those from her own address
    assert joined


def test_of_what_is_too_large_the_beginning_is_kept(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MOST_BYTES", 1000)
    monkeypatch.setattr(receiving, "KEPT_OF_MORE", 100)
    row = hand_in(b"Subject: long\n\n" + b"x" * 2000)
    assert (row.state, row.why) == (State.NOT_UNDERSTOOD, Why.TOO_LARGE)
    assert len(received.read(row)) == 100


@pytest.fixture
def a_mistake(monkeypatch: pytest.MonkeyPatch) -> Callable[[type[BaseException]], None]:
    """From now on a mail that says “breaks” ends its reading so."""

    def make(kind: type[BaseException]) -> None:
        def understand(raw: bytes) -> Incoming:
            if b"breaks" in raw:
                raise kind
            return mail_in.understand(raw)

        monkeypatch.setattr(joining, "READERS", {Channel.EMAIL: understand})

    return make


def test_a_mistake_of_ours_holds_up_no_other_mail(
    named: ServiceRequest, a_mistake: Callable[[type[BaseException]], None]
) -> None:
    a_mistake(ZeroDivisionError)
    receiving.take_in(Channel.EMAIL, mail(address_of(named), words="breaks"))
    receiving.take_in(Channel.EMAIL, mail(address_of(named)))
    assert joining.read_waiting() == 2
    assert sorted(Received.objects.values_list("state", flat=True)) == ["joined", "not understood"]


def test_what_ends_the_process_is_put_aside_after_three_tries(
    named: ServiceRequest, a_mistake: Callable[[type[BaseException]], None]
) -> None:
    a_mistake(KeyboardInterrupt)
    receiving.take_in(Channel.EMAIL, mail(address_of(named), words="breaks"))
    for _time in range(3):
        with pytest.raises(KeyboardInterrupt):
            joining.read_waiting()
    joining.read_waiting()
    assert Received.objects.get().state == State.NOT_UNDERSTOOD


@pytest.fixture
def sent(named: ServiceRequest, worker: Client, sink: Sink) -> Message:
    """A message that left."""
    corresponding.write(worker, named)
    delivery.deliver()
    return Message.objects.get()


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        ("5.1.1", Message.Problem.BAD_ADDRESS),
        ("5.2.2", Message.Problem.FULL),
        ("5.7.1", Message.Problem.REPUTATION),
    ],
)
def test_a_bounce_says_at_the_message_why_it_did_not_arrive(
    sent: Message, named: ServiceRequest, worker: Client, status: str, problem: Message.Problem
) -> None:
    row = hand_in(bounce(sent, status=status))
    sent.refresh_from_db()
    assert (row.state, row.deed) == (State.REPORT, sent.pk)
    assert (sent.state, sent.problem) == (Message.State.CAME_BACK, problem)
    assert f"By e-mail: came back. {problem.label}." in worker.get(page_of(named)).content.decode()


def test_a_bounce_comes_to_the_address_that_names_its_message(sent: Message, sink: Sink) -> None:
    (mail,) = sink.arrived()
    hand_in(bounce(sent, to=mail.sender))
    sent.refresh_from_db()
    assert sent.state == Message.State.CAME_BACK


def test_a_note_of_delay_changes_nothing(sent: Message) -> None:
    row = hand_in(bounce(sent, status="4.4.1", action="delayed"))
    sent.refresh_from_db()
    assert (row.state, sent.state) == (State.REPORT, Message.State.HANDED_OVER)


def test_a_bounce_settles_what_was_uncertain(sent: Message) -> None:
    Message.objects.update(state=Message.State.UNCERTAIN, ended_at=None)
    hand_in(bounce(sent))
    sent.refresh_from_db()
    assert sent.state == Message.State.CAME_BACK


def test_a_bounce_of_a_message_under_way_waits_until_that_is_noted(sent: Message) -> None:
    Message.objects.update(state=Message.State.IN_FLIGHT, sender=7, ended_at=None)
    row = hand_in(bounce(sent))
    for _time in range(5):
        joining.read_waiting()
    row.refresh_from_db()
    assert row.state == State.WAITING
    Message.objects.update(state=Message.State.UNCERTAIN, sender=None)
    joining.read_waiting()
    row.refresh_from_db()
    assert row.state == State.REPORT


def test_a_bounce_of_somebody_elses_mail_changes_nothing(sent: Message) -> None:
    row = hand_in(bounce(sent, to="311@city.example"))
    sent.refresh_from_db()
    assert (row.state, sent.state) == (State.AUTOMATIC, Message.State.HANDED_OVER)


def test_the_mail_says_that_it_can_be_answered_and_where(
    sent: Message, named: ServiceRequest, sink: Sink
) -> None:
    (mail,) = sink.arrived()
    text = mail.message.get_body(("plain",)).get_content()
    assert "You can answer this e-mail" in text
    assert "Nobody reads answers" not in text
    assert address_of(named) in str(mail.message["Reply-To"])
    assert "rosa" not in str(mail.message["Reply-To"]).lower()


def test_two_persons_answers_go_each_to_their_own_request(named: ServiceRequest) -> None:
    other = making.reported(contact=making.Contact(email="other@example.com"))
    hand_in(mail(address_of(other), words="Mine.", sender="Other@Example.com"))
    hand_in(mail(address_of(named)))
    assert (added(named), added(other)) == ([WORDS], ["Mine."])
    assert answering.hand_in(mail(address_of(other))).why == Why.OTHER_SENDER


def test_a_text_may_be_joined_in_the_same_way(named: ServiceRequest) -> None:
    answer = Answer(
        once=uuid.uuid4(), about=named.pk, channel=Channel.TEXT, sender="+1 302 555 0147", words="Yes"
    )
    assert rooms.take(correspondence.ROOM, answer) == 0
    assert added(named) == ["Yes"]
    with pytest.raises(NotTheirs):
        rooms.take(correspondence.ROOM, replace(answer, sender="302-555-0199"))


@pytest.mark.parametrize(
    "said",
    [
        "I am on vacation until Monday, please come on Tuesday instead.",
        "Estoy de vacaciones hasta el lunes, vengan el martes.",
        "Do not reply to this message by phone please, I am deaf. Yes, still broken.",
    ],
)
def test_somebody_who_answers_us_is_no_machine_by_their_words(named: ServiceRequest, said: str) -> None:
    assert hand_in(mail(address_of(named), said)).state == State.JOINED
    assert added(named) == [said]


def test_what_headers_call_a_machines_answer_is_none(named: ServiceRequest) -> None:
    row = hand_in(mail(address_of(named), "I am on vacation.", Auto_Submitted="auto-replied"))
    assert row.state == State.AUTOMATIC
    assert added(named) == []
