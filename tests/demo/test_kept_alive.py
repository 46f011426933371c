"""Reports go in while web, worker and PostgreSQL are killed at random: what was acknowledged is there, once."""

import io
import os
import random
import re
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image

from tests import running
from tests.running import Demo

pytestmark = pytest.mark.soak
REPORTS = 100
KILLS = 20
PARTS = ("serve", "worker", "postgres")
REFERENCE = re.compile(r"data-copy=\"([2-9A-HJKMNP-Z]{6})\"")
FOLLOW = re.compile(r"/en/follow/[^/\"]+/")
WITHOUT_ONE_PHOTO = """
SELECT reference FROM service_requests_servicerequest AS request
WHERE 1 <> (SELECT count(*) FROM service_requests_photo WHERE request_id = request.id)"""
WITHOUT_DEPARTMENT = "SELECT reference FROM service_requests_servicerequest WHERE department_id IS NULL"
SECONDS_TO_RECOVER = 60
SECONDS_TO_ROUTE = 120  # a killed worker's jobs come back after thirty seconds of silence


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledged:
    """What a receipt said. `link`: for a named report, where it can be followed."""

    reference: str
    link: str | None


@pytest.fixture(scope="module")
def photograph() -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((800, 600), 60).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


class Resident:
    """A browser that sends a form again when no answer came, as people do."""

    def __init__(self, demo: Demo, number: int) -> None:
        # Each comes from an address of its own: limits are for one connection that asks too often.
        transport = httpx.HTTPTransport(local_address=f"127.0.1.{number + 1}")
        port = urlsplit(demo.url).port
        self.browser = httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            transport=transport,
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        self.page = ""

    def ask(self, method: str, path: str, **sent: object) -> httpx.Response:
        """The answer to a request, which is sent until one comes that is no failure of the server."""
        answers: list[httpx.Response] = []

        def is_answered() -> bool:
            try:
                answer = self.browser.request(method, path, timeout=20, **sent)  # type: ignore[arg-type]
            except httpx.TransportError:
                return False
            answers.append(answer)
            return answer.status_code < 500

        running.until(is_answered, SECONDS_TO_RECOVER)
        return answers[-1]

    def say(self, files: dict[str, object] | None = None, **fields: str) -> None:
        """Send the step that is shown."""
        hidden = {name: self.hidden(name) for name in ("draft", "step")}
        answer = self.ask("POST", "/en/report/", data=hidden | fields, files=files)
        assert answer.status_code == 200, answer.text
        self.page = answer.text

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        assert found, self.page
        return unescape(found[1])

    def report(self, photograph: bytes, *, named: bool) -> Acknowledged:
        """The whole way, to the receipt."""
        self.page = self.ask("GET", "/en/report/", params={"service": "pothole"}).text
        self.say(where="800 N French St")
        self.say(files={"photo": ("hole.jpg", photograph, "image/jpeg")}, words="Deep hole by the bus stop.")
        if named:
            self.say(who="named", name="Robin Made-Up", phone="302-555-0147")
        else:
            self.say(who="anonymous")
        self.say(ok="on")
        reference, link = REFERENCE.search(self.page), FOLLOW.search(self.page)
        assert reference, self.page
        return Acknowledged(reference=reference[1], link=link[0] if link else None)


def kill_at(moments: list[int], demo: Demo, chance: random.Random, acknowledged: list[Acknowledged]) -> None:
    """Kill a part at each moment, counted in reports acknowledged so far, and a little later by chance."""
    for moment in moments:
        running.until(lambda moment=moment: len(acknowledged) >= moment, 300)
        threading.Event().wait(chance.uniform(0, 0.5))
        running.until(lambda: kill(demo.pid_of(chance.choice(PARTS))))


def kill(pid: int | None) -> bool:
    """Kill it, unless it is dead already."""
    if pid:
        os.kill(pid, signal.SIGKILL)
    return pid is not None


def test_every_acknowledged_report_is_there_once_with_its_photo_and_its_department(
    demo: Demo, photograph: bytes
) -> None:
    seed = random.randrange(10_000)
    print(f"seed {seed}")  # noqa: T201  shown when the test fails
    chance = random.Random(seed)
    moments = sorted(chance.sample(range(REPORTS - 3), KILLS))
    acknowledged: list[Acknowledged] = []

    def report(number: int) -> None:
        acknowledged.append(Resident(demo, number).report(photograph, named=number % 2 == 0))

    with ThreadPoolExecutor(max_workers=4) as people:
        killing = people.submit(kill_at, moments, demo, chance, acknowledged)
        for reporting in [people.submit(report, number) for number in range(REPORTS)]:
            reporting.result()
        killing.result()
    running.until(demo.answers)

    stored = demo.rows("SELECT reference FROM service_requests_servicerequest ORDER BY reference")
    assert stored == sorted((each.reference,) for each in acknowledged)
    assert len(stored) == REPORTS
    assert demo.rows(WITHOUT_ONE_PHOTO) == []
    assert all(photo_opens(demo, number, each.link) for number, each in enumerate(acknowledged) if each.link)
    running.until(lambda: demo.rows(WITHOUT_DEPARTMENT) == [], SECONDS_TO_ROUTE)


def photo_opens(demo: Demo, number: int, link: str) -> bool:
    """Whether the page behind that link shows a photo, and the photo is one."""
    resident = Resident(demo, number)
    shown = re.search(rf"{link}photos/[0-9a-f-]+/", resident.ask("GET", link).text)
    return shown is not None and resident.ask("GET", shown[0]).headers["Content-Type"] == "image/jpeg"
