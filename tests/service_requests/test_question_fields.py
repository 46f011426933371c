"""What can be typed as an answer of each type, what is kept of it, and what is said where it cannot be taken."""

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from commonhall.service_requests import question_fields
from commonhall.service_requests.models import Questionnaire
from commonhall.service_requests.questions import Datatype, Question
from tests.service_requests.asking import question


def asking(*asked: Question) -> Questionnaire:
    return Questionnaire(version=1, questions=[each.as_json() for each in asked])


def taken(datatype: Datatype, typed: str | list[str], *, is_required: bool = False) -> object:
    """What is kept of what was typed; None for nothing."""
    asked = asking(question("it", datatype, is_required=is_required))
    answers = question_fields.read(asked, {"it": typed})
    return answers.given.get("it") if answers else None


@pytest.mark.parametrize(
    ("datatype", "typed", "kept"),
    [
        (Datatype.STRING, "  A 12 ", "A 12"),
        (Datatype.TEXT, "one\r\ntwo", "one\ntwo"),
        (Datatype.NUMBER, " 3 ", "3"),
        (Datatype.NUMBER, "2.5", "2.5"),
        (Datatype.NUMBER, "-4", "-4"),
        (Datatype.NUMBER, "1,200", "1200"),
        (Datatype.DATETIME, ["2026-11-24", ""], "2026-11-24"),
        (Datatype.DATETIME, ["2026-11-24", "14:05"], "2026-11-24T14:05"),
        (Datatype.DATETIME, ["2026-11-24", "14:05:33"], "2026-11-24T14:05"),
        (Datatype.ONE, "dark", "dark"),
        (Datatype.SEVERAL, ["dark", "flickers"], ("dark", "flickers")),
        (Datatype.STRING, "", None),
        (Datatype.DATETIME, ["", ""], None),
        (Datatype.SEVERAL, [], None),
        (Datatype.SEVERAL, "", None),
    ],
)
def test_what_is_typed_is_kept_in_one_form(datatype: Datatype, typed: str | list[str], kept: object) -> None:
    assert taken(datatype, typed) == kept


@pytest.mark.parametrize(
    ("datatype", "typed", "said"),
    [
        (Datatype.NUMBER, "many", "Write it as a number"),
        (Datatype.NUMBER, "302-555-0147", "Write it as a number"),
        (Datatype.NUMBER, "3025550147", "up to six figures"),
        (Datatype.NUMBER, "219099999", "up to six figures"),
        (Datatype.NUMBER, "1e5", "Write it as a number"),
        (Datatype.DATETIME, ["soon", ""], "Write the day like"),
        (Datatype.DATETIME, ["2026-02-30", ""], "Write the day like"),
        (Datatype.DATETIME, ["2026-11-24", "noon"], "Write the day like"),
        (Datatype.DATETIME, ["", "14:05"], "Choose the day."),
        (Datatype.ONE, "bright", "Choose one of those that are shown."),
        (Datatype.SEVERAL, ["dark", "bright"], "Choose one of those that are shown."),
        (Datatype.STRING, "x" * 201, "longer than 200 characters"),
        (Datatype.TEXT, "x" * 2001, "longer than 2000 characters"),
        (Datatype.STRING, "a\x00b", "a sign in it that cannot be kept"),
    ],
)
def test_what_cannot_be_taken_is_said_in_words(datatype: Datatype, typed: str | list[str], said: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        taken(datatype, typed)
    assert said in " ".join(refused.value.messages)


@pytest.mark.parametrize("datatype", Datatype)
def test_what_must_be_answered_is_asked_for_by_its_own_words(datatype: Datatype) -> None:
    asked = asking(question("it", datatype, is_required=True))
    assert not question_fields.are_taken(asked, {})
    with pytest.raises(forms.ValidationError) as refused:
        question_fields.read(asked, {})
    assert refused.value.messages[0].startswith(("Answer this: What about it?", "Choose"))


def test_a_note_asks_nothing() -> None:
    asked = asking(question("it", Datatype.STRING, is_note=True, is_required=True))
    form = forms.Form()
    (shown,) = question_fields.add(form, asked)
    assert shown.field is None
    assert shown.template.endswith("note.html")
    assert question_fields.are_taken(asked, {})


def test_under_each_question_stands_why_it_is_asked() -> None:
    form = forms.Form()
    for shown in question_fields.add(form, asking(*(question(f"a-{each}", each) for each in Datatype))):
        assert shown.field is not None
        assert str(shown.field.help_text).startswith("Because of a-")


def test_only_answers_in_own_words_can_hold_personal_details() -> None:
    asked = asking(*(question(f"a-{each}", each) for each in Datatype))
    typed = {
        "a-string": "one",
        "a-text": "two",
        "a-number": "3",
        "a-multivaluelist": ["dark"],
        "gone": "four",
    }
    assert question_fields.own_words(asked, typed) == {"a-string": "one", "a-text": "two"}


@given(typed=st.text(max_size=40), datatype=st.sampled_from(Datatype))
def test_whatever_is_typed_is_taken_or_refused(typed: str, datatype: Datatype) -> None:
    sent: str | list[str] = [typed, typed] if datatype in {Datatype.DATETIME, Datatype.SEVERAL} else typed
    asked = asking(question("it", datatype))
    assert question_fields.are_taken(asked, {"it": sent}) in {True, False}
