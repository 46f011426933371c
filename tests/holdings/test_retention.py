"""Retention: what has passed its schedule goes, what is held stays, and a dry run deletes nothing."""

from datetime import date, datetime, timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from commonhall import holdings
from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.holdings import promises, retention
from commonhall.holdings.retention import Outcome, Rule
from commonhall.staff.models import Member, SignInLink
from commonhall.staff.roles import Role

TODAY = date(2026, 3, 10)


def at(day: date, hour: int = 12) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=hour)


@pytest.fixture
def sessions(db: None) -> None:
    """One session that ended last night, and one of today."""
    for key, day in {"old": TODAY - timedelta(days=1), "new": TODAY}.items():
        Session.objects.create(session_key=key, session_data="-", expire_date=at(day))


def of(model: str, outcomes: tuple[Outcome, ...]) -> Outcome:
    return next(outcome for outcome in outcomes if outcome.model == model)


def test_a_dry_run_counts_and_deletes_nothing(sessions: None) -> None:
    outcome = of("sessions.session", retention.dry_run(TODAY))
    assert (outcome.count, outcome.held, outcome.deleted) == (1, 0, 0)
    assert Session.objects.count() == 2
    assert not Entry.objects.exists()


def test_a_run_deletes_what_the_dry_run_said(sessions: None) -> None:
    outcome = of("sessions.session", retention.run(TODAY))
    assert (outcome.count, outcome.deleted) == (1, 1)
    assert Session.objects.get().session_key == "new"
    assert of("sessions.session", retention.run(TODAY)).count == 0


def test_a_run_leaves_one_line_in_the_log_that_says_how_much(sessions: None) -> None:
    retention.run(TODAY)
    retention.run(TODAY)
    entry = Entry.objects.get(kind=Entry.Kind.RETENTION)
    assert (entry.actor, log.subject_of(entry)) == (None, log.Subject(reason="sessions.session 1"))


def test_a_link_that_signs_in_once_goes_a_day_after_it_ended(members: dict[Role, Member]) -> None:
    for number, day in enumerate((TODAY - timedelta(days=2), TODAY - timedelta(days=1))):
        SignInLink.objects.create(
            digest=bytes([number]), member=members[Role.WORKER], kind="set-up", expires_at=at(day)
        )
    assert of("staff.signinlink", retention.run(TODAY)).deleted == 1
    assert bytes(SignInLink.objects.get().digest) == bytes([1])


def test_every_schedule_has_a_rule_that_keeps_it() -> None:
    with_schedule = {label for label, each in holdings.all_declared().items() if each.schedule}
    assert with_schedule == {rule.model for rule in retention.rules()}
    assert all(apps.get_model(label) for label in with_schedule)


def test_a_rule_without_a_schedule_or_a_second_one_is_refused() -> None:
    for model in ("places.block", "sessions.session", "nowhere.nothing"):
        rule = Rule(model=model, past=lambda day, most: [], delete=lambda row: None)
        with pytest.raises(ValueError, match="signed in twice, or has no schedule"):
            retention.register(rule)


def test_the_control_finds_a_row_past_its_schedule(sessions: None) -> None:
    retention.run(timezone.localdate())
    assert promises.nothing_is_kept_past_its_schedule().wrong == ()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('left over', '-', now() - interval '4 days')")
    found = promises.nothing_is_kept_past_its_schedule()
    assert (found.wrong, found.count) == (("sessions.session",), 1)


def test_the_control_gives_the_nightly_run_its_time(db: None) -> None:
    Session.objects.create(
        session_key="of last night", session_data="-", expire_date=timezone.now() - timedelta(days=1)
    )
    assert promises.nothing_is_kept_past_its_schedule().wrong == ()
