"""The public map beside its list: as a picture, by the keyboard alone, and where it cannot be had."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.reporting import BLOCK, report
from tests.browser.visitor import Visitor
from tests.running import Demo

# As if they had been counted when yesterday ended: one open on each of two blocks, and one fixed.
COUNTED = """
INSERT INTO service_requests_tally
  (service_id, street, hundred, latitude, longitude, kind, of_week, of_month, of_year, of_all, day)
SELECT NULL, 'N Market St', hundred, latitude, longitude, kind, 1, 1, 1, 1,
       (now() AT TIME ZONE 'America/New_York')::date - 1
FROM places_block
JOIN (VALUES (1000, 'open'), (1000, 'fixed'), (1100, 'open')) AS counted (hundred, kind) USING (hundred)
WHERE street = 'N Market St' RETURNING id
"""
FORGOTTEN = "DELETE FROM service_requests_tally RETURNING id"


@pytest.fixture
def counted(demo: Demo) -> Iterator[None]:
    """A city where something is reported on two blocks."""
    demo.rows(FORGOTTEN)
    assert len(demo.rows(COUNTED)) == 3
    yield
    demo.rows(FORGOTTEN)


def shown(visitor: Visitor) -> None:
    """The map is drawn."""
    expect(visitor.page.locator("[data-atlas]")).not_to_have_attribute("aria-busy", "true")
    expect(visitor.page.locator(".maplibregl-canvas")).to_be_visible()


def test_at_a_desk_the_map_comes_by_itself_and_a_block_leads_its_list(desk: Visitor, counted: None) -> None:
    report(desk, phone="302-555-0147")
    desk.opens("/en/requests/")
    shown(desk)
    desk.looks_closely()
    desk.taps("See more around")
    desk.taps("Around N Market St: 2 open, 1 fixed. Look closer")
    desk.taps(f"{BLOCK}: 1 open, 1 fixed")
    expect(desk.page.get_by_role("status").first).to_contain_text(f"Nearest first, from the {BLOCK}.")
    expect(desk.page.locator(".found [aria-current]").first).to_contain_text(BLOCK)
    desk.finds_filled("Near an address", BLOCK)
    desk.looks_closely()


def test_on_a_telephone_the_map_comes_when_asked_for_and_obeys_the_keyboard(
    phone: Visitor, counted: None
) -> None:
    sent: list[str] = []
    phone.page.on("request", lambda request: sent.append(request.url))
    phone.opens("/es/requests/")
    assert not [url for url in sent if "maplibre" in url]
    phone.tabs_to("Mostrar el mapa")
    phone.keys("Enter")
    shown(phone)
    expect(phone.page.locator(".maplibregl-canvas")).to_be_focused()
    phone.looks_closely()
    for _ in range(3):
        phone.taps("Ver más de cerca")
    north, south = (
        "cuadra 1100 de N Market St: 1 abierta",
        "cuadra 1000 de N Market St: 1 abierta, 1 arreglada",
    )
    expect(phone.page.get_by_role("button", name=south)).to_be_visible()
    phone.page.locator(".maplibregl-canvas").focus()
    phone.tabs_to(north)
    phone.keys("ArrowDown")
    expect(phone.page.locator(":focus")).to_have_accessible_name(south)
    phone.keys("Enter")
    phone.sees("Primero lo más cercano a: cuadra 1000 de N Market St")
    assert [url for url in sent if "/tiles/" in url]


def test_without_scripts_the_list_is_all_there_is(plain: Visitor, counted: None) -> None:
    plain.opens("/en/requests/")
    expect(plain.page.locator("[data-atlas]")).to_be_hidden()
    plain.writes("Near an address", "1012 N Market St")
    plain.presses("Show")
    plain.sees(f"Nearest first, from the {BLOCK}.")
    plain.follows("How many on each street")
    plain.sees("2 open, 1 fixed")
    plain.follows("N Market St")
    plain.sees("On N Market St, newest first.")


def test_where_the_map_cannot_be_had_the_page_says_so(phone: Visitor) -> None:
    phone.opens("/en/requests/")
    phone.page.route("**/built/js/maplibre*", lambda route: route.abort())
    phone.page.get_by_role("button", name="Show the map").click()
    phone.sees("The map can’t be shown right now. The list holds the same requests.")
    expect(phone.page.get_by_role("button", name="Show the map")).to_be_visible()
