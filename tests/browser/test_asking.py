"""An administrator writes what the city offers and asks; a resident is asked it, and the crew reads the answer."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.reporting import PLACE, given_reference
from tests.browser.visitor import Visitor


def reports(visitor: Visitor, service: str) -> None:
    """Up to the questions of the service."""
    visitor.opens(f"/en/report/?service={service}")
    visitor.writes("Address, crossing or place", PLACE)
    visitor.presses("Continue")


def test_a_service_and_its_question_go_from_the_administrator_to_the_crew(
    staff: Callable[[str], Visitor], phone: Visitor
) -> None:
    admin = staff("administrator")
    admin.opens("/en/staff/catalogue/")
    admin.follows("Add a service")
    admin.presses("Add the service")
    admin.sees("Write this in English: Name")
    texts = {
        "Name": ("Sinkhole", "Socavón"),
        "What it is": ("The ground gives way.", "El suelo se hunde."),
        "How long it takes": ("The same day.", "El mismo día."),
        "Other words for it": ("sinkhole, cave-in", "socavón, hundimiento"),
    }
    for label, (english, spanish) in texts.items():
        admin.writes(f"{label}, English", english)
        admin.writes(f"{label}, Spanish", spanish)
    admin.picks("Topic", "Streets and sidewalks")
    admin.picks("Department", "Public Works")
    admin.presses("Add the service")
    admin.sees("The service is added.")

    admin.follows("Add a question")
    for label, (english, spanish) in {
        "Question": ("How wide is it?", "¿Qué ancho tiene?"),
        "Why it is asked": ("It says which machine comes.", "Indica qué máquina viene."),
        "Answer 1": ("A step", "Un paso"),
        "Answer 2": ("A car", "Un auto"),
    }.items():
        admin.writes(f"{label}, English", english)
        admin.writes(f"{label}, Spanish", spanish)
    admin.chooses("It must be answered")
    admin.presses("More rows")
    admin.writes("Answer 6, English", "A house")
    admin.writes("Answer 6, Spanish", "Una casa")
    admin.presses("Save the question")
    admin.sees("How wide is it?", "one of a list, must be answered")

    phone.opens("/en/")
    phone.writes("What is it?", "cave-in")
    phone.presses("Start a report")
    phone.follows("Sinkhole")
    phone.writes("Address, crossing or place", PLACE)
    phone.presses("Continue")
    phone.sees("It says which machine comes.")
    phone.presses("Continue")
    phone.sees("Choose an answer: How wide is it?")
    phone.chooses("A house")
    phone.presses("Continue")
    phone.chooses("No, stay anonymous")
    phone.presses("Continue")
    phone.sees("How wide is it?", "A house")
    phone.presses("Send report")
    reference = given_reference(phone)

    supervisor = staff("supervisor")
    supervisor.opens(f"/en/staff/requests/{reference.replace(' ', '')}/")
    supervisor.sees("How wide is it?", "A house")

    admin.opens("/en/staff/catalogue/services/sinkhole/")
    admin.presses("Stop offering it")
    admin.sees("It is not offered any more.")


def test_an_answer_is_watched_for_personal_details_while_one_types(phone: Visitor) -> None:
    reports(phone, "abandoned-vehicle")
    phone.writes("What kind of vehicle, and what color?", "Van, its owner is Rosa Marin")
    phone.sees("This looks like a personal detail: name.")
    phone.taps("Take it out")
    phone.finds_filled("What kind of vehicle, and what color?", "Van, its owner is [name]")
    phone.looks_closely()


def test_the_questions_are_answered_without_scripts(plain: Visitor) -> None:
    reports(plain, "no-heat")
    plain.writes("How warm is it inside", "cold")
    plain.presses("Continue")
    plain.sees_mistake("How warm is it inside", "Write it as a number of up to six figures")
    plain.sees("Choose an answer: What is missing?")
    plain.writes("How warm is it inside", "58")
    plain.chooses("Heat")
    plain.writes("Day", "2026-11-20")
    plain.writes("About what time", "19:30")
    plain.presses("Continue")
    plain.chooses("No, stay anonymous")
    plain.presses("Continue")
    plain.sees("58", "Friday, November 20, 2026")
    plain.does_not_see("7:30")


def test_a_mistake_leads_to_its_question(desk: Visitor) -> None:
    reports(desk, "no-heat")
    desk.presses("Continue")
    desk.page.get_by_role("link", name="Choose an answer: What is missing?").click()
    expect(desk.page.get_by_role("group", name=re.compile("What is missing"))).to_be_focused()


def test_the_questions_are_answered_by_keyboard_alone(desk: Visitor) -> None:
    reports(desk, "street-light")
    desk.tabs_to("It is dark")
    desk.keys(" ")
    desk.tabs_to("Number on the pole")
    desk.types("A 12")
    desk.tabs_to("Continue")
    desk.enters()
    desk.sees_heading("May we contact you about this?")


def test_the_services_are_put_in_order_by_keyboard_alone(staff: Callable[[str], Visitor]) -> None:
    admin = staff("administrator")
    admin.opens("/en/staff/catalogue/departments/")
    admin.tabs_to("Down\nTraffic and Signals")
    admin.enters()
    rows = admin.page.locator("tbody tr")
    expect(rows.nth(2)).to_contain_text("Traffic and Signals")
    admin.opens("/en/staff/catalogue/departments/")
    admin.tabs_to("Up\nTraffic and Signals")
    admin.enters()
    expect(rows.nth(1)).to_contain_text("Traffic and Signals")


def test_every_screen_of_the_catalogue_stands_a_close_look_in_both_languages(
    staff: Callable[[str], Visitor],
) -> None:
    admin = staff("administrator")
    for page in (
        "",
        "services/new/",
        "services/no-heat/",
        "services/no-heat/questions/new/",
        "services/no-heat/questions/lacks/",
        "departments/",
        "departments/new/",
        "departments/water/",
        "files/",
    ):
        for language in ("en", "es"):
            admin.opens(f"/{language}/staff/catalogue/{page}")


def test_the_files_are_compared_before_they_are_brought_in(staff: Callable[[str], Visitor]) -> None:
    admin = staff("administrator")
    admin.opens("/en/staff/catalogue/files/")
    with admin.page.expect_download() as taken:
        admin.page.get_by_role("link", name="services.toml").click()
    admin.page.locator("#services").set_input_files(taken.value.path())
    admin.presses("See what would change")
    admin.sees("Nothing.", "The files hold what the catalogue holds already.")
    admin.opens("/en/staff/catalogue/files/")
    admin.presses("See what would change")
    admin.sees("Choose at least one of the two files.")


def test_another_role_does_not_come_in(staff: Callable[[str], Visitor]) -> None:
    worker = staff("worker")
    worker.opens("/en/staff/catalogue/")
    worker.sees_heading("Not for this role")
