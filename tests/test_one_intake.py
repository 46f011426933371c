"""One intake: the same report leaves the same rows, whatever door it came by.

Every table of the database is compared, and what is sealed is opened. Where a door leaves something else, it is named
here with its reason; anything not named fails.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from psycopg import sql

from commonhall import calendar
from commonhall.open311 import keys
from commonhall.people import contacts
from commonhall.service_requests import photos, words
from commonhall.service_requests.models import Event, Photo, ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.api.asking import Caller
from tests.api.conftest import caller_for
from tests.desk.calling import Taker
from tests.imports.files import as_csv, bring_in
from tests.open311.asking import Asker
from tests.service_requests.reporting import Reporter, photograph

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon", "city", "photo_folder")]

WHERE, WORDS = "1012 N Market St", "Deep hole by the bus stop. Call my neighbor at 302-555-0199."
NAME, PHONE, EMAIL = "Rosa Marin", "302-555-0147", "rosa@example.com"
WEB, DESK, API, OPEN311, IMPORT = "web", "desk", "api", "open311", "import"
DOORS = (WEB, DESK, API, OPEN311, IMPORT)

# What a door leaves besides, or otherwise than the web's pages, and why.
TABLES: Mapping[str, Mapping[str, str]] = {
    DESK: {
        "desk_toldanonymously": "that the caller was told what being anonymous means is counted",
        "people_looksession": "a call gives a call taker a reason to look, which is counted",
        "service_requests_event": "who said what is optional, before a contact was taken",
    },
    API: {},
    OPEN311: {},
    IMPORT: {
        "imports_run": "an import is counted",
        "imports_taken": "a row that is in does not come in twice",
        "service_requests_event": "it is given to its department at once, with no job between",
        "procrastinate_jobs": "likewise",
        "procrastinate_events": "likewise",
    },
}
COLUMNS: Mapping[str, Mapping[str, str]] = {
    DESK: {
        "channel": "that it came by telephone",
        "events": "who said what is optional, before a contact was taken",
        "revision": "likewise",
    },
    API: {"channel": "that a program sent it"},
    OPEN311: {"channel": "that a program sent it"},
    IMPORT: {
        "channel": "that a program sent it",
        "department": "it is given to its department at once",
        "events": "likewise",
        "revision": "likewise",
        "questionnaire": "old data answers no questions of ours",
        "sealed": "likewise",
    },
}
# Of somebody anonymous nobody saw what was taken out where a program sends it.
UNSEEN = {"is_unconfirmed": "nobody confirmed what is left of the words"}


@dataclass(frozen=True)
class Left:
    """What a report left: how many rows in which table, and the request with all that is sealed opened."""

    tables: Mapping[str, int]
    request: Mapping[str, Any]

    def differs(self, other: "Left") -> tuple[set[str], set[str]]:
        tables = {
            name for name in self.tables | other.tables if self.tables.get(name) != other.tables.get(name)
        }
        columns = {name for name in self.request if self.request[name] != other.request[name]}
        return tables, columns


def rows() -> dict[str, int]:
    """How many rows each table holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
            "AND has_table_privilege(oid, 'SELECT')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        counted = {}
        for table in tables:
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            counted[table] = cursor.fetchone()[0]
    return counted


def opened(request: ServiceRequest) -> dict[str, Any]:
    """Its columns, those that are drawn at random left out, those that are sealed opened."""
    plain = {
        field.name: getattr(request, field.attname)
        for field in request._meta.concrete_fields
        if field.name not in {"id", "reference"} and not field.name.endswith("_sealed")
    }
    link = words.contact_link(request)
    events = request.events.order_by("number").values_list("kind", "day", "at", "by", "public_note", "state")
    return plain | {
        "stripped": words.stripped(request),
        "full": None if request.is_anonymous else words.full(request),
        "place": words.place(request),
        "sealed": {
            field.name
            for field in request._meta.concrete_fields
            if field.name.endswith("_sealed") and getattr(request, field.name) is not None
        },
        "parts": link.parts if link else None,
        "given": contacts.open_record(link.person).given[request.pk] if link else None,
        "events": list(events),
    }


