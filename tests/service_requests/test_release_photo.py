"""A photo before everyone sees it: what is tapped is gone from what is shown, and nothing is shown unlooked at."""

import io
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.audit.models import Entry
from commonhall.people import contacts
from commonhall.service_requests import hiding, photos, pictures, words
from commonhall.service_requests.hiding import MOST_SPOTS
from commonhall.service_requests.models import Event, Photo, ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.service_requests import making
from tests.service_requests.desk import page_of, public_page
from tests.service_requests.following import Follower

WIDE, HIGH = 880, 660  # as the picture is shown at a desk
SHOWING = re.compile(r'name="showing" value="([^"]+)"')
MIDDLE = {"wide.x": WIDE // 2, "wide.y": HIGH // 2}


@pytest.fixture
def street() -> bytes:
    """A grey street with a plate in its middle."""
    sheet = Image.new("RGB", (800, 600), (120, 120, 120))
    for bar in range(8):
        sheet.paste((0, 0, 0) if bar % 2 else (255, 255, 255), (380 + bar * 5, 290, 385 + bar * 5, 310))
    buffer = io.BytesIO()
    sheet.save(buffer, "JPEG", quality=90)
    return photos.prepare(io.BytesIO(buffer.getvalue()))


@pytest.fixture
def request_(services: None, photo_folder: Path, street: bytes) -> ServiceRequest:
    """A named request with two photos."""
    return making.reported("Deep hole.", contact=making.ROSA, photos=(street, street))


@pytest.fixture
def photo(request_: ServiceRequest) -> Photo:
    return request_.photos.get(place=1)


def at(name: str, photo: Photo) -> str:
    return reverse(f"service_requests:{name}", args=[photo.request.reference, photo.pk])


def do(client: Client, photo: Photo, **sent: object) -> HttpResponse:
    return client.post(at("decide-photo", photo), sent, follow=True)


def release(client: Client, photo: Photo) -> HttpResponse:
    """Release it as the page shows it."""
    return do(client, photo, release="1", looked="on", showing=showing(client, photo))


def showing(client: Client, photo: Photo) -> str:
    found = SHOWING.search(client.get(at("decide-photo", photo)).content.decode())
    assert found, "the page does not offer a release"
    return found[1]


def published(photo: Photo) -> HttpResponse:
    return Client().get(at("public-photo", photo))


def contrast(jpeg: bytes) -> int:
    """Between what is light and dark where the plate is."""
    (low, high), *_others = Image.open(io.BytesIO(jpeg)).crop((382, 292, 418, 308)).getextrema()
    return int(high - low)


def test_a_tap_hides_the_plate_in_what_everyone_gets_and_staff_keep_the_photo(
    supervisor: Client, photo: Photo, street: bytes
) -> None:
    page = do(supervisor, photo, **MIDDLE)
    assertContains(page, "1 spot is hidden.")
    release(supervisor, photo)
    shown = published(photo).content
    assert contrast(street) > 200 > 12 > contrast(shown)
    assert pictures.is_bare(shown)
    assert supervisor.get(at("work-photo", photo)).content == street


@pytest.mark.parametrize(
    "tap", [{"narrow.x": 144, "narrow.y": 108}, {"middle.x": 304, "middle.y": 228}, MIDDLE]
)
def test_a_tap_lands_where_it_was_whatever_width_was_shown(
    supervisor: Client, photo: Photo, tap: dict[str, int]
) -> None:
    do(supervisor, photo, **tap)
    photo.refresh_from_db()
    (spot,) = hiding.spots(photo)
    assert (spot.across, spot.down) == (500, 500)


def test_numbers_do_it_too_and_so_does_enter_at_the_picture(supervisor: Client, photo: Photo) -> None:
    do(supervisor, photo, across="50", down="50", hide="", size="small")
    do(supervisor, photo, **{"narrow.x": 0, "narrow.y": 0, "across": "0", "down": "100", "size": "large"})
    photo.refresh_from_db()
    assert [(spot.across, spot.down, spot.side) for spot in hiding.spots(photo)] == [
        (500, 500, 30),
        (0, 1000, 160),
    ]


@pytest.mark.parametrize(
    "wrong", [{}, {"across": "x", "down": "1"}, {"across": "-3", "down": ""}, {"wide.x": "٣" * 9}]
)
def test_without_a_place_it_is_asked_for(supervisor: Client, photo: Photo, wrong: dict[str, str]) -> None:
    page = do(supervisor, photo, hide="", **wrong)
    assertContains(page, "Say where the spot is", status_code=422)
    photo.refresh_from_db()
    assert photo.copy is None


def undo(client: Client, photo: Photo) -> HttpResponse:
    """Show the last spot again, as the page offers it."""
    return do(client, photo, undo="1", showing=showing(client, photo))


def test_the_same_tap_sent_twice_counts_once(supervisor: Client, photo: Photo) -> None:
    do(supervisor, photo, **MIDDLE)
    assertContains(do(supervisor, photo, **MIDDLE), "1 spot is hidden.")


def test_the_last_spot_comes_back_from_the_photo_itself(supervisor: Client, photo: Photo) -> None:
    do(supervisor, photo, **MIDDLE)
    do(supervisor, photo, across="5", down="5", hide="")
    assertContains(undo(supervisor, photo), "1 spot is hidden.")
    assert contrast(supervisor.get(at("as-released", photo)).content) < 12
    undo(supervisor, photo)
    assert contrast(supervisor.get(at("as-released", photo)).content) > 200


def test_a_spot_comes_back_once_however_often_that_is_sent(supervisor: Client, photo: Photo) -> None:
    do(supervisor, photo, **MIDDLE)
    do(supervisor, photo, across="5", down="5", hide="")
    seen = showing(supervisor, photo)
    assertContains(do(supervisor, photo, undo="1", showing=seen), "1 spot is hidden.")
    page = do(supervisor, photo, undo="1", showing=seen)
    assertContains(page, "Look at it again", status_code=422)
    assertContains(page, "1 spot is hidden.", status_code=422)


def test_so_many_spots_are_enough(supervisor: Client, photo: Photo, members: dict[Role, Member]) -> None:
    with_many = tuple(pictures.Spot(number, 0, 30) for number in range(MOST_SPOTS - 1))
    for spot in with_many[:2]:
        hiding.hide(photo, spot, by=members[Role.SUPERVISOR])
    photo.refresh_from_db()
    hiding._keep(photo, with_many)
    do(supervisor, photo, **MIDDLE)
    page = do(supervisor, photo, across="9", down="9", hide="")
    assertContains(page, "So many spots are hidden already.", status_code=422)


def test_nothing_is_shown_before_somebody_said_that_they_looked(supervisor: Client, photo: Photo) -> None:
    page = do(supervisor, photo, release="1", showing=showing(supervisor, photo))
    assertContains(page, "Look for faces and plates first", status_code=422)
    assert published(photo).status_code == 404


def test_what_changed_since_somebody_looked_is_not_shown(supervisor: Client, photo: Photo) -> None:
    do(supervisor, photo, **MIDDLE)
    looked_at = showing(supervisor, photo)
    undo(supervisor, photo)
    page = do(supervisor, photo, release="1", looked="on", showing=looked_at)
    assertContains(page, "Somebody changed this picture meanwhile.", status_code=422)
    assert published(photo).status_code == 404


def test_each_photo_is_released_for_itself_and_taken_back(
    supervisor: Client, request_: ServiceRequest, photo: Photo
) -> None:
    other = request_.photos.get(place=2)
    assertContains(release(supervisor, photo), "Everyone sees this photo, as it is shown above.")
    assert (published(photo).status_code, published(other).status_code) == (200, 404)
    assertContains(public_page(request_), "Photo of what was reported")
    release(supervisor, other)
    assertContains(public_page(request_), "Photo 2 of 2")
    assertContains(do(supervisor, photo, take_back="1"), "Only staff and the reporter see this photo.")
    assert (published(photo).status_code, published(other).status_code) == (404, 200)


def test_releases_stand_in_the_history_for_staff_once_each(
    supervisor: Client, request_: ServiceRequest
) -> None:
    second = request_.photos.get(place=2)
    release(supervisor, second)
    do(supervisor, second, release="1", looked="on", showing="sent again")
    do(supervisor, second, take_back="1")
    do(supervisor, second, take_back="1")
    page = page_of(supervisor, request_)
    assertContains(page, "Photo 2 released: everyone sees it", count=1)
    assertContains(page, "Photo 2 taken back", count=1)
    assertNotContains(public_page(request_), "taken back")
    kinds = Event.objects.filter(photo=2).order_by("number").values_list("kind", flat=True)
    assert list(kinds) == [Event.Kind.RELEASED, Event.Kind.TAKEN_BACK]


def test_a_spot_hidden_later_is_gone_at_once_and_comes_back_only_out_of_sight(
    supervisor: Client, photo: Photo
) -> None:
    release(supervisor, photo)
    do(supervisor, photo, **MIDDLE)
    assert contrast(published(photo).content) < 12
    page = undo(supervisor, photo)
    assertContains(page, "Everyone sees this photo now. Take it back first.", status_code=422)
    assert contrast(published(photo).content) < 12


def looks() -> int:
    return Entry.objects.filter(kind=Entry.Kind.PHOTO_OPENED).count()


def loads(client: Client, page: HttpResponse) -> None:
    """Let the browser have the picture that the page shows."""
    found = re.search(r'src="([^"]+/copy/[^"]*)"', page.content.decode())
    assert found, "the page shows no picture"
    assert client.get(unescape(found[1])).status_code == 200


def taps(client: Client, photo: Photo, page: HttpResponse, times: int) -> HttpResponse:
    """Hide spots as a browser does, which loads the picture anew each time."""
    loads(client, page)
    for time in range(times):
        hidden = {"opening": opening_of(page)}
        page = do(client, photo, **{**hidden, "wide.x": 100 * (time + 1), "wide.y": 300})
        loads(client, page)
    return page


def opening_of(page: HttpResponse) -> str:
    found = re.search(r'name="opening" value="([^"]+)"', page.content.decode())
    assert found, "the page names no opening"
    return found[1]


def test_six_taps_are_one_look_and_the_next_opening_is_another(
    client: Client, supervisor: Client, photo: Photo
) -> None:
    page = taps(supervisor, photo, supervisor.get(at("decide-photo", photo)), 6)
    assertContains(page, "6 spots are hidden.")
    found = SHOWING.search(page.content.decode())
    assert found
    do(supervisor, photo, release="1", looked="on", showing=found[1], opening=opening_of(page))
    assert published(photo).status_code == 200
    assertContains(Follower(client, photo.request).looks(), "saw a photo", count=1)
    loads(supervisor, supervisor.get(at("decide-photo", photo)))
    assertContains(Follower(client, photo.request).looks(), "saw a photo", count=2)


def test_an_opening_serves_its_photo_its_member_and_its_ten_minutes(
    supervisor: Client,
    request_: ServiceRequest,
    photo: Photo,
    members: dict[Role, Member],
    browser_of: Callable[[Role], Client],
    noon: time_machine.Traveller,
) -> None:
    named = f"?opening={opening_of(supervisor.get(at('decide-photo', photo)))}"
    noon.shift(hiding.OPENING_LASTS - timedelta(seconds=1))
    supervisor.get(at("as-released", photo) + named)
    assert looks() == 1
    supervisor.get(at("as-released", request_.photos.get(place=2)) + named)
    assert looks() == 2
    members[Role.WORKER].role = Role.SUPERVISOR
    members[Role.WORKER].save()
    browser_of(Role.WORKER).get(at("as-released", photo) + named)
    assert looks() == 3
    fresh = f"?opening={opening_of(supervisor.get(at('decide-photo', photo)))}"
    noon.shift(hiding.OPENING_LASTS)
    supervisor.get(at("as-released", photo) + fresh)
    assert looks() == 5


def test_each_look_at_a_named_requests_picture_is_logged(supervisor: Client, photo: Photo) -> None:
    supervisor.get(at("as-released", photo))
    supervisor.get(at("work-photo", photo))
    assert looks() == 2


def test_the_copy_is_sealed_and_goes_with_its_person(
    supervisor: Client, request_: ServiceRequest, photo: Photo
) -> None:
    do(supervisor, photo, **MIDDLE)
    photo.refresh_from_db()
    assert b"JFIF" not in bytes(photo.copy_sealed or b"")
    release(supervisor, photo)
    link = words.contact_link(request_)
    assert link
    contacts.erase(link.person)
    assert published(photo).status_code == 404
    assert not Photo.objects.exists()


def test_a_photo_whose_key_is_gone_leads_back_to_the_request(supervisor: Client, photo: Photo) -> None:
    photo.request.key.delete()
    assertContains(supervisor.get(at("decide-photo", photo), follow=True), "This photo was erased.")


def test_a_photo_of_another_request_is_not_there(supervisor: Client, photo: Photo) -> None:
    other = making.reported("Another.")
    for name in ("decide-photo", "as-released", "work-photo"):
        for which in (photo.pk, uuid.uuid4()):
            address = reverse(f"service_requests:{name}", args=[other.reference, which])
            assert supervisor.get(address).status_code == 404


def test_an_anonymous_requests_photo_is_hidden_and_shown_alike(
    services: None, supervisor: Client, street: bytes
) -> None:
    photo = making.reported(photos=(street,)).photos.get()
    do(supervisor, photo, **MIDDLE)
    release(supervisor, photo)
    assert contrast(published(photo).content) < 12
    assert not Entry.objects.filter(kind=Entry.Kind.PHOTO_OPENED).exists()


def test_the_page_asks_the_database_little(supervisor: Client, photo: Photo) -> None:
    do(supervisor, photo, **MIDDLE)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        supervisor.get(at("decide-photo", photo))
    assert len(asked) <= 12, [each["sql"][:90] for each in asked]


def test_the_request_leads_to_each_of_its_photos(supervisor: Client, request_: ServiceRequest) -> None:
    page = page_of(supervisor, request_)
    for photo in request_.photos.all():
        assertContains(page, f'href="{at("decide-photo", photo)}"')
    assertContains(page, "Photo 2 of 2")


def test_the_crew_is_not_offered_it(worker: Client, request_: ServiceRequest) -> None:
    assertNotContains(page_of(worker, request_), "hide faces and plates")
