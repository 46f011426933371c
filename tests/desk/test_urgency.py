"""Words that are not 311's stop the call; everyday ones that hold them do not; going on is a choice."""

import pytest
from django.conf import settings
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.desk import script, urgency
from commonhall.service_requests.models import ServiceRequest
from tests.desk.calling import Taker
from tests.desk.vectors import EVERYDAY, URGENT

OPEN = 'id="stop" aria-labelledby="stop-title" data-urgent='


def numbers(said: str) -> list[str]:
    return [heard.urgency.number for heard in urgency.hear(said, script.current().urgencies)]


@pytest.mark.parametrize(("said", "number"), URGENT)
def test_it_hears_what_is_urgent(said: str, number: str) -> None:
    assert numbers(said) == [number]


@pytest.mark.parametrize("said", EVERYDAY)
def test_it_leaves_everyday_words_in_peace(said: str) -> None:
    assert numbers(said) == []


def test_both_may_be_heard_at_once() -> None:
    assert numbers("He has a gun and says: I want to die") == ["911", "988"]


def test_what_was_gone_past_is_not_heard_again_and_another_word_is() -> None:
    heard = urgency.hear("fire and smoke", script.current().urgencies, past=frozenset({"fire"}))
    assert [each.words for each in heard] == [("smoke",)]


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_city_has_words_and_sentences_for_it_in_each_language(language: str) -> None:
    for each in script.current().urgencies:
        assert each.title.of(language)
        assert each.number in each.says.of(language)
        assert len(each.words) >= 20


def test_every_word_of_the_list_is_one_that_can_be_heard() -> None:
    for each in script.current().urgencies:
        deaf = [word for word in each.words if each not in [h.urgency for h in urgency.hear(word, [each])]]
        assert deaf == []


def is_stopped(taker: Taker) -> bool:
    return " open>" in taker.text.split(OPEN)[1].split("<h2")[0]


def test_a_call_with_urgent_words_is_not_sent(taker: Taker) -> None:
    taker.fills(phone="302-555-0147", words="There is a man bleeding beside the hole.").presses("send")
    assert is_stopped(taker)
    assertContains(taker.page, "bleeding")
    assertContains(taker.page, "transfer the call to 911 with your telephone")
    assert taker.typed("words") == "There is a man bleeding beside the hole."
    assert not ServiceRequest.objects.exists()


def test_it_is_heard_whatever_button_is_pressed(taker: Taker) -> None:
    taker.begin().types(q="gas leak").presses("stay")
    assert is_stopped(taker)


def test_an_ordinary_call_is_not_stopped(taker: Taker) -> None:
    assert not is_stopped(taker.fills())


def test_a_place_is_not_what_the_caller_says(taker: Taker) -> None:
    assert not is_stopped(taker.begin().types(where="12 Gun Fire Rd").presses("stay"))


def test_going_on_is_a_choice_that_holds_for_the_words_that_were_heard(taker: Taker) -> None:
    taker.fills(phone="302-555-0147", words="It was burning last year.").presses("go_on")
    assert not is_stopped(taker)
    assert not is_stopped(taker.presses("stay"))
    taker.types(words="It was burning last year, and smells of gas now.").presses("send")
    assert is_stopped(taker)
    taker.presses("go_on").presses("send")
    assert taker.request.service_id == "pothole"


def test_ending_the_call_is_one_of_the_two_ways_on(taker: Taker) -> None:
    taker.fills(words="Somebody fell into it.").presses("send")
    assertContains(taker.page, 'form="ended"')
    ended = taker.client.post("/en/staff/desk/end/", follow=True)
    assertContains(ended, "Take a call")
    assertNotContains(ended, "Somebody")


def test_what_is_said_is_said_in_the_language_of_the_city(taker: Taker) -> None:
    taker.language = "es"
    taker.fills(words="Hay fuego en la esquina.").presses("send")
    assertContains(taker.page, "Alto. Esto no es para el 311.")
    assert settings.CITY.languages == ("en", "es")
