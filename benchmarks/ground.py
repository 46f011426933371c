"""What benchmarks stand on: a database server of their own in a temporary folder, durable as in earnest.

Import it before any room: it sets Django up. Compare ratios: milliseconds are this machine's.
"""

import atexit
import logging
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import django
from django.conf import settings

from commonhall import demo
from commonhall.operations import logins, postgres
from commonhall.vault import keyring

HOME = Path(tempfile.mkdtemp(prefix="commonhall-benchmark-"))
PASSWORDS = logins.new_passwords()
SERVER = postgres.Server(HOME, PASSWORDS)
DATABASE = "benchmark"

atexit.register(shutil.rmtree, HOME, ignore_errors=True)
keyring.make(HOME / "keys.json")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "commonhall.config.settings",
    "COMMONHALL_HOME": str(HOME),
    "COMMONHALL_KEYS": str(HOME / "keys.json"),
    "COMMONHALL_CITY": str(Path(demo.__file__).parent / "city"),
    "DATABASE_URL": PASSWORDS.url(logins.APPLICATION, SERVER.sockets, DATABASE),
    "COMMONHALL_OWNER_DATABASE_URL": PASSWORDS.url(logins.OWNER, SERVER.sockets, DATABASE),
}
(HOME / "static").mkdir()
settings.STATIC_ROOT = HOME / "static"
settings.STORAGES = {  # so that no style sheet has to be built first
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
django.setup()
logging.getLogger("commonhall.web.requests").setLevel(logging.WARNING)

from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402

from commonhall.operations import migrating  # noqa: E402
from commonhall.places import loading, lookup  # noqa: E402
from commonhall.places.lookup import Place  # noqa: E402
from commonhall.service_requests import catalogue, references, words  # noqa: E402
from commonhall.service_requests.models import Service, ServiceRequest  # noqa: E402

ADDRESS = "1012 N Market St"


@contextmanager
def running() -> Iterator[None]:
    """The server with the demonstration city in it; stopped and forgotten afterwards."""
    SERVER.start()
    try:
        with SERVER.connect() as superuser:
            logins.create(superuser, PASSWORDS)
            logins.create_database(superuser, DATABASE)
        with SERVER.connect(DATABASE) as superuser:
            logins.open_database(superuser)
        migrating.apply()
        loading.load_places(settings.CITY.folder)
        catalogue.load(settings.CITY.folder)
        yield
    finally:
        connections.close_all()
        SERVER.stop()


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What a deed costs: milliseconds on the clock and of this process's CPU, and queries."""

    clock: float
    cpu: float
    queries: int

    def __str__(self) -> str:
        return f"{self.clock:8.2f} ms {self.cpu:8.2f} ms CPU {self.queries:3d} queries"


def cost(deed: Callable[[], object], times: int, before: Callable[[], object] = lambda: None) -> Cost:
    """The cost of doing it, after once to warm up: the least of several, since others use the machine too.

    What has to be done `before` each time is not counted.
    """
    before()
    deed()
    queries = _Counter()
    clock, cpu = [], []
    for _ in range(times):
        before()
        began, began_cpu = time.perf_counter(), time.process_time()
        deed()
        clock.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - began_cpu))
    before()
    with connection.execute_wrapper(queries):
        deed()
    return Cost(clock=min(clock), cpu=min(cpu), queries=queries.count)


class _Counter:
    """Counts queries; Django's own list of them is emptied by each request."""

    count = 0

    def __call__(self, execute: Callable[..., object], *arguments: object) -> object:
        self.count += 1
        return execute(*arguments)


def within[T](minutes: float, rows: Iterable[T]) -> Iterator[T]:
    """The rows that can be made in that time: a slow machine measures with fewer, and says so."""
    end = time.monotonic() + 60 * minutes
    for row in rows:
        yield row
        if time.monotonic() > end:
            return


def browser() -> Client:
    """A browser that sends forms from our own pages."""
    return Client(SERVER_NAME="localhost", headers={"Sec-Fetch-Site": "same-origin"})


def place() -> Place:
    """Somewhere in the demonstration city."""
    return lookup.resolve(ADDRESS)


def bare_request(service: Service, somewhere: Place, day: date, **more: object) -> ServiceRequest:
    """An anonymous request, not saved: as intake stores it, without its events."""
    request = ServiceRequest(
        pk=uuid.uuid4(),
        reference=references.new(),
        service=service,
        is_anonymous=True,
        street=somewhere.street,
        hundred=somewhere.hundred,
        latitude=somewhere.latitude,
        longitude=somewhere.longitude,
        department_id=service.department_id,
        day=day,
        due_on=day,
    )
    words.seal_stripped(request, "Deep hole by the bus stop.", somewhere.label)
    for name, value in more.items():
        setattr(request, name, value)
    return request
