"""What residents text acts at once: words that end, begin or ask."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from commonhall import calendar
from commonhall.messaging import delivery, gateways, hearing, joining, keeping
from commonhall.messaging.models import Channel, Heard, Message, Received, Word
from commonhall.messaging.texts import words as known_words
from commonhall.people import contacts, reached, wishes
from commonhall.people.contacts import Contact
from commonhall.people.models import Wish
from commonhall.people.record import OWN_WORDS, Answer, AskedBy, Way
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.roles import Role
from commonhall.vault.blind.reader import IndexIsLost
from tests import dump, running
from tests.gateways import smsc, textserver
from tests.messaging import corresponding, texting
from tests.messaging.texts.twilio_server import TwilioServer
from tests.service_requests import making

pytestmark = pytest.mark.django_db
PHONE, STRANGER = "+13025550147", "+13025550188"


@pytest.fixture
def reachable(services: None) -> ServiceRequest:
    return making.reported(contact=Contact(name="Rosa Marin", phone=PHONE, language="es"))


def record_of(request: ServiceRequest) -> contacts.Record:
    link = words.contact_link(request)
    assert link
    return contacts.open_record(link.person)


def answers(provider: TwilioServer) -> list[str]:
    """What the provider was given since the last look."""
    delivery.deliver()
    said = [taken["Body"] for taken in provider.taken]
    provider.taken.clear()
    return said


WORDS = (
    "STOP,stop,Stop., STOP! ,StopAll,QUIT,END,CANCEL,unsubscribe,Revoke,opt-out,"
    "ALTO,Parar,cancelar,BAJA,dar de baja,¡Alto!,no más"
)


@pytest.mark.parametrize("word", WORDS.split(","))
def test_a_word_stops_all_texts_to_that_number_at_once(provider: TwilioServer, word: str) -> None:
    assert texting.texts(PHONE, word).status_code == 200
    assert wishes.is_refused(Way.TEXT, PHONE)
    (said,) = answers(provider)
    assert said.startswith(
        ("City of Wilmington: You get no more texts", "Ciudad de Wilmington: Ya no recibirá")
    )


def test_the_stop_stands_in_the_record_with_its_proof(
    provider: TwilioServer, reachable: ServiceRequest
) -> None:
    texting.texts(PHONE, "Stop")
    kept = record_of(reachable).consents[Way.TEXT]
    assert (kept.answer, kept.channel, kept.words, kept.version) == (
        Answer.NO,
        AskedBy.TEXT,
        "stop",
        OWN_WORDS,
    )
    assert Wish.objects.filter(answer="no", way="text", words="stop", channel="text").exists()


def test_nothing_goes_to_a_number_that_nobody_here_has_after_it_stopped(
    provider: TwilioServer, services: None, worker: Client
) -> None:
    texting.texts(STRANGER, "STOP")
    assert len(answers(provider)) == 1
    request = making.reported(contact=Contact(phone=STRANGER))
    page = worker.get(corresponding.page_of(request), follow=True).content.decode()
    assert "They left no e-mail address and no mobile number" in page
    corresponding.stored(request, channel=Channel.TEXT)
    assert answers(provider) == []
    assert not dump.holds(STRANGER.lstrip("+"))


def test_who_stops_twice_is_answered_once(provider: TwilioServer) -> None:
    for _ in range(2):
        texting.texts(PHONE, "STOP")
    assert len(answers(provider)) == 1


def test_what_the_provider_tells_twice_is_heard_once(provider: TwilioServer) -> None:
    for _ in range(2):
        texting.texts(PHONE, "HELP", MessageSid="SM1")
    assert len(answers(provider)) == 1
    assert Heard.objects.count() == 1


def test_start_begins_texts_again_and_says_so(provider: TwilioServer, reachable: ServiceRequest) -> None:
    texting.texts(PHONE, "ALTO")
    answers(provider)
    texting.texts(PHONE, "START")
    assert not wishes.is_refused(Way.TEXT, PHONE)
    record = record_of(reachable)
    assert record.answer(Way.TEXT) is Answer.YES
    assert [consent.answer for way, consent in record.earlier if way is Way.TEXT] == [Answer.NO]
    (said,) = answers(provider)
    assert "STOP ends them" in said


@pytest.mark.parametrize(
    ("word", "said"), [("HELP", "STOP ends that"), ("ayuda", "ALTO lo termina"), ("info", "STOP")]
)
def test_who_asks_for_help_is_told_who_writes_and_how_to_end_it(
    provider: TwilioServer, word: str, said: str
) -> None:
    texting.texts(PHONE, "STOP")
    answers(provider)
    texting.texts(PHONE, word)
    (answer,) = answers(provider)
    assert said in answer
    assert "Wilmington" in answer


def test_help_is_answered_as_often_as_anybody_is_texted_in_a_day(provider: TwilioServer) -> None:
    for _ in range(13):
        assert texting.texts(PHONE, "HELP").status_code == 200
    assert len(answers(provider)) == 10


def test_a_word_that_the_provider_answered_itself_is_not_answered_again(provider: TwilioServer) -> None:
    texting.texts(PHONE, "STOP", OptOutType="STOP")
    assert answers(provider) == []
    assert wishes.is_refused(Way.TEXT, PHONE)


def test_what_does_not_come_from_a_telephone_number_is_kept_and_not_answered(provider: TwilioServer) -> None:
    assert texting.texts("72873", "STOP").status_code == 200
    assert answers(provider) == []


def test_other_words_stop_nothing(provider: TwilioServer) -> None:
    texting.texts(PHONE, "Stop at the blue gate, the hole is on the left.")
    assert not wishes.is_refused(Way.TEXT, PHONE)
    assert answers(provider) == []


def test_a_stop_outlives_the_person(provider: TwilioServer, reachable: ServiceRequest) -> None:
    texting.texts(PHONE, "STOP")
    link = words.contact_link(reachable)
    assert link
    contacts.erase(link.person)
    assert wishes.is_refused(Way.TEXT, PHONE)


def test_by_kannel_a_stop_acts_at_once_and_is_answered(settings: Settings, client: Client) -> None:
    with smsc.network() as network, textserver.kannel(network) as server:
        settings.TEXT_GATEWAY = gateways.read_texts(server.url)
        settings.TEXT_HOOK_SECRET = "a-long-secret-of-chance"
        path = "/hooks/texts/kannel/a-long-secret-of-chance/"
        headers = {
            "X-Kannel-From": PHONE,
            "X-Kannel-To": textserver.NUMBER,
            "X-Kannel-Time": "2026-11-27 12:00:00",
        }
        answer = client.post(path, b"STOP", content_type="text/plain", headers=headers)
        assert answer.status_code == 200
        assert wishes.is_refused(Way.TEXT, PHONE)
        delivery.deliver()
        running.until(lambda: bool(network.texts()), 20)
        assert "You get no more texts" in network.texts()[0]


def test_what_they_answer_is_joined_to_what_was_asked(
    provider: TwilioServer, reachable: ServiceRequest, worker: Client
) -> None:
    corresponding.write(worker, reachable, "Which side?")
    delivery.deliver()
    texting.texts(PHONE, "A la izquierda 🚒")
    texting.texts(PHONE, "A la izquierda 🚒", MessageSid="SMagain")
    joining.read_waiting()
    assert Received.objects.filter(state="joined", about=reachable.pk).count() == 2
    page = worker.get(f"/en/staff/requests/{reachable.reference}/").content.decode()
    assert "A la izquierda" in page


def test_an_answer_of_somebody_we_texted_nothing_waits_for_a_person(
    provider: TwilioServer, reachable: ServiceRequest
) -> None:
    texting.texts(STRANGER, "Who is this?")
    texting.texts(PHONE, "Is the hole filled?")
    joining.read_waiting()
    assert set(Received.objects.values_list("state", "why")) == {("held", "not addressed")}


def test_where_two_things_were_asked_about_a_person_looks(
    provider: TwilioServer, reachable: ServiceRequest, worker: Client
) -> None:
    link = words.contact_link(reachable)
    assert link
    other = making.reported("Another hole.", contact=Contact(phone=PHONE), person=link.person)
    for request in (reachable, other):
        corresponding.write(worker, request, "Which side?")
    delivery.deliver()
    texting.texts(PHONE, "On the left")
    joining.read_waiting()
    assert Received.objects.get().state == "held"


def test_who_asks_in_other_words_that_we_stop_waits_for_a_person_that_day(
    provider: TwilioServer,
    reachable: ServiceRequest,
    worker: Client,
    browser_of: Callable[[Role], Client],
) -> None:
    corresponding.write(worker, reachable, "Which side?")
    delivery.deliver()
    texting.texts(PHONE, "please stop texting me")
    joining.read_waiting()
    row = Received.objects.get()
    assert (row.state, row.why) == ("held", "asks to stop")
    call_taker = browser_of(Role.CALL_TAKER)
    assert "They ask us to stop" in call_taker.get(f"/en/staff/mail/{row.pk}/").content.decode()
    page = call_taker.post(f"/en/staff/mail/{row.pk}/stop/", follow=True).content.decode()
    assert "Nothing goes to that number any more." in page
    assert wishes.is_refused(Way.TEXT, PHONE)
    assert record_of(reachable).consents[Way.TEXT].words == "please stop texting me"


def test_a_held_text_can_be_stopped_while_the_index_of_people_is_made_anew(
    provider: TwilioServer, browser_of: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    texting.texts(STRANGER, "please stop texting me")
    joining.read_waiting()
    row = Received.objects.get()

    def lost(number: str) -> None:
        raise IndexIsLost

    monkeypatch.setattr(reached, "by_phone", lost)
    desk = browser_of(Role.CALL_TAKER)
    assert "please stop texting me" in desk.get(f"/en/staff/mail/{row.pk}/").content.decode()
    desk.post(f"/en/staff/mail/{row.pk}/stop/")
    assert wishes.is_refused(Way.TEXT, STRANGER)


def test_words_are_told_apart_from_sentences() -> None:
    assert known_words.known("Please stop") is None
    assert known_words.known("end of Elm St") is None
    found = known_words.known("Información")
    assert found is not None
    assert (found.word, found.language) == (Word.HELP, "es")


@given(st.text(max_size=60))
def test_whatever_is_written_is_read(text: str) -> None:
    known = known_words.known(text)
    assert known is None or known.written.isalpha()
    assert known_words.asks_to_stop(text) in {True, False}


@pytest.mark.parametrize(
    "text",
    [
        "please stop texting me",
        "Don’t text this number again",
        "Take me off your list",
        "no more messages please",
        "wrong number",
        "I want to opt out",
        "leave me alone!!",
        "no me manden más mensajes",
        "ya no quiero que me escriban",
        "Dejen de enviarme mensajes",
        "Quítenme de la lista",
        "número equivocado",
    ],
)
def test_who_asks_in_other_words_is_heard(text: str) -> None:
    assert known_words.known(text) is None
    assert known_words.asks_to_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "It is on the left side of the gate.",
        "The bus stop on Elm St",
        "At the end of the block, by the hydrant",
        "Thanks, the crew came.",
        "Sí, sigue ahí y está más hondo.",
        "Gracias, ya no está el hoyo.",
    ],
)
def test_answers_are_not_taken_for_it(text: str) -> None:
    assert not known_words.asks_to_stop(text)


def test_said_again_it_adds_nothing(provider: TwilioServer, reachable: ServiceRequest) -> None:
    for _turn in range(3):
        texting.texts(PHONE, "STOP")
    wishes_of_it = Wish.objects.filter(way=Way.TEXT).count()
    texting.texts(PHONE, "STOP")
    assert Wish.objects.filter(way=Way.TEXT).count() == wishes_of_it
    assert wishes.is_refused(Way.TEXT, PHONE)
    texting.texts(PHONE, "START")
    assert not wishes.is_refused(Way.TEXT, PHONE)
    assert wishes.refused([(Way.TEXT, PHONE)]) == frozenset()
    texting.texts(PHONE, "STOP")
    assert wishes.refused([(Way.TEXT, PHONE)]) == {Way.TEXT}


def test_an_answer_goes_with_the_word_that_it_answers(provider: TwilioServer) -> None:
    texting.texts(STRANGER, "HELP")
    assert Message.objects.filter(room=hearing.ROOM).count() == 1
    keeping.forget(calendar.today() + timedelta(days=3))
    assert not Heard.objects.exists()
    assert not Message.objects.filter(room=hearing.ROOM).exists()
