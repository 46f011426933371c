"""Every page in a real browser: for everyone, at every width, with and without JavaScript."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

LANGUAGES = ("en", "es")
WIDTHS = (320, 390, 1024, 1440)  # the narrowest allowed, a phone, where the frame changes, a desk
PAGES = (
    "",
    "report/",
    "report/?service=pothole",
    "requests/",
    "privacy/",
    "cookies/",
    "accessibility/",
    "nothing/",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REACHES_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def barriers(page: Page) -> list[str]:
    """What axe finds, each with the place where it is."""
    found: list[dict[str, Any]] = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]]


def go_on(page: Page) -> None:
    page.locator(".actions button.usa-button").last.click()


def report(page: Page, *, language: str = "en", contact: str = "") -> str:
    """Report a pothole as a resident does, named where a phone number is given; returns the reference."""
    page.goto(f"/{language}/report/?service=pothole")
    page.locator("[name=where]").fill("1012 N Market St")
    go_on(page)
    page.locator("[name=words]").fill("Deep hole by the bus stop.")
    go_on(page)
    page.locator(f"label[for={'id_who_1' if contact else 'id_who_0'}]").click()
    if contact:
        page.locator("[name=phone]").fill(contact)
    go_on(page)
    confirm = page.locator("input[name=ok][type=checkbox]")
    if confirm.count() and not confirm.is_checked():
        page.locator("label[for=id_ok]").click()
    go_on(page)
    return page.locator("[data-copy-source]").inner_text().replace(" ", "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_has_no_barrier_and_needs_no_sideways_scroll(
    page: Page, language: str, path: str
) -> None:
    page.goto(f"/{language}/{path}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(REACHES_OUT) <= 0, f"{width} px"
        if width in {390, 1440}:
            assert barriers(page) == [], f"{width} px"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_goes_through_without_a_complaint_of_the_browser(
    page: Page, complaints: list[str], language: str
) -> None:
    reference = report(page, language=language)
    assert len(reference) == 6
    assert barriers(page) == []
    page.goto(f"/{language}/requests/{reference}/")
    assert barriers(page) == []
    assert complaints == []


def test_a_report_goes_through_without_javascript(plain_page: Page) -> None:
    reference = report(plain_page, contact="302-555-0147")
    plain_page.goto(f"/en/requests/{reference}/")
    expect(plain_page.locator("h1")).to_contain_text("Pothole")


def test_a_visitor_is_left_without_a_cookie_and_with_nothing_stored(page: Page) -> None:
    report(page)
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_the_other_language_shows_the_same_page(page: Page) -> None:
    page.goto("/en/privacy/")
    page.locator("a.city__lang").click()
    expect(page).to_have_url(page.url.split("/en/")[0].split("/es/")[0] + "/es/privacy/")
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_the_warning_while_typing_names_what_it_found(page: Page) -> None:
    page.goto("/en/report/?service=pothole")
    page.locator("[name=where]").fill("1012 N Market St")
    go_on(page)
    page.locator("[name=words]").press_sequentially("Call 302-555-0147 about it.")
    expect(page.locator(".toomuch").first).to_contain_text("phone number")
    assert barriers(page) == []


def test_staff_pages_have_no_barrier(
    page: Page, complaints: list[str], sign_in: Callable[[str], None]
) -> None:
    report(page, contact="302-555-0147")
    sign_in("supervisor")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/en/staff/queue/")
        assert page.evaluate(REACHES_OUT) <= 0, f"queue, {width} px"
        assert barriers(page) == [], f"queue, {width} px"
        page.locator(".what a").first.click()
        assert page.evaluate(REACHES_OUT) <= 0, f"request, {width} px"
        assert barriers(page) == [], f"request, {width} px"
    assert complaints == []


def test_an_opened_contact_shuts_when_its_time_is_over(page: Page, sign_in: Callable[[str], None]) -> None:
    reference = report(page, contact="302-555-0148")
    page.clock.install()
    sign_in("supervisor")
    page.goto(f"/en/staff/requests/{reference}/")
    page.locator(".sealed__open .usa-radio__label").first.click()
    page.locator(".sealed__open button").click()
    opened = page.locator("[data-expires-in]")
    expect(opened).to_contain_text("555-0148")
    expect(opened.locator("[data-clock]")).to_have_text(re.compile(r"9:\d\d"))  # so the script is at work
    page.clock.fast_forward("10:05")
    expect(opened).not_to_contain_text("555-0148")
    expect(opened).to_contain_text("shut again")
