"""The door takes in what is sent before it is answered, and no more of it than there is room for."""

import io
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from commonhall.operations import door
from commonhall.operations.door import Door, Environment, StartResponse


class Desk:
    """Answers with how many bytes it was handed, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
        self.asked += 1
        start_response("200 OK", [])
        return [str(len(environ["wsgi.input"].read())).encode()]


class SlowClient(io.BytesIO):
    """Sends nothing until it is told to go on."""

    def __init__(self, words: bytes) -> None:
        super().__init__(words)
        self.is_sending = threading.Event()
        self.goes_on = threading.Event()

    def read(self, size: int | None = -1) -> bytes:
        self.is_sending.set()
        assert self.goes_on.wait(30)
        return super().read(size)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def lines() -> Iterator[ThreadPoolExecutor]:
    """Threads as the web server has them."""
    with ThreadPoolExecutor(door.MOST_FROM_ONE + 1) as pool:
        yield pool


def ask(at: Door, client: io.BytesIO, length: int, address: str = "192.0.2.1") -> tuple[str, bytes]:
    """The status and the body of the answer to a form of that length."""
    statuses: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/es/report/",
        "REMOTE_ADDR": address,
        "CONTENT_LENGTH": str(length) if length else "",
        "wsgi.input": client,
    }
    answer = at(environ, lambda status, headers, exc_info=None: statuses.append(status))
    return statuses[0], b"".join(answer)


def test_what_is_sent_is_handed_on_whole(desk: Desk) -> None:
    assert ask(Door(desk, threads=1), io.BytesIO(b"x" * 300_000), 300_000) == ("200 OK", b"300000")


def test_a_request_without_a_length_is_handed_on_without_a_body(desk: Desk) -> None:
    assert ask(Door(desk, threads=1), io.BytesIO(b"x"), 0) == ("200 OK", b"0")


def test_what_was_cut_short_is_not_handed_on(desk: Desk) -> None:
    assert ask(Door(desk, threads=1), io.BytesIO(b"half"), 8) == ("400 Bad Request", b"")
    assert desk.asked == 0


def test_slow_clients_hold_no_thread_that_answers(desk: Desk, lines: ThreadPoolExecutor) -> None:
    only = Door(desk, threads=1)
    slow = [SlowClient(b"slow") for _ in range(door.MOST_FROM_ONE)]
    answers = [lines.submit(ask, only, client, 4) for client in slow]
    assert ask(only, io.BytesIO(b"quick"), 5, address="192.0.2.2") == ("200 OK", b"5")
    for client in slow:
        client.goes_on.set()
    assert {answer.result() for answer in answers} == {("200 OK", b"4")}


def test_one_connection_may_be_sending_only_so_much_at_a_time(desk: Desk, lines: ThreadPoolExecutor) -> None:
    only = Door(desk, threads=1)
    slow = [SlowClient(b"slow") for _ in range(door.MOST_FROM_ONE)]
    answers = [lines.submit(ask, only, client, 4) for client in slow]
    for client in slow:
        assert client.is_sending.wait(30)
    status, page = ask(only, io.BytesIO(b"more"), 4)
    assert status == "503 Service Unavailable"
    assert "Demasiado a la vez" in page.decode()
    for client in slow:
        client.goes_on.set()
    assert {answer.result()[0] for answer in answers} == {"200 OK"}
    assert ask(only, io.BytesIO(b"more"), 4)[0] == "200 OK"


def test_within_the_hour_the_key_that_names_senders_is_forgotten(
    desk: Desk, lines: ThreadPoolExecutor
) -> None:
    now = 0.0
    only = Door(desk, threads=1, clock=lambda: now)
    slow = [SlowClient(b"slow") for _ in range(door.MOST_FROM_ONE)]
    answers = [lines.submit(ask, only, client, 4) for client in slow]
    for client in slow:
        assert client.is_sending.wait(30)
    now = 3599.0
    assert ask(only, io.BytesIO(b"more"), 4)[0] == "503 Service Unavailable"
    now = 3600.0
    assert ask(only, io.BytesIO(b"more"), 4)[0] == "200 OK"  # nothing tells that it is the same sender
    for client in slow:
        client.goes_on.set()
    assert {answer.result()[0] for answer in answers} == {"200 OK"}
    assert not only._sending  # those of the old key are counted off under it


def test_beyond_the_room_nothing_is_taken_and_the_room_is_given_back(desk: Desk) -> None:
    small = Door(desk, threads=1, room=1_000)
    larger = io.BytesIO(b"x" * (door.FREE_BYTES + 100_000))
    assert ask(small, larger, door.FREE_BYTES + 100_000)[0] == "503 Service Unavailable"
    assert larger.read() == b""  # it was read past: who is still sending would not see the answer
    assert desk.asked == 0
    fits = door.FREE_BYTES + 1_000
    assert ask(small, io.BytesIO(b"x" * fits), fits) == ("200 OK", str(fits).encode())
