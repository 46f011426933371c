"""The controls of the desk: each finds what is right to be right, and a breach by SQL or on the disk to be wrong."""

from pathlib import Path

import pytest

from commonhall import calendar
from tests.desk.calling import Taker
from tests.dump import of_the_database
from tests.service_requests.test_promises import look, sql
from tests.web.test_promises import plant, templates_in

CONTROLS = [
    ("311.optional", "optional"),
    ("calls.purpose", "same-request"),
    ("calls.optional-advice", "show"),
    ("calls.optional-advice", "record"),
]
FIELD = '<label for="n">Name</label><input id="n" name="name" required>'


@pytest.fixture
def named(taker: Taker) -> str:
    """The reference of a named request by telephone."""
    return taker.fills(phone="302-555-0147").presses("send").reference


@pytest.fixture
def anonymous(taker: Taker) -> str:
    """The reference of an anonymous request by telephone."""
    return taker.fills().cuts().reads_out().reference


@pytest.mark.parametrize(("promise", "verb"), CONTROLS)
def test_what_is_right_is_found_to_be_right(promise: str, verb: str, named: str, anonymous: str) -> None:
    found = look(promise, verb)
    assert found.count > 0
    assert found.wrong == ()
    assert str(found.looked_at)


def test_looking_leaves_no_trace(named: str) -> None:
    before = of_the_database()
    for promise, verb in CONTROLS:
        look(promise, verb)
    assert of_the_database() == before


def test_a_contact_field_that_the_report_page_requires_is_found(city: None, tmp_path: Path) -> None:
    with templates_in(tmp_path):
        plant(tmp_path, "service_requests/report/named.html", FIELD)
        assert "report en name" in look("311.optional", "optional").wrong


def test_a_contact_field_that_the_desk_requires_is_found(city: None, tmp_path: Path) -> None:
    with templates_in(tmp_path):
        plant(tmp_path, "desk/request.html", FIELD)
        found = look("311.optional", "optional").wrong
        assert {"desk en name", "desk es phone"} <= set(found)
        assert "report en name" not in found


def test_a_question_that_the_web_does_not_ask_is_found(city: None, tmp_path: Path) -> None:
    with templates_in(tmp_path):
        plant(tmp_path, "desk/earlier.html", '<input name="birth_date">')
        assert look("calls.purpose", "same-request").wrong == ("en birth_date", "es birth_date")


def test_a_question_that_the_desk_leaves_out_is_found(city: None, tmp_path: Path) -> None:
    with templates_in(tmp_path):
        plant(tmp_path, "desk/details.html", "")
        asked = ("answer-part-of-street", "answer-size", "words")
        missing = tuple(f"{language} {name}" for language in ("en", "es") for name in asked)
        assert look("calls.purpose", "same-request").wrong == missing


def test_a_desk_without_the_line_is_found(city: None, tmp_path: Path) -> None:
    with templates_in(tmp_path):
        plant(tmp_path, "desk/say.html", "<p>Say hello.</p>")
        assert look("calls.optional-advice", "show").wrong == ("en en", "en es", "es en", "es es")


def test_a_desk_without_the_tick_is_found(city: None, tmp_path: Path) -> None:
    with templates_in(tmp_path):
        plant(tmp_path, "desk/tick.html", "")
        assert len(look("calls.optional-advice", "show").wrong) == 4


def test_a_named_request_of_which_nobody_said_it_is_found(named: str) -> None:
    sql("DELETE FROM service_requests_event WHERE kind = 'told optional'")
    assert look("calls.optional-advice", "record").wrong == (named,)


def test_a_day_that_counts_more_than_it_had_is_found(anonymous: str) -> None:
    sql("UPDATE desk_toldanonymously SET count = 2")
    assert look("calls.optional-advice", "record").wrong == (f"{calendar.today()}: counted 2",)


def test_with_no_call_there_is_nothing_to_look_at(city: None) -> None:
    assert look("calls.optional-advice", "record").count == 0
