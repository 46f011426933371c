"""Finding requests by words in them."""

import pytest
from django.db import connection, connections
from hypothesis import given
from hypothesis import strategies as st

from commonhall import calendar
from commonhall.service_requests import answers, references, settling, word_search
from commonhall.service_requests.answers import Answers
from commonhall.service_requests.models import ServiceRequest, WordsChange
from commonhall.vault.blind import upkeep
from tests.service_requests import asking, making
from tests.service_requests.making import ROSA

numbers = st.integers(0, len(references.ALPHABET) ** references.LENGTH - 1)


@pytest.fixture(params=["before the first index", "with an index"])
def requests(request: pytest.FixtureRequest, fresh_database: str) -> dict[str, ServiceRequest]:
    """Three requests, by what they are about."""
    making.catalogue_of_the_city()
    made = {
        "hole": making.reported("Deep hole by the bus stop, it broke my bumper."),
        "lamp": making.reported("The lamp flickers all night", contact=ROSA),
        "wires": making.reported("Loose wires hang from the lamp post. Call Rosa Marin.", contact=ROSA),
    }
    if request.param == "with an index":
        upkeep.make_anew(word_search.INDEX.name)
    return made


def found(typed: str) -> list[str]:
    return [row.reference for row in word_search.find(typed, ServiceRequest.objects.all()).requests]


def of(requests: dict[str, ServiceRequest], *about: str) -> set[str]:
    return {requests[each].reference for each in about}


def test_requests_are_found_by_their_words(requests: dict[str, ServiceRequest]) -> None:
    assert set(found("hole")) == of(requests, "hole")
    assert set(found("LAMP")) == of(requests, "lamp", "wires")
    assert set(found("lamp wires")) == of(requests, "wires")
    assert found("zebra") == found("") == found("by") == []


def test_a_word_may_be_half_typed_or_have_a_slip(requests: dict[str, ServiceRequest]) -> None:
    for typed in ("bump", "bumpre", "bumer", "bumpper"):
        assert set(found(typed)) == of(requests, "hole"), typed


def test_what_was_taken_out_finds_nothing(requests: dict[str, ServiceRequest]) -> None:
    assert found("marin") == []


def test_only_what_one_may_see_is_found(requests: dict[str, ServiceRequest]) -> None:
    others = ServiceRequest.objects.exclude(pk=requests["lamp"].pk)
    assert {row.reference for row in word_search.find("lamp", others).requests} == of(requests, "wires")


def test_answers_are_found_in_every_language_and_without_personal_details(
    requests: dict[str, ServiceRequest],
) -> None:
    asked = asking.let("pothole", *asking.EACH_TYPE)
    given = {"a-text": "Beside the viaduct. Call 302-555-0147.", "a-singlevaluelist": "flickers"}
    answered = making.reported("", contact=ROSA, answers=Answers(questionnaire=asked, given=given))
    for index_is_new in (False, True):
        if index_is_new:
            upkeep.make_anew(word_search.INDEX.name)
        assert found("viaduct") == found("parpadea") == [answered.reference]
        assert set(found("flickers")) == {answered.reference, *of(requests, "lamp")}
        assert found("5550147") == found("0147") == found("dark") == []


def test_a_change_of_the_answers_is_noted(requests: dict[str, ServiceRequest]) -> None:
    asked = asking.let("pothole", *asking.EACH_TYPE)
    row = making.reported("", answers=Answers(questionnaire=asked, given={"a-text": "A viaduct"}))
    upkeep.make_anew(word_search.INDEX.name)
    answers.seal_stripped(row, Answers(questionnaire=asked, given={"a-text": "A zebra"}))
    row.save(update_fields=["stripped_answers_sealed"])
    assert found("viaduct") == []
    assert found("zebra") == [row.reference]


def test_what_one_may_see_is_found_among_more_than_are_shown(requests: dict[str, ServiceRequest]) -> None:
    others = ServiceRequest.objects.bulk_create(making.unsaved() for _ in range(word_search.MOST_FOUND + 1))
    every = word_search.find("hole", ServiceRequest.objects.all())
    assert len(every.requests) == word_search.MOST_FOUND
    assert not every.is_all
    mine = ServiceRequest.objects.exclude(pk__in=[each.pk for each in others])
    few = word_search.find("hole", mine)
    assert {row.reference for row in few.requests} == of(requests, "hole")
    assert few.is_all


def test_what_comes_in_is_found_at_once(requests: dict[str, ServiceRequest]) -> None:
    new = making.reported("A zebra on the loose")
    assert found("zebra") == [new.reference]


def test_only_a_change_of_the_words_is_noted(requests: dict[str, ServiceRequest]) -> None:
    upkeep.make_anew(word_search.INDEX.name)
    ServiceRequest.objects.update(state="assigned")
    assert not WordsChange.objects.exists()


def test_each_hour_what_changed_is_noted_under_one_transaction(requests: dict[str, ServiceRequest]) -> None:
    making.reported("One more")
    settling.hourly(calendar.today())
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT at::text), count(DISTINCT xmin::text) FROM service_requests_words_delta"
        )
        assert cursor.fetchone() == (1, 1)
    assert len(found("lamp")) == 2


@given(numbers)
def test_a_reference_is_a_number_and_back(number: int) -> None:
    assert references.number(references.of_number(number)) == number


@given(numbers, numbers)
def test_numbers_sort_as_references_do(one: int, other: int) -> None:
    assert (one < other) == (references.of_number(one) < references.of_number(other))


@pytest.mark.django_db
def test_the_database_counts_alike() -> None:
    drawn = [references.new() for _ in range(50)] + ["222222", "ZZZZZZ"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT each, service_requests_number(each) FROM unnest(%s::text[]) AS each", [drawn])
        assert {reference: references.number(reference) for reference in drawn} == dict(cursor.fetchall())
