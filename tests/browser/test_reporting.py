"""Residents report what is broken: from a telephone, at a desk, without scripts, by keyboard."""

import base64
import io
from pathlib import Path

from PIL import Image

from tests.browser.reporting import BLOCK, PLACE, WORDS, given_reference
from tests.browser.visitor import Visitor

MOST_TAPS = 12
COUNTED = "addEventListener('pointerdown', ({ target }) => tapped(target.textContent || target.name), true)"


def test_a_resident_reports_anonymously_from_a_telephone(phone: Visitor, photo: Path) -> None:
    phone.opens("/en/")
    phone.follows("Pothole")
    phone.writes("Address, crossing or place", PLACE)
    phone.presses("Continue")
    phone.writes("What should the crew know?", WORDS)
    phone.attaches(photo)
    phone.sees("IMG_4471.jpg")
    phone.presses("Continue")
    phone.chooses("No, stay anonymous")
    phone.sees("No contact is possible")
    phone.looks_closely()
    phone.presses("Continue")
    phone.sees(PLACE, WORDS, "Anonymous.")
    assert not _shown_photo(phone).getexif()
    phone.presses("Send report")
    phone.sees_heading("Sent. Thank you.")
    phone.sees("Write it down.", "no contact will be possible")
    reference = given_reference(phone)
    phone.taps("Copy reference")
    phone.follows(f"Follow {reference}")
    phone.sees_heading(f"Pothole, {BLOCK}")
    phone.does_not_see(WORDS, PLACE)


def test_a_first_report_takes_at_most_twelve_taps(phone: Visitor) -> None:
    """A place, the words and the choice to stay anonymous; each field that is written in is tapped as well."""
    taps: list[str] = []
    phone.page.expose_function("tapped", lambda what: taps.append(what))
    phone.page.add_init_script(COUNTED)
    phone.opens("/en/")
    phone.follows("Pothole")
    phone.page.get_by_label("Address, crossing or place").click()
    phone.types(PLACE)
    phone.presses("Continue")
    phone.page.get_by_label("What should the crew know?").click()
    phone.types(WORDS)
    phone.presses("Continue")
    phone.chooses("No, stay anonymous")
    phone.presses("Continue")
    phone.presses("Send report")
    phone.sees_heading("Sent. Thank you.")
    assert 0 < len(taps) <= MOST_TAPS, taps


def test_a_resident_reports_by_name_in_spanish(desk: Visitor) -> None:
    desk.opens("/en/")
    desk.follows("Español")
    desk.writes("¿De qué se trata?", "hoyo en la calle")
    desk.presses("Empezar el reporte")
    desk.follows("Bache")
    desk.writes("Dirección, cruce o lugar", PLACE)
    desk.presses("Continuar")
    desk.writes("¿Qué debe saber la cuadrilla?", "Hoyo hondo junto a la parada.")
    desk.presses("Continuar")
    desk.chooses("Sí, por este medio")
    desk.writes("Nombre", "Ana Prueba")
    desk.writes("Teléfono", "302-555-0147")
    desk.looks_closely()
    desk.presses("Continuar")
    desk.sees("Ana Prueba", "Hoyo hondo junto a la parada.")
    desk.presses("Enviar el reporte")
    desk.sees_heading("Enviado. Gracias.")
    desk.follows("Abrir mi página")
    desk.sees("Usted escribió", "Hoyo hondo junto a la parada.")
    desk.sees("Ana Prueba")
    desk.follows("Corregirlo o quitarlo")
    desk.finds_filled("Nombre", "Ana Prueba")  # to be put right, by whoever has the link
    desk.follows("Volver a mi solicitud")
    desk.follows("Lo que ven todos")
    desk.does_not_see("Hoyo hondo", "Ana Prueba", "555")


def test_what_was_answered_goes_along_into_the_other_language(phone: Visitor) -> None:
    phone.opens("/en/report/?service=pothole")
    phone.writes("Address, crossing or place", PLACE)
    phone.presses("Continue")
    phone.writes("What should the crew know?", WORDS)
    phone.presses("Español")
    phone.finds_filled("¿Qué debe saber la cuadrilla?", WORDS)
    phone.presses("Continuar")
    phone.chooses("No, quiero seguir en el anonimato")
    phone.presses("Continuar")
    phone.presses("Enviar el reporte")
    reference = given_reference(phone)
    phone.follows("English")
    phone.sees_heading(f"Pothole, {BLOCK}")
    phone.sees(reference)


def test_a_resident_reports_without_javascript(plain: Visitor, photo: Path) -> None:
    plain.opens("/en/report/")
    plain.follows("Pothole")
    plain.writes("Address, crossing or place", PLACE)
    plain.presses("Continue")
    plain.writes("What should the crew know?", "Ask Mr. Zorn at 302-555-0148.")
    plain.attaches(photo)
    plain.presses("Continue")
    plain.chooses("Yes, here is how")
    plain.writes("Phone", "302-555-0147")
    plain.presses("Continue")
    plain.sees("Do you want to share this much?")
    plain.presses("Take it out")
    plain.does_not_see("Zorn", "0148")
    assert _shown_photo(plain).size == (384, 288)
    plain.presses("Send report")
    plain.follows("Open my page")
    plain.sees("You wrote", "Ask Mr. [name]")


def test_a_resident_reports_by_keyboard_alone(desk: Visitor) -> None:
    desk.opens("/en/")
    desk.tabs_to("Skip to main content")
    desk.keys("Enter")
    desk.tabs_to("What is it?")
    desk.types("pothole")
    desk.enters()
    desk.tabs_to("Pothole")
    desk.enters()
    desk.tabs_to("Address, crossing or place")
    desk.types(PLACE)
    desk.enters()
    desk.tabs_to("What should the crew know?")
    desk.types(WORDS)
    desk.tabs_to("Continue")
    desk.enters()
    desk.tabs_to("No, stay anonymous")
    desk.keys("ArrowDown")
    desk.tabs_to("Name")
    desk.types("Ana Prueba")
    desk.enters()
    desk.tabs_to("Send report")
    desk.enters()
    desk.sees_heading("Sent. Thank you.")


def _shown_photo(visitor: Visitor) -> Image.Image:
    source = visitor.page.locator("main img[src^='data:']").get_attribute("src") or ""
    return Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2])))
