"""Saying where: choosing while one types, by keyboard alone; on a map; and where a device is, asked for by a button."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.reporting import BLOCK, PLACE
from tests.browser.visitor import Visitor

LABEL = "Address, crossing or place"
CROSSING = "N Market St at 10th St"
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


def shown(visitor: Visitor) -> Locator:
    """The map, when it is drawn."""
    expect(visitor.page.locator("[data-map]")).not_to_have_attribute("aria-busy", "true")
    canvas = visitor.page.locator(".maplibregl-canvas")
    expect(canvas).to_be_visible()
    return canvas


def pulls(visitor: Visitor, across: int, down: int) -> None:
    """Drag the pin so many pixels."""
    visitor.page.locator(".pin").hover()
    box = visitor.page.locator(".pin").bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    visitor.page.mouse.down()
    visitor.page.mouse.move(middle[0] + across, middle[1] + down, steps=4)
    visitor.page.mouse.up()


def taps_beside_the_middle(visitor: Visitor, across: int, down: int) -> None:
    canvas = shown(visitor)
    box = canvas.bounding_box()
    assert box
    canvas.click(position={"x": box["width"] / 2 + across, "y": box["height"] / 2 + down})


def test_on_a_map_a_tap_or_a_pin_that_is_dragged_names_the_block(phone: Visitor) -> None:
    sent: list[str] = []
    phone.page.on("request", lambda request: sent.append(request.url))
    phone.opens("/en/report/?service=pothole")
    assert not [url for url in sent if re.search(r"maplibre|/tiles/|js/map\.|map-style", url)]
    phone.writes(LABEL, PLACE)
    phone.taps("Choose on a map")
    shown(phone)
    expect(phone.page.locator(".pin")).to_be_visible()
    phone.finds_filled(LABEL, PLACE)  # as it was typed: a house stays one
    picked = phone.page.get_by_role("status").locator(".picked b")
    taps_beside_the_middle(phone, -60, -40)
    expect(picked).to_have_text("first block of W 10th St")
    phone.finds_filled(LABEL, "first block of W 10th St")
    phone.looks_closely()
    pulls(phone, 38, 38)
    expect(picked).to_have_text(BLOCK)
    phone.presses(CROSSING)  # which is near by, and offered too
    phone.sees_heading("What does the crew need to know?")
    phone.presses("Back")
    phone.finds_filled(LABEL, CROSSING)
    assert [url for url in sent if "/tiles/" in url]
    assert not [url for url in sent if "39.7" in url or "75.5" in url]


def test_on_a_map_what_lies_outside_is_refused_and_leaves_no_place_behind(desk: Visitor) -> None:
    desk.opens("/en/report/?service=pothole")
    desk.writes(LABEL, PLACE)
    desk.taps("Choose on a map")
    expect(desk.page.locator(".pin")).to_be_visible()
    for _ in range(7):
        desk.taps("See more around")
    taps_beside_the_middle(desk, -250, 60)
    desk.sees("takes care of its own streets.")
    desk.finds_filled(LABEL, "")
    expect(desk.page.locator(".pin")).to_have_count(0)
    desk.writes(LABEL, PLACE)
    desk.does_not_see("takes care of its own streets.")
    for _closed_then_open in range(2):
        desk.taps("Choose on a map")
    expect(desk.page.locator(".pin")).to_be_visible()  # at what stands in the field now


def test_by_the_keyboard_alone_the_map_is_moved_and_its_middle_used(phone: Visitor) -> None:
    phone.opens("/es/report/?service=pothole")
    phone.tabs_to("Elegir en un mapa")
    phone.keys("Enter")
    expect(shown(phone)).to_be_focused()
    phone.keys("ArrowRight")
    phone.tabs_to("Usar el centro del mapa")
    phone.keys("Enter")
    expect(phone.page.get_by_role("status").locator(".picked")).to_contain_text("cuadra")
    phone.looks_closely()
    phone.tabs_to("Continuar")
    phone.enters()
    phone.sees_heading("¿Qué necesita saber la cuadrilla?")


def test_where_the_map_cannot_be_had_typing_stays(phone: Visitor) -> None:
    phone.opens("/en/report/?service=pothole")
    phone.page.route("**/built/js/maplibre*", lambda route: route.abort())
    phone.taps("Choose on a map")
    phone.sees("The map can’t be shown right now. Type the street or the crossing.")
    expect(phone.page.get_by_role("button", name="Use the middle of the map")).to_be_hidden()
    expect(phone.page.get_by_label(LABEL)).to_be_editable()
