"""“Me too”: what is counted, what is kept of it, who sees the number and when, and what holds it back."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from time_machine import Traveller

from commonhall import calendar
from commonhall.service_requests import me_too, merging, settling, work
from commonhall.service_requests.deeds import Change
from commonhall.service_requests.models import MOST_A_DAY, MeToo, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests import dump
from tests.service_requests import making
from tests.service_requests.desk import page_of, public_page
from tests.service_requests.reporting import Reporter


@pytest.fixture
def hole(noon: Traveller, services: None) -> ServiceRequest:
    """A pothole that everyone may read of."""
    return making.reported(contact=making.ROSA)


def neighbour(number: int) -> Client:
    """A browser behind another connection."""
    return Client(
        headers={"Sec-Fetch-Site": "same-origin"}, REMOTE_ADDR=f"10.0.{number // 250}.{number % 250}"
    )


def say(request: ServiceRequest, client: Client) -> HttpResponse:
    return client.post(reverse("service_requests:me-too", args=[request.reference]))


def so_far(request: ServiceRequest) -> int:
    return me_too.for_staff([request.pk]).get(request.pk, 0)


def test_one_tap_on_the_public_page_counts_one_and_says_what_was_kept(
    hole: ServiceRequest, client: Client
) -> None:
    assertContains(public_page(hole), "Me too")
    page = say(hole, client)
    assertContains(page, "Counted. Thank you.")
    assertContains(page, "We kept a number and the day, and nothing of you")
    assertContains(page, f"/en/requests/{hole.reference}/")
    assertContains(page, "/en/report/?service=pothole")
    assert page["Cache-Control"] == "no-store"
    assert not client.cookies
    assert so_far(hole) == 1


def test_nothing_is_kept_but_two_numbers_and_a_day(hole: ServiceRequest, client: Client) -> None:
    before = dump.of_the_database()
    say(hole, client)
    after = dump.of_the_database()
    added = set(after.splitlines()) - set(before.splitlines())
    assert len(added) == 1, added
    (line,) = added
    assert re.sub(r"[^\w-]+", " ", line).split()[-4:] == [str(hole.pk), "0", str(calendar.today()), "1"]


def test_the_request_itself_is_neither_written_nor_locked(hole: ServiceRequest, client: Client) -> None:
    """Either leaves the number of the transaction in its row, which tells the minute."""

    def transactions() -> object:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT xmin::text, xmax::text FROM service_requests_servicerequest WHERE id = %s", [hole.pk]
            )
            return cursor.fetchone()

    before = transactions()
    say(hole, client)
    assert transactions() == before
    assert so_far(hole) == 1


def test_the_number_is_public_from_the_day_after(hole: ServiceRequest, noon: Traveller) -> None:
    for number in range(4):
        say(hole, neighbour(number))
    assertNotContains(public_page(hole), "more people")
    noon.shift(timedelta(days=1))
    assertContains(public_page(hole), "4 more people said that it touches them.")
    say(hole, neighbour(9))
    assertContains(public_page(hole), "4 more people said that it touches them.")
    noon.shift(timedelta(days=1))
    assertContains(public_page(hole), "5 more people said that it touches them.")


def test_staff_see_the_number_at_once(hole: ServiceRequest, worker: Client) -> None:
    for number in range(2):
        say(hole, neighbour(number))
    assertContains(page_of(worker, hole), "2 people said “me too”")
    assertContains(worker.get("/en/staff/queue/"), '<td class="col-n num">3</td>')  # and who reported it


def test_what_was_said_of_a_repeat_counts_for_the_first(
    hole: ServiceRequest, members: dict[Role, Member], worker: Client, noon: Traveller
) -> None:
    repeat = making.reported(contact=making.ROSA)
    say(hole, neighbour(1))
    say(repeat, neighbour(2))
    merging.merge(repeat.pk, hole.reference, by=members[Role.WORKER])
    assert so_far(hole) == 2
    assertContains(worker.get("/en/staff/queue/"), '<td class="col-n num">4</td>')
    assertContains(page_of(worker, hole), "2 people said “me too”")
    assertContains(page_of(worker, hole), "Merged into this one")
    assertNotContains(public_page(repeat), "Me too")
    noon.shift(timedelta(days=1))
    assertContains(public_page(hole), "2 more people")


def test_a_connection_counts_once_an_hour_however_it_writes_the_reference(
    hole: ServiceRequest, client: Client
) -> None:
    say(hole, client)
    for written in (hole.reference, hole.reference.lower(), f"{hole.reference[:3]}-{hole.reference[3:]}"):
        page = client.post(f"/en/requests/{written}/me-too/", {"too": written})
        assertContains(page, "It counts once an hour from one connection")
    assert so_far(hole) == 1
    other = making.reported(contact=making.ROSA)
    assertContains(say(other, client), "Counted. Thank you.")


def test_a_connection_that_says_it_of_everything_is_held_back(
    hole: ServiceRequest, reporter: Reporter
) -> None:
    reporter.start()
    draft = {"draft": reporter.hidden("draft"), "step": "where"}
    for _ in range(60):
        request = making.reported(contact=making.ROSA)
        assertContains(reporter.client.post("/en/report/", {**draft, "too": request.reference}), "Counted.")
    page = reporter.client.post("/en/report/", {**draft, "too": hole.reference})
    assertContains(page, "That was tried too often from your connection.", status_code=429)
    assertContains(page, "Report it anyway", status_code=429)  # and what was typed goes on
    assert so_far(hole) == 0


def test_all_together_count_so_many_a_day_and_the_database_keeps_to_it(
    hole: ServiceRequest, noon: Traveller
) -> None:
    for _ in range(MOST_A_DAY):
        me_too.say(hole, calendar.today())
    page = say(hole, neighbour(1))
    assertContains(page, "we count no more until tomorrow", status_code=429)
    assert so_far(hole) == MOST_A_DAY
    with pytest.raises(IntegrityError), transaction.atomic():
        MeToo.objects.update(that_day=MOST_A_DAY + 1)
    noon.shift(timedelta(days=1))
    assertContains(say(hole, neighbour(2)), "Counted. Thank you.")
    assert so_far(hole) == MOST_A_DAY + 1


def test_a_clock_that_is_set_back_counts_on(hole: ServiceRequest, noon: Traveller) -> None:
    me_too.say(hole, calendar.today())
    me_too.say(hole, calendar.today() - timedelta(days=1))
    assert so_far(hole) == 2
    assert MeToo.objects.get().day == calendar.today()


def test_a_closed_request_is_not_joined(
    hole: ServiceRequest, members: dict[Role, Member], client: Client
) -> None:
    closing = Change(state=State.CLOSED, closed_reason=ClosedReason.FIXED, public_note="Filled.")
    work.assign(hole.pk, members[Role.WORKER], by=members[Role.SUPERVISOR])
    work.change(hole.pk, closing, by=members[Role.WORKER])
    assertNotContains(public_page(hole), "Me too")
    assertContains(say(hole, client), "If it is still there, report it.", status_code=409)
    assert not MeToo.objects.exists()


def test_an_anonymous_request_is_joined_from_the_day_after(
    hole: ServiceRequest, noon: Traveller, client: Client
) -> None:
    anonymous = making.reported()
    assertNotContains(public_page(anonymous), "Me too")
    assert say(anonymous, client).status_code == 409
    noon.shift(timedelta(days=1, hours=1))
    assertContains(public_page(anonymous), "Me too")
    assertContains(say(anonymous, neighbour(1)), "Counted. Thank you.")


@pytest.mark.parametrize("reference", ["4KT7M2", "nothing", "%00", "ñ"])
def test_what_is_no_reference_is_not_found(client: Client, services: None, reference: str) -> None:
    assert client.post(f"/en/requests/{reference}/me-too/").status_code == 404


def test_read_without_being_sent_the_address_leads_to_the_request(
    hole: ServiceRequest, client: Client
) -> None:
    address = reverse("service_requests:me-too", args=[hole.reference])
    assertRedirects(client.get(address), reverse("service_requests:public", args=[hole.reference]))
    assert not MeToo.objects.exists()


def test_from_another_site_nothing_is_counted(hole: ServiceRequest) -> None:
    elsewhere = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert say(hole, elsewhere).status_code == 403
    assert not MeToo.objects.exists()


def test_on_the_way_to_a_report_one_tap_is_enough_and_the_report_can_go_on(
    noon: Traveller, reporter: Reporter
) -> None:
    reporter.report(phone="302-555-0147", who="named")
    hole = ServiceRequest.objects.get()
    reporter.start().say(where="1012 N Market St")
    assert f'name="too" value="{hole.reference}"' in reporter.text
    reporter.say(too=hole.reference, words="The same hole, deeper now.")
    assertContains(reporter.page, "Counted. Thank you.")
    assert so_far(hole) == 1
    reporter.say(anyway="1", change="details")
    assertContains(reporter.page, "What should the crew know?")
    assertContains(reporter.page, "The same hole, deeper now.")  # what was typed beside the button is kept
    assertNotContains(reporter.page, "Already reported near here")
    reporter.say(words="The same hole, deeper now.").say(who="anonymous").say()
    assert reporter.reference != hole.reference
    assert ServiceRequest.objects.count() == 2


def test_nothing_joins_the_report_to_what_was_said_before_it(noon: Traveller, reporter: Reporter) -> None:
    """As many rows are stored of a report whether “me too” was said before or not, and none names the other request."""

    def stored_since(before: str) -> set[str]:
        return set(dump.of_the_database().splitlines()) - set(before.splitlines())

    reporter.report(phone="302-555-0147", who="named")
    hole = ServiceRequest.objects.get()
    before = dump.of_the_database()
    reporter.report(who="anonymous")
    without = stored_since(before)
    reporter.start().say(where="1012 N Market St").say(too=hole.reference)
    before = dump.of_the_database()
    reporter.say(anyway="1", change="details").say(words="Deep hole by the bus stop.")
    reporter.say(who="anonymous").say()
    after = stored_since(before)
    assert len(after) == len(without)
    assert any(reporter.reference in line for line in after)
    assert not any(hole.reference in line or str(hole.pk) in line for line in after)


def test_settle_writes_all_of_the_day_anew_each_time(
    fresh_database: str, noon: Traveller, client: Client
) -> None:
    """Rows that only the pass of their hour had written would tell the hour."""
    making.catalogue_of_the_city()
    holes = [making.reported(contact=making.ROSA) for _ in range(6)]

    def wrote() -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT xmin::text FROM service_requests_metoo")
            return {row[0] for row in cursor.fetchall()}

    for number, hole in enumerate(holes[:3]):
        say(hole, neighbour(number))
    settling.now()
    assert len(wrote()) == 1
    noon.shift(timedelta(hours=1))
    for number, hole in enumerate(holes[3:]):
        say(hole, neighbour(number))
    settling.now()
    assert len(wrote()) == 1
    assert sum(so_far(hole) for hole in holes) == 6


def test_it_goes_with_its_request(hole: ServiceRequest, client: Client) -> None:
    say(hole, client)
    ServiceRequest.objects.filter(pk=hole.pk).delete()
    assert not MeToo.objects.exists()


def test_the_page_is_in_both_languages(hole: ServiceRequest, client: Client) -> None:
    page = client.post(f"/es/requests/{hole.reference}/me-too/")
    assertContains(page, 'lang="es"')
    assertNotContains(page, "Counted. Thank you.")


def test_saying_it_makes_few_queries(
    hole: ServiceRequest, client: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]  # pytest-django names its type nowhere
        say(hole, client)
