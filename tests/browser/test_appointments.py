"""A schedule is set up, staff make a link, a resident books by it, moves and cancels; and staff book at the desk."""

from collections.abc import Callable

from tests.browser.reporting import report
from tests.browser.visitor import Visitor


def link_of(staff: Visitor) -> str:
    """The link that the page hands over."""
    shown = staff.page.locator(".typed").inner_text()
    return shown[shown.index("/en/appointments/") :]


def book(staff: Visitor, schedule: str) -> None:
    """Begin to book in one of those that are listed."""
    with staff.page.expect_navigation():
        staff.page.locator("tr", has_text=schedule).get_by_role("link", name="Book").click()
    staff.looks_closely()


def test_a_resident_books_by_a_link_without_scripts_moves_and_cancels(
    plain: Visitor, staff: Callable[[str], Visitor]
) -> None:
    administrator = staff("administrator")
    administrator.opens("/en/staff/")
    administrator.follows("Appointments")
    administrator.sees("Bulk pickup", "Meet an inspector at the counter")
    administrator.follows("Add a schedule")
    administrator.presses("Keep it so")
    administrator.sees_mistake("What it is called (English)", "Write what it is called in each language.")
    administrator.writes("What it is called (English)", "Talk about your tree")
    administrator.writes("What it is called (Español)", "Hablar de su árbol")
    administrator.writes("What to bring or put out (English)", "Bring a photo of it.")
    administrator.writes("Where people come to", "City hall, room 7")
    administrator.picks("Department", "Public Works")
    administrator.writes("From", "09:00")
    administrator.writes("To", "16:00")
    administrator.presses("Keep it so")
    administrator.sees("Talk about your tree is kept.")
    administrator.follows("Talk about your tree")
    administrator.finds_filled("Where people come to", "City hall, room 7")
    administrator.opens("/es/staff/appointments/schedules/new/")
    administrator.opens("/es/staff/appointments/schedules/")

    worker = staff("worker")
    worker.opens("/en/staff/")
    worker.follows("Appointments")
    with worker.page.expect_navigation():
        worker.page.locator("tr", has_text="Talk about your tree").get_by_role("button").click()
    worker.looks_closely()
    worker.sees("They choose a time, once, within 14 days.")
    link = link_of(worker)

    plain.opens(link)
    plain.sees_heading("Choose a time")
    plain.page.locator(".times__day a").first.click()
    plain.looks_closely()
    plain.presses("Book it")
    plain.sees_mistake("Name", "Give at least one of the three")
    plain.writes("Name", "Rosa Marin")
    plain.writes("E-mail", "rosa@example.com")
    plain.presses("Book it")
    plain.sees("Booked: the time is yours.", "City hall, room 7", "Bring a photo of it.")
    own = plain.page.url.partition("?")[0]
    plain.presses("Confirm: I will be there")
    plain.sees("Confirmed. Thank you")
    plain.follows("Move it to another time")
    plain.sees("It stays yours until you choose another one.")
    plain.page.locator(".times__day a").nth(2).click()
    plain.looks_closely()
    plain.presses("Move it")
    plain.sees("Moved: the new time is yours", "Moved, not confirmed")
    plain.opens(own.replace("/en/", "/es/"))
    plain.sees("Hablar de su árbol", "Su cita")
    plain.follows("Cambiarla a otra hora")
    plain.opens(own)
    with plain.page.expect_download() as calendar:
        plain.page.get_by_role("link", name="Take it into my calendar").click()
    assert calendar.value.suggested_filename == "appointment.ics"

    worker.opens("/en/staff/appointments/")
    worker.follows("Talk about your tree")
    worker.does_not_see("Rosa")
    plain.follows("Cancel it")
    plain.presses("Cancel it")
    plain.sees("Cancelled: the time is free for others.")
    plain.opens(link)
    plain.sees("Cancelled.")
    plain.opens("/en/appointments/made-up/")
    plain.sees_heading("This link does not work any more")


def test_from_a_request_staff_book_for_who_reported_it_and_move_it(
    phone: Visitor, staff: Callable[[str], Visitor]
) -> None:
    reference = report(phone, email="rosa@example.com").replace(" ", "")
    worker = staff("worker")
    worker.opens(f"/en/staff/requests/{reference}/")
    with worker.page.expect_navigation():
        worker.page.locator(".case__top").get_by_role("link", name="Appointment").click()
    worker.looks_closely()
    worker.sees("Who reported it has the appointment")
    book(worker, "Bulk pickup")
    worker.page.locator(".times__day a").first.click()
    worker.looks_closely()
    worker.presses("Book it")
    worker.sees_mistake("Where we should come to", "Write where we should come to.")
    worker.writes("Where we should come to", "1012 N Market St")
    worker.presses("Book it")
    worker.sees("Booked. The reference is", "1012 N Market St")
    worker.does_not_see("rosa@example.com")
    worker.follows("Move it")
    worker.page.locator(".times__day a").nth(1).click()
    worker.looks_closely()
    worker.presses("Move it")
    worker.sees("It is moved.", "Moved, not confirmed")
    booking = worker.page.url
    worker.follows("Bulk pickup")
    worker.sees("1012 N Market St")
    worker.page.locator("section h2 a").first.click()
    worker.looks_closely()

    supervisor = staff("supervisor")
    supervisor.opens(booking.replace("/en/", "/es/"))
    supervisor.opens(booking)
    supervisor.sees("A contact is on file.")
    supervisor.presses("Cancel it")
    supervisor.sees("It is cancelled, and its time is free.")

    taker = staff("call_taker")
    taker.opens("/en/staff/appointments/")
    book(taker, "Meet an inspector at the counter")
    taker.follows("Later times")
    taker.page.locator(".times__day a").first.click()
    taker.looks_closely()
    taker.writes("Name", "Luis Peña")
    taker.chooses("Español")
    taker.presses("Book it")
    taker.sees("Booked. The reference is")
