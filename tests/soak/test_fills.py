"""The disk is full: what comes in is refused in a sentence, what was acknowledged stays, and space is all it takes."""

import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError
from PIL import Image

from commonhall.errors import NotNow
from commonhall.service_requests import photos, settling
from commonhall.service_requests.models import Event, Photo, ServiceRequest
from tests import running
from tests.running import Demo
from tests.soak import inside, residents
from tests.soak.conftest import Say
from tests.soak.residents import Receipt, Resident

pytestmark = pytest.mark.soak

IN_A_NAMESPACE = (shutil.which("unshare") or "unshare", "--user", "--map-root-user", "--mount")
ON_A_DISK = (*IN_A_NAMESPACE, "sh", "-c", 'mount -t tmpfs -o size=600m tmpfs "$0" && exec "$@"')
BEFORE, MEANWHILE = 8, 8  # reports
REFUSALS = 12
TRY_AGAIN = "send it again in some minutes. A report that was sent twice this way is kept once."


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo whose home lies on a disk of 600 MB, which it sees alone; `home` is the way there from outside."""
    if subprocess.run([*IN_A_NAMESPACE, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system refuses the namespace in which a small disk can be mounted")
    disk = tmp_path_factory.mktemp("disk")
    process = running.start(disk / "home", running.free_port(), through=(*ON_A_DISK, str(disk)))
    try:
        line = running.first_line(process)
        assert line, f"the demo did not start: {process.stderr and process.stderr.read()}"
        home = Path(f"/proc/{process.pid}/root{disk}/home")
        yield Demo(process=process, home=home, ready=json.loads(line))
    finally:
        running.end(process)


@contextmanager
def full(disk: Path) -> Iterator[Path]:
    """A file that takes what is left of the disk, until the end."""
    balloon = disk / "balloon"
    try:
        fill(balloon)
        yield balloon
    finally:
        balloon.unlink()


def fill(balloon: Path) -> None:
    """Let it take what is left."""
    with balloon.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 65_536)


def rows() -> dict[str, list[tuple[object, ...]]]:
    """All that settle may rewrite, without the places where it lies."""
    tables = (ServiceRequest, Event, Photo)
    return {table.__name__: sorted(table.objects.values_list(), key=str) for table in tables}


@pytest.fixture(scope="module")
def acknowledged(demo: Demo, unblocked: None, say: Say) -> list[Receipt]:
    """Reports from before the disk was full, and those that were sent again until there was space."""
    stories = residents.stories(BEFORE + MEANWHILE)
    with Resident(demo.url, "127.0.12.1") as early:
        receipts = [early.report(story) for story in stories[:BEFORE]]
    late = [Resident(demo.url, f"127.0.12.{number + 2}") for number in range(MEANWHILE)]
    with ThreadPoolExecutor(MEANWHILE) as lines:
        with full(demo.home.parent) as balloon:
            settle_refuses(demo)
            sending = [
                lines.submit(each.report, story) for each, story in zip(late, stories[BEFORE:], strict=True)
            ]
            running.until(lambda: fill(balloon) or sum(len(each.refusals) for each in late) > REFUSALS, 90)
            log_finds_no_space(demo, balloon)
        receipts += [each.result() for each in sending]
    refusals = [page for each in late for page in each.refusals]
    assert all(TRY_AGAIN in page for page in refusals)
    say(
        f"fills: {len(refusals)} times refused while the disk was full, {len(receipts)} reports acknowledged, "
        f"longest wait {max(each.longest_wait for each in late):.1f} s"
    )
    return receipts


def settle_refuses(demo: Demo) -> None:
    """Settle on the full disk: each row is as it was. The worker tries again later, whichever of the two it is."""
    with inside.led_into(demo.home):
        before = rows()
        with pytest.raises((NotNow, OperationalError)):
            settling.now()
        assert rows() == before


def log_finds_no_space(demo: Demo, balloon: Path) -> None:
    """Ask for new segments of the write-ahead log: PostgreSQL cannot go on without, and gives up for the time.

    Before it gives up it may come back once more, in what it freed itself: that is taken, and asked for again.
    """

    def gives_up() -> bool:
        fill(balloon)
        with suppress(psycopg.OperationalError):
            demo.rows("SELECT pg_switch_wal()")
            demo.rows("SELECT pg_current_xact_id()")
        return not demo.answers()

    running.until(gives_up, 60)


def test_what_was_acknowledged_is_there_once_and_whole(demo: Demo, acknowledged: list[Receipt]) -> None:
    with inside.led_into(demo.home):
        stored = list(ServiceRequest.objects.values_list("reference", flat=True))
        assert sorted(stored) == sorted(receipt.reference for receipt in acknowledged)
        kept = {photo.request.reference: photo for photo in Photo.objects.select_related("request")}
        assert set(kept) == {receipt.reference for receipt in acknowledged if receipt.story.photo}
        for photo in kept.values():
            Image.open(io.BytesIO(photos.read(photo))).load()


def test_with_space_again_it_serves_and_settles(demo: Demo, acknowledged: list[Receipt]) -> None:
    with Resident(demo.url, "127.0.12.100") as resident:
        assert "Pothole" in resident.get(f"/en/requests/{acknowledged[-1].reference}/")
    with inside.led_into(demo.home):
        before = rows()
        assert settling.now() > 0
        assert rows() == before


def test_told_to_end_it_leaves_no_process(demo: Demo, acknowledged: list[Receipt]) -> None:
    assert running.end(demo.process) == 0
