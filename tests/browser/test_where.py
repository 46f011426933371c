"""Saying where: choosing while one types, by keyboard alone; and the position of a device, asked for by its button."""

import re

from playwright.sync_api import expect

from tests.browser.visitor import Visitor

LABEL = "Address, crossing or place"
IN_THE_800_BLOCK = {"latitude": 39.74340, "longitude": -75.54885, "accuracy": 10}


def test_a_place_is_chosen_while_one_types_by_keyboard_alone(desk: Visitor) -> None:
    desk.opens("/en/report/?service=pothole")
    desk.tabs_to(LABEL)
    desk.types("rodney squ")
    option = desk.page.get_by_role("button", name="Rodney Square")
    expect(option).to_be_visible()
    expect(desk.page.get_by_text("One place found.")).to_be_attached()
    desk.looks_closely()
    desk.keys("ArrowDown")
    expect(option).to_be_focused()
    desk.keys("ArrowUp")
    expect(desk.page.get_by_label(LABEL)).to_be_focused()
    desk.keys("ArrowDown")
    desk.enters()
    desk.sees_heading("What does the crew need to know?")


def test_the_position_is_asked_for_once_and_shown_as_a_block_to_confirm(phone: Visitor) -> None:
    phone.page.context.grant_permissions(["geolocation"])
    phone.page.context.set_geolocation(IN_THE_800_BLOCK)
    phone.opens("/en/report/?service=pothole")
    phone.presses("Use where I am now")
    expect(phone.page.locator(".picked")).to_contain_text("800 block of N Market St")
    phone.finds_filled(LABEL, "800 block of N Market St")
    expect(phone.page.locator("[name=latitude]")).to_have_value("")
    phone.looks_closely()
    phone.presses("Continue")
    phone.sees_heading("What does the crew need to know?")


def test_a_device_that_does_not_tell_leaves_typing(phone: Visitor) -> None:
    phone.page.context.clear_permissions()
    phone.opens("/en/report/?service=pothole")
    phone.taps("Use where I am now")
    expect(phone.page.get_by_text(re.compile("did not tell us where you are"))).to_be_visible()
    expect(phone.page.get_by_label(LABEL)).to_be_editable()
