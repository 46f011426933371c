"""Kept alive: web, worker and PostgreSQL are killed at 20 random moments while 100 reports come in.

The moments are drawn from a seed; each is a number of answers after which something is killed with -9. Residents
send again until they have a receipt, so at the end every report is there, and each of them once.
"""

import io
import os
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.db import connection
from PIL import Image

from commonhall.people import contacts
from commonhall.people.models import Person, PersonKey
from commonhall.service_requests import photos, words
from commonhall.service_requests.models import Event, Photo, RequestKey, ServiceRequest
from tests import running
from tests.running import Demo
from tests.soak import inside, residents
from tests.soak.conftest import Say
from tests.soak.kills import Killer, Victim
from tests.soak.residents import Receipt, Resident, Story

pytestmark = pytest.mark.soak

SEED = int(os.environ.get("SOAK_SEED", "311"))  # print it with a failure, and it can be had again
REPORTS, KILLS, RESIDENTS, AT_ONCE = 100, 20, 10, 4
ANSWERS_A_REPORT = 5
SECONDS_TO_ROUTE = 120  # half a minute of silence until a killed worker's jobs come back, and some rounds


@dataclass(frozen=True, slots=True)
class Run:
    """What came of the hundred reports. `jobs`: which requests jobs named while the last ones were waiting."""

    demo: Demo
    receipts: list[Receipt]
    jobs: frozenset[UUID]

    @property
    def named(self) -> list[Receipt]:
        return [receipt for receipt in self.receipts if not receipt.story.is_anonymous]

    @property
    def with_photo(self) -> list[Receipt]:
        return [receipt for receipt in self.receipts if receipt.story.photo]


@pytest.fixture(scope="module")
def run(demo: Demo, unblocked: None, say: Say) -> Iterator[Run]:
    """A hundred reports and twenty kills; then whatever was killed last has come back."""
    stories = residents.stories(REPORTS)
    random.Random(SEED).shuffle(stories)
    killer = Killer(demo, kills=KILLS, answers=REPORTS * ANSWERS_A_REPORT, seed=SEED)
    town = [Resident(demo.url, f"127.0.4.{number + 1}", killer.answered) for number in range(RESIDENTS)]
    killer.start()
    with ThreadPoolExecutor(AT_ONCE) as lines:
        receipts = list(
            lines.map(_report_all, town, (stories[number::RESIDENTS] for number in range(RESIDENTS)))
        )
    killer.join()
    running.until(lambda: all(_comes_back(demo, part) for part in ("postgres", "serve", "worker")))
    given = [receipt for own in receipts for receipt in own]
    for line in _figures(given, town, killer):
        say(line)
    with Resident(demo.url, "127.0.4.100") as passer_by:
        passer_by.get("/readyz")
    with inside.led_into(demo.home):
        yield Run(demo, given, _named_by_jobs())


def _report_all(resident: Resident, stories: list[Story]) -> list[Receipt]:
    with resident:
        return [resident.report(story) for story in stories]


def _comes_back(demo: Demo, part: str) -> bool:
    return demo.pid_of(part) is not None


def _named_by_jobs() -> frozenset[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args ->> 'request_id' FROM procrastinate_jobs WHERE args ? 'request_id'")
        return frozenset(UUID(request) for (request,) in cursor.fetchall())


def _figures(receipts: list[Receipt], town: list[Resident], killer: Killer) -> Iterator[str]:
    kills = ", ".join(f"{victim} {killer.killed[victim]}" for victim in Victim)
    yield f"kills (seed {SEED}): {len(receipts)} reports acknowledged, killed with -9: {kills}"
    yield (
        f"kills: forms sent again {sum(each.sent_again for each in town)}, "
        f"longest wait for an answer {max(each.longest_wait for each in town):.1f} s"
    )


@pytest.fixture
def stored(run: Run) -> dict[str, ServiceRequest]:
    """Every request there is, by its reference."""
    return {request.reference: request for request in ServiceRequest.objects.select_related("service")}


def test_every_report_is_acknowledged_with_a_reference_of_its_own_and_stored_once(
    run: Run, stored: dict[str, ServiceRequest]
) -> None:
    assert len(run.receipts) == REPORTS
    assert {receipt.reference for receipt in run.receipts} == set(stored)
    assert len(stored) == REPORTS


def test_each_holds_its_words_and_the_office_reads_them_without_the_number(
    run: Run, stored: dict[str, ServiceRequest]
) -> None:
    for receipt in run.receipts:
        request = stored[receipt.reference]
        assert words.stripped(request) == receipt.story.kept
        assert request.is_anonymous == receipt.story.is_anonymous
    for receipt in run.named:
        assert words.full(stored[receipt.reference]) == receipt.story.words


def test_each_photo_is_there_once_and_opens(run: Run) -> None:
    kept = {photo.request.reference: photo for photo in Photo.objects.select_related("request")}
    assert set(kept) == {receipt.reference for receipt in run.with_photo}
    assert Photo.objects.count() == len(kept)
    for photo in kept.values():
        with Image.open(io.BytesIO(photos.read(photo))) as picture:
            picture.load()  # all of it, to the last line
            assert picture.width * 3 == picture.height * 4


def test_each_reaches_the_department_of_its_service(run: Run) -> None:
    unrouted = ServiceRequest.objects.filter(department=None)
    running.until(lambda: not unrouted.exists(), seconds=SECONDS_TO_ROUTE)
    for request in ServiceRequest.objects.select_related("service"):
        assert request.department_id == request.service.department_id


def test_each_was_received_once_and_routed_once(run: Run, stored: dict[str, ServiceRequest]) -> None:
    happened = Counter(Event.objects.values_list("request_id", "kind"))
    once = {(request.pk, kind): 1 for request in stored.values() for kind in ("received", "routed")}
    assert happened == once


def test_no_job_ever_named_an_anonymous_request(run: Run) -> None:
    anonymous = set(ServiceRequest.objects.anonymous().values_list("pk", flat=True))
    assert len(anonymous) == REPORTS - len(run.named)
    assert not anonymous & run.jobs


def test_every_contact_opens_and_nobody_is_left_without_a_request(
    run: Run, stored: dict[str, ServiceRequest]
) -> None:
    known = set()
    for receipt in run.named:
        request = stored[receipt.reference]
        link = words.contact_link(request)
        assert link is not None
        record = contacts.open_record(link.person)
        assert record.contact.name == receipt.story.contact["name"]
        assert record.contact.email == receipt.story.contact["email"]
        assert record.requests == (request.pk,)
        known.add(link.person)
    assert set(Person.objects.values_list("pk", flat=True)) == known
    assert set(PersonKey.objects.values_list("pk", flat=True)) == known
    assert len(known) == len(run.named)
    assert RequestKey.objects.count() == len(run.named)


def test_each_resident_finds_the_report_again(run: Run) -> None:
    for number, receipt in enumerate(run.receipts):
        with Resident(run.demo.url, f"127.0.5.{number + 1}") as reader:
            assert "Pothole" in reader.get(f"/en/requests/{receipt.reference}/")
            assert not receipt.link or receipt.story.words in reader.get(receipt.link)


@pytest.mark.parametrize("part", ["web", "worker"])
def test_who_lost_the_database_says_so_and_nothing_is_left_uncaught(run: Run, part: str) -> None:
    said = (run.demo.home / "logs" / f"{part}.log").read_text()
    assert '"uncaught' not in said
    assert "Traceback" not in said


def test_told_to_end_it_leaves_no_process(run: Run) -> None:
    assert running.end(run.demo.process) == 0
    assert running.processes_of(run.demo.home) == []
