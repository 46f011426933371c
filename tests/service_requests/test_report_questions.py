"""A resident answers the questions of a service, by the pages."""

import re

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertNumQueries

from commonhall.service_requests import answers, jobs, questions
from commonhall.service_requests.models import Service, ServiceRequest
from commonhall.service_requests.questions import Datatype
from tests.service_requests import asking
from tests.service_requests.asking import EACH_TYPE, question
from tests.service_requests.reporting import Reporter, photograph

AT = "1012 N Market St"
ANSWERED = {
    "answer-a-string": "By Rosa Marin’s gate",
    "answer-a-number": "3",
    "answer-a-datetime_day": "2026-11-24",
    "answer-a-datetime_time": "14:05",
    "answer-a-text": "My name is Rosa Marin.",
    "answer-a-singlevaluelist": "dark",
    "answer-a-multivaluelist": ["dark", "flickers"],
}


@pytest.fixture
def asked(reporter: Reporter) -> Reporter:
    """A resident before the questions of a service that has one of each type."""
    asking.let("street-light", *EACH_TYPE)
    return reporter.start("street-light").say(where=AT)


def stored(reporter: Reporter) -> ServiceRequest:
    found = ServiceRequest.objects.select_related("questionnaire")
    return found.get(reference=reporter.reference)


def office(request: ServiceRequest) -> dict[str, object]:
    found = answers.stripped(request)
    assert found is not None
    return dict(found.given)


def test_each_question_stands_there_with_why_and_whether_it_is_optional(asked: Reporter) -> None:
    for each in EACH_TYPE:
        assertContains(asked.page, str(each.text))
        assertContains(asked.page, str(each.why))
    assert asked.text.count("(optional)") == len(EACH_TYPE) + 2  # the time of day, and the photo


def test_the_answers_are_stored_in_full_and_stripped(asked: Reporter) -> None:
    asked.say(words="Dark.", **ANSWERED).say(who="named", name="Rosa Marin").say()
    request = stored(asked)
    full = answers.full(request)
    assert full is not None
    assert full.given["a-text"] == "My name is Rosa Marin."
    assert full.given["a-datetime"] == "2026-11-24T14:05"
    assert office(request)["a-text"] == "My name is [name]."
    assert office(request)["a-multivaluelist"] == ("dark", "flickers")


def test_an_anonymous_reporter_sees_and_confirms_what_is_kept(asked: Reporter) -> None:
    page = asked.say(words="Dark.", **ANSWERED).say(who="anonymous").page
    assertContains(page, "name taken out")
    assertContains(page, "Tuesday, November 24, 2026")
    assertNotContains(page, "2:05")
    assertNotContains(page, "Rosa Marin")
    assertContains(asked.say().page, "Confirm that this is the text to be kept", status_code=422)
    request = stored(asked.say(ok="on"))
    assert request.answers_sealed is None
    assert office(request)["a-datetime"] == "2026-11-24"
    assert "Rosa" not in str(office(request))


def test_a_named_reporter_is_warned_of_what_an_answer_holds_and_can_take_it_out(asked: Reporter) -> None:
    page = asked.say(words="Dark.", **ANSWERED).say(who="named", name="Ben").page
    assertContains(page, "Do you want to share this much?")
    page = asked.say(strip="1").page
    assertNotContains(page, "Do you want to share this much?")
    asked.say()
    full = answers.full(stored(asked))
    assert full is not None
    assert full.given["a-text"] == "My name is [name]."
    assert full.given["a-number"] == "3"


def test_what_cannot_be_taken_is_said_at_its_field_and_nothing_is_lost(asked: Reporter) -> None:
    wrong = {**ANSWERED, "answer-a-number": "many", "answer-a-datetime_day": "soon"}
    page = asked.say(words="Dark.", photo=photograph(60, 40), **wrong).page
    assert page.status_code == 422
    assertContains(page, "2 things need a second look", status_code=422)
    for mistake, its_id in (
        ("up to six figures", "id_answer-a-number"),
        ("Write the day", "id_answer-a-datetime"),
    ):
        assert re.search(rf'<a href="#{its_id}">[^<]*{mistake}', asked.text)
        assert f'id="{its_id}"' in asked.text
    for typed in (
        'value="many"',
        'value="soon"',
        'value="14:05"',
        "Dark.</textarea>",
        "Rosa Marin.</textarea>",
    ):
        assertContains(page, typed, status_code=422)
    assert asked.text.count(" checked>") == 3
    asked.say(words="Dark.", **ANSWERED).say(who="anonymous").say(ok="on")
    assert stored(asked).photos.count() == 1


def test_going_back_keeps_every_answer_even_one_that_cannot_be_taken(asked: Reporter) -> None:
    asked.say(change="where", words="Dark.", **{**ANSWERED, "answer-a-number": "many"})
    page = asked.say(where=AT).page
    assertContains(page, 'value="many"')
    assert asked.text.count(" checked>") == 3
    asked.say(change="contact", words="Dark.", **{**ANSWERED, "answer-a-number": "many"})
    assertContains(asked.say(who="anonymous").page, "What does the crew need to know?")
    assert not ServiceRequest.objects.exists()


def test_what_must_be_answered_is_asked_for(reporter: Reporter) -> None:
    asking.let("street-light", question("lamp", Datatype.ONE, is_required=True))
    page = reporter.start("street-light").say(where=AT).say(words="Dark.").page
    assertContains(page, "Choose an answer: What about lamp?", count=2, status_code=422)
    assertContains(page, "Dark.</textarea>", status_code=422)


