"""The hourly pass over 311's tables: nothing is lost, nothing keeps its place, and work goes on meanwhile."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from django.db import connection, connections, transaction
from PIL import Image

from commonhall import calendar
from commonhall.demo import cast
from commonhall.operations import logins
from commonhall.people import contacts
from commonhall.people import merging as people_merging
from commonhall.people.handles import By
from commonhall.people.models import Person, PersonKey, Retired
from commonhall.service_requests import (
    hiding,
    merging,
    opening,
    own_deeds,
    photos,
    pictures,
    ratings,
    reading,
    settling,
    words,
    work,
)
from commonhall.service_requests.deeds import Change
from commonhall.service_requests.models import Event, Photo, Rating, ReadMark, RequestKey, ServiceRequest
from commonhall.service_requests.own_deeds import Addition
from commonhall.service_requests.pictures import Spot
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.vault import settle
from commonhall.vault.models import SettledPass
from tests import cluster, dump, running
from tests.service_requests import following, making
from tests.service_requests.making import ROSA

DAY = date(2026, 3, 10)
TABLES = (ServiceRequest, Event, Photo, RequestKey, Person, PersonKey)
JPEG = b"\xff\xd8" + bytes(range(256)) * 40


@pytest.fixture
def city_hall(fresh_database: str, photo_folder: Path) -> None:
    """An empty city hall in a database of its own."""
    making.catalogue_of_the_city()


@contextmanager
def on(day: date, hour: int = 12) -> Iterator[None]:
    """At that hour of the city's clock."""
    with time_machine.travel(calendar.start_of(day) + timedelta(hours=hour), tick=False):
        yield


def report_some(day: date = DAY, count: int = 12) -> None:
    """Named and anonymous requests by turns, each third with a photo."""
    with on(day):
        for number in range(count):
            making.reported(contact=ROSA if number % 2 else None, photos=() if number % 3 else (JPEG,))


def wrote(table: type[ServiceRequest | Person | Retired | ReadMark]) -> set[str]:
    """The transactions that wrote the rows of a table."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT xmin::text FROM {table._meta.db_table}")
        return {xmin for (xmin,) in cursor.fetchall()}


def places(table: type[ServiceRequest | Person]) -> list[object]:
    """The keys of a table's rows as they lie in the file."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT {table._meta.pk.column} FROM {table._meta.db_table} ORDER BY ctid")
        return [key for (key,) in cursor.fetchall()]


def rows() -> str:
    """Everything that is stored, but for what settle itself notes and counts, and the photos it moves."""
    lines = dump.of_the_database().splitlines()
    settles_own = (
        "vault_settledpass",
        "service_requests_photo",
        "people_search_delta",
        "service_requests_words_delta",
        "service_requests_tally",
    )
    return "\n".join(line for line in lines if not line.startswith(settles_own))


def test_after_the_night_every_row_is_there_and_lies_elsewhere(city_hall: None) -> None:
    report_some(count=40)
    before, order = rows(), {table: places(table) for table in TABLES}
    settling.hourly(DAY + timedelta(days=1))
    assert rows() == before
    for table in TABLES:
        assert sorted(places(table), key=str) == sorted(order[table], key=str)
        assert places(table) != order[table]


def test_after_the_night_one_transaction_wrote_all_of_a_table(city_hall: None) -> None:
    report_some()
    settling.hourly(DAY + timedelta(days=1))
    assert {table.__name__: len(wrote(table)) for table in TABLES} == dict.fromkeys(
        (table.__name__ for table in TABLES), 1
    )


def test_after_the_night_a_merge_does_not_show_which_requests_belong_together(city_hall: None) -> None:
    report_some()
    settling.hourly(DAY + timedelta(days=1))
    first, second, third, worked_on = ServiceRequest.objects.filter(is_anonymous=False)[:4]
    people_merging.merge(person_of(second), person_of(first), by=By(member=first.pk))
    people_merging.merge(
        person_of(third), person_of(second), by=By(member=first.pk)
    )  # moves two requests at once
    ServiceRequest.objects.filter(pk=worked_on.pk).update(public_words="Deep hole.")
    report_some(DAY + timedelta(days=1), count=2)
    moved, changed = [first.pk, second.pk], [first.pk, second.pk, worked_on.pk]
    assert (len(writers(moved)), len(writers(changed))) == (1, 2)  # by the day it shows
    settling.hourly(DAY + timedelta(days=2))
    assert len(writers(changed)) == 1
    assert wrote(Retired) <= wrote(Person)  # with whoever else was entered or changed that day


