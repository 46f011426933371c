"""Nothing typed is lost, nothing is sent twice, nothing stays behind: reloads, the back button, tabs, no connection."""

import re

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.browser.reporting import PLACE, WORDS, report
from tests.browser.visitor import Visitor

KEPT = "Object.keys(sessionStorage).length + Object.keys(localStorage).length"
NOTICE = "What you type is kept on this device"
FIELD = "What should the crew know?"
WHERE = "Address, crossing or place"
BAND = ".goes-on"


def at_details(visitor: Visitor) -> None:
    visitor.opens("/en/report/?service=pothole")
    visitor.writes(WHERE, PLACE)
    visitor.presses("Continue")


def keeps_something(page: Page) -> bool:
    return bool(page.evaluate(KEPT))


STORED = "JSON.stringify([{ ...sessionStorage }, { ...localStorage }])"


def types(page: Page, field: str, words: str) -> None:
    """And waits until it is kept, a moment after the last key: browsers leave it on the disk, so never in clear."""
    began = page.evaluate("Date.now()")
    page.get_by_label(field).fill(words)
    page.wait_for_function(
        "(began) => JSON.parse(sessionStorage['commonhall.report.typed'] ?? '[]')[0]?.at >= began + 100",
        arg=began,
    )
    assert words not in page.evaluate(STORED)


def goes_back_and_sends_again(page: Page) -> None:
    """No browser keeps the page of before: it asks whether to send again what brought it, on a page of its own."""
    try:
        page.go_back()
    except Error:
        page.wait_for_url("chrome-error://**")  # told of before it is there, and reloading must find it
    page.reload()


def test_a_reload_and_the_back_button_take_nothing(phone: Visitor) -> None:
    at_details(phone)
    phone.sees(NOTICE)
    types(phone.page, FIELD, WORDS)
    phone.page.reload()  # a page that a telephone put aside for a call comes back so, too
    phone.finds_filled(FIELD, WORDS)
    phone.presses("Continue")
    phone.chooses("Yes, here is how")
    types(phone.page, "Phone", "302-555-0147")
    phone.page.reload()
    phone.finds_filled("Phone", "302-555-0147")
    phone.presses("Continue")
    phone.sees(WORDS, PLACE, "302")


def test_a_report_that_was_left_is_offered_again_and_goes_on_where_it_was(phone: Visitor) -> None:
    at_details(phone)
    types(phone.page, FIELD, WORDS)
    phone.opens("/en/report/")
    phone.sees("You began a report on this device and did not send it: Pothole")
    phone.looks_closely()
    phone.presses("Go on with it")
    phone.finds_filled(FIELD, WORDS)
    phone.presses("Continue")
    phone.chooses("No, stay anonymous")
    phone.presses("Continue")
    phone.sees(PLACE, WORDS)


@pytest.mark.parametrize("way", ["back", "reload"])
def test_the_first_step_by_the_back_button_changes_the_report_and_takes_nothing(
    phone: Visitor, way: str
) -> None:
    at_details(phone)
    types(phone.page, FIELD, WORDS)
    phone.page.go_back()
    if way == "reload":
        phone.page.reload()
    phone.finds_filled(WHERE, PLACE)
    expect(phone.page.locator(BAND)).to_have_count(0)
    types(phone.page, WHERE, "900 N King St")
    phone.presses("Continue")
    phone.finds_filled(FIELD, WORDS)
    phone.presses("Continue")
    phone.chooses("No, stay anonymous")
    phone.presses("Continue")
    phone.sees("900 N King St", WORDS)


def test_what_was_typed_further_on_is_there_again_when_one_comes_to_it(phone: Visitor) -> None:
    at_details(phone)
    phone.writes(FIELD, WORDS)
    phone.presses("Continue")
    phone.chooses("Yes, here is how")
    types(phone.page, "Phone", "302-555-0147")
    goes_back_and_sends_again(phone.page)
    phone.finds_filled(FIELD, WORDS)
    phone.presses("Continue")
    phone.finds_filled("Phone", "302-555-0147")


