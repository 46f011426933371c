"""Settle again and again, while residents report and staff work: it may have to wait, and nothing else may happen."""

import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from django.db import connections

from commonhall import calendar
from commonhall.people import contacts
from commonhall.people.models import Person, PersonKey
from commonhall.service_requests import photos, pictures, settling, words
from commonhall.service_requests.models import Event, Photo, RequestKey, ServiceRequest
from commonhall.vault import settle
from commonhall.vault.settle import Pass, TablesAreBusy
from tests.running import Demo
from tests.soak import inside, residents
from tests.soak.conftest import Say
from tests.soak.crowds import Neighbour
from tests.soak.officials import Official
from tests.soak.residents import Receipt, Resident

pytestmark = pytest.mark.soak

SECONDS = 60
REPORTERS = 2
PATIENCE_SECONDS = (
    3.0  # p95 of a page beside settle that never rests; an hourly one is met by one page in thousands
)
ADDRESSES = (f"127.0.{network}.{number}" for network in range(20, 60) for number in range(1, 251))
FOREIGN_KEYS = """
SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text, f.attname
FROM pg_constraint
JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]
JOIN pg_attribute f ON f.attrelid = confrelid AND f.attnum = confkey[1]
WHERE contype = 'f' AND connamespace = 'public'::regnamespace"""


@dataclass
class Town:
    """What was done in the minute, and what came of it."""

    demo: Demo
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)
    receipts: list[Receipt] = field(default_factory=list)
    officials: list[Official] = field(default_factory=list)
    phones: dict[int, str] = field(default_factory=dict)
    passes: Counter[str] = field(default_factory=Counter)
    refusals: int = 0
    longest_pass: float = 0.0
    _pause: threading.Event = field(default_factory=threading.Event)

    def settles(self) -> None:
        """What the worker does by the hour and at night, as the owner, without a rest."""
        while time.monotonic() < self.until:
            began = time.monotonic()
            try:
                settling.now()
                settle.run(Pass.NIGHT, day=calendar.today())
                settle.clear(most_bytes=settle.MOST_BYTES_AT_NIGHT)
                self.passes["done"] += 1
            except TablesAreBusy:
                self.passes["not now"] += 1
            self.longest_pass = max(self.longest_pass, time.monotonic() - began)
        connections.close_all()

    def reports(self, first: int) -> None:
        """One resident after the other, each from a new address."""
        for story in itertools.islice(itertools.cycle(residents.stories(100)), first, None, REPORTERS):
            with Resident(self.demo.url, next(ADDRESSES)) as resident:
                self.receipts.append(resident.report(story))
                self.refusals += resident.sent_again
            if time.monotonic() > self.until:
                return

    def works(self, role: str, *deeds: Callable[[Official, str], None]) -> None:
        """Each of these deeds in turn, at one request after the other, as somebody of that role."""
        with Official(self.demo, role) as official:
            self.officials.append(official)
            for turn in itertools.count():
                while len(waiting := self._routed()) <= turn:
                    if time.monotonic() > self.until:
                        return
                    self._pause.wait(0.05)
                for deed in deeds:
                    deed(official, waiting[turn].reference)

    def _routed(self) -> list[Receipt]:
        """Anonymous ones are routed as they are stored; others wait for the worker."""
        return [receipt for receipt in self.receipts if receipt.story.is_anonymous]

    def corrects(self) -> None:
        """Change the telephone number of everybody on file, again and again."""
        for round_ in itertools.count():
            for person in Person.objects.values_list("pk", flat=True):
                number = f"+1302555{round_:04}"
                contacts.correct(person, phone=number)
                self.phones[person] = number
            if time.monotonic() > self.until:
                return connections.close_all()


@pytest.fixture(scope="module")
def town(demo: Demo, unblocked: None, say: Say) -> Iterator[Town]:
    """The minute; whoever failed in it fails here."""
    with inside.led_into(demo.home):
        town, reader = Town(demo), Neighbour(demo, "127.0.19.1")
        with ThreadPoolExecutor(max_workers=20) as people:
            under_way = [
                people.submit(town.settles),
                people.submit(town.corrects),
                *(people.submit(town.reports, number) for number in range(REPORTERS)),
                people.submit(town.works, "call_taker", Official.publish, Official.note_internally),
                people.submit(town.works, "worker", Official.begin, Official.close),
                people.submit(town.works, "supervisor", Official.release),
                people.submit(reader.reads_until, town.until),
            ]
            for each in under_way:
                each.result()
        for line in _figures(town, reader):
            say(line)
        assert set(reader.statuses) == {200}
        assert reader.p95 < PATIENCE_SECONDS
        yield town


def _figures(town: Town, reader: Neighbour) -> Iterator[str]:
    deeds = sum(sum(official.done.values()) for official in town.officials)
    yield (
        f"settle: in {SECONDS} s {town.passes['done']} passes and {town.passes['not now']} put off, the longest "
        f"{town.longest_pass:.1f} s, beside {len(town.receipts)} reports, {deeds} deeds of staff, corrections"
    )
    yield f"settle: pages meanwhile p95 {reader.p95:.2f} s, the longest {max(reader.seconds):.2f} s"


def test_settle_comes_to_its_end_under_load(town: Town) -> None:
    assert town.passes["done"] >= SECONDS / 10


def test_no_resident_had_to_send_anything_again(town: Town) -> None:
    assert town.refusals == 0


def test_every_report_is_there_once_with_words_and_photo(town: Town) -> None:
    stored = {request.reference: request for request in ServiceRequest.objects.all()}
    assert sorted(stored) == sorted(receipt.reference for receipt in town.receipts)
    for receipt in town.receipts:
        assert words.stripped(stored[receipt.reference]) == receipt.story.kept
    with_photo = sorted(receipt.reference for receipt in town.receipts if receipt.story.photo)
    kept = list(Photo.objects.select_related("request"))
    assert sorted(photo.request.reference for photo in kept) == with_photo
    assert all(pictures.is_bare(photos.read(photo)) for photo in kept)


def test_every_deed_of_staff_is_in_the_time_line_once(town: Town) -> None:
    done = sum((official.done for official in town.officials), Counter())
    happened = Counter(Event.objects.exclude(by=None).values_list("request__reference", "kind"))
    assert happened == done
    closed = {reference for reference, kind in done if kind == "state"}
    assert set(ServiceRequest.objects.filter(state="closed").values_list("reference", flat=True)) == closed


def test_every_correction_is_there_and_every_contact_opens(town: Town) -> None:
    named = [receipt for receipt in town.receipts if not receipt.story.is_anonymous]
    people = {
        person: contacts.open_record(person).contact for person in Person.objects.values_list("pk", flat=True)
    }
    assert len(people) == len(named) == PersonKey.objects.count() == RequestKey.objects.count()
    assert town.phones.items() <= {person: contact.phone for person, contact in people.items()}.items()
    assert len(town.phones) > 0


def test_no_foreign_key_leads_nowhere(town: Town) -> None:
    keys = town.demo.rows(FOREIGN_KEYS)
    assert len(keys) > 5
    for table, column, other, target in keys:
        leads = f"{column} IS NULL OR {column} IN (SELECT {target} FROM {other})"
        nowhere = f"SELECT count(*) FROM {table} WHERE NOT ({leads})"
        assert town.demo.rows(nowhere) == [(0,)], f"{table}.{column}"
