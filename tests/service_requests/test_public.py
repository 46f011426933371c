"""What everyone may read: the page of a request, the list, looking one up; and the page of its own link."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from commonhall import calendar
from commonhall.people import contacts
from commonhall.service_requests import links, settling, words, work
from commonhall.service_requests.deeds import Change
from commonhall.service_requests.models import MOST_PHOTOS, Photo, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests import dump
from tests.service_requests import making

LIST = "/en/requests/"
LOOKED = re.compile(r'<section aria-labelledby="looks">.*?</section>', re.DOTALL)
LINK = re.compile(r'href="/en/requests/([2-9A-Z]{6})/"')
TIME = re.compile(r"\d{1,2}:\d{2}|\d ?[ap]\.?m\b")  # references are in capitals: 3AM may end one
DAY = datetime(2026, 12, 1, 15, 20, tzinfo=UTC)  # a Tuesday, 10:20 in the morning in the city


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands at DAY until the test moves it."""
    with time_machine.travel(DAY, tick=False) as traveller:
        yield traveller


def page_of(client: Client, request: ServiceRequest) -> str:
    return client.get(reverse("service_requests:public", args=[request.reference])).content.decode()


def story(page: str) -> str:
    """The page without what stands on every page."""
    return page[page.index("<main") : page.index("</main>")]


def listed(client: Client) -> list[str]:
    return LINK.findall(client.get(LIST).content.decode())


@pytest.fixture
def worked(members: dict[Role, Member], jpeg: bytes) -> ServiceRequest:
    """A named request with a photo that staff worked on and closed."""
    request = making.reported(
        "Beside my gate. Rosa Marin, 302-555-0147.", contact=making.ROSA, photos=(jpeg,)
    )
    work.assign(request.pk, members[Role.WORKER], by=members[Role.SUPERVISOR])
    work.note_internally(request.pk, "Ask Sasha first.", by=members[Role.WORKER])
    closing = Change(state=State.CLOSED, closed_reason=ClosedReason.FIXED, public_note="Filled.")
    work.change(request.pk, closing, by=members[Role.WORKER])
    return request


def test_the_page_tells_service_block_state_day_and_public_notes(
    client: Client, worked: ServiceRequest
) -> None:
    page = story(page_of(client, worked))
    for said in ("Pothole", "1000 block of N Market St", "Fixed, says the crew", "Filled.", "A crew has it"):
        assert said in page


def test_the_page_tells_no_time_no_name_no_house_and_no_words(client: Client, worked: ServiceRequest) -> None:
    page = story(page_of(client, worked))
    assert not TIME.search(page)
    for secret in (
        "Wren",
        "Sasha",
        "1012",
        "gate",
        "Rosa",
        "0147",
        "39.7",
        "75.5",
        "Ask",
        "<img",
        str(worked.pk),
    ):
        assert secret not in page


def test_the_page_is_kept_by_nobody_and_found_by_no_robot(client: Client, worked: ServiceRequest) -> None:
    answer = client.get(reverse("service_requests:public", args=[worked.reference]))
    assert answer["Cache-Control"] == "no-store"
    assertContains(answer, '<meta name="robots" content="noindex">')
    assert not client.cookies


@pytest.mark.parametrize("reference", ["4KT7M2", "nothing", "%00", "4KT7M2%00", "ñ", "x" * 300])
def test_what_is_no_reference_is_not_found(client: Client, services: None, reference: str) -> None:
    assert client.get(f"{LIST}{reference}/").status_code == 404
    photo = "00000000-0000-4000-8000-000000000000"
    assert client.get(f"{LIST}{reference}/photos/{photo}/").status_code == 404


def test_an_anonymous_request_is_found_at_once_and_listed_from_the_next_day(
    client: Client, services: None, clock: time_machine.Traveller
) -> None:
    anonymous, named = making.reported(), making.reported(contact=making.ROSA)
    assert anonymous.reference in client.get(f"{LIST}{anonymous.reference}/").content.decode()
    assert listed(client) == [named.reference]
    clock.move_to(datetime(2026, 12, 2, 4, 59, tzinfo=UTC))  # a minute before midnight in the city
    assert listed(client) == [named.reference]
    clock.move_to(datetime(2026, 12, 2, 5, 0, tzinfo=UTC))
    assert set(listed(client)) == {anonymous.reference, named.reference}


def test_within_a_day_the_list_is_ordered_by_reference_and_tells_no_time(
    client: Client, services: None, clock: time_machine.Traveller
) -> None:
    first = [making.reported(contact=making.ROSA).reference for _ in range(6)]
    clock.shift(timedelta(days=1))
    second = [making.reported(contact=making.ROSA).reference for _ in range(6)]
    assert listed(client) == [*sorted(second), *sorted(first)]
    assert not TIME.search(story(client.get(LIST).content.decode()))