def person_of(request: ServiceRequest) -> int:
    link = words.contact_link(ServiceRequest.objects.get(pk=request.pk))
    assert link
    return link.person


def writers(requests: list[UUID]) -> set[str]:
    """The transactions that wrote these rows."""
    with connections["owner"].cursor() as cursor:
        table = ServiceRequest._meta.db_table
        cursor.execute(f"SELECT DISTINCT xmin::text FROM {table} WHERE id = ANY(%s)", [requests])
        return {xmin for (xmin,) in cursor.fetchall()}


def test_by_the_hour_anonymous_rows_are_rewritten_and_named_ones_stay(city_hall: None) -> None:
    settling.hourly(DAY)
    report_some()
    with on(DAY, hour=13):
        settling.now()
    named = ServiceRequest.objects.filter(is_anonymous=False).count()
    assert len(wrote(ServiceRequest)) == 1 + named  # all anonymous ones at once, each named one when it came
    assert len(wrote(Person)) == named


def test_marks_of_reading_are_rewritten_with_their_requests(city_hall: None) -> None:
    """Whoever opened an anonymous request soon after it came: the hour of that goes with the next pass."""
    settling.hourly(DAY)
    report_some()
    crew = cast.members()[Role.WORKER]
    for request in ServiceRequest.objects.all():
        reading.note(request, crew)
    with on(DAY, hour=13):
        settling.now()
    named = ReadMark.objects.filter(request__is_anonymous=False).count()
    assert len(wrote(ReadMark)) == 1 + named
    settling.hourly(DAY + timedelta(days=1))
    assert len(wrote(ReadMark)) == 1
    assert ReadMark.objects.count() == ServiceRequest.objects.count()


def test_settle_counts_no_change(city_hall: None) -> None:
    report_some()
    settling.hourly(DAY + timedelta(days=1))
    assert set(ServiceRequest.objects.values_list("revision", flat=True)) == {2}
    assert set(Event.objects.values_list("number", flat=True)) == {1, 2}


def test_a_merged_request_still_points_at_the_first(city_hall: None) -> None:
    report_some(count=4)
    crew = cast.members()[Role.WORKER]
    first, again = ServiceRequest.objects.filter(is_anonymous=True)
    merging.merge(again.pk, first.reference, by=crew)
    settling.hourly(DAY + timedelta(days=1))
    again.refresh_from_db()
    assert again.duplicate_of == first


def test_every_row_still_finds_what_it_refers_to(city_hall: None) -> None:
    report_some()
    settling.hourly(DAY + timedelta(days=1))
    for request in ServiceRequest.objects.all():
        assert request.events.count() == 2
        assert RequestKey.objects.filter(request=request).exists() is not request.is_anonymous
        if link := words.contact_link(request):
            assert Person.objects.filter(pk=link.person).exists()


def test_copies_go_to_files_under_names_of_their_own_and_a_later_one_takes_the_place(
    city_hall: None, photo_folder: Path
) -> None:
    """Made on the day, and again when the first lies in its file: then everyone gets the newer at once."""
    jpeg = pictures.encoded(Image.new("RGB", (80, 60), "red"), most=300_000)
    with on(DAY, hour=9):
        for contact in (ROSA, None):
            making.reported(contact=contact, photos=(jpeg, jpeg))
    supervisor = cast.members()[Role.SUPERVISOR]
    for photo in Photo.objects.filter(place=2):
        hiding.hide(photo, Spot(0, 0, 30), by=supervisor)
    settling.hourly(DAY + timedelta(days=1))
    assert len(list(photo_folder.iterdir())) == 6
    first = {file.name: file.read_bytes() for file in photo_folder.iterdir()}
    for photo in Photo.objects.filter(place=2).select_related("request"):
        assert photo.copy_sealed is None
        assert hiding.spots(photo) == (Spot(0, 0, 30),)
        hiding.hide(photo, Spot(500, 500, 30), by=supervisor)
        photo.refresh_from_db()
        assert len(hiding.spots(photo)) == 2
    settling.hourly(DAY + timedelta(days=2))
    assert {file.name for file in photo_folder.iterdir()} == set(first)
    noon = (calendar.start_of(DAY) + timedelta(hours=12)).timestamp()
    assert {file.stat().st_mtime for file in photo_folder.iterdir()} == {noon}
    for photo in Photo.objects.select_related("request"):
        assert opening.photo_copy(photo)
        assert (
            photo.copy is None or photo_folder.joinpath(photo.copy.hex).read_bytes() != first[photo.copy.hex]
        )
    assert list(opening.photo_files(10)) == [True] * 6
    for photo in Photo.objects.all():
        photos.remove(photo)
    assert not list(photo_folder.iterdir())


