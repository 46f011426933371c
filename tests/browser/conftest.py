"""The demo in the system's Chromium. One demo and one browser serve all tests here."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from tests import running
from tests.running import Demo

NAMES = ("chromium", "chromium-browser", "google-chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs them all, so that one demo is enough."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running.demo(tmp_path_factory.mktemp("home")) as started:
        yield started


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None) or (str(MAC) if MAC.exists() else None)
    if not found:
        pytest.skip("no Chromium here; scripts/find-chromium says how to get one")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])


@pytest.fixture
def page(demo: Demo, browser: Browser) -> Iterator[Page]:
    """A page of a fresh browser with nothing in it, as wide as a phone."""
    with _context(browser, demo) as context:
        yield context.new_page()


@pytest.fixture
def plain_page(demo: Demo, browser: Browser) -> Iterator[Page]:
    """The same in a browser without JavaScript."""
    with _context(browser, demo, javascript=False) as context:
        yield context.new_page()


@pytest.fixture
def complaints(page: Page, demo: Demo) -> list[str]:
    """What the browser says against the page, and every request to another host; grows while the test runs."""
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda sent: None if _is_ours(sent.url, demo) else heard.append(sent.url))
    return heard


@pytest.fixture(scope="package")
def sessions(demo: Demo, browser: Browser) -> Callable[[str], StorageState]:
    """What a browser of that role keeps: each link of the demo signs in once."""
    kept: dict[str, StorageState] = {}

    def of(role: str) -> StorageState:
        if role not in kept:
            with _context(browser, demo) as context:
                context.new_page().goto(demo.sign_in(role))
                kept[role] = context.storage_state()
        return kept[role]

    return of


@pytest.fixture
def sign_in(page: Page, sessions: Callable[[str], StorageState]) -> Callable[[str], None]:
    """Make the page's browser that of a member of staff."""
    return lambda role: page.context.add_cookies(sessions(role)["cookies"])


def _context(browser: Browser, demo: Demo, *, javascript: bool = True) -> BrowserContext:
    return browser.new_context(
        base_url=demo.url,
        viewport={"width": 390, "height": 844},
        reduced_motion="reduce",
        java_script_enabled=javascript,
    )


def _is_ours(url: str, demo: Demo) -> bool:
    return url.startswith((f"{demo.url}/", "data:", "blob:"))
