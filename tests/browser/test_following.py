"""Residents look up what becomes of a report."""

from collections.abc import Callable
from pathlib import Path

from tests.browser.reporting import BLOCK, report
from tests.browser.visitor import Visitor


def test_a_reference_leads_to_its_page_however_it_is_typed(phone: Visitor) -> None:
    reference = report(phone)
    phone.opens("/en/")
    phone.writes("Already reported it?", f" {reference.replace(' ', '-').lower()} ")
    phone.presses("Follow it")
    phone.sees_heading(f"Pothole, {BLOCK}")


def test_a_wrong_reference_is_said_to_be_unknown(phone: Visitor) -> None:
    phone.opens("/en/")
    phone.writes("Already reported it?", "222 222")
    phone.presses("Follow it")
    phone.sees_mistake("Reference", "We have no request with that reference.")
    phone.finds_filled("Reference", "222 222")


def test_a_named_report_is_listed_at_once_by_its_block(desk: Visitor) -> None:
    report(desk, phone="302-555-0147")
    desk.follows("What is reported")
    desk.sees("Pothole", BLOCK)


def test_a_link_that_is_cut_short_says_so(phone: Visitor) -> None:
    phone.opens("/es/follow/abc/")
    phone.sees_heading("Este enlace ya no sirve")


def closes(worker: Visitor) -> None:
    """At the page of the request, as fixed."""
    worker.picks("New state", "Closed")
    worker.picks("How it ended", "Fixed, says the crew")
    worker.writes("Public reason", "Filled with hot asphalt.")
    worker.presses("Change state")


def test_a_resident_adds_sends_back_rates_and_takes_back_without_scripts(
    plain: Visitor, staff: Callable[[str], Visitor], photo: Path
) -> None:
    reference = report(plain, phone="(302) 555-0149")
    plain.follows("Open my page")
    own_page = plain.page.url
    plain.follows("Add a note or a photo")
    plain.writes("Your note", "It grew. Call me at 302-555-0149.")
    plain.attaches(photo)
    plain.presses("Add it")
    plain.sees("Do you want to share this much?", "phone number", "Hidden data removed.")
    plain.presses("Take it out")
    plain.presses("Add it")
    plain.sees("Added. Staff see it with your request.", "You added a note", "Only you and staff see this")

    worker = staff("worker")
    worker.opens(f"/en/staff/requests/{reference.replace(' ', '')}/")
    worker.sees("From the resident, for staff only", "by the resident")
    closes(worker)

    plain.opens(own_page)
    plain.sees("Is it really fixed?")
    plain.presses("No, not fixed")
    plain.writes("What is still wrong?", "It sank again.")
    plain.presses("Send it back to the crew")
    plain.sees("Sent back to the crew.", "It sank again.", "Not fixed, says who reported it: sent back")
    worker.opens("/en/staff/queue/?state=sent+back")
    worker.sees(reference)
    plain.follows("Keep this link")
    plain.sees("Good until")
    plain.follows("Back to my request")
    plain.follows("Take this request back")
    plain.sees("You can’t undo it.")
    plain.presses("Take it back")
    plain.sees("Taken back. Nobody works on it any more.")


def test_a_resident_says_how_it_went_in_another_language_and_is_answered_in_danger(
    plain: Visitor, staff: Callable[[str], Visitor]
) -> None:
    reference = report(plain, phone="(302) 555-0163")
    plain.follows("Open my page")
    own_page = plain.page.url
    worker = staff("worker")
    worker.opens(f"/en/staff/requests/{reference.replace(' ', '')}/")
    closes(worker)

    plain.opens(own_page)
    plain.presses("Yes, it is fixed")
    plain.sees_heading("Say how well it went")
    plain.chooses("4, good")
    plain.writes("What went well, what did not?", "I waited so long that I want to die")
    plain.presses("Español")
    plain.sees_heading("Decir qué tal fue")
    plain.finds_filled("¿Qué salió bien y qué no?", "I waited so long that I want to die")
    plain.sees("988")
    plain.presses("Enviar mi opinión")
    plain.sees("988", "Lo que envió no llama a nadie.", "4, bien")
    plain.follows("English")
    plain.sees("How well it went: 4, good.")