def test_photos_go_to_files_with_the_day_as_their_time(city_hall: None, photo_folder: Path) -> None:
    report_some()
    with on(DAY, hour=13):
        settling.now()
    assert not photo_folder.exists()
    settling.hourly(DAY + timedelta(days=1))
    noon = calendar.start_of(DAY) + timedelta(hours=12)
    files = list(photo_folder.iterdir())
    assert len(files) == Photo.objects.count() == 4
    assert {datetime.fromtimestamp(file.stat().st_mtime, noon.tzinfo) for file in files} == {noon}
    for photo in Photo.objects.select_related("request"):
        assert photo.is_in_a_file
        assert photos.read(photo) == JPEG


def test_days_that_were_missed_are_settled_in_the_next_pass(city_hall: None) -> None:
    report_some(DAY)
    settling.hourly(DAY + timedelta(days=1))
    report_some(DAY + timedelta(days=2))
    report_some(DAY + timedelta(days=40))
    settling.hourly(DAY + timedelta(days=41))
    assert SettledPass.objects.get(pk=settle.Pass.NIGHT).day == DAY + timedelta(days=40)
    assert not Photo.objects.filter(sealed__isnull=False).exists()
    assert len(wrote(ServiceRequest)) == 3


def test_the_first_pass_begins_with_the_first_day(city_hall: None) -> None:
    report_some(DAY)
    settling.hourly(DAY + timedelta(days=9))
    assert len(wrote(ServiceRequest)) == 1


def test_people_who_did_not_change_are_left_as_they_are(city_hall: None) -> None:
    report_some(DAY, count=4)
    settling.hourly(DAY + timedelta(days=1))
    before = wrote(Person)
    report_some(DAY + timedelta(days=1), count=4)
    settling.hourly(DAY + timedelta(days=2))
    assert before < wrote(Person)
    assert len(wrote(Person)) == 2


def test_after_a_restore_everything_is_rewritten_once(city_hall: None) -> None:
    report_some(DAY, count=4)
    settling.hourly(DAY + timedelta(days=1))
    with connections["owner"].cursor() as cursor:  # another database had come further in counting
        cursor.execute(
            "UPDATE vault_settledpass SET horizon = (pg_current_xact_id()::text::bigint + 100000)::text"
        )
    before = wrote(Person)
    settling.hourly(DAY + timedelta(days=2))
    assert not before & wrote(Person)


def test_editing_noting_closing_and_reporting_go_on_while_settle_runs(city_hall: None) -> None:
    with on(DAY):
        requests = [making.reported(contact=ROSA if number % 2 else None) for number in range(6)]
    crew = cast.members()[Role.WORKER]
    done: list[str] = []
    failed: list[BaseException] = []
    over = threading.Event()

    def repeat(deed: Callable[[int], object]) -> None:
        try:
            number = 0
            while not over.is_set():
                deed(number)
                done.append(deed.__name__)
                number += 1
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    def note(number: int) -> None:
        work.note_internally(requests[number % 6].pk, f"note {number}", by=crew)

    def close(number: int) -> None:
        _to_and_fro(requests[0], crew)

    def report(number: int) -> None:
        making.reported(contact=ROSA if number % 2 else None, photos=(JPEG,))

    threads = [threading.Thread(target=repeat, args=[deed]) for deed in (note, close, report)]
    for thread in threads:
        thread.start()
    passes = [_passed(DAY + timedelta(days=number)) for number in range(1, 5)]
    over.set()
    for thread in threads:
        thread.join()
    assert failed == []
    assert any(passes)
    assert set(done) == {"note", "close", "report"}
    assert Event.objects.filter(kind=Event.Kind.INTERNAL_NOTE).count() == done.count("note")
    assert Event.objects.filter(kind=Event.Kind.STATE).count() == 2 * done.count("close")
    assert ServiceRequest.objects.count() == 6 + done.count("report")
    assert Event.objects.filter(kind=Event.Kind.ROUTED).count() == 6 + done.count("report")


