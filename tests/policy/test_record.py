"""What is kept of a look: one row a promise, and figures that tell nobody when something came in."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from commonhall.evidence import Control, Evidence
from commonhall.policy import record, register, verdicts
from commonhall.policy.models import State, Verdict
from commonhall.policy.record import Finding

pytestmark = pytest.mark.django_db

DAY_BEFORE = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
AFTERNOON = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
LATE_EVENING = datetime(2026, 11, 24, 4, 55, tzinfo=UTC)  # five to midnight in the city
NEXT_DAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def look(at: datetime, count: int = 3, *wrong: str) -> Finding:
    """Look at one verb of one promise, keep it, and give back what was kept."""

    def sees() -> Evidence:
        return Evidence(looked_at="fields of the form", count=count, since=date(2026, 10, 1), wrong=wrong)

    control = Control(promise="311.optional", verb="optional", look=sees)
    record.keep(verdicts.judge(register.named(["311.optional"]), [control]), at=at)
    return record.findings(Verdict.objects.get(promise="311.optional"))["optional"]


def test_a_verdict_is_kept_with_what_it_rests_on() -> None:
    finding = look(MORNING)
    verdict = Verdict.objects.get(promise="311.optional")
    assert (verdict.state, verdict.proved, verdict.verbs) == (State.PARTLY, 1, 2)
    assert verdict.verified_at == MORNING
    assert finding.what.of("es") == "fields of the form"
    assert (finding.first_day, finding.count, finding.wrong) == (date(2026, 10, 1), 3, 0)


def test_a_second_look_takes_the_place_of_the_first() -> None:
    look(MORNING)
    look(AFTERNOON)
    assert Verdict.objects.get().verified_at == AFTERNOON


def test_the_first_count_of_a_control_is_shown_when_its_day_has_ended() -> None:
    assert [look(at, 3).public_count for at in (MORNING, AFTERNOON)] == [None, None]
    assert look(NEXT_DAY, 4).public_count == 3


def test_a_control_that_is_new_to_a_promise_shows_nothing_of_its_first_day() -> None:
    def keep(at: datetime, *verbs: str) -> dict[str, Finding]:
        controls = [
            Control(
                promise="311.optional",
                verb=verb,
                look=lambda: Evidence(looked_at="fields of the form", count=7),
            )
            for verb in verbs
        ]
        record.keep(verdicts.judge(register.named(["311.optional"]), controls), at=at)
        return record.findings(Verdict.objects.get(promise="311.optional"))

    keep(MORNING, "optional")
    found = keep(NEXT_DAY, "optional", "encrypted")
    assert (found["optional"].public_count, found["encrypted"].public_count) == (7, None)


def test_a_count_that_rises_during_the_day_is_shown_when_the_day_has_ended() -> None:
    look(DAY_BEFORE, 3)
    shown = [look(at, count).public_count for at, count in [(MORNING, 3), (AFTERNOON, 4), (LATE_EVENING, 5)]]
    assert shown == [3, 3, 3]
    assert look(NEXT_DAY, 9).public_count == 5  # as it stood before midnight, without what came in since


def test_a_state_keeps_the_day_it_began_and_no_time() -> None:
    look(MORNING, 3)
    look(LATE_EVENING, 3, "row 1")
    look(NEXT_DAY, 3, "row 1")
    assert Verdict.objects.get().state_since == date(2026, 11, 23)
    look(NEXT_DAY, 3)
    assert Verdict.objects.get().state_since == date(2026, 11, 24)


def test_looking_at_one_promise_leaves_the_verdicts_of_others() -> None:
    record.keep(verdicts.judge(register.named([])), at=MORNING)
    look(AFTERNOON)
    others = Verdict.objects.exclude(promise="311.optional")
    assert (others.count(), others.filter(verified_at=MORNING).count()) == (33, 33)


def test_before_the_first_look_there_are_no_figures() -> None:
    assert record.last_figures() is None


def test_the_figures_count_every_promise_once() -> None:
    record.keep(verdicts.judge(register.named([]), []), at=MORNING)
    look(AFTERNOON, 3, "row 1")
    figures = record.last_figures()
    assert figures is not None
    assert (figures.kept, figures.partly, figures.not_yet, figures.broken) == (0, 0, 33, 1)
    assert figures.total == 34
    assert figures.verified_at == MORNING


def test_a_promise_that_is_no_longer_made_is_not_counted() -> None:
    look(MORNING)
    Verdict.objects.create(
        promise="old.promise", state=State.PARTLY, state_since=date(2026, 1, 1), proved=1, verbs=2,
        looks=[], wrong=[], verified_at=MORNING,
    )  # fmt: skip
    figures = record.last_figures()
    assert figures is not None
    assert figures.total == 34


@pytest.mark.parametrize(
    ("state", "proved", "wrong"),
    [("kept", 1, []), ("kept", 2, ["row 1"]), ("broken", 1, []), ("fine", 2, [])],
)
def test_the_database_refuses_a_verdict_that_its_evidence_does_not_carry(
    state: str, proved: int, wrong: list[str]
) -> None:
    with pytest.raises(IntegrityError):
        Verdict.objects.create(
            promise="311.optional", state=state, state_since=date(2026, 1, 1), proved=proved, verbs=2,
            looks=[], wrong=wrong, verified_at=MORNING,
        )  # fmt: skip
