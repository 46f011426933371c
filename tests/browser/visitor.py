"""Somebody at a browser, so that tests read as visits. Each page that comes up is looked at closely."""

import re
from collections.abc import Set
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.inspection import Inspector

MOST_STOPS = 60
PATIENCE_MS = 15_000
# What has the focus: its name as it is read, and whether one sees that it has it.
FOCUSED = """() => {
  const focused = document.activeElement, label = focused.labels?.[0];
  const looks = [getComputedStyle(focused)];
  if (label) looks.push(getComputedStyle(label), getComputedStyle(label, "::before"));
  const isOutlined = (look) => look.outlineStyle !== "none" && look.outlineWidth !== "0px";
  const shown = looks.some((look) => look.boxShadow !== "none" || isOutlined(look));
  const name = focused.getAttribute("aria-label") || focused.alt || (label ?? focused).innerText || focused.value || "";
  return [name.trim(), shown];
}"""


class Visitor:
    """A person with a browser of their own, at a window as wide as `page` has it."""

    def __init__(
        self, page: Page, site: str, *, has_scripts: bool = True, cookies: Set[str] = frozenset()
    ) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE_MS)
        self._cookies = cookies
        self._inspector = Inspector(page, site, has_scripts=has_scripts)

    # Going
    def opens(self, path: str) -> None:
        self.page.goto(path)
        self.looks_closely()

    def presses(self, button: str) -> None:
        """A button that brings a page."""
        with self.page.expect_navigation():
            self.taps(button)
        self.looks_closely()

    def taps(self, button: str) -> None:
        """A button that changes the page one is on."""
        self.page.get_by_role("button", name=button, exact=True).click()

    def follows(self, link: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=link).first.click()
        self.looks_closely()

    # Filling in
    def writes(self, label: str, words: str) -> None:
        self._field(label).fill(words)

    def chooses(self, label: str) -> None:
        """A radio button or a box to tick; its own mark is drawn by its label."""
        self.page.locator("label").filter(has_text=_beginning(label)).click()

    def picks(self, label: str, option: str) -> None:
        self._field(label).select_option(label=option)

    def attaches(self, photo: Path) -> None:
        self.page.locator("input[type=file]").set_input_files(photo)

    # With the keyboard alone
    def tabs_to(self, name: str) -> None:
        """Go on by the Tab key until what is called so has the focus. One sees each stop on the way."""
        passed = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            focused, is_shown = self.page.evaluate(FOCUSED)
            assert is_shown, f"one does not see that the focus is at “{focused}”"
            if focused.startswith(name):
                return
            passed.append(focused)
        raise AssertionError(f"the Tab key leads past “{name}”: {passed}")

    def types(self, words: str) -> None:
        self.page.keyboard.type(words)

    def keys(self, key: str) -> None:
        self.page.keyboard.press(key)

    def enters(self) -> None:
        """The Enter key, where it brings a page."""
        with self.page.expect_navigation():
            self.keys("Enter")
        self.looks_closely()

    # Seeing
    def sees(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("main")).to_contain_text(each)

    def does_not_see(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("main")).not_to_contain_text(each)

    def does_not_see_shown(self, *words: str) -> None:
        """They may stand in the page, where one does not see them."""
        for each in words:
            for found in self.page.locator("main").get_by_text(each).all():
                expect(found).to_be_hidden()

    def sees_heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def finds_filled(self, label: str, words: str) -> None:
        expect(self._field(label)).to_have_value(words)

    def sees_mistake(self, label: str, words: str) -> None:
        """The same words above the form and at the field, which is read out with them as one that is wrong."""
        expect(self.page.get_by_role("alert")).to_contain_text(words)
        expect(self._field(label)).to_have_attribute("aria-invalid", "true")
        expect(self._field(label)).to_have_accessible_description(re.compile(re.escape(words)))

    def looks_closely(self) -> None:
        """Whether the page keeps what every page has to keep."""
        faults = self._inspector.faults(cookies=self._cookies)
        assert faults == [], f"{self.page.url}: {faults}"

    def _field(self, label: str) -> Locator:
        return self.page.get_by_label(_beginning(label))


def _beginning(words: str) -> re.Pattern[str]:
    """Labels go on: with “(optional)”, or with what a choice means."""
    return re.compile(rf"^\s*{re.escape(words)}")