class Doors:
    """The same report by each door. `contact`: named; else anonymous."""

    def __init__(self, members: Mapping[Role, Member], folder: Path) -> None:
        self._members = members
        self._folder = folder

    def by(self, door: str, *, named: bool) -> Left:
        send: Callable[[bool], None] = getattr(self, f"_by_{door}")()
        before = rows()
        send(named)
        after = rows()
        grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
        return Left(tables=grown, request=opened(ServiceRequest.objects.get()))

    def photo_by(self, door: str, picture: bytes) -> bytes:
        """The photo that a door keeps of this one."""
        file = SimpleUploadedFile("IMG_1.jpg", picture, "image/jpeg")
        report = self._as_geo_report(named=True)
        if door == WEB:
            reporter = Reporter(Client(headers={"Sec-Fetch-Site": "same-origin"}))
            reporter.start().say(where=WHERE).say(words=WORDS, photo=file)
            reporter.say(who="named", name=NAME, phone=PHONE, email=EMAIL).say(ok="on")
        elif door == API:
            token = caller_for(self._members[Role.CALL_TAKER]).token
            Client(headers={"Authorization": f"Bearer {token}"}).post(
                "/api/v1/requests", report | {"photos": file}
            )
        else:
            key = keys.make("Fixed Today", most_an_hour=100, by=self._members[Role.ADMINISTRATOR])
            Asker(Client(), key).post(**report, media=file)
        return photos.read(Photo.objects.get())

    def _by_web(self) -> Callable[[bool], None]:
        reporter = Reporter(Client(headers={"Sec-Fetch-Site": "same-origin"}))
        who = {"who": "named", "name": NAME, "phone": PHONE, "email": EMAIL}

        def send(named: bool) -> None:
            reporter.start().say(where=WHERE).say(words=WORDS)
            reporter.say(**(who if named else {"who": "anonymous"})).say(ok="on")

        return send

    def _by_desk(self) -> Callable[[bool], None]:
        client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        client.force_login(self._members[Role.CALL_TAKER])
        taker = Taker(client)

        def send(named: bool) -> None:
            taker.fills(where=WHERE, words=WORDS)
            if named:
                taker.types(name=NAME, phone=PHONE, email=EMAIL).presses("send")
                taker.presses("send")  # what looks personal in the words was asked about
            else:
                taker.cuts().reads_out()
            assert taker.reference

        return send

    def _by_api(self) -> Callable[[bool], None]:
        caller = caller_for(self._members[Role.CALL_TAKER])
        return lambda named: Caller.post(caller, "/requests", answers=201, **self._as_geo_report(named))

    def _by_open311(self) -> Callable[[bool], None]:
        key = keys.make("Fixed Today", most_an_hour=100, by=self._members[Role.ADMINISTRATOR])
        return lambda named: Asker(Client(), key).post(**self._as_geo_report(named))

    def _by_import(self) -> Callable[[bool], None]:
        row = {
            "external_id": "A-1",
            "service_code": "pothole",
            "description": WORDS,
            "address": WHERE,
            "requested_datetime": timezone.now().isoformat(),
            "status": "open",
        }

        def send(named: bool) -> None:
            given = (
                {"first_name": "Rosa", "last_name": "Marin", "phone": PHONE, "email": EMAIL} if named else {}
            )
            path = self._folder / "old.csv"
            as_csv(path, [row | given])
            assert bring_in(path)["imported"] == 1

        return send

    @staticmethod
    def _as_geo_report(named: bool) -> dict[str, str]:
        given = {"first_name": "Rosa", "last_name": "Marin", "phone": PHONE, "email": EMAIL} if named else {}
        return {"service_code": "pothole", "address_string": WHERE, "description": WORDS, **given}


@pytest.fixture
def doors(members: dict[Role, Member], tmp_path: Path) -> Doors:
    return Doors(members, tmp_path)


def lived_once(doors: Doors, door: str, *, named: bool) -> Left:
    """What it leaves in a city where nothing else was reported."""
    with transaction.atomic():
        left = doors.by(door, named=named)
        transaction.set_rollback(True)
    return left


@pytest.mark.parametrize("named", [True, False], ids=["named", "anonymous"])
@pytest.mark.parametrize("door", DOORS[1:])
def test_each_door_leaves_what_the_webs_pages_leave(doors: Doors, door: str, named: bool) -> None:
    web, left = (lived_once(doors, each, named=named) for each in (WEB, door))
    tables, columns = left.differs(web)
    unseen = UNSEEN if not named and door in {API, OPEN311, IMPORT} else {}
    assert tables <= TABLES[door].keys(), (left.tables, web.tables)
    assert columns <= (COLUMNS[door] | unseen).keys(), {
        name: (left.request[name], web.request[name]) for name in columns
    }


def test_what_is_kept_is_what_it_should_be(doors: Doors) -> None:
    anonymous, named = (lived_once(doors, WEB, named=each).request for each in (False, True))
    assert (anonymous["full"], anonymous["given"], anonymous["received_at"]) == (None, None, None)
    assert "0199" not in anonymous["stripped"]
    assert named["full"] == WORDS
    assert (named["given"].name, named["given"].phone) == (NAME, "+13025550147")


def test_a_photo_is_kept_alike_by_each_door_that_takes_one(doors: Doors) -> None:
    picture = photograph(640, 480).read()
    kept = []
    for door in (WEB, API, OPEN311):
        with transaction.atomic():
            kept.append(doors.photo_by(door, picture))
            transaction.set_rollback(True)
    assert kept[0] == kept[1] == kept[2]


# Where nobody could confirm what is left of the words, nobody but who reads them for that sees them.


@pytest.mark.parametrize("door", [API, OPEN311, IMPORT])
def test_unconfirmed_words_are_shown_nowhere_until_staff_read_them(
    doors: Doors, door: str, members: dict[Role, Member], browser_of: Callable[[Role], Client]
) -> None:
    doors.by(door, named=False)
    request = ServiceRequest.objects.get()
    ServiceRequest.objects.update(day=calendar.today() - calendar.days.timedelta(days=1))
    supervisor, nobody, program = browser_of(Role.SUPERVISOR), Client(), caller_for(members[Role.SUPERVISOR])
    is_listed = [
        nobody.get(f"/en/requests/{request.reference}/"),
        nobody.get("/en/requests/"),
        nobody.get(f"/open311/v2/requests/{request.reference}.json?extensions=true"),
        nobody.get("/open311/v2/requests.json?extensions=true"),
        nobody.get("/open311/v2/requests.xml?extensions=true"),
        supervisor.get("/en/staff/queue/?state=all"),
        supervisor.post("/en/staff/queue/find/", {"sought": "bus stop"}, follow=True),
        program.asked("GET", "/requests", {"state": "all"}),
        program.asked("GET", "/requests", {"unread": "true"}),
    ]
    for page in is_listed:
        assert page.status_code == 200
        shown = page.content.decode()
        assert request.reference in shown, page.request["PATH_INFO"]
        assert not re.search("Deep hole|neighbor", shown), page.request["PATH_INFO"]
    assert not Event.objects.filter(public_note__contains="hole").exists()
    case = f"/en/staff/requests/{request.reference}/"
    assert "Deep hole" in supervisor.get(case).content.decode()
    supervisor.post(f"{case}confirm/")
    assert "Deep hole" in supervisor.get("/en/staff/queue/?state=all").content.decode()