@pytest.mark.parametrize("write", [str.lower, lambda reference: f" {reference[:3]} - {reference[3:]} "])
def test_a_reference_is_found_however_it_is_typed(
    client: Client, services: None, write: Callable[[str], str]
) -> None:
    reference = making.reported().reference
    answer = client.post(f"{LIST}find/", {"reference": write(reference)})
    assertRedirects(answer, reverse("service_requests:public", args=[reference]))


@pytest.mark.parametrize("typed", ["4KT7M2", "O0O0O0", "\x00", "x" * 5000, "<script>"])
def test_a_reference_that_is_none_is_said_to_be_none(client: Client, services: None, typed: str) -> None:
    page = client.post(f"{LIST}find/", {"reference": typed})
    assertContains(page, "We have no request with that reference.", status_code=404)
    assertContains(page, 'class="usa-error-message"', count=1, status_code=404)
    assertNotContains(page, "<script>", status_code=404)


@pytest.mark.parametrize("typed", ["", "  "])
def test_no_reference_is_asked_for_in_one_sentence(client: Client, services: None, typed: str) -> None:
    page = client.post(f"{LIST}find/", {"reference": typed})
    assertContains(page, "Type the reference that we gave you.", status_code=422)
    assertContains(page, 'class="usa-error-message"', count=1, status_code=422)