def test_what_is_half_typed_stays_by_the_pages_own_back_and_in_the_other_language(phone: Visitor) -> None:
    phone.opens("/en/report/?service=pothole")
    types(phone.page, WHERE, "Markket and")
    phone.presses("Español")
    phone.finds_filled("Dirección, cruce o lugar", "Markket and")
    phone.presses("English")
    phone.finds_filled(WHERE, "Markket and")
    phone.writes(WHERE, PLACE)
    phone.presses("Continue")
    phone.writes(FIELD, WORDS)
    phone.presses("Continue")
    phone.chooses("Yes, here is how")
    types(phone.page, "E-mail", "rosa.marin@exam")
    phone.presses("Back")
    phone.finds_filled(FIELD, WORDS)
    phone.presses("Continue")
    phone.finds_filled("E-mail", "rosa.marin@exam")


def test_what_the_server_took_out_is_not_filled_in_again(phone: Visitor) -> None:
    at_details(phone)
    phone.writes(FIELD, f"{WORDS} Call 302-555-0147.")
    phone.presses("Continue")
    phone.chooses("Yes, here is how")
    phone.writes("Phone", "302-555-0123")
    phone.presses("Continue")
    phone.presses("Take it out")
    phone.page.locator("button[name=change][value=details]").click()
    expect(phone.page.get_by_label(FIELD)).to_have_value(re.compile(WORDS))
    assert "0147" not in phone.page.get_by_label(FIELD).input_value()