def test_where_an_answer_says_enough_nothing_has_to_be_written(reporter: Reporter) -> None:
    asking.let("street-light", question("lamp", Datatype.ONE, is_required=True))
    page = reporter.start("street-light").say(where=AT).page
    assertContains(page, "Anything else?")
    reporter.say(**{"answer-lamp": "dark"}).say(who="anonymous").say()
    assert office(stored(reporter)) == {"lamp": "dark"}


def test_the_last_page_cannot_be_reached_past_a_question(reporter: Reporter) -> None:
    asking.let("street-light", question("lamp", Datatype.ONE, is_required=True))
    reporter.start("street-light").say(where=AT).say(change="check", words="Dark.")
    assertContains(reporter.page, "What does the crew need to know?")
    asked_out_of_turn = reporter.start("street-light").say(change="check")
    assertContains(asked_out_of_turn.page, "Where is it?")


def test_a_report_ends_with_the_questions_it_began_with(asked: Reporter) -> None:
    """An administrator changes them meanwhile: what was typed is not lost, and the request shows what it was asked."""
    asked.say(words="Dark.", **ANSWERED)
    asking.let("street-light", question("lamp", Datatype.ONE, is_required=True))
    asked.say(who="anonymous").say(ok="on")
    assert questions.of(stored(asked).questionnaire) == EACH_TYPE


def test_a_note_is_read_and_not_answered(reporter: Reporter) -> None:
    asking.let("street-light", question("plate", Datatype.STRING, is_note=True))
    page = reporter.start("street-light").say(where=AT).page
    assertContains(page, "What about plate?")
    assertNotContains(page, 'name="answer-plate"')
    reporter.say(words="Dark.").say(who="anonymous").say()
    assert office(stored(reporter)) == {}


def test_the_questions_speak_spanish(city: None, client: Client) -> None:
    reporter = Reporter(client, language="es").start("street-light").say(where=AT)
    assertContains(reporter.page, "¿Qué le pasa?")
    assertContains(reporter.page, "Para que el electricista lleve la pieza indicada.")
    reporter.say(**{"answer-what": "dark"}).say(who="anonymous")
    assertContains(reporter.page, "Está apagada")


def test_a_page_of_questions_asks_the_database_little(asked: Reporter) -> None:
    hidden = {"draft": asked.hidden("draft"), "step": "details", "words": "Dark.", **ANSWERED}
    with assertNumQueries(3):
        asked.client.post("/en/report/", hidden)


def test_the_page_of_the_request_shows_staff_what_was_answered(asked: Reporter, supervisor: Client) -> None:
    asked.say(words="Dark.", **ANSWERED).say(who="named", name="Rosa Marin", phone="302-555-0147").say()
    jobs.route(request_id=str(stored(asked).pk))
    address = f"/en/staff/requests/{asked.reference}/"
    page = supervisor.get(address)
    assertContains(page, "What about a-number?")
    assertContains(page, "It is dark, It flickers")
    assertContains(page, "My name is [name].")
    assertNotContains(page, "Rosa")
    opened = supervisor.post(f"{address}contact/", {"reason": "follow-up"})
    assertContains(opened, "My name is Rosa Marin.")


def test_the_reporter_s_own_page_shows_what_they_answered(asked: Reporter) -> None:
    asked.say(words="Dark.", **ANSWERED).say(who="named", name="Rosa Marin").say()
    link = re.search(r'href="([^"]*/follow/[^"]*)"', asked.text)
    assert link
    page = asked.client.get(link[1])
    assertContains(page, "My name is Rosa Marin.")
    assertContains(page, "It is dark, It flickers")


def test_nobody_else_reads_the_answers(asked: Reporter) -> None:
    asked.say(words="Dark.", **ANSWERED).say(who="named", name="Rosa Marin").say()
    page = asked.client.get(f"/en/requests/{asked.reference}/")
    assertNotContains(page, "What about a-number?")


def test_the_first_page_shows_what_is_common_and_all_by_topic(services: None, client: Client) -> None:
    page = client.get("/en/report/").content.decode()
    common, topics = page.split('id="topics"')
    assert common.count("/en/report/?service=") == Service.objects.filter(is_common=True).count() == 7
    assert topics.count("/en/report/?service=") == 40
    assert topics.count("<details>") == 9


def test_the_first_page_finds_and_leads_back_to_all(services: None, client: Client) -> None:
    page = client.post("/en/report/", {"what": "mattress"})
    assertContains(page, "?service=bulk-pickup")
    assertContains(page, "Look through all 40 services")
    page = client.post("/en/report/", {"what": "zzzzqqq"})
    assertContains(page, "Nothing matches those words.")
    assertContains(page, 'id="topics"')


def test_a_service_that_is_not_offered_stands_nowhere(services: None, client: Client) -> None:
    Service.objects.filter(pk="pothole").update(is_offered=False)
    for page in (
        client.get("/en/"),
        client.get("/en/report/"),
        client.post("/en/report/", {"what": "pothole"}),
    ):
        assertNotContains(page, "service=pothole")


def test_what_is_looked_for_stands_in_no_address(services: None, client: Client) -> None:
    for address in ("/en/", "/en/report/"):
        (form,) = re.findall(
            r'<form [^>]*(?:(?!</form>).)*name="what"', client.get(address).content.decode(), re.DOTALL
        )
        assert 'method="post"' in form