def test_guessing_references_is_slowed_down(client: Client, services: None) -> None:
    listed, today = making.reported(contact=making.ROSA).reference, making.reported().reference
    answers = [client.post(f"{LIST}find/", {"reference": "4KT7M2"}).status_code for _ in range(11)]
    assert answers == [404] * 10 + [429]
    assert client.get(f"{LIST}4KT7M2/").status_code == 429  # by another way neither
    assert client.get(f"{LIST}{today}/").status_code == 429  # else the next guess may be right
    assert client.get(f"{LIST}{today}/", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get(f"{LIST}{listed}/").status_code == 200  # nobody has to guess what a list shows


def test_right_references_are_slowed_less(client: Client, services: None) -> None:
    path = f"{LIST}{making.reported().reference}/"
    assert [client.get(path).status_code for _ in range(31)] == [200] * 30 + [429]


def photos_of(page: str) -> list[str]:
    return re.findall(r'src="(/en/requests/[^"]+/photos/[^"]+)"', page)


def test_who_opens_a_few_requests_with_photos_is_not_slowed(
    client: Client, services: None, photo_folder: Path, jpeg: bytes
) -> None:
    shown = making.reported(photos=(jpeg,) * 5)
    shown.photos.update(is_released=True)
    for _visit in range(7):
        addresses = photos_of(page_of(client, shown))
        assert [client.get(address).status_code for address in addresses] == [200] * 5


def test_photos_have_a_limit_of_their_own_that_any_page_fits_into(
    client: Client, services: None, photo_folder: Path, jpeg: bytes
) -> None:
    shown = making.reported(photos=(jpeg,))
    path = f"{LIST}{shown.reference}/photos/{shown.photos.get().pk}/"  # not released: as much as a wrong id
    pages = 30 * MOST_PHOTOS
    assert [client.get(path).status_code for _ in range(pages + 1)] == [404] * pages + [429]
    assert client.get(f"{LIST}{shown.reference}/").status_code == 200


def test_guessing_references_by_the_addresses_of_photos_is_slowed_alike(
    client: Client, services: None
) -> None:
    wrong = f"{LIST}4KT7M2/photos/00000000-0000-4000-8000-000000000000/"
    assert [client.get(wrong).status_code for _ in range(11)] == [404] * 10 + [429]


def test_what_cannot_be_a_reference_is_no_guess(client: Client, services: None) -> None:
    path = f"{LIST}{making.reported().reference}/"
    for _ in range(15):
        client.post(f"{LIST}find/", {"reference": "4KT"})
    assert client.get(path).status_code == 200


def test_guessing_from_many_connections_is_slowed_too(
    client: Client, services: None, clock: time_machine.Traveller
) -> None:
    """What is listed is answered on; whether something of today has a reference is not told meanwhile."""
    listed, today = making.reported(contact=making.ROSA), making.reported()
    for guess in range(300):
        address = f"198.51.{guess // 200}.{guess % 200}"
        assert client.get(f"{LIST}4KT7M2/", REMOTE_ADDR=address).status_code == 404
    for reference, answer in ((today.reference, 429), ("4KT7M2", 429), (listed.reference, 200)):
        page = client.get(f"{LIST}{reference}/", REMOTE_ADDR="192.0.2.7")
        assert page.status_code == answer
    page = client.get(f"{LIST}{today.reference}/", REMOTE_ADDR="192.0.2.7")
    assertContains(page, "by others too", status_code=429)
    assert int(page["Retry-After"]) <= 60
    clock.shift(timedelta(days=1))
    assert client.get(f"{LIST}{today.reference}/", REMOTE_ADDR="192.0.2.7").status_code == 200


def follow(request: ServiceRequest) -> str:
    return links.follow(request)


def test_the_reporters_own_page_shows_what_they_wrote_and_sent(
    client: Client, worked: ServiceRequest
) -> None:
    page = client.get(follow(worked))
    assertContains(page, "Beside my gate. Rosa Marin, 302-555-0147.")
    photo = Photo.objects.get()
    (address,) = re.findall(r'src="(/en/follow/[^"]+/photos/[^"]+)"', page.content.decode())
    assert address.endswith(f"{photo.pk}/")
    assert client.get(address).content.startswith(b"\xff\xd8")
    without_the_looks = LOOKED.sub("", story(page.content.decode()))  # a look has a time
    assert not TIME.search(without_the_looks)
    for secret in ("Wren", "Ask Sasha"):
        assertNotContains(page, secret)


def test_the_reporters_own_page_is_kept_by_nobody(client: Client, worked: ServiceRequest) -> None:
    answer = client.get(follow(worked))
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assertContains(answer, 'content="noindex, nofollow"')
    assert not client.cookies


def test_opening_the_link_changes_nothing(client: Client, worked: ServiceRequest) -> None:
    before, path = dump.of_the_database(), follow(worked)
    photo = Photo.objects.get()
    for address in (path, f"{path}photos/{photo.pk}/", f"/en/requests/{worked.reference}/", LIST, "/en/"):
        assert client.get(address).status_code == (
            404 if "requests/" in address and "photos" in address else 200
        )
        assert client.head(address).status_code == 200
    assert dump.of_the_database() == before
    assert worked.reference in before


def test_the_link_works_for_ninety_days(
    client: Client, services: None, clock: time_machine.Traveller
) -> None:
    path = follow(making.reported(contact=making.ROSA))
    clock.shift(timedelta(days=90))
    assert client.get(path).status_code == 200
    clock.shift(timedelta(seconds=2))
    page = client.get(path)
    assertContains(page, "This link does not work any more", status_code=410)
    assert page["Cache-Control"] == "no-store"


def test_a_link_that_is_not_ours_or_not_whole_is_gone(client: Client, worked: ServiceRequest) -> None:
    token = follow(worked).split("/")[3]
    other = token[:-4] + ("AAAA" if not token.endswith("AAAA") else "BBBB")
    for wrong in (token[:-1], token[1:], other, "x", "ñ", "4KT7M2", "%00"):
        assert client.get(f"/en/follow/{wrong}/").status_code == 410
        assert client.get(f"/en/follow/{wrong}/photos/{Photo.objects.get().pk}/").status_code == 410


def test_a_link_shows_no_photo_of_another_request(client: Client, worked: ServiceRequest) -> None:
    mine = follow(making.reported(contact=making.ROSA))
    assert client.get(f"{mine}photos/{Photo.objects.get().pk}/").status_code == 404


def test_after_an_erasure_the_link_shows_what_is_left(client: Client, worked: ServiceRequest) -> None:
    link = words.contact_link(worked)
    assert link
    contacts.erase(link.person)
    page = client.get(follow(worked))
    assertContains(page, "Filled.")
    for secret in ("Rosa", "0147", "<img"):
        assert secret not in story(page.content.decode())


def test_an_anonymous_request_has_no_page_by_link(client: Client, services: None) -> None:
    assert client.get(follow(making.reported())).status_code == 410


def test_a_photo_that_lies_in_a_file_is_shown_as_before(
    client: Client, fresh_database: str, photo_folder: Path, clock: time_machine.Traveller, jpeg: bytes
) -> None:
    making.catalogue_of_the_city()
    request = making.reported(contact=making.ROSA, photos=(jpeg,))
    clock.shift(timedelta(days=1))
    settling.hourly(calendar.today())
    photo = Photo.objects.get()
    assert photo.is_in_a_file
    (file,) = photo_folder.iterdir()
    assert jpeg not in file.read_bytes()
    assert client.get(f"{follow(request)}photos/{photo.pk}/").content == jpeg
    file.unlink()
    assert client.get(f"{follow(request)}photos/{photo.pk}/").status_code == 404
