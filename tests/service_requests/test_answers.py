"""Answers, as they are stored: in full under the request's key, stripped under the office's, and shown as asked."""

import uuid

import pytest
from django.db import IntegrityError, connection
from django.utils import translation

from commonhall.people import contacts
from commonhall.people.contacts import Contact
from commonhall.service_requests import answers, intake, questions, words
from commonhall.service_requests.answers import Answers, Given
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import Service, ServiceRequest
from commonhall.service_requests.questions import Datatype
from commonhall.vault.sealing import CannotOpen
from tests.service_requests import asking, making
from tests.service_requests.asking import EACH_TYPE, question

pytestmark = pytest.mark.django_db
GIVEN: dict[str, Given] = {
    "a-string": "By Rosa Marin’s gate",
    "a-number": "3",
    "a-datetime": "2026-11-24T14:05",
    "a-text": "Call 302-555-0147.\nIt is dark.",
    "a-singlevaluelist": "dark",
    "a-multivaluelist": ("dark", "flickers"),
}


def reported(contact: Contact | None, given: dict[str, Given] = GIVEN) -> ServiceRequest:
    """A request that answered one question of each type."""
    report = Report(
        request=uuid.uuid4(),
        service=Service.objects.get(pk="street-light"),
        place=making.PLACE,
        words="",
        contact=contact,
        answers=Answers(questionnaire=asking.let("street-light", *EACH_TYPE), given=given),
    )
    intake.submit(report)
    return ServiceRequest.objects.select_related("questionnaire").get(pk=report.request)


@pytest.fixture
def named(services: None) -> ServiceRequest:
    return reported(making.ROSA)


@pytest.fixture
def anonymous(services: None) -> ServiceRequest:
    return reported(None)


def kept(found: Answers | None) -> dict[str, Given]:
    assert found is not None
    return dict(found.given)


def test_a_named_request_keeps_every_answer_in_full(named: ServiceRequest) -> None:
    assert kept(answers.full(named)) == GIVEN


def test_the_office_reads_them_without_personal_details(named: ServiceRequest) -> None:
    office = kept(answers.stripped(named))
    assert office["a-string"] == "By [name]’s gate"
    assert office["a-text"] == "Call [phone number].\nIt is dark."
    assert office["a-datetime"] == GIVEN["a-datetime"]
    assert office["a-multivaluelist"] == ("dark", "flickers")


def test_an_anonymous_request_keeps_the_stripped_ones_alone_and_no_time_of_day(
    anonymous: ServiceRequest,
) -> None:
    office = kept(answers.stripped(anonymous))
    assert anonymous.answers_sealed is None
    assert office["a-datetime"] == "2026-11-24"
    assert "0147" not in str(office)
    with pytest.raises(CannotOpen):
        answers.full(anonymous)


def test_no_answer_lies_in_the_table_in_the_clear(named: ServiceRequest, anonymous: ServiceRequest) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(each::text, ' ') FROM service_requests_servicerequest AS each")
        ((row,),) = cursor.fetchall()
    for telling in ("gate", "dark", "2026-11-24T14", b"It is dark".hex(), b"flickers".hex()):
        assert telling not in row


def test_with_the_person_their_answers_go(named: ServiceRequest) -> None:
    link = words.contact_link(named)
    assert link is not None
    contacts.erase(link.person)
    with pytest.raises(CannotOpen):
        answers.full(named)
    assert kept(answers.stripped(named))["a-number"] == "3"


def test_an_old_request_shows_the_questions_as_they_were_asked(named: ServiceRequest) -> None:
    asking.let("street-light", question("a-number", Datatype.STRING), question("other", Datatype.TEXT))
    found = ServiceRequest.objects.select_related("questionnaire").get(pk=named.pk)
    shown = {each.question: each.answer for each in answers.shown(answers.stripped(found))}
    assert shown["What about a-singlevaluelist?"] == "It is dark"
    assert shown["What about a-number?"] == "3"
    assert "What about other?" not in shown


def test_answers_are_read_in_the_language_of_the_page(named: ServiceRequest) -> None:
    with translation.override("es"):
        shown = {each.question: each.answer for each in answers.shown(answers.stripped(named))}
    assert shown["¿Y a-multivaluelist?"] == "Está apagada, Parpadea"
    assert shown["¿Y a-datetime?"].endswith("14:05")


def test_what_was_not_answered_is_said_to_be(services: None) -> None:
    shown = answers.shown(answers.stripped(reported(None, {"a-number": "3"})))
    assert [each.answer for each in shown].count("no answer") == 5


def test_one_line_tells_the_answers_where_there_are_no_words(anonymous: ServiceRequest) -> None:
    assert answers.summary(anonymous).startswith(
        "By [name]’s gate · 3 · Tuesday, November 24, 2026 · Call [phone number]."
    )


def test_a_request_of_a_service_without_questions_has_none(services: None) -> None:
    request = making.reported(service="litter-basket")
    assert (request.questionnaire, request.stripped_answers_sealed) == (None, None)
    assert answers.shown(answers.stripped(request)) == ()
    assert answers.full(making.reported(service="litter-basket", contact=making.ROSA)) is None
    assert answers.summary(request) == ""


@pytest.mark.parametrize(
    ("column", "constraint"),
    [
        ("answers_sealed = '\\x00'", "anonymous_has_no_answers_in_full"),
        ("stripped_answers_sealed = NULL", "answers_stand_beside_their_questions"),
        ("questionnaire_id = NULL", "answers_stand_beside_their_questions"),
    ],
)
def test_the_database_keeps_the_rules(anonymous: ServiceRequest, column: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), connection.cursor() as cursor:
        cursor.execute(f"UPDATE service_requests_servicerequest SET {column}")


def test_answers_of_one_request_do_not_open_in_another(named: ServiceRequest, services: None) -> None:
    other = reported(making.ROSA)
    other.answers_sealed, other.stripped_answers_sealed = named.answers_sealed, named.stripped_answers_sealed
    for read in (answers.full, answers.stripped):
        with pytest.raises(CannotOpen):
            read(other)


def test_a_question_that_is_gone_takes_no_answer_with_it(named: ServiceRequest) -> None:
    """What a questionnaire does not ask is not shown, whatever lies in the sealed bytes."""
    questionnaire = asking.let("street-light", question("a-number", Datatype.NUMBER))
    found = Answers(questionnaire=questionnaire, given=GIVEN)
    assert [(each.code, given) for each, given in found] == [("a-number", "3")]
    assert questions.of(None) == ()
