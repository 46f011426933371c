"""Calls at the desk: by keyboard alone, in Spanish, stopped by 911, and through a lost connection."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.reporting import PLACE, WORDS
from tests.browser.visitor import Visitor
from tests.desk.vectors import EVERYDAY, URGENT

REFERENCE = ".ref"
STOP, LOST = "#stop", "#lost"


@pytest.fixture
def taker(staff: Callable[[str], Visitor]) -> Visitor:
    """A call taker with a call on the line."""
    visitor = staff("call_taker")
    takes_a_call(visitor, "/en/staff/")
    return visitor


def takes_a_call(visitor: Visitor, path: str) -> None:
    """By one key. A session outlives a test, and a call in it that nobody ended."""
    visitor.opens(path)
    if (end := visitor.page.get_by_role("button", name="End", exact=True)).count():
        with visitor.page.expect_navigation():
            end.click()
    with visitor.page.expect_navigation():
        visitor.keys("c")
    visitor.looks_closely()


def chooses_a_service(taker: Visitor, typed: str = "pothole") -> None:
    """By its number, while the field that finds it has the focus."""
    expect(taker.page.locator("#id_q")).to_be_focused()
    taker.types(typed)
    expect(taker.page.locator("#services button")).to_have_count(1)
    taker.keys("1")
    expect(taker.page.locator(".chosen")).to_be_visible()


def fills(taker: Visitor, words: str = WORDS) -> None:
    chooses_a_service(taker)
    taker.writes("Address, crossing or place", PLACE)
    taker.writes("What should the crew know?", words)


def reference_of(taker: Visitor) -> str:
    expect(taker.page.locator(REFERENCE)).to_be_visible()
    return taker.page.locator(REFERENCE).inner_text()


def test_a_named_call_by_keyboard_alone(taker: Visitor) -> None:
    chooses_a_service(taker)
    expect(taker.page.locator("#id_where")).to_be_focused()
    taker.types(PLACE)
    taker.sees(f"Found: {PLACE}")
    taker.tabs_to("What should the crew know?")
    taker.types(f"{WORDS} No one said so, on Wednesday.")  # letters that are keys elsewhere
    taker.finds_filled("What should the crew know?", f"{WORDS} No one said so, on Wednesday.")
    expect(taker.page.locator(".contact-fields")).to_be_hidden()
    taker.keys("Escape")
    taker.keys("o")
    expect(taker.page.locator(".contact-fields")).to_be_visible()
    taker.tabs_to("Name")
    taker.types("Ana Prueba")
    taker.looks_closely()
    taker.keys("Control+Enter")
    reference = reference_of(taker)
    taker.sees_heading("Sent. Read out the reference.")
    taker.looks_closely()
    with taker.page.expect_navigation():
        taker.keys("c")
    expect(taker.page.locator("#id_q")).to_be_focused()
    taker.does_not_see("Ana Prueba", WORDS, reference)
    taker.opens(f"/en/staff/requests/{reference.replace(' ', '')}/")
    taker.sees("Told what is optional", "A contact is on file.", "by Casey Demo")


def test_an_anonymous_call_in_spanish(staff: Callable[[str], Visitor]) -> None:
    taker = staff("call_taker")
    takes_a_call(taker, "/en/staff/desk/")
    taker.presses("Español")
    taker.chooses("Español")
    taker.sees("No tiene que dar su nombre")
    taker.does_not_see_shown("You don’t have to give your name")
    taker.keys("w")
    chooses_a_service(taker, "bache")
    taker.writes("Dirección, cruce o lugar", PLACE)
    taker.writes("¿Qué debe saber la cuadrilla?", "Hoyo hondo. Soy Ana Prueba, llámeme al 302-555-0149.")
    taker.chooses("Lo dije")
    taker.writes("Nombre", "Ana Prueba")
    taker.writes("Teléfono", "302-555-0149")
    taker.keys("Escape")
    taker.keys("n")
    taker.sees("Borrado.", "Anónima. No es posible contactarle.", "Su número queda en el registro telefónico")
    assert "Prueba" not in taker.page.content()
    assert "0149" not in taker.page.content()
    assert not taker.page.evaluate(
        "[...document.querySelectorAll('input, textarea')].some((f) => /Ana|0149/.test(f.value))"
    )
    taker.looks_closely()
    taker.keys("o")
    taker.keys("Control+Enter")
    taker.sees("Léaselo a quien llama.")
    taker.looks_closely()
    taker.chooses("Se lo leí a quien llama")
    taker.keys("Control+Enter")
    reference = reference_of(taker)
    taker.sees("Enviada. Lea la referencia.", "Ya está enviada.")
    taker.opens(f"/es/staff/requests/{reference.replace(' ', '')}/")
    taker.does_not_see("Prueba", "0149", "Casey Demo")


def test_the_language_of_the_caller_is_one_key(taker: Visitor) -> None:
    taker.keys("Escape")
    taker.keys("l")
    taker.sees("No tiene que dar su nombre")
    taker.does_not_see_shown("You don’t have to give your name")
    taker.keys("l")
    taker.does_not_see_shown("No tiene que dar su nombre")


def test_words_of_an_emergency_stop_the_screen(taker: Visitor) -> None:
    fills(taker, "")
    taker.page.locator("#id_words").press_sequentially("a man is bleedin")
    expect(taker.page.locator(STOP)).to_be_hidden()
    taker.types("g")
    stop = taker.page.locator(STOP)
    expect(stop).to_be_visible()
    expect(stop).to_contain_text("This needs 911.")
    expect(stop).to_contain_text("Because of: bleeding")
    expect(stop).not_to_contain_text("I am glad you told me.", use_inner_text=True)
    taker.keys("Escape")
    taker.keys("Escape")
    taker.keys("Enter")
    taker.keys("n")
    expect(stop).to_be_visible()
    taker.looks_closely()
    taker.tabs_to("No emergency: go on with the request")
    taker.keys("Enter")
    expect(stop).to_be_hidden()
    expect(taker.page.locator("#id_words")).to_be_focused()
    taker.types(" heart, painted on the wall; I want to die")
    expect(stop).to_contain_text("I am glad you told me.")
    with taker.page.expect_navigation():
        taker.taps("Transferred: end this call")
    taker.sees("Take a call")


def test_what_is_typed_outlives_a_lost_connection_and_is_stored_once(taker: Visitor) -> None:
    fills(taker)
    taker.chooses("Said it")
    taker.writes("Phone", "302-555-0149")
    context = taker.page.context
    context.set_offline(True)
    expect(taker.page.locator(LOST)).to_contain_text("No connection.")
    taker.keys("Control+Enter")
    expect(taker.page.locator(LOST)).to_contain_text("It is sent by itself when the connection is back.")
    taker.writes("Name", "Ana Prueba")  # the call goes on
    taker.finds_filled("What should the crew know?", WORDS)
    taker.keys("Control+Enter")
    context.set_offline(False)
    reference = reference_of(taker)
    expect(taker.page.locator(LOST)).to_be_hidden()
    taker.page.goto("/en/staff/queue/?state=new")
    expect(taker.page.locator("tbody tr", has_text=reference)).to_have_count(1)


def test_a_request_that_arrived_though_its_answer_did_not_is_stored_once(taker: Visitor) -> None:
    words = "Deep hole, told twice."
    fills(taker, words)
    taker.chooses("Said it")
    taker.writes("Phone", "302-555-0149")
    lost = []

    def arrive_and_lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            return route.abort()
        return route.continue_()

    taker.page.route("**/staff/desk/", arrive_and_lose)
    taker.keys("Control+Enter")
    taker.sees("This was sent before")
    reference_of(taker)
    assert len(lost) == 1


def test_the_screen_forgets_the_caller_even_while_there_is_no_connection(taker: Visitor) -> None:
    fills(taker, "Deep hole, says Prueba.")
    taker.chooses("Said it")
    taker.writes("Name", "Ana Prueba")
    taker.page.context.set_offline(True)
    taker.taps("Make anonymous")
    taker.finds_filled("Name", "")
    expect(taker.page.locator("#id_name")).to_be_disabled()
    taker.page.context.set_offline(False)
    taker.sees("Anonymous. No contact is possible.")
    taker.finds_filled("What should the crew know?", "Deep hole, says [name].")


def test_who_was_signed_out_keeps_what_was_typed_and_goes_on_after_signing_in(taker: Visitor) -> None:
    fills(taker)
    cookies = taker.page.context.cookies()
    taker.page.context.clear_cookies()
    taker.taps("Send and read out the reference")
    expect(taker.page.locator(LOST)).to_be_visible()
    taker.finds_filled("What should the crew know?", WORDS)
    taker.page.context.add_cookies(cookies)  # type: ignore[arg-type]  # what it gives it takes back
    taker.taps("Send and read out the reference")
    taker.sees("Say what is optional, then tick that you said it.")
    taker.finds_filled("What should the crew know?", WORDS)


def test_keys_can_be_switched_off(taker: Visitor) -> None:
    taker.keys("Escape")
    taker.taps("Use keys")
    taker.page.locator("#keys").click()
    taker.keys("n")
    taker.keys("o")
    taker.sees("The caller may be reached.")
    expect(taker.page.locator("#id_told")).not_to_be_checked()
    taker.taps("Use keys")
    taker.page.locator("#keys").click()
    taker.keys("o")
    expect(taker.page.locator("#id_told")).to_be_checked()


def test_the_two_ears_hear_the_same(taker: Visitor) -> None:
    """The twin in the browser, by the vectors of the one on the server."""
    hear = """async (said) => {
      const { hear } = await import("/static/commonhall/js/desk/urgency.js");
      const urgencies = JSON.parse(document.getElementById("stop").dataset.urgent);
      return said.map((words) => [...hear(words, urgencies, new Set()).keys()]);
    }"""
    heard = taker.page.evaluate(hear, [said for said, _ in URGENT] + EVERYDAY)
    assert heard == [[number] for _, number in URGENT] + [[] for _ in EVERYDAY]


def test_without_scripts_the_desk_does_the_whole_call(plain_staff: Callable[[str], Visitor]) -> None:
    taker = plain_staff("call_taker")
    taker.opens("/en/staff/desk/")
    if taker.page.get_by_role("button", name="End", exact=True).count():
        taker.presses("End")
    taker.presses("Take a call")
    taker.page.locator("#id_q").fill("pothole")
    with taker.page.expect_navigation():
        taker.keys("Enter")
    taker.page.locator("#services button").click()
    expect(taker.page.locator(".chosen")).to_be_visible()
    taker.writes("Address, crossing or place", PLACE)
    taker.writes("What should the crew know?", "A man fell here in March.")
    taker.chooses("Said it")
    taker.writes("Phone", "302-555-0149")
    taker.presses("Send and read out the reference")
    taker.sees("Stop. This is not for 311.")
    taker.presses("No emergency: go on with the request")
    taker.presses("Send and read out the reference")
    assert re.fullmatch(r"\w{3} \w{3}", reference_of(taker))


def test_what_is_typed_while_an_answer_is_on_its_way_is_not_lost(taker: Visitor) -> None:
    held: list[Route] = []
    taker.page.route("**/staff/desk/", lambda route: held.append(route))
    taker.types("pothole")
    expect(taker.page.locator("#services button")).to_have_count(1)
    taker.keys("1")
    taker.writes("What should the crew know?", WORDS)
    held[0].continue_()
    expect(taker.page.locator(".chosen")).to_be_visible()
    taker.finds_filled("What should the crew know?", WORDS)