def test_a_report_under_way_goes_on_when_settle_comes_in_between(
    city_hall: None, fresh_database: str
) -> None:
    """It writes people first and the request then; settle may not hold the one while it waits for the other."""
    with on(DAY):
        waiting = making.unsaved()
    settles = threading.Thread(target=_passed_and_closed, args=[DAY + timedelta(days=1)])
    with transaction.atomic():
        contacts.keep(ROSA, request=waiting.pk)
        settles.start()
        running.until(lambda: _owner_is_at_it(fresh_database))
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
        waiting.save(force_insert=True)
    settles.join()
    assert ServiceRequest.objects.filter(pk=waiting.pk).exists()


def _passed_and_closed(day: date) -> None:
    _passed(day)
    connections.close_all()


def _owner_is_at_it(database: str) -> bool:
    """Whether the pass has begun, long enough ago to have asked for its locks."""
    begun = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND usename = %s"
        " AND clock_timestamp() - xact_start > interval '200 milliseconds'"
    )
    with cluster.server().connect() as superuser:
        return superuser.execute(begun, [database, logins.OWNER]).fetchone() is not None


def _to_and_fro(request: ServiceRequest, crew: Member) -> None:
    closed = Change(state=State.CLOSED, closed_reason=ClosedReason.FIXED, public_note="Filled.")
    work.change(request.pk, closed, by=crew)
    work.change(request.pk, Change(state=State.SENT_BACK), by=crew)


def _passed(day: date) -> bool:
    """Whether a pass went through; where it met too much work it is tried again, as the worker does."""
    try:
        settling.hourly(day)
    except settle.TablesAreBusy:
        return False
    return True


def test_what_residents_add_to_older_requests_is_settled_with_its_own_day(
    city_hall: None, photo_folder: Path
) -> None:
    report_some(count=8)
    settling.hourly(DAY + timedelta(days=1))
    rows = list(ServiceRequest.objects.filter(is_anonymous=False))
    later = DAY + timedelta(days=5)
    with on(later):
        for row in rows:
            own_deeds.add(row.pk, Addition(once=uuid.uuid4(), note="It grew.", photo=JPEG))
            own_deeds.withdraw(row.pk, uuid.uuid4())
    own = Event.objects.filter(day=later)
    ids, pictures = (
        list(own.values_list("pk", flat=True)),
        list(Photo.objects.filter(day=later).values_list("pk", flat=True)),
    )
    assert len(written_by("service_requests_event", ids)) == 2 * len(rows)  # one by one, until the night
    settling.hourly(later + timedelta(days=1))
    assert len(written_by("service_requests_event", ids)) == 1
    assert len(written_by("service_requests_photo", pictures)) == 1
    assert own.count() == 2 * len(rows)
    for photo in Photo.objects.filter(day=later).select_related("request"):
        assert photo.is_in_a_file
        assert photos.read(photo) == JPEG


def test_what_other_sites_pass_on_is_settled_with_its_own_day(city_hall: None) -> None:
    report_some(count=8)
    settling.hourly(DAY + timedelta(days=1))
    later = DAY + timedelta(days=5)
    notes = [
        Event(request=row, kind=Event.Kind.INTERNAL_NOTE, day=later) for row in ServiceRequest.objects.all()
    ]
    for note in notes:
        words.seal_internal(note, "Still there.")
        note.save(force_insert=True)
    ids = [note.pk for note in notes]
    assert len(written_by("service_requests_event", ids)) == len(notes)
    settling.hourly(later + timedelta(days=1))
    assert len(written_by("service_requests_event", ids)) == 1


def test_ratings_are_settled_in_the_night_after_they_were_given(city_hall: None) -> None:
    with on(DAY):
        rows = [making.reported(contact=ROSA) for _ in range(4)]
        worker = cast.members()[Role.WORKER]
        for row in rows:
            following.close(row, worker)
    later = DAY + timedelta(days=5)
    with on(later):
        for row in rows:
            ratings.answer(row.pk, is_fixed=True)
    ids = [row.pk for row in rows]
    assert len(written_by("service_requests_rating", ids, key="request_id")) == len(rows)
    settling.hourly(later + timedelta(days=1))
    assert len(written_by("service_requests_rating", ids, key="request_id")) == 1
    assert Rating.objects.filter(is_fixed=True).count() == len(rows)


def written_by(table: str, ids: list[UUID], key: str = "id") -> set[str]:
    """The transactions that wrote these rows."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT xmin::text FROM {table} WHERE {key} = ANY(%s)", [ids])
        return {str(xmin) for (xmin,) in cursor.fetchall()}
