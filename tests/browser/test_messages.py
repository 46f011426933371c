"""A department asks who reported something, and the administrator looks whether it leaves."""

from collections.abc import Callable

from tests import running
from tests.browser.reporting import report
from tests.browser.visitor import Visitor
from tests.messaging import answering
from tests.running import Demo


def test_a_worker_writes_the_resident_answers_and_the_request_goes_on(
    phone: Visitor, staff: Callable[[str], Visitor]
) -> None:
    reference = report(phone, email="rosa@example.com")
    phone.follows("Open my page")
    own_page = phone.page.url
    worker = staff("worker")
    worker.opens(f"/en/staff/requests/{reference.replace(' ', '')}/")
    worker.follows("Write to the resident")
    worker.sees_heading("Write to the resident")
    worker.does_not_see("rosa@example.com")
    worker.presses("Send e-mail")
    worker.sees_mistake("Your message", "Write something first.")
    worker.writes("Your message", "Which side of the gate is it on?")
    worker.presses("Send e-mail")
    worker.sees(
        "It is on its way", "Which side of the gate is it on?", "To the resident; nobody else reads it"
    )

    phone.page.goto(own_page)
    phone.sees("We wrote to you", "Which side of the gate is it on?")
    phone.follows("Add a note or a photo")
    phone.writes("Your note", "On the left side.")
    phone.presses("Add it")
    phone.sees("Added. Staff see it with your request.")

    administrator = staff("administrator")
    administrator.opens("/en/staff/")
    administrator.follows("Messages")
    administrator.sees_heading("Messages")
    administrator.sees("No mail server is set up", "Waits to be sent")
    administrator.does_not_see("rosa@example.com")
    administrator.opens("/es/staff/outbox/")
    administrator.sees("No hay servidor de correo configurado")


def test_the_words_that_ask_for_confidential_data_are_shown_while_they_are_written(
    phone: Visitor, staff: Callable[[str], Visitor]
) -> None:
    reference = report(phone, email="rosa@example.com")
    worker = staff("worker")
    path = f"staff/requests/{reference.replace(' ', '')}/write/"
    worker.opens(f"/en/{path}")
    worker.writes("Your message", "Please reply with your Social Security number.")
    worker.sees("Better ask another way.", "others can read on its way", "phishing.never-asks")
    worker.looks_closely()
    worker.writes("Your message", "Which side of the gate is it on?")
    worker.does_not_see("Better ask another way.")
    worker.writes("Your message", "Please reply with your Social Security number.")
    worker.sees("Better ask another way.")
    worker.presses("Send e-mail")
    worker.sees("It is on its way")
    worker.opens(f"/es/{path}")
    worker.writes("Su mensaje", "Responda con su número de Seguro Social.")
    worker.sees("Mejor pídalo de otra manera.")
    worker.looks_closely()


def test_a_message_begins_with_a_template_that_an_administrator_wrote(
    phone: Visitor, staff: Callable[[str], Visitor]
) -> None:
    administrator = staff("administrator")
    administrator.opens("/en/staff/outbox/")
    administrator.follows("Message templates")
    administrator.sees("Ask where exactly it is", "from the city’s folder")
    administrator.follows("Add a template")
    administrator.writes("Title", "We were there")
    administrator.writes(
        "Text in English", "We were at {place} and found nothing, {name}. Reply with your PIN."
    )
    administrator.sees("“{name}” is no variable")
    administrator.looks_closely()
    administrator.presses("Add the template")
    administrator.sees_mistake("Text in Spanish", "Write it in Spanish too.")
    administrator.writes("Text in English", "We were at {place} and found nothing. {link}")
    administrator.writes("Text in Spanish", "Fuimos a {place} y no encontramos nada. {link}")
    administrator.presses("Add the template")
    administrator.follows("We were there")
    administrator.writes("Title", "We were there already")
    administrator.presses("Save as a new version")
    administrator.sees("Version 2 is kept.", "Version 1")
    administrator.opens("/es/staff/outbox/templates/")
    administrator.opens("/es/staff/outbox/template/where-exactly/")

    reference = report(phone, email="rosa@example.com")
    worker = staff("worker")
    worker.opens(f"/en/staff/requests/{reference.replace(' ', '')}/")
    worker.follows("Write to the resident")
    worker.picks("Begin with a template", "We were there already")
    worker.presses("Fill it in")
    worker.sees("From “We were there already”, version 2.")
    filled = "We were at 1000 block of N Market St and found nothing. {link}"
    worker.finds_filled("Your message", filled)
    worker.presses("Send e-mail")
    worker.sees(
        "It is on its way", "(link to this page)", "From the template “We were there already”, version 2."
    )


