"""Photos on the report page: up to five, each to be taken out again, and one that is refused costs no other."""

import json
import re
import struct
import uuid
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.service_requests import photos, pictures
from commonhall.service_requests.draft import LIFETIME
from commonhall.service_requests.models import Photo, ServiceRequest
from commonhall.vault import tokens
from commonhall.vault.keyring import Purpose
from tests.service_requests.reporting import Reporter, photograph

AT = "1012 N Market St"
SHOWN = re.compile(r'alt="(Photo[^"]*)"')


@pytest.fixture
def details(reporter: Reporter) -> Reporter:
    """At the step that asks for words and photos."""
    return reporter.start().say(where=AT)


@pytest.fixture
def older_token(jpeg: bytes) -> str:
    """A draft as it was written while there was one photo: its bytes behind the rest, without a length."""
    head = json.dumps(
        {"request": str(uuid.uuid4()), "service": "pothole", "place": None, "contact": None}
    ).encode()
    payload = struct.pack("<I", len(head)) + head + jpeg
    return tokens.issue(Purpose.DRAFT, payload, lifetime=LIFETIME)


def film() -> SimpleUploadedFile:
    """The moving half of a Live Photo."""
    start = b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00"
    return SimpleUploadedFile("IMG_2042.MOV", start, "video/quicktime")


def several(count: int) -> list[SimpleUploadedFile]:
    return [photograph(60 + number, 40) for number in range(count)]


def stored(reporter: Reporter) -> list[Photo]:
    """Send the report; its photos in their order."""
    reporter.say(who="anonymous").say(ok="on")
    return list(ServiceRequest.objects.get(reference=reporter.reference).photos.order_by("place"))


def widths(kept: list[Photo]) -> list[int]:
    return [pictures.size(photos.read(photo))[0] for photo in kept]


def test_five_photos_are_kept_in_their_order(details: Reporter) -> None:
    kept = stored(details.say(words="Deep.", photo=several(5)))
    assert [photo.place for photo in kept] == [1, 2, 3, 4, 5]
    assert widths(kept) == [60, 61, 62, 63, 64]


def test_the_last_look_shows_each_with_its_number(details: Reporter) -> None:
    details.say(words="Deep.", photo=several(3)).say(who="anonymous")
    assert SHOWN.findall(details.text) == ["Photo 1 of 3", "Photo 2 of 3", "Photo 3 of 3"]


def test_choosing_more_later_adds_to_them(details: Reporter) -> None:
    details.say(words="Deep.", photo=several(2)).say(change="details")
    assertContains(details.page, "Your 2 photos")
    assertContains(details.page, "Add more photos")
    assert widths(stored(details.say(words="Deep.", photo=photograph(90, 40)))) == [60, 61, 90]


def test_each_can_be_taken_out_and_what_is_typed_stays(details: Reporter) -> None:
    details.say(words="Deep.", photo=several(3)).say(change="details")
    details.say(words="Deeper.", take_out="2")
    assert details.page.status_code == 200
    assertContains(details.page, "Deeper.</textarea>")
    assertContains(details.page, "Your 2 photos")
    assert widths(stored(details.say(words="Deeper."))) == [60, 62]


def test_taking_one_out_twice_takes_no_other(details: Reporter) -> None:
    details.say(words="Deep.", photo=several(1)).say(change="details")
    details.say(words="Deep.", take_out="1").say(words="Deep.", take_out="1")
    assertNotContains(details.page, "Take out")
    assert stored(details.say(words="Deep.")) == []


def test_taking_one_out_beside_new_ones_keeps_the_new_ones(details: Reporter) -> None:
    details.say(words="Deep.", photo=several(1)).say(change="details")
    details.say(words="Deep.", take_out="1", photo=[photograph(90, 40), film()])
    assertContains(details.page, "Photo 2 is a video.")
    assert widths(stored(details.say(words="Deep."))) == [90]


def test_many_photos_at_a_time_leave_a_thread_for_pages(details: Reporter) -> None:
    with ExitStack() as others:
        for number in range(settings.THREADS - 1):
            others.enter_context(pictures.seats.taken_by(f"2001:db8:{number}::/64"))
        details.say(words="Deep hole.", photo=several(1))
        assert details.page.status_code == 422
        assertContains(
            details.page, "Photo 1 was not read: many photos come at this moment.", status_code=422
        )
        assertContains(details.page, "Deep hole.</textarea>", status_code=422)
    assert len(stored(details.say(words="Deep hole.", photo=several(1)))) == 1


