"""A department writes to who reported a request, and is answered."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from commonhall.messaging import delivery
from commonhall.messaging.models import Message
from commonhall.people import contacts
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.roles import Role
from tests.gateways.mailserver import Sink
from tests.messaging import corresponding
from tests.messaging.corresponding import QUESTION
from tests.service_requests import making
from tests.service_requests.making import ROSA

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(named: ServiceRequest, worker: Client) -> ServiceRequest:
    """A request that somebody works on."""
    worker.post(f"/en/staff/requests/{named.reference}/state/", {"state": "in progress"})
    named.refresh_from_db()
    return named


def test_a_worker_asks_and_the_resident_reads_it_as_a_mail(
    named: ServiceRequest, worker: Client, sink: Sink
) -> None:
    page = corresponding.write(worker, named)
    delivery.deliver()
    (mail,) = sink.wait_for(1)
    assert "It is on its way" in page
    assert mail.recipients == (ROSA.email,)
    text = mail.message.get_body(("plain",)).get_content()
    assert QUESTION in text.replace("\r\n", " ").replace("\n", " ")
    assert mail.message["Subject"] == f"{named.service}, {named.block_label} ({_grouped(named)})"


def test_the_link_in_the_mail_leads_to_the_answer_that_wakes_the_request(
    at_work: ServiceRequest, worker: Client, client: Client, sink: Sink
) -> None:
    corresponding.write(worker, at_work, waits="on")
    at_work.refresh_from_db()
    assert at_work.state == "waiting resident"
    delivery.deliver()
    (mail,) = sink.wait_for(1)
    link = re.search(r"http://[^/]+(/\S+)", mail.message.get_body(("plain",)).get_content())
    assert link
    own = client.get(link[1]).content.decode()
    assert "We wrote to you" in own
    assert QUESTION in own
    asked = client.get(f"{link[1]}add/").content.decode()
    once = re.search(r'name="once" value="([^"]+)"', asked)
    assert once
    client.post(f"{link[1]}add/", {"once": once[1], "note": "On the left side."})
    at_work.refresh_from_db()
    assert at_work.state == "in progress"
    assert at_work.events.filter(kind="state", by=None, at=None).count() == 1
    assert "On the left side." in worker.get(f"/en/staff/requests/{at_work.reference}/").content.decode()


def test_the_time_line_says_what_was_written_and_whether_it_left(
    named: ServiceRequest, worker: Client, sink: Sink
) -> None:
    corresponding.write(worker, named)
    page = f"/en/staff/requests/{named.reference}/"
    assert "By e-mail: waits to be sent" in worker.get(page).content.decode()
    delivery.deliver()
    after = worker.get(page).content.decode()
    assert "By e-mail: sent" in after
    assert QUESTION in after


def test_nobody_else_reads_it(named: ServiceRequest, worker: Client, client: Client) -> None:
    corresponding.write(worker, named)
    public = client.get(f"/en/requests/{named.reference}/").content.decode()
    assert "side of the gate" not in public
    assert "Written to" not in public


def test_whoever_writes_sees_neither_name_nor_address(named: ServiceRequest, worker: Client) -> None:
    page = worker.get(corresponding.page_of(named)).content.decode()
    assert "Your message" in page
    assert ROSA.email not in page
    assert "Marin" not in page


def test_the_page_says_in_which_language_they_read_whatever_its_own(
    named: ServiceRequest, worker: Client
) -> None:
    page = worker.get(corresponding.page_of(named).replace("/en/", "/es/")).content.decode()
    assert "Inglés" in page
    assert "escriba en español" not in page


def test_an_anonymous_request_has_nobody_to_write_to(anonymous: ServiceRequest, worker: Client) -> None:
    page = worker.get(corresponding.page_of(anonymous), follow=True).content.decode()
    assert "There is nobody to write to" in page
    assert not Message.objects.exists()
    assert (
        "Write to the resident"
        not in worker.get(f"/en/staff/requests/{anonymous.reference}/").content.decode()
    )


def test_who_left_a_telephone_number_alone_is_not_written_to(services: None, worker: Client) -> None:
    called = making.reported(contact=contacts.Contact(name="Rosa Marin", phone="+13025550147"))
    page = worker.get(corresponding.page_of(called), follow=True).content.decode()
    assert "They left no e-mail address" in page


def test_the_mail_is_in_the_language_of_the_report(services: None, worker: Client, sink: Sink) -> None:
    spanish = making.reported(contact=contacts.Contact(email="rosa@example.com", language="es"))
    corresponding.write(worker, spanish, "¿De qué lado está el hoyo?")
    delivery.deliver()
    (mail,) = sink.wait_for(1)
    assert mail.message["Content-Language"] == "es"
    assert "Nunca le pedimos" in mail.message.get_body(("plain",)).get_content()
    assert "/es/follow/" in mail.message.get_body(("html",)).get_content()


def test_sent_twice_from_one_page_it_leaves_once(named: ServiceRequest, worker: Client, sink: Sink) -> None:
    sent = {"once": corresponding.once_of(worker, named), "text": QUESTION}
    for _ in range(2):
        assert worker.post(corresponding.page_of(named), sent).status_code == 302
    delivery.deliver()
    assert len(sink.wait_for(1)) == 1
    assert named.events.filter(kind="message").count() == 1


def test_another_text_from_the_same_page_is_asked_about_and_kept(
    named: ServiceRequest, worker: Client
) -> None:
    once = corresponding.once_of(worker, named)
    worker.post(corresponding.page_of(named), {"once": once, "text": QUESTION})
    again = worker.post(corresponding.page_of(named), {"once": once, "text": "Or on the right?"})
    assert again.status_code == 422
    assert "What you sent from this page before has left" in again.content.decode()
    assert "Or on the right?" in again.content.decode()


ASKS = "Hello.\nPlease reply with your Social Security number, then we can go on."
CHECK = "check/"


def test_while_it_is_written_the_words_that_ask_for_confidential_data_are_shown(
    named: ServiceRequest, worker: Client
) -> None:
    said = worker.post(f"{corresponding.page_of(named)}{CHECK}", {"text": ASKS}).content.decode()
    assert "Better ask another way." in said
    assert re.search(r"<mark>[^<]*Social Security number[^<]*</mark>", said)
    assert '/en/privacy/#phishing.never-asks">phishing.never-asks</a>' in said
    assert "Hello." not in said, "only the line that it is about"
    assert not Message.objects.exists()


def test_while_a_harmless_text_is_written_nothing_is_said(named: ServiceRequest, worker: Client) -> None:
    for text in (QUESTION, "", "x" * 5000):
        answer = worker.post(f"{corresponding.page_of(named)}{CHECK}", {"text": text})
        assert answer.status_code == 200
        assert "toomuch" not in answer.content.decode()


def test_what_asks_for_confidential_data_is_shown_before_it_leaves_and_may_leave(
    named: ServiceRequest, worker: Client
) -> None:
    sent = {"once": corresponding.once_of(worker, named), "text": ASKS}
    shown = worker.post(corresponding.page_of(named), sent)
    page = shown.content.decode()
    assert shown.status_code == 422
    assert "Better ask another way." in page
    assert not Message.objects.exists()
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert seen
    assert once
    other = {"once": once[1], "text": "Send me your password.", "seen": seen[1]}
    assert worker.post(corresponding.page_of(named), other).status_code == 422, "another one, not read yet"
    assert worker.post(corresponding.page_of(named), {**other, "text": ASKS}).status_code == 302
    assert Message.objects.count() == 1


def test_one_who_writes_in_a_hurry_is_told_later(named: ServiceRequest, worker: Client) -> None:
    for _ in range(90):
        last = worker.post(f"{corresponding.page_of(named)}{CHECK}", {"text": ASKS})
    assert "Better ask another way." in last.content.decode()
    over = worker.post(f"{corresponding.page_of(named)}{CHECK}", {"text": ASKS})
    assert "Not looked at just now" in over.content.decode()


def test_nothing_written_is_said_at_the_field(named: ServiceRequest, worker: Client) -> None:
    answer = worker.post(
        corresponding.page_of(named), {"once": corresponding.once_of(worker, named), "text": " "}
    )
    assert answer.status_code == 422
    assert "Write something first." in answer.content.decode()


def test_who_was_erased_gets_nothing_any_more(named: ServiceRequest, worker: Client, sink: Sink) -> None:
    corresponding.write(worker, named)
    link = words.contact_link(named)
    assert link
    contacts.erase(link.person)
    delivery.deliver()
    assert sink.arrived() == []
    assert Message.objects.get().problem == "no address"
    page = worker.get(f"/en/staff/requests/{named.reference}/").content.decode()
    assert "This message was erased with the person." in page
    assert "There is no address any more" in page


@pytest.mark.parametrize("role", [Role.WORKER, Role.SUPERVISOR, Role.CALL_TAKER])
def test_who_works_on_requests_may_write(
    named: ServiceRequest, browser_of: Callable[[Role], Client], role: Role
) -> None:
    assert "It is on its way" in corresponding.write(browser_of(role), named)


def _grouped(request: ServiceRequest) -> str:
    return f"{request.reference[:3]} {request.reference[3:]}"
