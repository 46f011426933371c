"""An emergency from the crew that breaks the glass to the second person who reads why, and a call with its reason."""

from collections.abc import Callable

import pytest

from tests.browser.reporting import report
from tests.browser.visitor import Visitor

PHONE = "(302) 555-0149"
WHY = "Gas smell at the house, the resident must leave it now."


@pytest.fixture
def reference(phone: Visitor) -> str:
    """A named request's, as it is typed."""
    return report(phone, phone=PHONE).replace(" ", "")


def test_an_emergency_opens_the_contact_rings_and_is_settled_by_somebody_else(
    staff: Callable[[str], Visitor], reference: str
) -> None:
    worker = staff("worker")
    worker.opens(f"/en/staff/requests/{reference}/")
    worker.does_not_see(PHONE)
    worker.follows("Open it in an emergency")
    worker.sees_heading("Open a contact in an emergency")
    worker.finds_filled("Reference of a request of this person", reference)
    worker.writes("What is the emergency?", "urgent")
    worker.presses("Show for 10 minutes")
    worker.sees("in a sentence that somebody else can judge tomorrow")
    worker.does_not_see(PHONE)
    worker.writes("What is the emergency?", WHY)
    worker.presses("Show for 10 minutes")
    worker.sees(PHONE, "Somebody else reads your note within a working day")

    supervisor = staff("supervisor")
    supervisor.opens("/en/staff/looks/alarms/")
    supervisor.sees("Wren Demo opened a contact in an emergency.", "second look due by")
    supervisor.follows("Look into it")
    supervisor.sees("a written reason, sealed")
    supervisor.does_not_see(WHY)
    supervisor.follows("Open the entry")
    supervisor.does_not_see(WHY)
    supervisor.chooses("look into an alarm")
    supervisor.presses("Show for 10 minutes")
    supervisor.sees(WHY)
    supervisor.does_not_see(PHONE)
    supervisor.page.go_back()
    supervisor.page.go_back()
    supervisor.presses("Settle it")
    supervisor.sees("Say whether it was all right.")
    supervisor.chooses("It was all right")
    supervisor.presses("Settle it")
    supervisor.sees("The alarm is settled.", "Sasha Demo")


def test_the_officer_reads_the_log_filters_it_and_opens_an_entry(
    staff: Callable[[str], Visitor], reference: str
) -> None:
    taker = staff("call_taker")
    taker.opens(f"/en/staff/requests/{reference}/")
    taker.chooses("answer a call from this person")
    taker.presses("Show for 10 minutes")
    taker.sees(PHONE)

    officer = staff("privacy_officer")
    officer.opens("/en/staff/looks/")
    officer.sees_heading("Looks at people")
    officer.sees("Casey Demo", "opened a contact", "answer a call from this person", "The log itself")
    officer.does_not_see(PHONE, reference)
    officer.picks("What was done", "opened a photo of a named request")
    officer.presses("Show")
    officer.does_not_see("answer a call from this person")
    officer.follows("Show all again")
    officer.page.locator(".looks").get_by_role("link", name="Casey Demo").first.click()
    officer.sees("Only looks by Casey Demo.")
    officer.page.locator(".looks td:first-child a").first.click()
    officer.sees_heading("An entry of the log")
    officer.looks_closely()
    officer.chooses("answer a person who asks who looked")
    officer.presses("Show for 10 minutes")
    officer.sees("Shown", "phone")
    officer.does_not_see(PHONE)


def test_the_officer_keeps_the_list_of_names(staff: Callable[[str], Visitor]) -> None:
    officer = staff("privacy_officer")
    officer.opens("/en/staff/looks/names/")
    officer.writes("First and last name", "Ines")
    officer.presses("Put on the list")
    officer.sees_mistake("First and last name", "Write a first and a last name.")
    officer.writes("First and last name", "Ines Calder")
    officer.presses("Put on the list")
    officer.sees("The name is on the list.", "Ines Calder")
    officer.presses("Take off Ines Calder")
    officer.does_not_see("Ines Calder")


def test_a_call_begins_with_a_reason_and_ends_with_the_keyboard_alone(
    staff: Callable[[str], Visitor], reference: str
) -> None:
    taker = staff("call_taker")
    taker.opens("/en/staff/looks/call/")
    taker.tabs_to("I answer a call")
    taker.keys("ArrowDown")
    taker.tabs_to("Reference of that request")
    taker.types("2222ZZ")
    taker.enters()
    taker.sees("Write the reference of the request you follow up")
    taker.writes("Reference of that request", reference)
    taker.tabs_to("Begin")
    taker.enters()
    taker.sees("A call runs", "call or write about this request")
    taker.tabs_to("End call")
    taker.enters()
    taker.sees("The call is ended.")
    taker.does_not_see("A call runs")


@pytest.mark.parametrize("path", ["looks/", "looks/alarms/", "looks/alarms/?settled=1", "looks/names/"])
def test_the_pages_are_there_in_spanish(staff: Callable[[str], Visitor], path: str) -> None:
    staff("privacy_officer").opens(f"/es/staff/{path}")
