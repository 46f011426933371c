"""What each kind of public page weighs to somebody who never saw the site: as the server sends it, heads included."""

from collections.abc import Callable, Iterator
from functools import partial

from playwright.sync_api import Page

from tests.browser.reporting import PLACE, WORDS

MOST_BYTES = 160_000
ALONE = {
    "front": "",
    "what": "report/",
    "where": "report/?service=pothole",
    "list": "requests/",
    "streets": "requests/streets/",
    "look up": "requests/find/",
    "privacy": "privacy/",
    "revision": "privacy/history/1/",
    "cookies": "cookies/",
    "accessibility": "accessibility/",
    "link expired": "follow/abc/",
    "not found": "nothing/",
}


def weights(page: Page, language: str) -> Iterator[tuple[str, int]]:
    """Each page's name and bytes: those that stand alone, the steps of a report by name, and what comes of it."""
    scales = Scales(page)
    for name, path in ALONE.items():
        yield name, scales.weigh(partial(page.goto, f"/{language}/{path}"))
    page.goto(f"/{language}/report/?service=pothole")
    page.locator("[name=where]").fill(PLACE)
    yield "details", scales.weigh(lambda: _goes_on(page))
    page.locator("[name=words]").fill(WORDS)
    yield "contact", scales.weigh(lambda: _goes_on(page))
    page.locator("label[for=id_who_1]").click()
    page.locator("[name=phone]").fill("302-555-0147")
    yield "check", scales.weigh(lambda: _goes_on(page))
    yield "sent", scales.weigh(lambda: _goes_on(page))
    own = page.locator(".answer a").get_attribute("href")
    yield "own page", scales.weigh(lambda: page.goto(own or ""))
    everyones = page.locator("a[href*='/requests/']:not([href$='/requests/'])").last.get_attribute("href")
    yield "everyone's page", scales.weigh(lambda: page.goto(everyones or ""))


class Scales:
    """Adds up what comes over the network while a page comes up in a browser that keeps nothing."""

    def __init__(self, page: Page) -> None:
        self._page, self._bytes = page, 0
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        network.on("Network.loadingFinished", self._add)

    def weigh(self, go: Callable[[], object]) -> int:
        self._bytes = 0
        go()
        self._page.wait_for_load_state("networkidle")
        return self._bytes

    def _add(self, finished: dict[str, float]) -> None:
        self._bytes += int(finished["encodedDataLength"])


def _goes_on(page: Page) -> None:
    with page.expect_navigation():
        page.locator(".actions button.usa-button").last.click()
