"""A request on its way through the city: what each role sees of it and does, and what its reporter sees of that."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.reporting import BLOCK, PLACE, WORDS, report
from tests.browser.visitor import Visitor

PHONE = "(302) 555-0149"


def test_a_request_goes_from_its_reporter_to_the_crew_and_back(
    phone: Visitor, staff: Callable[[str], Visitor], photo: Path
) -> None:
    reference = report(phone, phone=PHONE, photo=photo)
    public_page = f"/en/requests/{reference.replace(' ', '')}/"
    phone.follows("Open my page")
    own_page = phone.page.url

    worker = staff("worker")
    worker.opens("/en/staff/queue/")
    worker.page.locator("tr", has_text=reference).get_by_role("link").click()
    worker.sees_heading(f"Pothole, {BLOCK}")
    worker.looks_closely()
    worker.sees(PLACE, WORDS, "A contact is on file.", "Crews can’t open it.")
    worker.does_not_see(PHONE, "Show it, because", "What everyone sees")
    worker.writes("Internal note", "Bring the small roller.")
    worker.presses("Save for staff")
    worker.writes("Public note", "A crew comes on Tuesday. Call 302-555-0100.")
    worker.presses("Publish note")
    worker.sees("Not published.", "phone number")
    worker.writes("Public note", "A crew comes on Tuesday.")
    worker.presses("Publish note")
    worker.sees("The note is published.", "Bring the small roller.", "A crew comes on Tuesday.")
    worker.picks("New state", "In progress")
    worker.presses("Change state")
    worker.picks("New state", "Closed")
    worker.presses("Change state")
    worker.sees("Choose how it ended")
    worker.picks("New state", "Closed")
    worker.picks("How it ended", "Fixed, says the crew")
    worker.writes("Public reason", "Filled with hot asphalt.")
    worker.presses("Change state")
    worker.sees("The state is changed.", "Fixed, says the crew")

    phone.opens(public_page)
    phone.sees("Fixed, says the crew", "Filled with hot asphalt.", "A crew comes on Tuesday.")
    phone.does_not_see("roller", WORDS, PLACE, "Wren")
    phone.opens(own_page)
    phone.sees("Fixed, says the crew", "Filled with hot asphalt.", WORDS)
    phone.does_not_see("roller", "Wren")

    supervisor = staff("supervisor")
    supervisor.opens(f"/en/staff/requests/{reference.replace(' ', '')}/")
    supervisor.sees("A contact is on file.")
    supervisor.chooses("The words: nothing in them")
    supervisor.presses("Keep it so")
    supervisor.follows("Photo 1: hide faces and plates")
    supervisor.chooses("I looked for faces and plates")
    supervisor.presses("Show everyone this photo")
    phone.opens(public_page)
    phone.sees("What was written", WORDS)
    expect(phone.page.get_by_role("img", name="Photo of what was reported")).to_have_js_property(
        "naturalWidth", 800
    )


def test_an_opened_contact_shuts_when_its_time_is_over(
    phone: Visitor, staff: Callable[[str], Visitor]
) -> None:
    reference = report(phone, phone=PHONE)
    supervisor = staff("supervisor")
    supervisor.page.clock.install()
    supervisor.opens(f"/en/staff/requests/{reference.replace(' ', '')}/")
    supervisor.does_not_see(PHONE)
    supervisor.chooses("call or write about this request")
    supervisor.presses("Show for 10 minutes")
    opened = supervisor.page.locator("[data-expires-in]")
    expect(opened).to_contain_text(PHONE)
    expect(opened.locator("[data-clock]")).to_have_text(re.compile(r"9:\d\d"))  # so the script is at work
    supervisor.page.clock.fast_forward("10:05")
    expect(opened).not_to_contain_text(PHONE)
    expect(opened).to_contain_text("shut again")
    supervisor.looks_closely()


def test_staff_see_at_once_that_a_request_is_anonymous(
    phone: Visitor, staff: Callable[[str], Visitor]
) -> None:
    reference = report(phone)
    call_taker = staff("call_taker")
    call_taker.opens(f"/en/staff/requests/{reference.replace(' ', '')}/")
    call_taker.sees("Reported anonymously.", "No contact exists, and none can be added.")
    call_taker.does_not_see("Show it, because")


def test_the_console_is_there_in_spanish(staff: Callable[[str], Visitor]) -> None:
    supervisor = staff("supervisor")
    supervisor.opens("/es/staff/queue/")
    supervisor.opens("/es/staff/queue/?due=late")
    supervisor.sees("Aquí no hay nada pendiente.")


def test_the_privacy_officer_reads_each_promise_with_its_evidence(staff: Callable[[str], Visitor]) -> None:
    officer = staff("privacy_officer")
    officer.opens("/en/staff/privacy/")
    officer.sees_heading("Promises and their evidence")
    officer.sees("311.anonymous", "No promise is broken.")


def test_a_page_for_another_role_says_so(staff: Callable[[str], Visitor]) -> None:
    officer = staff("privacy_officer")
    officer.opens("/en/staff/queue/")
    officer.sees_heading("Not for this role")
