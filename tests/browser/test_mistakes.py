"""What goes wrong while reporting is said in plain words, where it is, and nothing that was typed is lost."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.reporting import PLACE, WORDS
from tests.browser.visitor import Visitor


@pytest.fixture
def asked_where(phone: Visitor) -> Visitor:
    """A resident who is asked where it is."""
    phone.opens("/en/report/?service=pothole")
    return phone


@pytest.fixture
def asked_details(asked_where: Visitor) -> Visitor:
    """A resident who is asked what the crew should know."""
    asked_where.writes("Address, crossing or place", PLACE)
    asked_where.presses("Continue")
    return asked_where


def test_a_place_has_to_be_one_of_the_city(asked_where: Visitor) -> None:
    asked_where.presses("Continue")
    asked_where.sees_mistake("Address, crossing or place", "Tell us where it is.")
    for written, said in {
        "4 Nowhere Parkway": "We know no street of that name in Wilmington.",
        "12 Main St, Elsmere": "That is in Elsmere, not Wilmington.",
        "N Market St": "Which part of N Market St?",
    }.items():
        asked_where.writes("Address, crossing or place", written)
        asked_where.presses("Continue")
        asked_where.sees_mistake("Address, crossing or place", said)
        asked_where.finds_filled("Address, crossing or place", written)


def test_of_several_places_one_is_chosen(asked_where: Visitor) -> None:
    asked_where.writes("Address, crossing or place", "400 22nd St")
    asked_where.presses("Continue")
    asked_where.sees("More than one place fits.", "Do you mean one of these?")
    asked_where.page.get_by_role("button", name="W 22nd St").click()
    asked_where.sees_heading("What does the crew need to know?")


def test_a_file_that_is_no_photo_is_named_and_the_words_are_kept(
    asked_details: Visitor, tmp_path: Path
) -> None:
    asked_details.presses("Continue")
    asked_details.sees_mistake("What should the crew know?", "Say in a sentence what is wrong")
    (tmp_path / "IMG_1.jpg").write_bytes(b"a film, not a photo")
    asked_details.writes("What should the crew know?", WORDS)
    asked_details.attaches(tmp_path / "IMG_1.jpg")
    asked_details.presses("Continue")
    asked_details.sees("Photo 1 is not a photo we can read.")
    asked_details.finds_filled("What should the crew know?", WORDS)


def test_details_about_people_are_shown_and_taken_out_while_typing(asked_details: Visitor) -> None:
    asked_details.writes("What should the crew know?", "Deep. Ask my neighbor Rosa at 302-555-0148.")
    asked_details.sees("These look like personal details: name and phone number.")
    asked_details.looks_closely()
    asked_details.taps("Take all of it out")
    asked_details.sees("Taken out: name and phone number.")
    asked_details.looks_closely()
    asked_details.presses("Continue")
    asked_details.chooses("No, stay anonymous")
    asked_details.presses("Continue")
    asked_details.does_not_see("Rosa", "0148")


def test_an_anonymous_reporter_confirms_what_is_taken_out(asked_details: Visitor) -> None:
    asked_details.writes("What should the crew know?", "Deep. Ask my neighbor Rosa at 302-555-0148.")
    asked_details.sees("These look like personal details")
    asked_details.taps("Leave as it is")
    asked_details.presses("Continue")
    asked_details.presses("Continue")
    asked_details.sees("Choose one: stay anonymous, or say how we can reach you.")
    asked_details.chooses("No, stay anonymous")
    asked_details.presses("Continue")
    asked_details.sees("name taken out", "phone number taken out")
    asked_details.presses("Send report")
    asked_details.sees("Confirm that this is the text to be kept, or change it.")
    asked_details.chooses("This is the text to be kept.")
    asked_details.presses("Send report")
    asked_details.sees_heading("Sent. Thank you.")


def test_one_of_four_ways_to_be_reached_is_enough_and_has_to_work(asked_details: Visitor) -> None:
    asked_details.writes("What should the crew know?", WORDS)
    asked_details.presses("Continue")
    asked_details.chooses("Yes, here is how")
    asked_details.presses("Continue")
    asked_details.sees_mistake("Name", "Give at least one of the four, or choose to stay anonymous.")
    asked_details.writes("E-mail", "ana at example")
    asked_details.writes("Phone", "555")
    asked_details.presses("Continue")
    asked_details.sees_mistake("E-mail", "That does not look like an e-mail address.")
    asked_details.finds_filled("E-mail", "ana at example")


def test_going_back_keeps_what_was_said(asked_details: Visitor, photo: Path) -> None:
    asked_details.writes("What should the crew know?", WORDS)
    asked_details.attaches(photo)
    asked_details.presses("Continue")
    asked_details.presses("Back")
    asked_details.finds_filled("What should the crew know?", WORDS)
    asked_details.sees("Hidden data removed.")
    asked_details.presses("Take out Photo of what was reported")
    asked_details.presses("Back")
    asked_details.finds_filled("Address, crossing or place", PLACE)
    asked_details.presses("Continue")
    asked_details.finds_filled("What should the crew know?", WORDS)
    expect(asked_details.page.locator("main img")).to_have_count(0)


def test_a_report_that_did_not_arrive_whole_is_begun_again(asked_where: Visitor) -> None:
    asked_where.page.locator("#report [name=draft]").evaluate(
        "field => { field.value = field.value.slice(0, 9) }"
    )
    asked_where.writes("Address, crossing or place", PLACE)
    asked_where.presses("Continue")
    asked_where.sees_heading("Start the report again")
