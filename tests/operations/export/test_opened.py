"""All data of a city taken out opened: what two people approved is in it, whole, and nobody who was erased."""

import json
import os
import signal
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from commonhall import calendar, holdings
from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.holdings import Kind, holds
from commonhall.operations import logins
from commonhall.operations.export import approvals, deeds, opening, tables
from commonhall.people import contacts
from commonhall.people.contacts import Contact
from commonhall.service_requests import hiding, own_deeds, photos, ratings, work
from commonhall.service_requests.answers import Answers
from commonhall.service_requests.deeds import Change
from commonhall.service_requests.models import Photo, ServiceRequest
from commonhall.service_requests.own_deeds import Addition
from commonhall.service_requests.pictures import Spot
from commonhall.service_requests.questions import Datatype
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from commonhall.vault import keyring
from tests import cluster, running
from tests.messaging import corresponding
from tests.operations import commands
from tests.operations.backups import typed
from tests.operations.backups.test_city import JPEG
from tests.operations.export import reader
from tests.people.conftest import person_of
from tests.service_requests import asking, making
from tests.service_requests.making import ROSA

WORDS = "A hole, “deep”\\n, 雨\t\n\\x41 beside Rosa Marin’s gate"
ERASED = Contact(name="Quentin Oldfield", phone="+13025550199", address="77 Erased Ave")
CASE = "Case 26-88 of the county court"


@pytest.fixture
def staff(fresh_database: str) -> dict[Role, Member]:
    """Who stands for an export, and who works on requests."""
    making.catalogue_of_the_city()
    works = Department.objects.get(pk="public-works")
    roles = (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.SUPERVISOR)
    return {
        role: Member.objects.create(
            email=f"{role}@city.example",
            name=f"A {role}",
            role=role,
            department=works if role is Role.SUPERVISOR else None,
        )
        for role in roles
    }


@pytest.fixture
def city(fresh_database: str, staff: dict[Role, Member], photo_folder: Path) -> dict[str, str]:
    """Settings of a city where everything that is sealed occurs: in files and rows, of named, anonymous and erased."""
    asked = asking.let("street-light", asking.question("where", Datatype.STRING))
    making.reported("Anonymous hole.", photos=(JPEG,))
    named = making.reported(WORDS, contact=ROSA, photos=(JPEG,))
    photos.move_out(before=calendar.today().replace(year=calendar.today().year + 1))
    answers = Answers(questionnaire=asked, given={"where": "Behind Rosa Marin’s shed"})
    making.reported("It is dark.", service="street-light", contact=ROSA, answers=answers, photos=(JPEG,))
    making.reported("No heat.", service="no-heat", contact=ROSA)
    work.note_internally(named.pk, "She rang twice.", by=staff[Role.SUPERVISOR])
    own_deeds.add(named.pk, Addition(once=UUID(int=7), note="My dog Rex fell in."))
    holds.place(person=person_of(named), reason=CASE, by=staff[Role.SUPERVISOR].pk)
    gone = making.reported("By 77 Erased Ave.", service="no-heat", contact=ERASED)
    theirs = Member.objects.create(email="h@city.example", role=Role.SUPERVISOR, department=gone.department)
    work.note_internally(gone.pk, "Told Quentin Oldfield.", by=theirs)
    contacts.erase(person_of(gone))
    return commands.environment(fresh_database) | {
        "COMMONHALL_OWNER_DATABASE_URL": cluster.url(logins.OWNER, fresh_database),
        "COMMONHALL_PHOTO_FOLDER": str(photo_folder),
    }


@pytest.fixture
def number(staff: dict[Role, Member]) -> int:
    """An export that two people stand for."""
    asked = approvals.ask("Contract 26-114", "A new system.", by=staff[Role.ADMINISTRATOR])
    approvals.approve(asked.number, by=staff[Role.PRIVACY_OFFICER])
    return asked.number


def by_words(rows: list[dict[str, object]], stripped: str) -> dict[str, object]:
    (found,) = (row for row in rows if stripped in str(row["stripped"]))
    return found