def test_who_wants_it_is_told_of_changes_and_stops_that(
    phone: Visitor, staff: Callable[[str], Visitor]
) -> None:
    reference = report(phone, email="rosa@example.com", wants_news=True)
    phone.follows("Open my page")
    phone.sees("We write to you when something changes.")
    worker = staff("worker")
    worker.opens(f"/en/staff/requests/{reference.replace(' ', '')}/")
    worker.picks("New state", "In progress")
    worker.presses("Change state")
    worker.sees("Told who reported it, by e-mail: waits to be sent")
    phone.presses("Stop these e-mails")
    phone.sees("We write to you no more when something changes.")
    phone.presses("Write to me when something changes")
    phone.sees("We write to you when something changes.")
    worker.page.reload()
    worker.does_not_see("Told who reported it")


def test_a_call_taker_opens_what_came_in_and_gives_it_to_its_request(
    phone: Visitor, staff: Callable[[str], Visitor], demo: Demo
) -> None:
    reference = report(phone, email="rosa@example.com")
    answer = answering.mail("311@localhost", "It is worse since the rain.", sender="other@else.example")
    running.hand_in(demo, answer, "receive-mail")
    call_taker = staff("call_taker")
    call_taker.opens("/en/staff/mail/")
    call_taker.sees_heading("Held messages")
    running.until(lambda: _stands_in_the_list(call_taker))
    call_taker.does_not_see("other@else.example")
    call_taker.looks_closely()
    call_taker.page.get_by_role("link", name="Open the message").first.click()
    call_taker.sees_heading("A message that came in")
    call_taker.sees("other@else.example", "It is worse since the rain.")
    call_taker.writes("Reference of the request", "4KT7M2")
    call_taker.presses("Add it to the request")
    call_taker.sees("There is no request with that reference")
    call_taker.writes("Reference of the request", reference)
    call_taker.presses("Add it to the request")
    call_taker.sees("It stands in the time line of the request.", "Nothing waits.")
    call_taker.opens(f"/en/staff/requests/{reference.replace(' ', '')}/")
    call_taker.sees("It is worse since the rain.", "By e-mail.")
    call_taker.follows("The whole message")
    call_taker.opens("/es/staff/mail/")
    call_taker.sees_heading("Mensajes retenidos")


def _stands_in_the_list(visitor: Visitor) -> bool:
    visitor.opens("/en/staff/mail/")
    return visitor.page.get_by_text("It answers nothing that we wrote").count() > 0


def test_a_worker_notes_that_somebody_wants_no_more_messages(
    phone: Visitor, staff: Callable[[str], Visitor]
) -> None:
    reference = report(phone, email="rosa@example.com")
    worker = staff("worker")
    worker.opens(f"/en/staff/requests/{reference.replace(' ', '')}/")
    worker.follows("They want no more messages")
    worker.sees_heading("They want no more messages")
    worker.does_not_see("rosa@example.com")
    worker.looks_closely()
    worker.presses("Note it")
    worker.sees("Choose what they don’t want any more.")
    for way in ("E-mail", "Text message"):
        worker.chooses(way)
    worker.presses("Note it")
    worker.sees("Noted. It holds from now on.")
