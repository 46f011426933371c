"""The queue at a desk: by keyboard, many at once, two at one request, and what repeats another."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.reporting import report
from tests.browser.visitor import Visitor

PHONE = "(302) 555-0149"


def plain_reference(reference: str) -> str:
    return reference.replace(" ", "")


@pytest.fixture
def two(phone: Visitor) -> list[str]:
    """References of two reports from one block, the first by name; other tests report elsewhere."""
    return [
        report(phone, phone=PHONE, words="A hole by the bus stop.", place="312 N French St"),
        report(phone, words="Deep hole.", place="312 N French St"),
    ]


def goes_to(worker: Visitor, reference: str) -> None:
    """To the first row by K, then down by J until the row of that request has the mark."""
    for _ in range(60):
        worker.keys("k")
    for _ in range(60):
        if worker.page.locator("tr.is-here", has_text=reference).count():
            return
        worker.keys("j")
    raise AssertionError(f"J does not come to {reference}")


def test_many_are_assigned_by_keys_alone_and_taken_back(
    staff: Callable[[str], Visitor], two: list[str]
) -> None:
    worker = staff("worker")
    worker.opens("/en/staff/queue/")
    for reference in two:
        goes_to(worker, reference)
        worker.keys("x")
    expect(worker.page.locator("[data-count]")).to_have_text("2 selected")
    with worker.page.expect_navigation():
        worker.keys("a")
    worker.looks_closely()
    worker.sees_heading("Assign: 2 requests")
    worker.picks("To", "Wren Demo")
    worker.presses("See what changes")
    worker.sees("2 requests change", *two, "New")
    worker.presses("Assign: 2 requests")
    worker.sees("Assign: done for 2 requests.")
    worker.opens("/en/staff/queue/?whose=me&state=assigned")
    worker.sees(*two)
    worker.presses("Undo")
    worker.sees("2 requests are as they were.")


def test_keys_rest_while_one_types_and_can_be_switched_off(
    staff: Callable[[str], Visitor], two: list[str]
) -> None:
    worker = staff("worker")
    worker.opens(f"/en/staff/requests/{plain_reference(two[0])}/")
    worker.keys("p")
    expect(worker.page.locator("#public")).to_be_focused()
    worker.types("just a crack, test")
    worker.finds_filled("Public note", "just a crack, test")
    worker.page.locator("h1").click()
    worker.keys("c")
    expect(worker.page.locator("#to-state")).to_be_focused()
    expect(worker.page.locator("#to-state")).to_have_value("closed")
    worker.opens("/en/staff/queue/")
    with worker.page.expect_navigation():
        worker.keys("?")
    worker.sees_heading("Keys")
    worker.presses("Switch the keys off")
    worker.opens("/en/staff/queue/")
    worker.keys("j")
    expect(worker.page.locator("tr.is-here")).to_have_count(0)
    worker.opens("/en/staff/queue/keys/")
    worker.presses("Switch the keys on")


def test_enter_opens_the_row_and_what_is_new_is_read_then(
    staff: Callable[[str], Visitor], two: list[str]
) -> None:
    supervisor = staff("supervisor")
    supervisor.opens("/en/staff/queue/?unread=1")
    goes_to(supervisor, two[1])
    supervisor.enters()
    supervisor.sees("Deep hole.")
    supervisor.opens("/en/staff/queue/?unread=1")
    supervisor.does_not_see(two[1])


def test_a_repeat_leads_everyone_to_the_first_until_it_is_taken_apart(
    staff: Callable[[str], Visitor], phone: Visitor, two: list[str]
) -> None:
    supervisor = staff("supervisor")
    first, again = two
    supervisor.opens(f"/en/staff/requests/{plain_reference(again)}/")
    supervisor.follows("Merge")
    supervisor.sees("Same service, near by, and recent", "A hole by the bus stop.")
    supervisor.page.locator(f"label[for=first-{plain_reference(first)}]").click()
    supervisor.presses("Merge")
    supervisor.sees(f"Merged into {first}", "Closed, reported before")
    phone.opens(f"/en/requests/{plain_reference(again)}/")
    phone.follows(f"request {first}")
    phone.does_not_see("A hole by the bus stop.", PHONE)
    supervisor.presses("Take the merge back")
    supervisor.sees("The request is open again.", "Sent back")


def test_two_at_one_request_are_told_of_each_other(staff: Callable[[str], Visitor], two: list[str]) -> None:
    page = f"/en/staff/requests/{plain_reference(two[0])}/"
    worker, supervisor = staff("worker"), staff("supervisor")
    worker.opens(page)
    supervisor.opens(page)
    supervisor.picks("New state", "In progress")
    supervisor.presses("Change state")
    worker.writes("Public note", "We come on Tuesday.")
    worker.presses("Publish note")
    worker.sees("Sasha Demo changed this request since you opened it.", "In progress")
    worker.finds_filled("Public note", "We come on Tuesday.")
    worker.presses("Publish note")
    worker.sees("The note is published.")


def test_a_view_is_kept_and_removed(staff: Callable[[str], Visitor]) -> None:
    worker = staff("worker")
    worker.opens("/en/staff/queue/")
    worker.page.locator(".chip", has_text="Service").locator("summary").click()
    worker.follows("Street light out")
    worker.page.locator(".rail__keep summary").click()
    worker.writes("Name of this view", "Lights")
    worker.presses("Save view")
    worker.sees_heading("Lights")
    worker.page.locator(".rail__keep summary").click()
    worker.presses("Remove this view")
    worker.sees("The view “Lights” is removed.")


def test_on_paper_an_opened_contact_is_not_there(staff: Callable[[str], Visitor], two: list[str]) -> None:
    supervisor = staff("supervisor")
    supervisor.opens(f"/en/staff/requests/{plain_reference(two[0])}/")
    supervisor.chooses("call or write about this request")
    supervisor.presses("Show for 10 minutes")
    number = supervisor.page.get_by_text(PHONE)
    expect(number).to_be_visible()
    supervisor.page.emulate_media(media="print")
    expect(number).to_be_hidden()
    supervisor.page.emulate_media(media="screen")
    supervisor.follows("Work order")
    supervisor.sees("312 N French St", "Not on paper.")
    supervisor.does_not_see(PHONE)


def test_words_are_found_by_keyboard_alone_and_stay_when_one_comes_back(
    staff: Callable[[str], Visitor], phone: Visitor
) -> None:
    zebra = report(phone, words="A zebra ran over the crossing.")
    worker = staff("worker")
    worker.opens("/en/staff/queue/")
    worker.keys("/")
    expect(worker.page.locator("#sought")).to_be_focused()
    worker.types("zebar")
    with worker.page.expect_navigation():
        worker.page.keyboard.press("Enter")
    worker.looks_closely()
    worker.sees(zebra, "1 request with these words")
    expect(worker.page.locator("mark")).to_have_text("zebra")
    worker.finds_filled("Words in the report", "zebar")
    assert "zebar" not in worker.page.url
    worker.keys("j")
    worker.enters()
    worker.sees("A zebra ran over the crossing.")
    for again in (worker.page.go_back, worker.page.reload):
        again()
        worker.sees(zebra, "1 request with these words")
        worker.finds_filled("Words in the report", "zebar")
    worker.page.locator(".chip", has_text="State").locator("summary").click()
    worker.page.locator(".chip").get_by_role("link", name="Closed").click()
    worker.sees("No request here has these words.")
    worker.looks_closely()
    worker.follows("Look in all states")
    worker.sees(zebra)
    worker.follows("Clear the words")
    worker.finds_filled("Words in the report", "")