def written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_everything_that_is_sealed_is_in_it_in_plain_words(
    city: dict[str, str], number: int, staff: dict[Role, Member], tmp_path: Path
) -> None:
    ended = typed.command("export", tmp_path / "out", "--opened", number, "--json", environ=city)
    assert ended.code == 0, ended.complaint
    out = tmp_path / "out"
    told, last = reader.manifest(out), json.loads(ended.said)
    assert (last["opened"], last["unopened"], last["missing"], last["photos"]) == (number, 0, 0, 3)
    today = calendar.today().isoformat()
    assert told["opened"]["approval"] == {
        "number": number,
        "asked_by": str(staff[Role.ADMINISTRATOR].pk),
        "asked_on": today,
        "approved_by": str(staff[Role.PRIVACY_OFFICER].pk),
        "approved_on": today,
    }
    assert (told["opened"]["persons"], told["opened"]["requests"]) == (3, 5)
    assert (out / told["opened"]["unopened"]["file"]).read_bytes() == b""
    requests = reader.objects(out, "service_requests_servicerequest")
    named = by_words(requests, "A hole")
    assert named["words"] == WORDS
    assert (named["place"], named["answers"]) == (making.PLACE.label, None)
    persons = {row["id"]: row["record"] for row in reader.objects(out, "people_person")}
    link = named["contact"]
    assert persons[link["person"]]["contact"]["phone"] == ROSA.phone  # type: ignore[index]
    assert link["parts"] == ["name", "phone", "email"]  # type: ignore[index]
    lit = next(row for row in requests if row["service_id"] == "street-light")
    assert lit["answers"] == {"where": "Behind Rosa Marin’s shed"}
    assert lit["stripped_answers"] != lit["answers"]
    events = reader.objects(out, "service_requests_event")
    assert "She rang twice." in {row["internal"] for row in events}
    assert "My dog Rex fell in." in {row["own_words"] for row in events}
    (hold,) = reader.objects(out, "holdings_hold")
    assert hold["hold"]["reason"] == CASE
    pictures = reader.photos(out)
    assert len(pictures) == 3
    assert all(name.endswith(".jpg") and jpeg == JPEG for name, jpeg in pictures.items())
    assert all(path.stat().st_mode & 0o077 == 0 for path in [out, *out.rglob("*")])


def test_nobody_anonymous_and_nobody_erased_is_in_it(
    city: dict[str, str], number: int, tmp_path: Path
) -> None:
    ended = typed.command("export", tmp_path / "out", "--opened", environ=city)
    assert ended.code == 0, ended.complaint
    out = tmp_path / "out"
    requests = reader.objects(out, "service_requests_servicerequest")
    (anonymous,) = (row for row in requests if row["is_anonymous"])
    absent = ("contact", "words", "answers", "old_number", "received_at", "due_at")
    assert [anonymous[name] for name in absent] == [None] * len(absent)
    assert anonymous["stripped"] == "Anonymous hole."
    events = [
        row for row in reader.objects(out, "service_requests_event") if row["request_id"] == anonymous["id"]
    ]
    assert events
    assert all(row["at"] is None for row in events)
    assert [row["id"] for row in requests] == sorted(row["id"] for row in requests)
    gone = next(row for row in requests if row["service_id"] == "no-heat" and row["words"] is None)
    assert (gone["contact"], gone["place"]) == (None, None)
    told = reader.manifest(out)["opened"]
    assert told["erased"] == {
        "service_requests_event.internal": 1,
        "service_requests_servicerequest.contact": 1,
        "service_requests_servicerequest.place": 1,
        "service_requests_servicerequest.words": 1,
    }
    everything = written(out)
    assert ROSA.name.encode() in everything
    for secret in (ERASED.name, "Quentin", ERASED.phone):
        assert secret.encode() not in everything


def test_it_works_once_and_each_step_is_told(
    city: dict[str, str], number: int, tmp_path: Path, staff: dict[Role, Member]
) -> None:
    first = typed.command("export", tmp_path / "out", "--opened", number, environ=city)
    assert first.code == 0, first.complaint
    assert ", opened, " in first.said
    again = typed.command("export", tmp_path / "again", "--opened", number, environ=city)
    assert (again.code, again.said) == (2, "")
    assert again.last == f"Export {number} was taken out before, and an approval is good once. Ask anew."
    assert not list(tmp_path.glob("again*"))
    export = deeds.of(number)
    assert export is not None
    assert [str(deed.kind) for deed in export.deeds] == ["asked", "approved", "begun", "done"]
    assert export.done is not None
    assert (export.done.persons, export.done.requests) == (3, 5)
    rosas = ServiceRequest.objects.filter(is_anonymous=False, service="pothole").get()
    said = typed.command("audit", "of", "--request", rosas.reference, environ=city).said
    assert "began an opened export, by command" in said
    assert not list(deeds.flaws(export))


@pytest.mark.parametrize("what", ["nothing", "a number", "folder", "owner", "keys"])
def test_what_is_not_in_order_leaves_the_approval_good(
    what: str, city: dict[str, str], number: int, tmp_path: Path
) -> None:
    more: dict[str, str] = {}
    words: tuple[object, ...] = ("--opened", number)
    match what:
        case "nothing":
            words, said = (), ""
        case "a number":
            words, said = ("--opened", 9), "There is no export 9."
        case "folder":
            (tmp_path / "out").mkdir()
            (tmp_path / "out" / "mine").touch()
            said = "is not empty"
        case "owner":
            city = {name: value for name, value in city.items() if name != "COMMONHALL_OWNER_DATABASE_URL"}
            said = "This needs the owner's login"
        case _keys:
            keyring.make(tmp_path / "other.json")
            more = {"COMMONHALL_KEYS": str(tmp_path / "other.json")}
            said = "does not open what this database holds"
    ended = typed.command("export", tmp_path / "out", *words, environ=city | more)
    assert ended.code == (2 if said else 0), ended.complaint
    assert said in ended.complaint
    assert ROSA.name.encode() not in written(tmp_path / "out")
    export = deeds.of(number)
    assert export is not None
    assert export.approved is not None
    assert export.state(export.approved.entry.at) is deeds.State.APPROVED


