"""Floods on this machine's own addresses: who asks too much is held back, everybody else is served meanwhile."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import running
from tests.running import Demo
from tests.service_requests.reporting import photograph
from tests.soak import crowds, residents
from tests.soak.conftest import Say
from tests.soak.crowds import MARKER, Neighbour
from tests.soak.residents import Resident

pytestmark = pytest.mark.soak

QUESTIONS = 400
REPORTS_AN_HOUR, LOOKUPS_A_MINUTE = 300, 30
UPLOADS, UPLOADED_MEGABYTES = 200, 16
MOST_MEGABYTES = 500
SLOW = 50
PATIENCE_SECONDS = 2.0  # of a neighbour, for a page
NAMES = itertools.count(1)


@pytest.fixture
def neighbour(demo: Demo) -> Neighbour:
    """Somebody at an address that no other test has used."""
    return Neighbour(demo, f"127.0.9.{next(NAMES)}")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_flood_of_report_pages_is_held_back_and_a_neighbour_is_served(
    demo: Demo, neighbour: Neighbour, say: Say, method: str
) -> None:
    with crowds.browser(demo, f"127.0.6.{next(NAMES)}") as flooding, ThreadPoolExecutor(1) as other:
        reading = other.submit(neighbour.reads, 50)
        answers = crowds.flood(lambda _: flooding.request(method, "/en/report/").status_code, QUESTIONS)
        reading.result()
        refused = flooding.request(method, "/en/report/")
    assert answers[429] == QUESTIONS - REPORTS_AN_HOUR
    assert int(refused.headers["Retry-After"]) > 0
    assert set(neighbour.statuses) == {200}
    say(
        f"floods: {method} flood of {QUESTIONS}, {answers[429]} refused; a neighbour's p95 {neighbour.p95:.2f} s"
    )


def test_guessing_references_is_slowed_whatever_address_the_guesser_claims(
    demo: Demo, neighbour: Neighbour
) -> None:
    with crowds.browser(demo, "127.0.6.100") as guesser, ThreadPoolExecutor(1) as other:

        def guess(number: int) -> int:
            claimed = {"X-Forwarded-For": f"198.51.100.{number % 250}"}
            return guesser.get(f"/en/requests/A{number:05}/", headers=claimed).status_code

        reading = other.submit(neighbour.reads, 50)
        answers = crowds.flood(guess, QUESTIONS)
        reading.result()
    assert answers[404] <= 2 * LOOKUPS_A_MINUTE  # two, where a minute ended meanwhile
    assert answers[429] == QUESTIONS - answers[404]
    assert set(neighbour.statuses) == {200}


def test_two_hundred_photos_that_are_too_large_take_little_memory_and_no_disk(demo: Demo, say: Say) -> None:
    page = Resident(demo.url, "127.0.7.250").at_details()
    body = crowds.form(page | {"words": MARKER}, b"x" * UPLOADED_MEGABYTES * 1024 * 1024)
    left: list[str] = []
    with ThreadPoolExecutor(UPLOADS) as lines:
        sending = [lines.submit(crowds.send, demo, f"127.0.7.{n + 1}", body) for n in range(UPLOADS)]
        running.until(
            lambda: left.extend(crowds.temporary_files(demo)) or all(each.done() for each in sending), 180
        )
    statuses = {each.result() for each in sending}
    assert statuses <= {422, 503, 0}  # too large, or too much at once; never taken
    assert left == []
    assert crowds.most_memory_of_web(demo) < MOST_MEGABYTES
    say(
        f"floods: {UPLOADS} photos of {UPLOADED_MEGABYTES} MB at once, answers {sorted(statuses)}, "
        f"web processes held {crowds.most_memory_of_web(demo)} MB at the most"
    )


@pytest.mark.parametrize(("what", "network"), [("head", 10), ("body", 11)])
def test_slow_clients_stop_nobody_and_are_answered_when_they_are_through(
    demo: Demo, neighbour: Neighbour, say: Say, what: str, network: int
) -> None:
    page = Resident(demo.url, f"127.0.{network}.250").at_details()
    body = crowds.form(page | {"words": "Deep hole."}, photograph().read())
    whole = crowds.head_of(demo, len(body)) + body
    said = whole[:40] if what == "head" else whole[: -len(body) // 2]
    with crowds.slow_clients(demo, SLOW, said, network) as slow:
        neighbour.reads(40)
        for each in slow:
            each.sendall(whole[len(said) :])
        assert {crowds.status_of(each) for each in slow} == {200}
    assert set(neighbour.statuses) == {200}
    assert neighbour.p95 < PATIENCE_SECONDS
    say(f"floods: {SLOW} clients slow with the {what}; a neighbour's p95 {neighbour.p95:.2f} s")


def test_nothing_of_it_is_kept_in_any_file_or_table(demo: Demo) -> None:
    with Resident(
        demo.url, "127.0.9.250"
    ) as resident:  # the scan sees what is kept, so the next lines can fail
        reference = resident.report(residents.stories(2)[1]).reference
    assert files_with(demo.home, reference.encode())
    assert files_with(demo.home, MARKER.encode()) == []
    assert [path for path in files_with(demo.home, b"127.0.") if "data" not in path.parts] == []
    assert demo.rows("SELECT count(*) FROM service_requests_servicerequest") == [(1,)]
    assert demo.rows("SELECT count(*) FROM people_person") == [(0,)]


def files_with(home: Path, words: bytes) -> list[Path]:
    """Files under the home that hold these words, whole as they stand."""
    return [path for path in home.rglob("*") if path.is_file() and words in path.read_bytes()]
