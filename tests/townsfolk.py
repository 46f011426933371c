"""Residents and staff of the tests' city."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as configured
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from django.test import Client
from django.utils import translation
from psycopg import sql
from pytest_django.fixtures import Settings
from time_machine import Traveller

from commonhall.demo import cast
from commonhall.places import loading
from commonhall.places.models import Block, Crossing, Edition, House, Landmark
from commonhall.service_requests import catalogue
from commonhall.service_requests.models import Questionnaire, Service
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from commonhall.web import throttles
from tests.service_requests.reporting import Reporter

TUESDAY_NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # twelve by the city's clock, on a working day


@pytest.fixture
def noon() -> Iterator[Traveller]:
    """Noon of a working day; `shift` lets time pass."""
    with time_machine.travel(TUESDAY_NOON, tick=False) as clock:
        yield clock


_loaded: dict[tuple[Path, *tuple[type[Model], ...]], list[bytes]] = {}


def _load(load: Callable[[Path], object], *tables: type[Model]) -> None:
    """Load the city's folder; where this process did so before, put in the same rows, as PostgreSQL gave them out."""
    folder: Path = configured.CITY.folder
    names = [sql.Identifier(table._meta.db_table) for table in tables]
    with connection.cursor() as cursor:
        if (folder, *tables) not in _loaded:
            load(folder)
            _loaded[folder, *tables] = [_taken_out(cursor, name) for name in names]
            return
        for name, rows in zip(names, _loaded[folder, *tables], strict=True):
            with cursor.copy(sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(name)) as into:
                into.write(rows)


def _taken_out(cursor: CursorWrapper, name: sql.Identifier) -> bytes:
    with cursor.copy(sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(name)) as out:
        return b"".join(map(bytes, out))


@pytest.fixture
def services(db: None) -> None:
    """The demo city's departments and services; no streets, which take longer to load."""
    _load(catalogue.load, Department, Service, Questionnaire)


@pytest.fixture
def city(services: None) -> None:
    """The demo city's streets, departments and services."""
    _load(loading.load_places, Edition, Block, House, Crossing, Landmark)


@pytest.fixture
def reporter(city: None, client: Client) -> Reporter:
    """A resident at the report page."""
    return Reporter(client)


@pytest.fixture
def members(services: None) -> dict[Role, Member]:
    """One member of staff a role."""
    if Member.objects.exists():
        return cast.members()
    _load(lambda _: cast.members(), Member)
    found = {member.role: member for member in Member.objects.select_related("department")}
    return {role: found[role] for role in cast.NAMES}


@pytest.fixture
def browser_of(members: dict[Role, Member]) -> Callable[[Role], Client]:
    """The browser of the member with that role, signed in."""

    def browser(role: Role) -> Client:
        client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        client.force_login(members[role])
        return client

    return browser


@pytest.fixture(autouse=True)
def _rested() -> None:
    """Limits count per process, and tests come quicker than people; and a page leaves its language behind."""
    throttles.forget()
    translation.deactivate()


@pytest.fixture
def photo_folder(settings: Settings, tmp_path: Path) -> Path:
    """Where sealed photos go in this test."""
    settings.PHOTO_FOLDER = tmp_path / "photos"
    return tmp_path / "photos"