def test_one_that_is_killed_used_its_approval_and_has_no_name(
    city: dict[str, str], number: int, tmp_path: Path
) -> None:
    process = commands.start(["export", str(tmp_path / "out"), "--opened"], running.outside() | city)
    unfinished = tmp_path / "out.unfinished"
    running.until(lambda: process.poll() is not None or unfinished.exists(), 60)
    running.end(process, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert not (tmp_path / "out").exists()
    again = typed.command("export", tmp_path / "again", "--opened", number, environ=city)
    assert (again.code, "an approval is good once" in again.last) == (2, True)


def test_what_does_not_open_is_named_one_by_one(
    city: dict[str, str], number: int, tmp_path: Path, fresh_database: str
) -> None:
    row = ServiceRequest.objects.get(is_anonymous=True)
    with psycopg.connect(cluster.url(logins.OWNER, fresh_database)) as owner:
        owner.execute(
            "UPDATE service_requests_servicerequest SET stripped_sealed = %s WHERE id = %s",
            [os.urandom(160), row.pk],
        )
        owner.execute(
            "UPDATE service_requests_photo SET sealed = %s WHERE sealed IS NOT NULL", [os.urandom(99)]
        )
    ended = typed.command("export", tmp_path / "out", "--opened", "--json", environ=city)
    assert (ended.code, json.loads(ended.said)["unopened"]) == (2, 2)
    assert "2 values did not open with this key file; unopened.jsonl names each." in ended.last
    named = [json.loads(line) for line in (tmp_path / "out" / "unopened.jsonl").read_text().splitlines()]
    in_its_row = Photo.objects.get(sealed__isnull=False)
    assert named == [
        {"table": "service_requests_servicerequest", "key": str(row.pk), "column": "stripped"},
        {"table": "service_requests_photo", "key": str(in_its_row.pk), "column": "photo"},
    ]
    assert len(reader.photos(tmp_path / "out")) == 2


def test_each_sealed_column_is_opened_or_says_why_it_is_not() -> None:
    models = tables.models()
    sealed = {
        (table, field.column)
        for table, model in models.items()
        if not (its := holdings.all_declared()[model._meta.label_lower]).secret
        for field in model._meta.concrete_fields
        if field.name in its.columns
        and its.columns[field.name].kind in {Kind.SEALED, Kind.STRIPPED}
        and not table.startswith(("people_search_", "service_requests_words_"))
    }
    opened = {(table, column) for table, its in opening.OPENERS.items() for column in its.columns}
    ours = opened | opening.IN_THE_ARCHIVE | set(opening.STAYS_SEALED)
    assert sealed <= ours
    assert not opened & set(opening.STAYS_SEALED)


def test_a_rating_a_covered_copy_and_a_message_open_too(
    city: dict[str, str], number: int, tmp_path: Path, staff: dict[Role, Member]
) -> None:
    row = ServiceRequest.objects.get(is_anonymous=False, service="pothole")
    supervisor = staff[Role.SUPERVISOR]
    photo = Photo.objects.get(request=row)
    closing = Change(state=State.CLOSED, closed_reason=ClosedReason.FIXED, public_note="Filled.")
    work.change(row.pk, closing, by=supervisor)
    ratings.answer(row.pk, is_fixed=False)
    ratings.judge(row.pk, ratings.Score.BAD, "Rosa here: still deep.", language="en")
    hiding.hide(photo, Spot(500, 500, 30), by=supervisor)
    corresponding.stored(row, "Which side?")
    ended = typed.command("export", tmp_path / "out", "--opened", environ=city)
    assert ended.code == 0, ended.complaint
    (rated,) = reader.objects(tmp_path / "out", "service_requests_rating")
    assert rated["words"] == "Rosa here: still deep."
    (message,) = reader.objects(tmp_path / "out", "messaging_message")
    assert message["message"] == {"subject": "Pothole", "text": "Which side?", "language": "en"}
    photo.refresh_from_db()
    assert photo.copy is not None
    assert reader.photos(tmp_path / "out")[f"{photo.copy.hex}.jpg"] == hiding.for_everyone(photo)


def test_nothing_of_the_log_of_looks_is_opened(city: dict[str, str], number: int, tmp_path: Path) -> None:
    log.note(Entry.Kind.SEARCHED, log.Subject(query="Quentin Oldfield"), actor=None)
    ended = typed.command("export", tmp_path / "out", "--opened", environ=city)
    assert ended.code == 0, ended.complaint
    assert b"Quentin" not in written(tmp_path / "out")
    stays = {
        (each["table"], each["column"])
        for each in reader.manifest(tmp_path / "out")["opened"]["stays_sealed"]
    }
    assert ("audit_entry", "subject_sealed") in stays
    assert stays == set(opening.STAYS_SEALED)
