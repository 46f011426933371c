"""How evidence of single verbs makes the verdict of a promise."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from commonhall.evidence import Control, Evidence
from commonhall.policy import register, verdicts
from commonhall.policy.models import State
from commonhall.policy.verdicts import Judgement, Look

VERBS = ("encrypt", "log", "forget")
SOME_DAY = date(2026, 10, 24)

evidences = st.builds(
    Evidence,
    looked_at=st.just("rows"),
    count=st.integers(0, 3),
    since=st.none() | st.dates(),
    wrong=st.sampled_from([(), (), ("row 1",)]),
)
looks = st.dictionaries(st.sampled_from(VERBS), evidences).map(
    lambda seen: [Look(verb=verb, evidence=evidence) for verb, evidence in seen.items()]
)


def saw(verb: str, count: int, *wrong: str) -> Look:
    return Look(verb=verb, evidence=Evidence(looked_at="rows", count=count, wrong=wrong))


@given(looks)
def test_one_wrong_row_breaks_a_promise_and_nothing_else_does(seen: list[Look]) -> None:
    is_broken = verdicts.combine(VERBS, seen) == State.BROKEN
    assert is_broken == any(look.evidence.wrong for look in seen)


@given(looks)
def test_a_promise_is_kept_only_when_every_verb_was_looked_at(seen: list[Look]) -> None:
    is_kept = verdicts.combine(VERBS, seen) == State.KEPT
    proved = {look.verb for look in seen if look.evidence.count and not look.evidence.wrong}
    assert is_kept == (proved == set(VERBS))


@given(looks, st.sampled_from(VERBS))
def test_to_look_away_never_makes_a_promise_kept(seen: list[Look], verb: str) -> None:
    fewer = [look for look in seen if look.verb != verb]
    assert verdicts.combine(VERBS, fewer) != State.KEPT


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        ([], State.NOT_KEPT_YET),
        ([saw("encrypt", 0)], State.NOTHING_TO_LOOK_AT),
        ([saw("encrypt", 0), saw("log", 0), saw("forget", 0)], State.NOTHING_TO_LOOK_AT),
        ([saw("encrypt", 4)], State.PARTLY),
        ([saw("encrypt", 4), saw("log", 0), saw("forget", 2)], State.PARTLY),
        ([saw("encrypt", 4), saw("log", 1), saw("forget", 2)], State.KEPT),
        ([saw("encrypt", 4), saw("log", 1), saw("forget", 2, "row 7")], State.BROKEN),
        ([saw("encrypt", 0, "row 7")], State.BROKEN),
    ],
)
def test_each_state_has_its_case(seen: list[Look], state: State) -> None:
    assert verdicts.combine(VERBS, seen) == state


def test_the_window_of_a_promise_is_the_widest_that_a_control_names() -> None:
    of_days = Evidence(looked_at="b", count=1, since=SOME_DAY)
    assert judgement(of_days).since == SOME_DAY
    assert judgement(Evidence(looked_at="a", count=1), of_days).since == SOME_DAY
    assert judgement().since is None


def test_what_was_looked_at_is_named_once() -> None:
    twice = judgement(Evidence(looked_at="contacts", count=2), Evidence(looked_at="contacts", count=2))
    assert twice.looked_at("en") == "contacts"


@pytest.mark.django_db
def test_a_control_that_cannot_look_breaks_its_promise_and_tells_nothing_of_what_it_met() -> None:
    def stumbles() -> Evidence:
        raise ValueError("the row of 302-555-0147")

    judged = judge("311.optional", Control(promise="311.optional", verb="optional", look=stumbles))
    assert judged.state == State.BROKEN
    assert judged.wrong == ("311.optional optional: could not be looked at: ValueError",)


@pytest.mark.django_db
def test_a_failing_statement_of_one_control_leaves_the_others_their_database() -> None:
    def asks_wrongly() -> Evidence:
        with connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column FROM policy_verdict")
        return Evidence(looked_at="nothing", count=0)

    def asks_rightly() -> Evidence:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return Evidence(looked_at="one", count=1)

    judged = judge(
        "311.optional",
        Control(promise="311.optional", verb="encrypted", look=asks_wrongly),
        Control(promise="311.optional", verb="optional", look=asks_rightly),
    )
    assert judged.proved == 1
    assert judged.wrong == ("311.optional encrypted: could not be looked at: ProgrammingError",)


def judge(promise: str, *controls: Control) -> Judgement:
    return verdicts.judge(register.named([promise]), controls)[0]


def judgement(*evidences: Evidence) -> Judgement:
    promise = register.promises()["purpose.protect"]
    seen = tuple(
        Look(verb=verb.id, evidence=evidence) for verb, evidence in zip(promise.must, evidences, strict=False)
    )
    return Judgement(promise=promise, state=State.PARTLY, looks=seen)
