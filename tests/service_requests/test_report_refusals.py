"""What a report cannot be made of: each is said in words and keeps what was typed; nothing ends in a broken page."""

import io
import uuid
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.service_requests import intake, once, words
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import Photo, Service, ServiceRequest
from tests.service_requests import making
from tests.service_requests.reporting import Reporter, photograph

AT = "1012 N Market St"


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def large_png() -> bytes:
    buffer = io.BytesIO()
    Image.new("1", (6001, 4000)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("photo", "said"),
    [
        (b"<html><script>alert(1)</script>", "not a photo we can read"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not a photo we can read"),
        (b"", "Photo 1 is empty."),
        (b"\xff\xd8\xff\xe0 cut short", "not a photo we can read"),
        (bytes(15 * 1024 * 1024 + 1), "up to 15 MB"),
        (large_png(), "more than 24 megapixels"),
    ],
    ids=["html", "svg", "empty", "cut short", "too many bytes", "too many pixels"],
)
def test_a_photo_that_cannot_be_taken_is_refused_and_the_words_stay(
    reporter: Reporter, photo: bytes, said: str
) -> None:
    page = reporter.start().say(where=AT).say(words="Deep hole.", photo=upload(photo)).page
    assertContains(page, said, status_code=422)
    assertContains(page, "Deep hole.</textarea>", status_code=422)
    reporter.say(words="Deep hole.").say(who="anonymous").say(ok="on")
    assert reporter.reference
    assert not Photo.objects.exists()


def test_a_refused_photo_leaves_the_one_that_was_taken_before(reporter: Reporter) -> None:
    reporter.start().say(where=AT).say(words="Deep.", photo=photograph(60, 40)).say(change="details")
    assertContains(reporter.say(words="Deep.", photo=upload(b"x")).page, "not a photo", status_code=422)
    reporter.say(words="Deep.").say(who="anonymous").say(ok="on")
    assert Photo.objects.count() == 1


@pytest.mark.parametrize(
    "text", ["", "  \r\n ", "x" * 4001, "a\x00b"], ids=["none", "blank", "too long", "nul"]
)
def test_words_that_cannot_be_kept_are_refused_and_stay(reporter: Reporter, text: str) -> None:
    page = reporter.start().say(where=AT).say(words=text).page
    assert page.status_code == 422
    assert text.strip() in page.content.decode()


def test_words_too_long_do_not_slip_through_by_going_back(reporter: Reporter) -> None:
    reporter.start().say(where=AT).say(change="contact", words="x" * 4001)
    assertContains(reporter.say(who="anonymous").page, "What does the crew need to know?")
    assert not ServiceRequest.objects.exists()


def test_a_browsers_line_ends_are_kept_as_one_sign(reporter: Reporter) -> None:
    reporter.report("Deep.\r\nBy the stop.")
    assert words.stripped(ServiceRequest.objects.get()) == "Deep.\nBy the stop."


@pytest.mark.parametrize(
    "contact",
    [
        {"who": "named"},
        {"who": "named", "name": "   "},
        {"who": "named", "email": "nobody"},
        {"who": "named", "phone": "12"},
        {"who": "named", "name": "a\x00b"},
        {"who": ""},
        {"who": "both"},
    ],
)
def test_a_contact_that_cannot_be_used_is_asked_for_again(
    reporter: Reporter, contact: dict[str, str]
) -> None:
    page = reporter.start().say(where=AT).say(words="Deep.").say(**contact).page
    assertContains(page, "second look", status_code=422)
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize("service", ["nothing", "\x00", "pothole\x00", "%00", "ñ" * 100, "'--", "noise"])
def test_a_service_that_is_not_offered_leads_to_those_that_are(
    client: Client, services: None, service: str
) -> None:
    Service.objects.filter(pk="noise").update(is_offered=False)
    page = client.get("/en/report/", {"service": service})
    assertContains(page, "The city does not offer that service", status_code=404)
    assertContains(page, "Reported most:", status_code=404)
    assertNotContains(
        page, 'data-kept="over"', status_code=404
    )  # what this tab keeps of another report stays


def test_a_service_that_stops_meanwhile_is_reported_to_the_end(reporter: Reporter) -> None:
    reporter.start().say(where=AT)
    Service.objects.update(is_offered=False)
    reporter.say(words="Deep.").say(who="anonymous").say(ok="on")
    assert ServiceRequest.objects.get(reference=reporter.reference).service_id == "pothole"


@pytest.mark.parametrize("step", ["", "nothing", "\x00"])
def test_a_step_that_does_not_exist_ends_the_draft_kindly(reporter: Reporter, step: str) -> None:
    draft = reporter.start().hidden("draft")
    page = reporter.client.post("/en/report/", {"draft": draft, "step": step})
    assertContains(page, "Start the report again", status_code=400)


def test_a_page_sent_before_its_turn_goes_to_what_is_missing(reporter: Reporter) -> None:
    draft = reporter.start().hidden("draft")
    page = reporter.client.post("/en/report/", {"draft": draft, "step": "check", "ok": "on"})
    assertContains(page, "Where is it?")
    assertNotContains(page, "Sent. Thank you.")


def test_an_anonymous_report_drops_what_stood_in_the_closed_fields(reporter: Reporter) -> None:
    reporter.start().say(where=AT).say(words="Deep.").say(who="anonymous", name="Rosa Marin", email="nobody")
    reporter.say(ok="on")
    assert ServiceRequest.objects.get(reference=reporter.reference).contact_sealed is None


def test_a_report_the_database_will_not_have_is_not_tried_for_ever(services: None) -> None:
    """Only a reference that is taken is drawn again."""
    report = Report(
        request=uuid.uuid4(),
        service=Service.objects.get(pk="pothole"),
        place=replace(making.PLACE, hundred=-100),
        words="Deep.",
        contact=None,
    )
    with pytest.raises(IntegrityError):
        intake.submit(report)
    assert not ServiceRequest.objects.exists()


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize(
    "token",
    [once.new(uuid.uuid4()), once.keep(uuid.uuid4(), b"jpeg"), ""],
    ids=["an id of an own page", "a photo of an own page", "nothing"],
)
def test_a_token_of_another_form_is_a_lost_draft(client: Client, token: str) -> None:
    page = client.post("/en/report/", {"draft": token, "step": "check"})
    assertContains(page, "Start the report again", status_code=400)
