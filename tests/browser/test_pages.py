"""Pages that stand by themselves, in both languages; and those that say that something cannot be done."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import running
from tests.browser.inspection import REACHES_OUT
from tests.browser.reporting import PLACE, WORDS
from tests.browser.visitor import Visitor
from tests.running import Demo

PAGES = (
    "",
    "report/",
    "requests/",
    "requests/streets/",
    "requests/find/",
    "open-data/",
    "privacy/",
    "privacy/history/",
    "privacy/history/1/",
    "cookies/",
    "accessibility/",
    "staff/sign-in/",
    "nothing/",
)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_for_everybody(phone: Visitor, language: str, path: str) -> None:
    phone.opens(f"/{language}/{path}")


@pytest.mark.parametrize(
    "path",
    ["en/", "es/report/", "es/report/?service=pothole", "es/requests/", "es/privacy/", "en/staff/sign-in/"],
)
def test_text_can_be_made_twice_as_large(far_sighted: Visitor, path: str) -> None:
    far_sighted.page.goto(f"/{path}")
    assert far_sighted.page.evaluate(REACHES_OUT) <= 0


def test_a_report_can_be_made_with_text_twice_as_large(far_sighted: Visitor) -> None:
    page = far_sighted.page
    page.goto("/es/report/?service=pothole")
    for field, words in (("where", PLACE), ("words", WORDS)):
        page.locator(f"[name={field}]").fill(words)
        with page.expect_navigation():
            page.locator(".actions button.usa-button").last.click()
        assert page.evaluate(REACHES_OUT) <= 0


def test_fields_are_seen_in_a_persons_own_colors(phone: Visitor) -> None:
    phone.page.emulate_media(forced_colors="active")
    phone.page.goto("/en/")
    for field in phone.page.locator("main input:visible").all():
        expect(field).not_to_have_css("border-top-width", "0px")


def test_the_other_language_shows_the_same_page(desk: Visitor) -> None:
    desk.opens("/en/privacy/")
    desk.follows("Español")
    assert desk.page.url.endswith("/es/privacy/")


def test_evidence_of_a_promise_opens_where_it_stands(phone: Visitor) -> None:
    phone.opens("/en/privacy/")
    phone.page.get_by_text("What was looked at").first.click()
    phone.looks_closely()


def test_a_menu_leads_on_where_the_window_is_narrow(phone: Visitor) -> None:
    phone.opens("/en/")
    phone.page.locator("summary", has_text="Menu").click()
    phone.looks_closely()
    phone.page.locator(".menu").get_by_role("link", name="What is reported").click()
    phone.sees_heading("What is reported")


def test_a_form_from_elsewhere_is_refused(phone: Visitor, tmp_path: Path) -> None:
    phone.opens("/en/")
    elsewhere = tmp_path / "elsewhere.html"
    elsewhere.write_text(
        f'<form method="post" action="{phone.page.url}requests/find/"><button>Send</button></form>'
    )
    phone.page.goto(elsewhere.as_uri())
    phone.page.get_by_role("button").click()
    phone.sees_heading("Send it from our page")


def test_what_cannot_be_read_is_said(phone: Visitor) -> None:
    phone.opens("/es/requests/find/")
    phone.page.locator("main form").evaluate(
        "form => { for (let n = 0; n < 1001; n += 1) form.append(document.createElement('input')) }"
    )
    phone.page.locator("main form").evaluate(
        "form => { for (const each of form.elements) each.name ||= 'x' }"
    )
    phone.presses("Seguirla")
    phone.sees_heading("No pudimos leer lo que se envió")


def test_wrong_words_do_not_sign_in_and_do_not_say_which_was_wrong(desk: Visitor) -> None:
    desk.opens("/en/staff/queue/")
    desk.sees_heading("Sign in")
    desk.writes("E-mail", "nobody@city.example")
    desk.writes("Password", "not the password")
    desk.presses("Sign in")
    expect(desk.page.get_by_role("alert")).to_be_visible()


def test_a_newcomer_chooses_a_password_by_a_link_that_works_once(desk: Visitor, demo: Demo) -> None:
    link = _set_up_link(demo)
    desk.opens(link)
    desk.sees_heading("Choose a password")
    desk.presses("Set password and go on")
    expect(desk.page.get_by_role("alert")).to_be_visible()
    for field in desk.page.locator("input[type=password]").all():
        field.fill("four quiet wooden boats")
    desk.page.get_by_role("button", name="Set password and go on").click()
    desk.sees_heading("Your second proof")
    desk.page.context.clear_cookies()
    desk.opens(link)
    desk.sees_heading("This link does not work any more")


def _set_up_link(demo: Demo) -> str:
    """By the command, as an operator runs it beside the demo."""
    return running.beside(demo, "staff", "add", "--role=administrator", "newcomer@city.example")