def test_the_back_button_without_a_connection_takes_nothing_either(phone: Visitor) -> None:
    at_details(phone)
    types(phone.page, FIELD, WORDS)
    phone.page.route(
        "**/report/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    phone.page.go_back()
    expect(phone.page.locator(BAND)).to_be_visible()
    types(phone.page, WHERE, "900 N King St")
    phone.page.unroute("**/report/")
    phone.presses("Go on with it")
    phone.finds_filled(FIELD, WORDS)


def test_a_report_beside_another_takes_nothing_of_it(phone: Visitor) -> None:
    at_details(phone)
    types(phone.page, FIELD, WORDS)
    phone.opens("/en/report/?service=graffiti")
    types(phone.page, WHERE, "900 N King St")
    phone.sees("You began a report on this device and did not send it: Pothole")
    phone.presses("Continue")
    phone.opens("/en/report/")
    expect(phone.page.locator(BAND)).to_have_count(2)
    phone.looks_closely()
    with phone.page.expect_navigation():
        phone.page.locator(BAND).filter(has_text="Pothole").get_by_role("button", name="Go on").click()
    phone.finds_filled(FIELD, WORDS)
    phone.opens("/en/report/")
    band = phone.page.locator(BAND).filter(has_text="Graffiti")
    with phone.page.expect_response(lambda answer: answer.request.method == "POST"):
        band.get_by_role("button", name="Forget it").click()
    expect(phone.page.locator(BAND)).to_have_count(1)
    phone.presses("Go on with it")
    phone.finds_filled(FIELD, WORDS)
    phone.presses("Forget what I typed on this device")
    assert not keeps_something(phone.page)


def test_without_a_connection_nothing_leaves_and_nothing_is_lost(phone: Visitor) -> None:
    at_details(phone)
    phone.writes(FIELD, WORDS)
    phone.page.context.set_offline(True)
    phone.taps("Continue")
    phone.sees("No connection.", "Nothing was sent. What you typed is kept on this device.")
    phone.finds_filled(FIELD, WORDS)
    phone.taps("Try again")
    phone.sees("No connection.")
    phone.page.context.set_offline(False)
    with phone.page.expect_navigation():
        phone.taps("Try again")
    phone.sees_heading("May we contact you about this?")


def test_a_report_whose_answer_was_lost_is_stored_once(phone: Visitor) -> None:
    at_details(phone)
    phone.writes(FIELD, WORDS)
    phone.presses("Continue")
    phone.chooses("No, stay anonymous")
    phone.presses("Continue")

    def arrive_and_lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            return route.abort()
        return route.continue_()

    phone.page.route("**/report/", arrive_and_lose)
    # not the look for a connection before it, which ends with the page
    with phone.page.expect_event("requestfailed", lambda failed: failed.method == "POST"):
        phone.taps("Send report")
    phone.page.unroute("**/report/")
    phone.page.reload()
    phone.sees("This report was sent before")
    assert not keeps_something(phone.page)


def test_two_tabs_are_two_reports(phone: Visitor) -> None:
    at_details(phone)
    types(phone.page, FIELD, WORDS)
    other = phone.page.context.new_page()
    other.goto("/en/report/?service=pothole")
    expect(other.locator(BAND)).to_have_count(0)
    types(other, WHERE, "900 N King St")
    phone.page.reload()
    phone.finds_filled(FIELD, WORDS)
    other.close()


def test_after_sending_nothing_is_left(phone: Visitor) -> None:
    report(phone, phone="302-555-0147")
    assert not keeps_something(phone.page)
    goes_back_and_sends_again(phone.page)
    phone.sees_heading("This report was sent")
    assert "0147" not in phone.page.content()
    assert not keeps_something(phone.page)


def test_one_button_on_each_step_takes_it_away(phone: Visitor) -> None:
    at_details(phone)
    types(phone.page, FIELD, WORDS)
    phone.presses("Forget what I typed on this device")
    phone.sees_heading("What needs fixing?")
    assert not keeps_something(phone.page)
    phone.does_not_see_shown("You began a report")
    goes_back_and_sends_again(phone.page)
    assert WORDS not in phone.page.content()


def test_what_was_forgotten_comes_back_by_no_button_of_the_browser(phone: Visitor) -> None:
    at_details(phone)
    types(phone.page, FIELD, WORDS)
    phone.presses("Continue")
    phone.chooses("Yes, here is how")
    types(phone.page, "Phone", "302-555-0147")
    phone.presses("Continue")
    phone.sees(WORDS, "302")
    phone.presses("Forget what I typed on this device")
    phone.sees_heading("What needs fixing?")
    goes_back_and_sends_again(phone.page)
    phone.sees_heading("This report was forgotten")
    phone.looks_closely()
    assert "0147" not in phone.page.content()
    assert not keeps_something(phone.page)


def test_a_tab_that_is_brought_back_opens_what_was_typed_only_with_the_server(phone: Visitor) -> None:
    at_details(phone)
    types(phone.page, FIELD, WORDS)
    restored = phone.page.context.new_page()
    restored.goto("/en/report/")
    found = phone.page.evaluate("({ ...sessionStorage })")
    restored.evaluate("(found) => Object.assign(sessionStorage, found)", found)
    restored.reload()
    assert WORDS not in restored.content()
    with restored.expect_navigation():
        restored.get_by_role("button", name="Go on with it").click()
    expect(restored.get_by_label(FIELD)).to_have_value(WORDS)
    restored.close()


def test_after_a_day_it_is_gone(phone: Visitor) -> None:
    at_details(phone)
    types(phone.page, FIELD, WORDS)
    phone.page.evaluate(
        """() => {
          const kept = JSON.parse(sessionStorage["commonhall.report.typed"]);
          const aged = kept.map((each) => ({ ...each, at: each.at - 86400001 }));
          sessionStorage["commonhall.report.typed"] = JSON.stringify(aged);
        }"""
    )
    phone.page.goto("/en/report/")  # leaving writes nothing that was not typed since
    assert not keeps_something(phone.page)


def test_what_is_reported_already_is_joined_with_one_tap(phone: Visitor, desk: Visitor) -> None:
    report(desk, phone="302-555-0147")
    at_details(phone)
    phone.sees("Already reported near here", "same block")
    phone.looks_closely()
    phone.page.get_by_role("button", name="Me too").first.click()
    phone.sees_heading("Counted. Thank you.")
    phone.looks_closely()
    assert not keeps_something(phone.page)
    phone.presses("Report it anyway")
    phone.finds_filled(FIELD, "")
    phone.does_not_see("Already reported near here")