def test_the_photos_of_one_connection_leave_a_seat_for_those_of_others(details: Reporter) -> None:
    ours = "127.0.0.1"
    with ExitStack() as same:
        for _ in range(settings.THREADS - 2):
            same.enter_context(pictures.seats.taken_by(ours))
        details.say(words="Deep hole.", photo=several(1))
        assertContains(details.page, "Photo 1 was not read", status_code=422)
        with pictures.seats.taken_by("2001:db8::/64"):
            pass
    assert len(stored(details.say(words="Deep hole.", photo=several(1)))) == 1


def test_a_photo_that_is_none_gives_its_seat_back(details: Reporter) -> None:
    for _ in range(settings.THREADS):
        broken = SimpleUploadedFile("x.jpg", b"\xff\xd8\xff\xe0 cut short", "image/jpeg")
        details.say(words="Deep.", photo=broken)
        assertContains(details.page, "Photo 1 is not a photo we can read.", status_code=422)


def test_one_that_is_refused_is_named_by_its_number_and_the_others_are_kept(details: Reporter) -> None:
    broken = SimpleUploadedFile("x.jpg", b"\xff\xd8\xff\xe0 cut short", "image/jpeg")
    large = SimpleUploadedFile("y.jpg", bytes(16 * 1024 * 1024), "image/jpeg")
    sent = [photograph(60, 40), film(), broken, large, photograph(61, 40)]
    page = details.say(words="Deep hole.", photo=sent).page
    for said in (
        "Photo 2 is a video. Send a photo, up to 15 MB.",
        "Photo 3 is not a photo we can read. Send a JPEG, PNG or HEIC photo, up to 15 MB.",
        "Photo 4 is too large. Send a photo of up to 15 MB.",
    ):
        assertContains(page, said, status_code=422)
    assertContains(page, "Deep hole.</textarea>", status_code=422)
    assertContains(page, "Your 2 photos", status_code=422)
    assert widths(stored(details.say(words="Deep hole."))) == [60, 61]


def test_what_is_too_large_and_a_film_is_called_a_film(details: Reporter) -> None:
    long = SimpleUploadedFile("z.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(16 * 1024 * 1024), "video/mp4")
    assertContains(details.say(words="Deep.", photo=long).page, "Photo 1 is a video.", status_code=422)


def test_a_sixth_is_left_out_and_the_five_are_kept(details: Reporter) -> None:
    page = details.say(words="Deep.", photo=several(6)).page
    assertContains(page, "You can send 5 photos at once. The others were left out.", status_code=422)
    assertContains(page, "These are five, the most there can be.", status_code=422)
    assertNotContains(page, 'type="file"', status_code=422)
    assert len(stored(details.say(words="Deep."))) == 5


def test_beyond_five_in_all_the_rest_is_left_out_by_number(details: Reporter) -> None:
    details.say(words="Deep.", photo=several(4)).say(change="details")
    page = details.say(words="Deep.", photo=several(3)).page
    assertContains(page, "There can be 5 photos. Photo 2 and those after it were left out", status_code=422)
    assert widths(stored(details.say(words="Deep."))) == [60, 61, 62, 63, 60]


def test_photos_stay_where_the_words_are_missing(details: Reporter) -> None:
    page = details.say(words="", photo=several(2)).page
    assertContains(page, "Say in a sentence what is wrong", status_code=422)
    assertContains(page, "Your 2 photos", status_code=422)


def test_five_photos_cost_a_weak_network_little_more_than_one(details: Reporter) -> None:
    """The draft travels both ways at each step."""
    sent = [photograph(2400, 1800) for _ in range(5)]
    details.say(words="Deep.", photo=sent)
    assert len(details.hidden("draft")) < 650_000
    assert len(details.say(who="anonymous").text) < 900_000


def test_a_draft_from_before_there_were_several_keeps_its_photo(details: Reporter, older_token: str) -> None:
    page = details.client.post("/en/report/", {"draft": older_token, "step": "contact", "change": "details"})
    assertContains(page, "Your photo")


def test_the_page_says_it_in_spanish(city: None, client: Client) -> None:
    reporter = Reporter(client, language="es").start().say(where=AT)
    page = reporter.say(words="Hondo.", photo=[photograph(60, 40), film()]).page
    assertContains(page, "La foto 2 es un video.", status_code=422)
    assertContains(page, "Quitar", status_code=422)
