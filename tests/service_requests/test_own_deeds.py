"""What residents do by the link of a request: add, take back, send back. Sent twice it is done once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from commonhall import calendar
from commonhall.people import contacts
from commonhall.service_requests import links, me_too, merging, own_deeds, photos, pictures, work
from commonhall.service_requests.deeds import Assign, NoteInternally
from commonhall.service_requests.models import MOST_PHOTOS, Event, Photo, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests import dump
from tests.service_requests import making
from tests.service_requests.desk import page_of, public_page, send
from tests.service_requests.following import Follower, close, hidden_in
from tests.service_requests.reporting import photograph
from tests.service_requests.test_given import person_of

pytestmark = pytest.mark.usefixtures("noon", "photo_folder")
QUEUE = "/en/staff/queue/"


@pytest.fixture
def rosa(client: Client, named: ServiceRequest) -> Follower:
    """Whoever has the link of the named request."""
    return Follower(client, named)


@pytest.fixture
def closed(rosa: Follower, members: dict[Role, Member]) -> Follower:
    """The same, after the request was closed as fixed."""
    work.do(rosa.request.pk, Assign(to=members[Role.WORKER]), by=members[Role.SUPERVISOR])
    close(rosa.request, members[Role.WORKER])
    return rosa


def row_of(follower: Follower) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=follower.request.pk)


def kinds_of(follower: Follower) -> list[str]:
    """What the resident did, oldest first."""
    own = follower.request.events.filter(kind__in=["from resident", "not fixed", "withdrawn"])
    return list(own.order_by("number").values_list("kind", flat=True))


# Adding


def test_a_note_is_seen_by_the_resident_and_by_staff_and_by_nobody_else(
    rosa: Follower, worker: Client
) -> None:
    page = rosa.sends("add/", note="It grew since Sunday.")
    assertContains(page, "Added. Staff see it with your request.")
    assertContains(page, "It grew since Sunday.")
    case = page_of(worker, rosa.request)
    assertContains(case, "It grew since Sunday.")
    assertContains(case, "From the resident, for staff only")
    assertContains(case, "by the resident")
    assertNotContains(public_page(rosa.request), "Sunday")
    assertNotContains(public_page(rosa.request), "Added by")


def test_staff_read_a_note_without_details_and_in_full_with_the_contact(
    rosa: Follower, worker: Client, supervisor: Client
) -> None:
    note = "Rosa here: call 302-555-0147 before you come."
    rosa.sends("add/", note=note, as_it_is="1")
    for secret in ("0147", "Rosa here"):
        assertNotContains(page_of(worker, rosa.request), secret)
    assertContains(page_of(worker, rosa.request), "before you come.")
    assertContains(send(supervisor, "open-contact", rosa.request, reason="law"), note)
    assertContains(rosa.looks(), note)


def test_a_note_lies_sealed_and_carries_a_day_and_no_time(rosa: Follower) -> None:
    rosa.sends("add/", note="It grew since Sunday.")
    assert "since Sunday" not in dump.of_the_database()
    event = Event.objects.get(kind=Event.Kind.FROM_RESIDENT)
    assert (event.day, event.at, event.by) == (calendar.today(), None, None)
    with pytest.raises(IntegrityError, match="resident_events_have_a_day_alone"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(at="2026-11-24 17:00Z")


def test_what_looks_personal_is_asked_about_first_and_can_be_taken_out(rosa: Follower) -> None:
    asked = rosa.sends("add/", note="Call the neighbor at 302-555-0199.")
    assertContains(asked, "Do you want to share this much?")
    assert kinds_of(rosa) == []
    stripped = rosa.sends("add/", again=asked, note="Call the neighbor at 302-555-0199.", strip="1")
    assertNotContains(stripped, "0199")
    assertContains(stripped, "[phone number]")
    rosa.sends("add/", again=stripped, note="Call the neighbor at [phone number].")
    assertContains(rosa.looks(), "Call the neighbor at [phone number].")


def test_a_photo_is_added_bare_and_waits_while_the_note_is_asked_about(rosa: Follower) -> None:
    asked = rosa.sends("add/", note="Call 302-555-0199.", photo=photograph(60, 40))
    assertContains(asked, "data:image/jpeg;base64,")
    assert "kept" in hidden_in(asked)
    rosa.sends("add/", again=asked, note="Call 302-555-0199.", as_it_is="1")
    added = Photo.objects.exclude(pk=rosa.request.photos.order_by("pk").first().pk)
    assert rosa.request.photos.count() == 2
    assert all(pictures.is_bare(photos.read(photo)) for photo in added.select_related("request"))
    assert not rosa.request.photos.filter(is_released=True).exists()


def test_a_photo_that_was_kept_can_be_left_out(rosa: Follower) -> None:
    asked = rosa.sends("add/", note="Call 302-555-0199.", photo=photograph(60, 40))
    rosa.sends("add/", again=asked, note="It grew.", remove_photo="on")
    assert rosa.request.photos.count() == 1


def test_a_photo_alone_is_told_as_one(rosa: Follower, worker: Client) -> None:
    assertContains(rosa.sends("add/", photo=photograph(60, 40)), "You added a photo")
    assertContains(page_of(worker, rosa.request), "A photo, added by who reported it")


@pytest.mark.parametrize("note", ["", "  \n "])
def test_nothing_is_not_added(rosa: Follower, note: str) -> None:
    page = rosa.sends("add/", note=note)
    assertContains(page, "Write something, or choose a photo.", status_code=422)
    assert kinds_of(rosa) == []


def test_what_is_no_photo_is_said_and_the_note_stays(rosa: Follower) -> None:
    page = rosa.sends("add/", note="It grew.", photo=making_text())
    assertContains(page, "not a photo we can read", status_code=422)
    assertContains(page, "It grew.", status_code=422)


def making_text() -> object:
    upload = photograph(4, 4)
    upload.file.seek(0)
    upload.file.truncate()
    upload.file.write(b"no photo at all")
    upload.file.seek(0)
    upload.size = 15
    return upload


def test_sent_twice_it_is_added_once(rosa: Follower) -> None:
    asked, photo = rosa.looks("add/"), photograph(60, 40)
    for _ in range(2):
        photo.seek(0)
        page = rosa.sends("add/", again=asked, note="It grew.", photo=photo)
        assertContains(page, "Added. Staff see it")
    assert (kinds_of(rosa), rosa.request.photos.count()) == (["from resident"], 2)


def test_sent_twice_at_once_it_is_added_once(fresh_database: str) -> None:
    making.catalogue_of_the_city()
    rosa = Follower(Client(headers={"Sec-Fetch-Site": "same-origin"}), making.reported(contact=making.ROSA))
    asked = rosa.looks("add/")

    def sent(_number: int) -> int:
        client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        try:
            return client.post(f"{rosa.link}add/", {**hidden_in(asked), "note": "It grew."}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(sent, range(4))) == {302}
    assert kinds_of(rosa) == ["from resident"]


@pytest.mark.parametrize("at", ["add/", "take-back/"])
def test_a_page_that_was_open_for_more_than_a_day_does_nothing(
    rosa: Follower, noon: time_machine.Traveller, at: str
) -> None:
    asked = rosa.looks(at)
    noon.shift(timedelta(hours=25))
    page = rosa.sends(at, again=asked, note="It grew.")
    assertContains(page, "open for more than a day", status_code=422 if at == "add/" else 409)
    assert kinds_of(rosa) == []


def test_the_form_of_another_request_does_nothing_here(rosa: Follower, client: Client) -> None:
    other = Follower(client, making.reported(contact=making.ROSA))
    assert rosa.sends("add/", again=other.looks("add/"), note="It grew.").status_code == 422
    assert kinds_of(rosa) == kinds_of(other) == []


def test_another_note_from_the_same_page_is_not_lost_but_asked_about(rosa: Follower) -> None:
    page = rosa.looks("add/")
    rosa.sends("add/", again=page, note="It grew.")
    asked = rosa.sends("add/", again=page, note="It grew again.")
    assertContains(asked, "Press the button again to add this as well.", status_code=409)
    assertContains(asked, "It grew again.</textarea>", status_code=409)
    assertContains(rosa.sends("add/", again=asked, note="It grew again."), "Added.")
    assert len(kinds_of(rosa)) == 2


def test_another_photo_from_the_same_page_is_asked_about_too(rosa: Follower) -> None:
    page, have = rosa.looks("add/"), rosa.request.photos.count()
    assertContains(rosa.sends("add/", again=page, photo=photograph(60, 40)), "Added.")
    asked = rosa.sends("add/", again=page, photo=photograph(50, 40))
    assertContains(asked, "Press the button again", status_code=409)
    rosa.sends("add/", again=asked)
    assert rosa.request.photos.count() == have + 2


def test_a_request_takes_only_so_much(rosa: Follower, noon: time_machine.Traveller) -> None:
    for number in range(own_deeds.MOST_ADDED):
        noon.shift(timedelta(minutes=2))
        rosa.sends("add/", note=f"Day {number}.")
    page = rosa.sends("add/", note="One more.")
    assertContains(page, "as much as one page takes", status_code=409)
    assert len(kinds_of(rosa)) == own_deeds.MOST_ADDED


def test_a_photo_too_many_leaves_no_note_either(rosa: Follower) -> None:
    have = rosa.request.photos.count()
    for place in range(have + 1, MOST_PHOTOS + 1):
        Photo.objects.create(request=rosa.request, day=calendar.today(), sealed=b"", place=place)
    page = rosa.sends("add/", note="It grew.", photo=photograph(60, 40))
    assertContains(page, "There can be 10 photos", status_code=409)
    assert kinds_of(rosa) == []


def test_what_is_added_takes_the_next_place_among_the_photos(rosa: Follower) -> None:
    have = rosa.request.photos.count()
    rosa.sends("add/", note="", photo=photograph(60, 40))
    rosa.sends("add/", note="", photo=photograph(60, 40))
    assert list(rosa.request.photos.order_by("place").values_list("place", flat=True)) == [
        *range(1, have + 3)
    ]


def test_what_is_added_is_new_to_members_and_told_before_they_do_something(
    rosa: Follower, worker: Client
) -> None:
    seen = page_of(worker, rosa.request)
    assertNotContains(worker.get(f"{QUEUE}?unread=1"), rosa.request.reference)
    before = row_of(rosa).revision
    rosa.sends("add/", note="It grew.")
    assertContains(worker.get(f"{QUEUE}?unread=1"), rosa.request.reference)
    assert seen.status_code == 200
    told = send(worker, "publish", rosa.request, note="We come.", seen=str(before))
    assertContains(told, "the resident changed this request since you opened it", status_code=409)


def test_what_is_added_after_a_deed_of_the_same_day_stands_above_it(
    rosa: Follower, members: dict[Role, Member], worker: Client
) -> None:
    work.do(rosa.request.pk, NoteInternally(note="Seen by the crew."), by=members[Role.WORKER])
    rosa.sends("add/", note="It grew.")
    page = page_of(worker, rosa.request).content.decode()
    assert page.index("It grew.") < page.index("Seen by the crew.")


# Taking back


def test_taking_back_asks_first_and_says_what_is_lost(rosa: Follower) -> None:
    before = dump.of_the_database()
    page = rosa.looks("take-back/")
    assertContains(page, "You can’t undo it.")
    assertContains(page, 'name="once"')
    assert dump.of_the_database() == before


def test_what_is_taken_back_is_closed_and_says_so_to_all(rosa: Follower, worker: Client) -> None:
    page = rosa.sends("take-back/")
    assertContains(page, "Taken back. Nobody works on it any more.")
    row = row_of(rosa)
    assert (row.state, row.closed_reason) == (State.CLOSED, ClosedReason.WITHDRAWN)
    assertContains(public_page(rosa.request), "Taken back by who reported it")
    assertContains(page_of(worker, rosa.request), "by the resident")
    assertNotContains(rosa.looks(), "take-back/")


def test_what_others_wait_for_stays_open_when_one_takes_it_back(
    rosa: Follower, members: dict[Role, Member], worker: Client
) -> None:
    repeat = making.reported(contact=making.ROSA)
    merging.merge(repeat.pk, rosa.request.reference, by=members[Role.WORKER])
    assertContains(rosa.looks("take-back/"), "Others wait for the same")
    assertContains(rosa.sends("take-back/"), "Taken back. Others wait for the same")
    assert row_of(rosa).is_open
    assertContains(page_of(worker, rosa.request), "Taken back by who reported it")
    assertNotContains(rosa.looks(), "take-back/")
    assertContains(rosa.sends("take-back/", again=rosa.looks("add/")), "taken back already", status_code=409)


def test_who_says_me_too_waits_for_it_as_well(rosa: Follower) -> None:
    me_too.say(rosa.request, calendar.today())
    rosa.sends("take-back/")
    assert row_of(rosa).is_open


def test_taken_back_twice_it_is_taken_back_once(rosa: Follower) -> None:
    asked = rosa.looks("take-back/")
    for _ in range(2):
        assertContains(rosa.sends("take-back/", again=asked), "Taken back.")
    assert kinds_of(rosa) == ["withdrawn"]


def test_what_is_closed_cannot_be_taken_back(closed: Follower, members: dict[Role, Member]) -> None:
    assertRedirects(closed.looks("take-back/"), closed.link)
    open_one = Follower(closed.client, making.reported(contact=making.ROSA))
    asked = open_one.looks("take-back/")
    close(open_one.request, members[Role.WORKER])
    assertContains(open_one.sends("take-back/", again=asked), "closed or taken back already", status_code=409)
    assert row_of(open_one).closed_reason == ClosedReason.FIXED


# Not fixed


def test_not_fixed_opens_it_again_for_those_who_had_it(
    closed: Follower, worker: Client, members: dict[Role, Member]
) -> None:
    page_of(worker, closed.request)
    page = closed.sends("not-fixed/", note="It sank again.", photo=photograph(60, 40))
    assertContains(page, "Sent back to the crew.")
    row = row_of(closed)
    assert (row.state, row.closed_reason, row.assigned_to) == (State.SENT_BACK, "", members[Role.WORKER])
    for view in ("?unread=1", f"?state={State.SENT_BACK}", "?whose=me"):
        assertContains(worker.get(QUEUE + view), closed.request.reference)
    case = page_of(worker, closed.request)
    assertContains(case, "Not fixed, says who reported it: sent back")
    assertContains(case, "It sank again.")
    assertContains(case, "by the resident")
    assertContains(public_page(closed.request), "Not fixed, says who reported it")
    assertNotContains(public_page(closed.request), "sank")
    assert closed.request.photos.count() == 2


def test_a_word_and_a_photo_are_not_needed(closed: Follower) -> None:
    closed.sends("not-fixed/")
    assert row_of(closed).state == State.SENT_BACK


def test_a_day_that_is_over_is_promised_anew_and_why_it_moved_is_said(
    closed: Follower, noon: time_machine.Traveller
) -> None:
    was = row_of(closed).due_on
    noon.shift(timedelta(days=20))
    page = closed.sends("not-fixed/")
    row = row_of(closed)
    assert was
    assert row.due_on
    assert row.due_on > calendar.today()
    assert row.due_at is None
    assertContains(page, "It was sent back as not fixed.")
    assert Event.objects.get(kind=Event.Kind.NOT_FIXED).due_was == was


def test_a_day_that_is_still_to_come_stands(closed: Follower) -> None:
    was = row_of(closed).due_on
    closed.sends("not-fixed/")
    assert row_of(closed).due_on == was


def test_sent_back_twice_it_is_sent_back_once(closed: Follower, members: dict[Role, Member]) -> None:
    asked = closed.looks("not-fixed/")
    for _ in range(2):
        assertContains(closed.sends("not-fixed/", again=asked, note="Sank."), "Sent back to the crew.")
    assert kinds_of(closed) == ["not fixed"]
    work.do(closed.request.pk, Assign(to=members[Role.WORKER]), by=members[Role.SUPERVISOR])
    close(closed.request, members[Role.WORKER])
    closed.sends("not-fixed/", again=asked, note="Sank.")
    assert row_of(closed).state == State.CLOSED  # the same form never does it a second time


def test_it_is_sent_back_three_times_at_the_most(closed: Follower, members: dict[Role, Member]) -> None:
    for _ in range(own_deeds.MOST_SENT_BACK):
        closed.sends("not-fixed/")
        close(closed.request, members[Role.WORKER])
    assertNotContains(closed.looks(), "You can send it back until")
    assertRedirects(closed.looks("not-fixed/"), closed.link)
    assert kinds_of(closed) == ["not fixed"] * own_deeds.MOST_SENT_BACK


def test_it_is_sent_back_within_sixty_days(closed: Follower, noon: time_machine.Traveller) -> None:
    noon.shift(timedelta(days=60))
    asked = closed.looks("not-fixed/")
    assert asked.status_code == 200
    noon.shift(timedelta(days=1))
    late = closed.client.post(f"{closed.link}not-fixed/", hidden_in(asked))
    assert late.status_code in {409, 422}
    assert row_of(closed).state == State.CLOSED


@pytest.mark.parametrize("reason", [ClosedReason.NOT_OURS, ClosedReason.NOTHING_FOUND])
def test_other_endings_can_be_sent_back_too(
    rosa: Follower, members: dict[Role, Member], reason: ClosedReason
) -> None:
    close(rosa.request, members[Role.WORKER], reason)
    rosa.sends("not-fixed/", note="It is there.")
    assert row_of(rosa).state == State.SENT_BACK


def test_a_repeat_and_what_was_taken_back_cannot(rosa: Follower, members: dict[Role, Member]) -> None:
    repeat = Follower(rosa.client, making.reported(contact=making.ROSA))
    merging.merge(repeat.request.pk, rosa.request.reference, by=members[Role.WORKER])
    rosa.sends("take-back/")
    for follower in (rosa, repeat):
        assertRedirects(follower.looks("not-fixed/"), follower.link)
        assertNotContains(follower.looks(), "Is it fixed?")


# Whoever has the link


@pytest.mark.parametrize("at", ["add/", "not-fixed/", "take-back/", "answer/", "judge/", "keep/"])
def test_looking_at_any_of_its_pages_changes_nothing(closed: Follower, at: str) -> None:
    before = dump.of_the_database()
    assert closed.looks(at).status_code in {200, 302}
    assert dump.of_the_database() == before


@pytest.mark.parametrize("at", ["add/", "not-fixed/", "take-back/", "answer/", "judge/"])
def test_a_link_does_nothing_to_another_request_of_the_same_person(
    closed: Follower, client: Client, members: dict[Role, Member], at: str
) -> None:
    other = making.reported(contact=making.ROSA)
    closed.client.post(
        f"{closed.link}{at}", {"note": "x", "is_fixed": "yes", "score": "1", "request": str(other.pk)}
    )
    assert not Event.objects.filter(request=other, kind__in=["from resident", "not fixed", "withdrawn"])
    assertNotContains(closed.looks(), other.reference)


@pytest.mark.parametrize("at", ["add/", "not-fixed/", "take-back/", "answer/", "judge/", "keep/"])
def test_without_a_good_link_there_is_nothing(client: Client, closed: Follower, at: str) -> None:
    wrong = reverse("service_requests:follow", args=["abc"])
    assert client.post(f"{wrong}{at}", {"note": "x"}).status_code in {405, 410}
    assert client.get(f"{wrong}{at}").status_code == 410


@pytest.mark.parametrize("at", ["add/", "not-fixed/", "take-back/", "answer/", "judge/"])
def test_a_form_of_another_site_is_refused(closed: Follower, at: str) -> None:
    stranger = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert stranger.post(f"{closed.link}{at}", {"note": "x", "is_fixed": "yes"}).status_code == 403


def test_its_pages_are_kept_by_nobody_and_set_no_cookie(closed: Follower) -> None:
    for at in ("add/", "not-fixed/", "keep/"):
        page = closed.looks(at)
        assert page["Cache-Control"] == "no-store"
        assertContains(page, "noindex")
    assert not closed.client.cookies


def test_sending_is_limited(rosa: Follower) -> None:
    answers = [rosa.client.post(f"{rosa.link}add/", {"note": "x"}).status_code for _ in range(31)]
    assert answers[-1] == 429


def test_after_an_erasure_nothing_can_be_done_and_what_was_added_is_gone(
    rosa: Follower, worker: Client
) -> None:
    rosa.sends("add/", note="It grew since Sunday.")
    asked = rosa.looks("add/")
    contacts.erase(person_of(rosa.request))
    for page in (rosa.looks(), page_of(worker, rosa.request)):
        assertNotContains(page, "since Sunday")
        assertContains(page, "This note was erased with the person.")
    assertRedirects(rosa.looks("add/"), rosa.link)
    refused = rosa.sends("add/", again=asked, note="More.")
    assertContains(refused, "This person was erased.", status_code=409)
    assert kinds_of(rosa) == ["from resident"]


def test_a_note_in_spanish_is_asked_about_and_thanked_for_in_spanish(rosa: Follower) -> None:
    rosa.link = rosa.link.replace("/en/", "/es/")
    assertContains(rosa.sends("add/", note="Creció desde el domingo."), "El personal lo ve con su solicitud.")


def test_the_page_asks_the_database_little_also_with_all_on_it(
    closed: Follower, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    closed.sends("add/", note="It grew.")
    closed.sends("answer/", is_fixed="yes")
    closed.sends("judge/", score="4", words="Quick.")
    with django_assert_max_num_queries(12):
        closed.looks()


def test_a_home_s_address_is_taken_out_of_what_staff_read(client: Client, worker: Client) -> None:
    contact = replace(making.ROSA, address="1012 N Market St")
    rosa = Follower(client, making.reported(contact=contact))
    rosa.sends("add/", note="Come to 1012 N Market St.", as_it_is="1")
    assertNotContains(page_of(worker, rosa.request), "Come to 1012 N")
    assert links.request_of(rosa.link.split("/")[3]).pk == rosa.request.pk


def test_browsers_of_other_departments_see_nothing_of_it(
    rosa: Follower, browser_of: Callable[[Role], Client]
) -> None:
    rosa.sends("add/", note="It grew.")
    ServiceRequest.objects.filter(pk=rosa.request.pk).update(department="parks-and-trees")
    assert page_of(browser_of(Role.WORKER), rosa.request).status_code == 404


# Danger, and the other language


DANGER = "I can't do this any more, I want to die."


@pytest.mark.parametrize("at", ["add/", "not-fixed/"])
def test_danger_in_what_is_added_or_sent_back_is_answered_at_once(closed: Follower, at: str) -> None:
    page = closed.sends(at, note=DANGER)
    assertContains(page, 'href="tel:988"')
    assertContains(page, "Nobody is called by what you sent.")
    assertContains(page, "I want to die.")
    assertContains(page, f'href="{closed.link.replace("/en/", "/es/")}"')
    assert len(kinds_of(closed)) == 1
    assertNotContains(closed.looks(), "tel:988")


def test_danger_is_answered_before_anything_else_is_asked(rosa: Follower) -> None:
    asked = rosa.sends("add/", note=f"{DANGER} Call 302-555-0199.")
    assertContains(asked, "Do you want to share this much?")
    assertContains(asked, 'href="tel:988"')
    assertContains(asked, "we do not keep it unless you send it")
    assert kinds_of(rosa) == []


def test_danger_in_how_well_it_went_is_answered_at_once(closed: Follower) -> None:
    closed.sends("answer/", is_fixed="no")
    assertContains(closed.sends("judge/", words=DANGER), 'href="tel:988"', status_code=422)
    page = closed.sends("judge/", score="1", words=DANGER)
    assertContains(page, 'href="tel:988"')
    assertContains(page, "How well it went: 1, very bad.")
    assertNotContains(closed.sends("judge/", score="1", words="It is a dead tree still."), "tel:988")


@pytest.mark.parametrize("at", ["add/", "not-fixed/"])
def test_another_language_keeps_the_half_written_note_and_the_photo(closed: Follower, at: str) -> None:
    asked, spanish = closed.looks(at), f"{closed.link}{at}".replace("/en/", "/es/")
    assertContains(asked, f'formaction="{spanish}"')
    half = {"note": "It sank", "photo": photograph(60, 40), "again": "1"}
    page = closed.client.post(spanish, {**hidden_in(asked), **half})
    assertContains(page, "It sank")
    assertContains(page, "data:image/jpeg;base64,")
    assert kinds_of(closed) == []
    closed.sends(at, again=page, note="It sank.")
    assert closed.request.photos.count() == 2


def test_another_language_keeps_the_half_written_word_about_how_it_went(closed: Follower) -> None:
    closed.sends("answer/", is_fixed="yes")
    page = closed.client.post(
        f"{closed.link.replace('/en/', '/es/')}judge/", {"score": "4", "words": "Quick", "again": "1"}
    )
    assertContains(page, "Quick")
    assertContains(page, 'value="4" checked')
    assertNotContains(page, "usa-error-message")
    assertNotContains(closed.looks(), "Quick")
