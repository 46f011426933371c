"""One connection that asks without end is held back; everybody else is served meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests import running
from tests.running import Demo

pytestmark = pytest.mark.soak
QUESTIONS = 2_000
MEGABYTES = 1_024


def browser(demo: Demo, address: str) -> httpx.Client:
    """A browser at that address of this machine."""
    return httpx.Client(
        base_url=f"http://127.0.0.1:{urlsplit(demo.url).port}",
        transport=httpx.HTTPTransport(local_address=address),
        headers={"Sec-Fetch-Site": "same-origin"},
        timeout=30,
    )


def memory_of_web(demo: Demo) -> int:
    """What the web processes hold, in MB."""
    serve = demo.pid_of("serve")
    assert serve
    pids = [serve, *running.children(serve)]
    statuses = [Path(f"/proc/{pid}/status").read_text() for pid in pids]
    return sum(int(status.partition("VmRSS:")[2].split()[0]) for status in statuses) // 1000


def test_guessing_references_is_held_back_and_others_are_served(demo: Demo) -> None:
    with browser(demo, "127.0.2.1") as guesser, browser(demo, "127.0.2.2") as neighbour:

        def guess(number: int) -> int:
            return guesser.post("/en/requests/find/", data={"reference": f"A{number:05}"}).status_code

        with ThreadPoolExecutor(max_workers=8) as threads:
            answers = threads.map(guess, range(QUESTIONS))
            seen = [
                neighbour.get("/en/report/", params={"service": "pothole"}).status_code for _ in range(50)
            ]
            assert list(answers).count(429) > QUESTIONS * 0.9
        assert set(seen) == {200}
    assert memory_of_web(demo) < MEGABYTES
    assert demo.answers()
