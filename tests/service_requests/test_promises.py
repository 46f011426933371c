"""The controls of 311: each finds what is right to be right, and a breach, made with SQL, to be wrong."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from commonhall import evidence
from commonhall.evidence import Evidence
from commonhall.service_requests.answers import Answers
from commonhall.service_requests.models import Photo, Questionnaire, Service, ServiceRequest
from commonhall.service_requests.questions import Datatype
from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose
from tests.service_requests import asking, making
from tests.service_requests.reporting import Reporter, photograph
from tests.townsfolk import Traveller
from tests.web.test_promises import plant, templates_in


def look(promise: str, verb: str) -> Evidence:
    """What the control of this verb sees."""
    (control,) = [each for each in evidence.controls() if (each.promise, each.verb) == (promise, verb)]
    return control.look()


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def anonymous(reporter: Reporter) -> str:
    """The reference of an anonymous request with a photo."""
    reporter.start().say(where="1012 N Market St").say(words="Deep. Call 302-555-0147", photo=photograph())
    return reporter.say(who="anonymous").say(ok="on").reference


@pytest.fixture
def answered(services: None) -> ServiceRequest:
    """An anonymous request that answered questions."""
    asked = asking.let("street-light", *asking.EACH_TYPE)
    given = {"a-datetime": "2026-11-24T14:05", "a-text": "It is dark."}
    return making.reported(service="street-light", answers=Answers(questionnaire=asked, given=given))


def put_answer(request: ServiceRequest, code: str, answer: str) -> None:
    """Write an answer past intake."""
    context = f"service_requests.servicerequest:{request.pk}:stripped-answers"
    sealed = sealing.seal(Purpose.OFFICE, json.dumps({code: answer}).encode(), context=context)
    sql("UPDATE service_requests_servicerequest SET stripped_answers_sealed = %s", sealed)


VERBS = ["text", "photos", "times", "taker", "logs", "say"]


@pytest.mark.parametrize("verb", VERBS)
def test_a_request_that_came_in_by_the_front_door_is_in_order(anonymous: str, verb: str) -> None:
    found = look("311.anonymous", verb)
    assert found.count > 0
    assert found.wrong == ()


def test_a_phone_number_put_into_the_words_is_found(anonymous: str) -> None:
    request = ServiceRequest.objects.get(reference=anonymous)
    words = sealing.seal(
        Purpose.OFFICE, b"Call 302-555-0147", context=f"service_requests.servicerequest:{request.pk}:stripped"
    )
    sql(
        "UPDATE service_requests_servicerequest SET stripped_sealed = %s WHERE reference = %s",
        words,
        anonymous,
    )
    assert look("311.anonymous", "text").wrong == (anonymous,)


def test_a_house_number_beside_an_anonymous_request_about_a_home_is_found(reporter: Reporter) -> None:
    reporter.start("missed-trash").say(where="512 N French St").say(words="Not emptied.")
    request = ServiceRequest.objects.get(reference=reporter.say(who="anonymous").say().reference)
    assert look("311.anonymous", "text").wrong == ()
    house = sealing.seal(
        Purpose.OFFICE, b"512 N French St", context=f"service_requests.servicerequest:{request.pk}:place"
    )
    sql("UPDATE service_requests_servicerequest SET place_sealed = %s", house)
    assert look("311.anonymous", "text").wrong == (request.reference,)


def test_the_block_of_a_home_may_stand_in_the_reporters_language(city: None, client: Client) -> None:
    reporter = Reporter(client, language="es").start("missed-trash").say(where="512 N French St")
    reporter.say(words="No lo vaciaron.").say(who="anonymous").say()
    found = look("311.anonymous", "text")
    assert (found.count, found.wrong) == (1, ())


def test_words_released_with_a_name_in_them_are_found(anonymous: str) -> None:
    sql(
        "UPDATE service_requests_servicerequest SET public_words = %s WHERE reference = %s",
        "My name is Rosa Marin.",
        anonymous,
    )
    assert look("311.anonymous", "text").wrong == (anonymous,)


def test_a_photo_with_a_comment_in_it_is_found(anonymous: str) -> None:
    photo = Photo.objects.get()
    telling = b"\xff\xd8\xff\xfe\x00\x0bRosa Mar" + b"\xff\xda\x00\x02"
    sealed = sealing.seal(Purpose.OFFICE, telling, context=f"service_requests.photo:{photo.pk}")
    sql("UPDATE service_requests_photo SET sealed = %s", sealed)
    assert look("311.anonymous", "photos").wrong == (anonymous,)


def test_a_time_beside_an_anonymous_request_is_found(anonymous: str) -> None:
    sql("UPDATE service_requests_event SET at = now() WHERE kind = 'received'")
    assert look("311.anonymous", "times").wrong == (anonymous,)


def test_who_took_an_anonymous_request_is_found(anonymous: str, members: dict[object, object]) -> None:
    sql("UPDATE service_requests_event SET at = now(), by_id = (SELECT id FROM staff_member LIMIT 1)")
    assert look("311.anonymous", "taker").wrong == (anonymous,)


def test_that_something_was_said_beside_an_anonymous_request_is_found(
    anonymous: str, members: dict[object, object]
) -> None:
    sql(
        "INSERT INTO service_requests_event (id, request_id, kind, day, state, closed_reason, public_note) "
        "SELECT gen_random_uuid(), id, 'told optional', day, '', '', '' FROM service_requests_servicerequest"
    )
    assert look("311.anonymous", "taker").wrong == (anonymous,)


def test_a_job_that_names_an_anonymous_request_is_found(anonymous: str) -> None:
    sql(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts) "
        "SELECT 'routing', 'x', jsonb_build_object('request_id', id::text), 'todo', 0 "
        "FROM service_requests_servicerequest"
    )
    assert look("311.anonymous", "logs").wrong == (anonymous,)


def test_an_ended_day_that_was_never_settled_is_found(noon: Traveller, anonymous: str) -> None:
    noon.shift(timedelta(days=2))
    assert "settle has not run" in look("311.anonymous", "order").wrong[0]


def test_each_field_of_the_report_page_says_why_it_is_asked(city: None) -> None:
    found = look("purpose.share-less", "mark-optional")
    assert found.count >= 14 + 2 * 81  # each question of the forty services, in both languages
    assert found.wrong == ()


def test_a_field_that_does_not_say_why_is_found(city: None, tmp_path: Path) -> None:
    with templates_in(tmp_path):
        plant(
            tmp_path,
            "service_requests/report/named.html",
            '<label for="n">Name</label><input id="n" name="name">',
        )
        assert "es contact name" in look("purpose.share-less", "mark-optional").wrong


@pytest.mark.parametrize(
    "spoiled",
    [
        '<input id="q" name="answer-pole"><label for="q">Pole (optional)</label>',
        '<label for="q">Pole</label><input id="q" name="answer-pole" aria-describedby="why"><p id="why">Why</p>',
        "<p>Nothing is asked.</p>",
    ],
    ids=["does not say why", "does not say that it is optional", "is not asked"],
)
def test_a_question_whose_field_keeps_something_back_is_found(
    services: None, tmp_path: Path, spoiled: str
) -> None:
    with templates_in(tmp_path):
        plant(tmp_path, "service_requests/questions/words.html", spoiled)
        assert "en street-light pole" in look("purpose.share-less", "mark-optional").wrong


def test_a_question_whose_why_says_nothing_is_found(services: None) -> None:
    blank = [{**asking.question("one", Datatype.ONE).as_json(), "why": {"en": " ", "es": " "}}]
    light = Service.objects.get(pk="street-light")
    Questionnaire.objects.create(service=light, version=99, day="2026-11-25", questions=blank)
    wrong = look("purpose.share-less", "mark-optional").wrong
    assert set(wrong) == {"en street-light one", "es street-light one"}


def test_a_time_of_day_in_an_anonymous_answer_is_found(answered: ServiceRequest) -> None:
    assert look("311.anonymous", "times").wrong == ()
    put_answer(answered, "a-datetime", "2026-11-24T14:05")
    assert look("311.anonymous", "times").wrong == (answered.reference,)


def test_a_phone_number_in_an_anonymous_answer_is_found(answered: ServiceRequest) -> None:
    assert look("311.anonymous", "text").wrong == ()
    put_answer(answered, "a-text", "Call 302-555-0147")
    assert look("311.anonymous", "text").wrong == (answered.reference,)


def test_the_last_step_warns_of_too_much(city: None) -> None:
    """In the words of each kind, and in an answer."""
    found = look("purpose.share-less", "warn")
    assert (found.count, found.wrong) == (10, ())


def test_a_last_step_without_its_warning_is_found(city: None, tmp_path: Path) -> None:
    with templates_in(tmp_path):
        plant(tmp_path, "service_requests/report/check.html", "<p>Send it.</p>")
        assert len(look("purpose.share-less", "warn").wrong) == 10


def test_a_page_that_does_not_say_that_no_contact_is_possible_is_found(city: None, tmp_path: Path) -> None:
    with templates_in(tmp_path):
        plant(tmp_path, "service_requests/report/anonymous.html", "<p>Fine.</p>")
        assert look("311.anonymous", "say").wrong == ("en", "es")


def test_an_empty_table_is_nothing_to_look_at(city: None) -> None:
    assert look("311.anonymous", "text").count == 0
