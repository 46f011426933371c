"""What a service asks: written anew at each change, and never changed afterwards, whoever tries."""

import pytest
from django.db import DatabaseError, connection, transaction

from commonhall.service_requests import questions
from commonhall.service_requests.models import Questionnaire, Service
from commonhall.service_requests.questions import CodeIsTaken, Datatype
from tests.service_requests import asking
from tests.service_requests.asking import EACH_TYPE, question

pytestmark = pytest.mark.django_db


@pytest.fixture
def light(services: None) -> Service:
    """A service that asks one question of each type."""
    asking.let("street-light", *EACH_TYPE)
    return Service.objects.get(pk="street-light")


def codes(service: Service) -> list[str]:
    return [each.code for each in questions.of(questions.current(service.pk))]


def test_a_question_is_read_as_it_was_written(light: Service) -> None:
    assert questions.of(questions.current(light.pk)) == EACH_TYPE


def test_a_change_makes_a_version_and_the_same_again_none(light: Service) -> None:
    before = light.questionnaires.count()
    questions.write(light, EACH_TYPE)
    assert light.questionnaires.count() == before
    questions.remove(light, "a-text")
    assert light.questionnaires.count() == before + 1


def test_the_version_before_stays_as_it_was(light: Service) -> None:
    old = questions.current(light.pk)
    questions.put(light, question("a-text", Datatype.NUMBER), instead_of="a-text")
    assert questions.of(old) == EACH_TYPE
    assert questions.of(questions.asked_by(old.pk if old else None)) == EACH_TYPE


def test_a_question_is_added_at_the_end_and_changed_where_it_stands(light: Service) -> None:
    questions.put(light, question("more", Datatype.STRING))
    questions.put(light, question("a-number", Datatype.TEXT), instead_of="a-number")
    assert codes(light) == [*(each.code for each in EACH_TYPE), "more"]
    assert questions.of(questions.current(light.pk))[1].datatype is Datatype.TEXT


def test_two_questions_of_a_service_have_two_codes(light: Service) -> None:
    with pytest.raises(CodeIsTaken):
        questions.put(light, question("a-text", Datatype.STRING))
    with pytest.raises(CodeIsTaken):
        questions.put(light, question("a-text", Datatype.STRING), instead_of="a-number")


def test_a_question_moves_up_and_down_as_far_as_the_list_goes(light: Service) -> None:
    first, second, *rest = codes(light)
    questions.move(light, second, by=-1)
    assert codes(light) == [second, first, *rest]
    questions.move(light, second, by=-1)
    questions.move(light, rest[-1], by=1)
    questions.move(light, "nothing", by=1)
    assert codes(light) == [second, first, *rest]
    questions.move(light, second, by=1)
    assert codes(light) == [first, second, *rest]


def test_a_service_whose_last_question_goes_asks_nothing(services: None) -> None:
    asking.let("street-light", question("one", Datatype.STRING))
    light = Service.objects.get(pk="street-light")
    questions.remove(light, "one")
    assert questions.current("street-light") is None
    assert "street-light" not in questions.all_current()
    assert "pothole" in questions.all_current()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE service_requests_questionnaire SET questions = '[]'",
        "DELETE FROM service_requests_questionnaire",
    ],
)
def test_the_database_lets_nobody_change_what_was_asked(light: Service, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert questions.of(questions.current(light.pk)) == EACH_TYPE


@pytest.mark.parametrize(
    "spoiled",
    [{"why": {}}, {"why": {"en": ""}}, {"datatype": "date"}, {"code": None}, {"text": {"es": "¿Qué?"}}],
    ids=["no why", "empty why", "unknown type", "no code", "no English"],
)
def test_the_database_takes_no_question_that_is_not_whole(light: Service, spoiled: dict[str, object]) -> None:
    plain = {**EACH_TYPE[0].as_json(), **spoiled}
    if plain["code"] is None:
        del plain["code"]
    with pytest.raises(DatabaseError, match="questions_are_whole"), transaction.atomic():
        Questionnaire.objects.create(service=light, version=99, day="2026-11-25", questions=[plain])


def test_a_required_question_says_enough_and_a_note_does_not(services: None) -> None:
    asked = asking.let("street-light", question("one", Datatype.STRING))
    assert not questions.say_enough(asked)
    asked = asking.let("street-light", question("one", Datatype.STRING, is_note=True, is_required=True))
    assert not questions.say_enough(asked)
    asked = asking.let("street-light", question("one", Datatype.STRING, is_required=True))
    assert questions.say_enough(asked)
