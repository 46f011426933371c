"""What is looked at on every page that comes up in the browser."""

import hashlib
from collections.abc import Iterator, Set
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from commonhall.web.cookies import kept_in_browsers

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 390, 1024, 1440)  # the narrowest allowed, a phone, where the frame changes, a desk
READ_AT = frozenset({390, 1440})
# Whether colours stand out takes longer than all else, and is the same at any width: it is read where a page is used.
COLOURS_AT = {True: 1440, False: 390}  # for staff, for residents
IS_FOR_STAFF = "document.body.matches('.console')"
LANGUAGES = frozenset({"en", "es"})
REACHES_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
COVERED = """() => {
  if (document.body.matches(".console")) return [];  // its tables cut long lines off, unseen
  const floats = (element) => element && (["absolute", "fixed", "sticky"].includes(getComputedStyle(element).position)
    || floats(element.parentElement));  // a menu lies over the page on purpose
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), lines = [], found = new Set();
  for (let text; (text = walker.nextNode()); ) {
    const holder = text.parentElement, range = document.createRange(), said = text.data.trim();
    if (!said || !holder.checkVisibility({ visibilityProperty: true }) || floats(holder)) continue;
    if (holder.closest(".usa-step-indicator--no-labels")) continue;
    range.selectNodeContents(text);
    for (const { left, right, top, bottom, height } of range.getClientRects())
      lines.push({ said, left: left + 1, right: right - 1, top: top + height / 4, bottom: bottom - height / 4 });
  }
  lines.sort((one, other) => one.top - other.top);
  lines.forEach((line, at) => {
    for (let next = at + 1; lines[next]?.top < line.bottom; next += 1) {
      const { said, left, right } = lines[next];
      if (said !== line.said && left < line.right && line.left < right) found.add(`“${said}” on “${line.said}”`);
    }
  });
  return [...found];
}"""  # texts that stand on each other; lines set close touch by less than half of their height
LOOKS = """() => {
  const page = document.documentElement.cloneNode(true);
  for (const sent of page.querySelectorAll("input[type=hidden]")) sent.removeAttribute("value");
  const media = ["print", "(forced-colors: active)", "(scripting: none)"].map((each) => matchMedia(each).matches);
  const html = page.outerHTML.replace(/\\/[\\w-]{24,}(?=[\\/?"])/g, "/token");
  return [media, html.replace(/[0-9A-Z]{3} ?[0-9A-Z]{3}|[0-9a-f-]{36}|[0-9]+/g, "0")].join();
}"""  # the page without what differs each time: tokens of links, references, numbers, and what forms carry along
HAS_AXE = "'axe' in window"
VIOLATIONS = "(options) => axe.run(options).then((found) => found.violations)"
STORED = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"

_inspected: WeakKeyDictionary[Browser, set[str]] = WeakKeyDictionary()


class Inspector:
    """Listens to a page from its beginning, and looks closely at what it shows."""

    def __init__(self, page: Page, site: str, *, has_scripts: bool) -> None:
        self._page, self._site, self._has_scripts = page, site, has_scripts
        self._heard: list[str] = []
        self._opened: set[str] = set()
        self._emulation = page.context.new_cdp_session(page)
        self._let_scripts_run(has_scripts)
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self._heard.append(f"script: {error}"))
        page.on("request", self._on_request)

    def faults(self, *, cookies: Set[str]) -> list[str]:
        """What is wrong with the page as it stands. `cookies`: those that this visitor may have."""
        return [
            *self._heard,
            *self._kept_without_need(cookies),
            *self._wrong_language(),
            *(self._at_each_width() if self._is_new() else ()),
        ]

    def _on_console(self, said: ConsoleMessage) -> None:
        """What breaks the site's own rules (CSP) is said here too. That a page itself is a 404 is no fault."""
        is_the_page = said.location["url"] in self._opened and said.text.startswith("Failed to load resource")
        is_the_drivers = "GL Driver Message" in said.text  # of drawing a map without a graphics card
        if said.type in {"error", "warning"} and not is_the_page and not is_the_drivers:
            self._heard.append(f"console: {said.text}")

    def _on_request(self, sent: Request) -> None:
        if sent.is_navigation_request():
            self._opened.add(sent.url)
        if not sent.url.startswith((f"{self._site}/", "data:", "blob:")):
            self._heard.append(f"another host: {sent.url}")

    def _kept_without_need(self, allowed: Set[str]) -> list[str]:
        names = {cookie["name"] for cookie in self._page.context.cookies()}
        published = {kept.name for kept in kept_in_browsers()}
        stored = set(self._page.evaluate(STORED)) - published
        return [
            *(f"cookie: {name}" for name in sorted(names - allowed)),
            *(f"kept in the browser: {name}" for name in sorted(stored)),
        ]

    def _wrong_language(self) -> list[str]:
        """The path names the language; a page outside of it (an error's) is in one of them."""
        told = self._page.locator("html").get_attribute("lang")
        named = urlsplit(self._page.url).path.split("/")[1]
        right = {named} & LANGUAGES or LANGUAGES
        return [] if told in right else [f"language: {told} at {named}"]

    def _is_new(self) -> bool:
        """Whether no page that looks the same was read in this browser: journeys share many of theirs."""
        browser = self._page.context.browser
        assert browser
        before = _inspected.setdefault(browser, set())
        with self._scripts():
            looks = hashlib.sha256(self._page.evaluate(LOOKS).encode()).hexdigest()
        is_new = looks not in before
        before.add(looks)
        return is_new

    def _at_each_width(self) -> Iterator[str]:
        before = self._page.viewport_size
        colours_at = COLOURS_AT[self._page.evaluate(IS_FOR_STAFF)]
        for width in WIDTHS:
            self._page.set_viewport_size({"width": width, "height": 900})
            if (too_far := self._page.evaluate(REACHES_OUT)) > 0:
                yield f"{width} px: reaches {too_far} px out of the window"
            yield from (f"{width} px: {covered}" for covered in self._page.evaluate(COVERED))
            if width in READ_AT:
                barriers = self._barriers(with_colours=width == colours_at)
                yield from (f"{width} px: {barrier}" for barrier in barriers)
        if before:
            self._page.set_viewport_size(before)

    def _barriers(self, *, with_colours: bool) -> list[str]:
        """What axe finds, each with the place where it is."""
        options = {
            "runOnly": STANDARDS,
            "resultTypes": ["violations"],
            "rules": {"color-contrast": {"enabled": with_colours}},
        }
        with self._scripts():
            if not self._page.evaluate(HAS_AXE):
                self._page.evaluate(Axe().axe_script)
            found: list[dict[str, Any]] = self._page.evaluate(VIOLATIONS, options)
        return [f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]]

    @contextmanager
    def _scripts(self) -> Iterator[None]:
        """Axe is a script: where the visitor has none, it alone may run, when the page has long been read."""
        self._let_scripts_run(True)
        try:
            yield
        finally:
            self._let_scripts_run(self._has_scripts)

    def _let_scripts_run(self, wanted: bool) -> None:
        self._emulation.send("Emulation.setScriptExecutionDisabled", {"value": not wanted})
