"""A person of two requests: what staff do with them, and what the resident sees and puts right of one."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.reporting import BLOCK, report
from tests.browser.visitor import Visitor


def opens_the_person(visitor: Visitor, reference: str) -> None:
    """From the request to the whole person, each for a reason."""
    visitor.opens(f"/en/staff/requests/{reference.replace(' ', '')}/")
    visitor.chooses("answer a call from this person")
    visitor.presses("Show for 10 minutes")
    visitor.presses("Open all that is known of this person")
    visitor.sees_heading("A person, and what they asked for")


def test_two_who_are_one_are_compared_merged_and_taken_apart_again(
    phone: Visitor, staff: Callable[[str], Visitor]
) -> None:
    first, second = report(phone, phone="302-555-0161"), report(phone, phone="302-555-0162")
    casey = staff("call_taker")
    opens_the_person(casey, first)
    casey.sees("(302) 555-0161", first, BLOCK)
    casey.does_not_see(second, "555-0162", "Hold this person")
    casey.writes("Reference of one of the other’s requests", second.lower())
    casey.presses("Compare the two")
    casey.sees("Are these two the same person?", "(302) 555-0161", "(302) 555-0162")
    casey.presses("Merge the two")
    casey.sees("The two are one person now.", first, second, "Given with it: (302) 555-0162")
    casey.presses("Undo this")
    casey.sees("It is undone.", first)
    expect(casey.page.locator(".owned")).not_to_contain_text(second)


def test_a_mistaken_merge_is_split_with_the_keyboard_alone(
    phone: Visitor, staff: Callable[[str], Visitor]
) -> None:
    first, second = report(phone, phone="302-555-0163"), report(phone, phone="302-555-0164")
    casey = staff("call_taker")
    opens_the_person(casey, first)
    casey.writes("Reference of one of the other’s requests", second)
    casey.presses("Compare the two")
    casey.tabs_to("Merge the two")
    casey.enters()
    casey.tabs_to(f"Move {second}")
    casey.keys("Space")
    casey.tabs_to("Move what is ticked")
    casey.enters()
    casey.sees("belong to a person of their own now")
    expect(casey.page.locator(".owned")).not_to_contain_text(second)


def test_names_consent_and_a_hold_are_noted_on_the_page(
    phone: Visitor, staff: Callable[[str], Visitor]
) -> None:
    reference = report(phone, phone="302-555-0165")
    sasha = staff("supervisor")
    opens_the_person(sasha, reference)
    sasha.writes("Another name", "Rosie Marin")
    sasha.presses("Add the name")
    sasha.sees("The name is added.", "Rosie Marin")
    sasha.page.get_by_role("group", name="Text message").locator("label", has_text="No").first.click()
    sasha.presses("Keep the answers")
    sasha.sees("The answers are kept.", "Answered by telephone on")
    sasha.writes("Why it is held", "Case 26-114")
    sasha.presses("Hold this person")
    sasha.sees("This person is held", "Case 26-114", "by Sasha Demo")
    sasha.presses("Lift the hold")
    sasha.sees("The hold is lifted.")


def test_after_ten_minutes_nothing_of_the_person_stands_on_the_page(
    phone: Visitor, staff: Callable[[str], Visitor]
) -> None:
    reference = report(phone, phone="302-555-0166")
    casey = staff("call_taker")
    casey.page.clock.install()
    opens_the_person(casey, reference)
    casey.page.clock.fast_forward("10:01")
    casey.sees("The time is over")
    casey.does_not_see("555-0166", reference, "Another name")


def test_a_resident_puts_right_what_they_gave_and_sees_who_looked(
    plain: Visitor, staff: Callable[[str], Visitor]
) -> None:
    reference = report(plain, phone="302-555-0167")
    plain.follows("Open my page")
    own_page = plain.page.url
    plain.sees("(302) 555-0167", "Nobody has, so far.")
    plain.follows("Put it right, or take it out")
    plain.writes("Phone", "12")
    plain.presses("Keep it so")
    plain.sees_mistake("Phone", "That does not look like a phone number.")
    plain.writes("Phone", "302-555-0168")
    plain.presses("Keep it so")
    plain.sees("Kept as you put it right.", "(302) 555-0168")

    casey = staff("call_taker")
    opens_the_person(casey, reference)
    casey.sees("(302) 555-0168")

    plain.opens(own_page)
    plain.sees("311 call taker", "opened the contact, to answer a call from this person")
    plain.does_not_see("Casey")
