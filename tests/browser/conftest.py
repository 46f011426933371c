"""The demo in the system's Chromium. Each worker starts one of each for all tests here that it runs."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Browser, BrowserContext, StorageState, sync_playwright

from commonhall.web import cookies
from tests import running
from tests.browser import chromium
from tests.browser.visitor import Visitor
from tests.running import Demo

PHONE, DESK = 390, 1440
HEIGHT = 844
USED_EVERY_SECONDS = 300


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running.demo(running.used_home(tmp_path_factory.mktemp("demo"))) as started:
        yield started


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    found = chromium.executable()
    if found is None:
        pytest.skip("no Chromium here; scripts/find-chromium says how to get one")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=found, args=chromium.ARGUMENTS)


@pytest.fixture
def phone(demo: Demo, browser: Browser) -> Iterator[Visitor]:
    """Somebody with a telephone, and a browser with nothing in it."""
    with _context(browser, demo, PHONE) as context:
        yield Visitor(context.new_page(), demo.url)


@pytest.fixture
def far_sighted(demo: Demo, browser: Browser) -> Iterator[Visitor]:
    """Somebody with a telephone that shows all text at twice its size."""
    arguments = [*chromium.ARGUMENTS, chromium.TEXT_TWICE_AS_LARGE]
    large = browser.browser_type.launch(executable_path=chromium.executable(), args=arguments)
    with large, _context(large, demo, PHONE) as context:
        yield Visitor(context.new_page(), demo.url)


@pytest.fixture
def desk(demo: Demo, browser: Browser) -> Iterator[Visitor]:
    """Somebody at a desk, and a browser with nothing in it."""
    with _context(browser, demo, DESK) as context:
        yield Visitor(context.new_page(), demo.url)


@pytest.fixture
def plain(demo: Demo, browser: Browser) -> Iterator[Visitor]:
    """Somebody whose browser runs no scripts."""
    with _context(browser, demo, PHONE) as context:
        yield Visitor(context.new_page(), demo.url, has_scripts=False)


@pytest.fixture(scope="package")
def sessions(demo: Demo, browser: Browser) -> Callable[[str], StorageState]:
    """What the browser of that role keeps: each link of the demo signs in once.

    A session that nobody uses ends in half an hour, and all these tests may take longer: none is left alone that long.
    """
    kept: dict[str, StorageState] = {}
    used: dict[str, float] = {}

    def of(role: str) -> StorageState:
        now = time.monotonic()
        for other in [other for other, at in used.items() if now - at > USED_EVERY_SECONDS]:
            with _context(browser, demo, DESK, kept[other]) as context:
                context.new_page().goto("/en/staff/")
            used[other] = now
        if role not in kept:
            with _context(browser, demo, DESK) as context:
                context.new_page().goto(demo.sign_in(role))
                kept[role] = context.storage_state()
            used[role] = now
        return kept[role]

    return of


@pytest.fixture
def staff(
    demo: Demo, browser: Browser, sessions: Callable[[str], StorageState]
) -> Iterator[Callable[[str], Visitor]]:
    """Somebody of that role at a desk, signed in."""
    allowed = {cookie.name for cookie in cookies.registered()}
    with ExitStack() as open_contexts:

        def of(role: str) -> Visitor:
            context = open_contexts.enter_context(_context(browser, demo, DESK, sessions(role)))
            return Visitor(context.new_page(), demo.url, cookies=allowed)

        yield of


@pytest.fixture
def plain_staff(
    demo: Demo, browser: Browser, sessions: Callable[[str], StorageState]
) -> Iterator[Callable[[str], Visitor]]:
    """Somebody of that role at a desk, signed in, whose browser runs no scripts."""
    allowed = {cookie.name for cookie in cookies.registered()}
    with ExitStack() as open_contexts:

        def of(role: str) -> Visitor:
            context = open_contexts.enter_context(_context(browser, demo, DESK, sessions(role)))
            return Visitor(context.new_page(), demo.url, has_scripts=False, cookies=allowed)

        yield of


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo as a telephone takes it: with the place where it was taken."""
    path = tmp_path / "IMG_4471.jpg"
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "Somebody's telephone"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (39.0, 44.0, 43.0)
    Image.new("RGB", (800, 600), "slategray").save(path, exif=exif)
    return path


def desk_of(browser: Browser, demo: Demo) -> AbstractContextManager[BrowserContext]:
    """A browser at a desk, with nothing in it."""
    return _context(browser, demo, DESK)


def _context(
    browser: Browser, demo: Demo, width: int, kept: StorageState | None = None
) -> AbstractContextManager[BrowserContext]:
    return browser.new_context(
        base_url=demo.url,
        viewport={"width": width, "height": HEIGHT},
        reduced_motion="reduce",
        storage_state=kept,
    )
