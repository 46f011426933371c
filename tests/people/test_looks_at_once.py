"""Two windows, and the watch between them: nothing is lost, doubled, or waits for another member."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from commonhall.audit import log
from commonhall.audit.log import Subject
from commonhall.audit.models import Entry
from commonhall.people import jobs, keystrokes, look_sessions, looks, pace
from commonhall.people.look_sessions import SessionIsOver
from commonhall.people.models import LookSession, Typing
from commonhall.people.pace import TooFast
from commonhall.people.reasons import Grounds, Reason
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.people.conftest import entries, person_of
from tests.service_requests import making
from tests.townsfolk import Traveller


@pytest.fixture
def casey(fresh_database: str) -> Member:
    """A call taker, in a database of the test's own."""
    making.catalogue_of_the_city()
    return Member.objects.create(email="casey@city.example", name="Casey Vale", role=Role.CALL_TAKER)


def at_once(*deeds: Callable[[], object]) -> list[BaseException]:
    """Do them all at the same time; what they raised."""
    raised: list[BaseException] = []
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            deed()
        except Exception as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_two_windows_that_search_at_once_leave_each_search_in_the_log(casey: Member) -> None:
    session = look_sessions.begin(casey, Reason.INCOMING_CALL)
    words = ("rosa", "joe", "ann", "maya")
    assert at_once(*[lambda word=word: looks.searching(session, word, found=[]) for word in words]) == []
    look_sessions.end(casey)
    assert sorted(log.subject_of(entry).query for entry in entries(Entry.Kind.SEARCHED)) == sorted(words)


def test_one_search_typed_in_pieces_that_overtake_each_other_is_one_entry(casey: Member) -> None:
    session = look_sessions.begin(casey, Reason.INCOMING_CALL)
    looks.searching(session, "r", found=[1])
    pieces = {"ro": 2, "ros": 3, "rosa": 4}
    deeds = [
        lambda q=query, n=shown: looks.searching(session, q, found=[n]) for query, shown in pieces.items()
    ]
    assert at_once(*deeds) == []
    look_sessions.end(casey)
    (entry,) = entries(Entry.Kind.SEARCHED)
    assert log.subject_of(entry).query == "rosa"
    assert set(log.subject_of(entry).shown) == {1, 2, 3, 4}


def test_calls_that_begin_at_once_leave_one_running(casey: Member) -> None:
    deeds = [lambda: look_sessions.begin(casey, Reason.LAW) for _ in range(4)]
    assert at_once(*deeds) == []
    assert LookSession.objects.count() == 1


def test_the_watch_and_who_types_do_not_take_the_search_from_each_other(casey: Member) -> None:
    session = look_sessions.begin(casey, Reason.INCOMING_CALL)
    looks.searching(session, "rosa", found=[])
    Typing.objects.update(last_at=timezone.now() - timedelta(minutes=1))
    deeds = [keystrokes.finish_those_at_rest, lambda: looks.searching(session, "rosa m", found=[])]
    assert at_once(*deeds, keystrokes.finish_those_at_rest) == []
    look_sessions.end(casey)
    assert sorted(log.subject_of(entry).query for entry in entries(Entry.Kind.SEARCHED)) == ["rosa", "rosa m"]


def test_a_call_that_ends_while_one_searches_leaves_what_was_shown_in_the_log(casey: Member) -> None:
    session = look_sessions.begin(casey, Reason.INCOMING_CALL)
    raised = at_once(lambda: looks.searching(session, "rosa", found=[7]), lambda: look_sessions.end(casey))
    refused = any(isinstance(error, SessionIsOver) for error in raised)
    assert len(raised) == int(refused)
    assert len(entries(Entry.Kind.SEARCHED)) == (0 if refused else 1)
    assert not Typing.objects.exists()


def test_a_look_waits_for_no_other_members_look(casey: Member) -> None:
    """One member's look stands still in the middle of its transaction; another's goes through meanwhile."""
    rosa = person_of(making.reported(contact=making.ROSA))
    maya = Member.objects.create(email="maya@city.example", name="Maya Brooks", role=Role.CALL_TAKER)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            looks.open_person(rosa, Grounds(reason=Reason.LAW), by=casey)
            held.set()
            done.wait(30)

    def look() -> None:
        held.wait(30)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        began = time.monotonic()
        try:
            looks.open_person(rosa, Grounds(reason=Reason.LAW), by=maya)
            assert time.monotonic() - began < 20
        finally:
            done.set()

    assert at_once(hold, look) == []
    assert len(entries(Entry.Kind.CONTACT_OPENED)) == 2


def test_one_members_looks_at_once_are_counted_one_after_the_other(noon: Traveller, casey: Member) -> None:
    rosa = person_of(making.reported(contact=making.ROSA))
    for _ in range(pace.MOST_OPENINGS - 1):
        log.note(Entry.Kind.CONTACT_OPENED, Subject(reason="law", role=casey.role), actor=casey.pk)
    deeds = [lambda: looks.open_person(rosa, Grounds(reason=Reason.LAW), by=casey) for _ in range(4)]
    refused = at_once(*deeds)
    assert [type(each) for each in refused] == [TooFast] * 3
    assert len(entries(Entry.Kind.CONTACT_OPENED)) == pace.MOST_OPENINGS


def test_what_a_process_left_behind_when_it_died_is_finished_by_the_jobs(casey: Member) -> None:
    session = look_sessions.begin(casey, Reason.INCOMING_CALL)
    looks.searching(session, "rosa", found=[7])
    Typing.objects.update(last_at=timezone.now() - timedelta(minutes=1))
    LookSession.objects.update(began_at=timezone.now() - timedelta(hours=1))
    jobs.watch_looks(0)
    jobs.watch_looks(0)
    jobs.watch_the_hour(0)
    assert [log.subject_of(entry).query for entry in entries(Entry.Kind.SEARCHED)] == ["rosa"]
    assert not LookSession.objects.exists()
