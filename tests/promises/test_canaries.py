"""Fifty residents' details go in by the front door, every unhappy way too; no file holds a trace of them.

The key file alone is left out. Who has it finds the contacts that were given, and still nothing of who stayed
anonymous.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from commonhall.people import contacts
from commonhall.service_requests import photos, pictures, words
from commonhall.service_requests.models import Photo, ServiceRequest
from tests.promises import canaries, home, reading, trouble
from tests.promises.browsers import Browser
from tests.promises.canaries import STEMS, Resident
from tests.promises.reading import Leak
from tests.running import Demo
from tests.soak import inside

RESIDENTS = canaries.residents()
KILLED = {10: "worker", 25: "serve", 40: "postgres"}  # after how many reports

LOG = "home/logs/web.log"
LOGGED = '"logger": "commonhall.web.requests"'  # in each line about a page that was read

CALLERS = frozenset({7, 14, 21, 28, 42, 49})


@dataclass
class Lived:
    """A demo that has seen all of it: its home, and what the search found there."""

    home: Path
    references: list[str] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    found_running: list[Leak] = field(default_factory=list)
    found_stopped: list[Leak] = field(default_factory=list)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Lived]:
    machine = tmp_path_factory.mktemp("machine")
    seen = Lived(home=machine / "home")
    with django_db_blocker.unblock():
        with home.demo(machine) as demo:
            live(seen, demo)
            seen.found_running = search(machine, seen.home)
        seen.found_stopped = search(machine, seen.home)
        yield seen


def live(seen: Lived, demo: Demo) -> None:
    """Fifty reports, and everything that goes wrong meanwhile."""
    with Browser(demo.url, 103) as desk:
        desk.get(demo.sign_in("call_taker").partition(str(demo.url))[2])
        for resident in RESIDENTS:
            seen.references.append(tell(resident, desk, demo))
            if part := KILLED.get(resident.number):
                trouble.kill(demo, part)
        seen.statuses |= trouble.mistakes_at_the_desk(RESIDENTS[3], desk)
    with Browser(demo.url, 100) as browser:
        seen.statuses |= trouble.mistakes(RESIDENTS[0], browser) | trouble.wanderings(RESIDENTS[1], browser)
    with Browser(demo.url, 101) as browser:
        trouble.break_an_insert(RESIDENTS[2], browser, demo)
    with Browser(demo.url, 102) as browser:
        seen.statuses |= trouble.work(RESIDENTS[0], seen.references[0], browser, demo)


def tell(resident: Resident, desk: Browser, demo: Demo) -> str:
    """Some call, the others write; returns the reference."""
    if resident.number in CALLERS:
        return trouble.call(resident, desk)
    with Browser(demo.url, resident.number) as browser:
        return trouble.report(resident, browser)


def search(machine: Path, home: Path) -> list[Leak]:
    """What stands of the residents' details in any file but the key file; and that the log was read."""
    found = reading.leaks(machine, (*STEMS, LOGGED), except_for=[home / "keys.json"])
    return [leak for leak in found if leak.text in STEMS or leak.file == LOG]


def test_nothing_of_them_is_in_any_file_while_the_processes_run(lived: Lived) -> None:
    assert of_them(lived.found_running) == []


def test_nothing_of_them_is_in_any_file_after_they_ended(lived: Lived) -> None:
    assert of_them(lived.found_stopped) == []


@pytest.mark.parametrize("search", ["found_running", "found_stopped"])
def test_the_search_read_the_log_and_pages_stand_in_it(lived: Lived, search: str) -> None:
    """Else a log that was empty, or lay elsewhere, would hold nothing of them either."""
    assert [leak for leak in getattr(lived, search) if leak.text == LOGGED]


def of_them(found: list[Leak]) -> list[Leak]:
    return [leak for leak in found if leak.text in STEMS]


def test_every_unhappy_way_was_answered_as_meant(lived: Lived) -> None:
    assert {way: status for way, status in lived.statuses.items() if status >= 500} == {}


def test_contacts_that_were_given_open_with_the_key_file(lived: Lived) -> None:
    with _brought_up(lived.home):
        given = {
            contacts.open_record(words.contact_link(request).person).contact.email
            for request in ServiceRequest.objects.filter(is_anonymous=False)
        }
    assert given == {resident.email for resident in RESIDENTS if resident.is_named}


def test_nothing_of_anonymous_reporters_is_there_even_with_the_key_file(lived: Lived) -> None:
    with _brought_up(lived.home):
        anonymous = list(ServiceRequest.objects.anonymous())
        texts = [f"{words.stripped(request)} {words.place(request)}" for request in anonymous]
        kept = [photos.read(photo) for photo in Photo.objects.all()]
    assert len(texts) == len(RESIDENTS) // 2
    details = [detail for resident in RESIDENTS for detail in resident.details]
    assert [text for text in texts if any(detail.casefold() in text.casefold() for detail in details)] == []
    assert len(kept) >= len(RESIDENTS) // 5
    assert all(pictures.is_bare(jpeg) for jpeg in kept)


@contextmanager
def _brought_up(folder: Path) -> Iterator[None]:
    """The home's database alone, and Django led into it with the home's key file."""
    with home.running(home.server_of(folder)), inside.led_into(folder):
        yield
