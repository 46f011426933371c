"""What residents say of closed requests: kept once, changed at will, sealed, and counted without a name."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from commonhall import calendar
from commonhall.people import contacts
from commonhall.service_requests import own_deeds, ratings
from commonhall.service_requests.models import Rating, ServiceRequest
from commonhall.service_requests.states import ClosedReason
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests import dump
from tests.service_requests import making
from tests.service_requests.desk import page_of
from tests.service_requests.following import Follower, close
from tests.service_requests.test_given import person_of

pytestmark = pytest.mark.usefixtures("noon", "photo_folder")
HEARD = "/en/staff/queue/heard/"


@pytest.fixture
def closed(client: Client, named: ServiceRequest, members: dict[Role, Member]) -> Follower:
    """Whoever has the link of a request that was closed as fixed."""
    close(named, members[Role.WORKER])
    return Follower(client, named)


def said(follower: Follower) -> tuple[bool, int | None]:
    row = Rating.objects.get(pk=follower.request.pk)
    return row.is_fixed, row.score


def test_an_open_request_is_not_asked_about(client: Client, named: ServiceRequest) -> None:
    rosa = Follower(client, named)
    assertNotContains(rosa.looks(), "Is it really fixed?")
    assertContains(rosa.sends("answer/", is_fixed="yes"), "asked once the request is closed", status_code=409)
    assert not Rating.objects.exists()


def test_a_yes_is_kept_and_then_it_is_asked_how_well_it_went(closed: Follower) -> None:
    assertContains(closed.looks(), "Is it really fixed?")
    assertNotContains(closed.looks(), "How well did it go?")
    page = closed.sends("answer/", is_fixed="yes")
    assertContains(page, "You said yes, it is fixed.")
    assertContains(page, "How well did it go?")
    page = closed.sends("judge/", score="4", words="Quick, thank you.")
    assertContains(page, "How well it went: 4, good.")
    assertContains(page, "Quick, thank you.")
    assert said(closed) == (True, 4)


def test_how_well_it_went_is_asked_of_whom_it_was_asked(client: Client, named: ServiceRequest) -> None:
    rosa = Follower(client, named)
    assertRedirects(rosa.looks("judge/"), f"{rosa.link}#isit")


def test_a_no_leads_to_sending_it_back(closed: Follower) -> None:
    page = closed.sends("answer/", is_fixed="no")
    assertContains(page, "What is still wrong?")
    assert said(closed) == (False, None)
    assertContains(closed.looks(), "Send it back to the crew")


def test_a_no_that_comes_too_late_is_kept_all_the_same(
    closed: Follower, noon: time_machine.Traveller
) -> None:
    noon.shift(own_deeds.SENT_BACK_WITHIN + timedelta(days=1))
    page = closed.sends("answer/", is_fixed="no")
    assertContains(page, "You said no, it is not fixed.")
    assertNotContains(page, "Send it back to the crew")


def test_it_is_kept_once_and_can_be_changed(closed: Follower) -> None:
    for answer in ("yes", "yes", "no", "yes"):
        closed.sends("answer/", is_fixed=answer)
    for score in ("2", "5"):
        closed.sends("judge/", score=score, words="First words.")
    closed.sends("judge/", score="3")
    assert Rating.objects.count() == 1
    assert said(closed) == (True, 3)
    assertNotContains(closed.looks(), "First words.")


@pytest.mark.parametrize("score", ["", "0", "6", "x", "1.5"])
def test_only_one_to_five_can_be_said(closed: Follower, score: str) -> None:
    closed.sends("answer/", is_fixed="yes")
    page = closed.sends("judge/", score=score, words="Quick.")
    assert page.status_code == 422
    assertContains(page, "Quick.", status_code=422)
    assert said(closed) == (True, None)


def test_the_database_keeps_the_scale_too(closed: Follower) -> None:
    closed.sends("answer/", is_fixed="yes")
    with pytest.raises(IntegrityError, match="score_is_one_to_five"), transaction.atomic():
        Rating.objects.update(score=6)


@pytest.mark.parametrize("fields", [{}, {"is_fixed": "perhaps"}])
def test_what_is_no_answer_is_none(closed: Follower, fields: dict[str, str]) -> None:
    closed.sends("answer/", **fields)
    assert not Rating.objects.exists()


def test_how_well_it_went_needs_the_answer_first(closed: Follower) -> None:
    page = closed.sends("judge/", score="4")
    assertContains(page, "Say first whether it is fixed.", status_code=409)
    assert not Rating.objects.exists()


def test_after_another_closing_it_is_asked_again_and_what_was_said_is_gone(
    closed: Follower, members: dict[Role, Member], noon: time_machine.Traveller
) -> None:
    closed.sends("answer/", is_fixed="no")
    closed.sends("judge/", score="1", words="Not done at all.")
    closed.sends("not-fixed/")
    noon.shift(timedelta(days=1))
    close(closed.request, members[Role.WORKER])
    assertNotContains(closed.looks(), "You said no")
    closed.sends("answer/", is_fixed="yes")
    assert said(closed) == (True, None)
    assertNotContains(closed.looks(), "Not done at all.")


@pytest.fixture
def closed_again(closed: Follower, members: dict[Role, Member]) -> Follower:
    """Theirs was judged, sent back and closed again before the day was over."""
    closed.sends("answer/", is_fixed="no")
    closed.sends("judge/", score="1", words="Not done at all.")
    closed.sends("not-fixed/")
    close(closed.request, members[Role.WORKER])
    return closed


def test_after_another_closing_on_the_same_day_it_is_asked_again(closed_again: Follower) -> None:
    page = closed_again.looks()
    assertContains(page, "Is it really fixed?")
    assertNotContains(page, "You said no")
    assert closed_again.sends("judge/", score="4").status_code == 409  # the answer comes first
    assert said(closed_again) == (False, 1)  # staff go on reading it until there is another


@pytest.mark.parametrize(("answer", "told"), [("yes", "You said yes"), ("no", "You said no")])
def test_what_is_said_of_the_second_closing_of_a_day_counts(
    closed_again: Follower, answer: str, told: str
) -> None:
    closed_again.sends("answer/", is_fixed=answer)
    page = closed_again.looks()
    assertContains(page, told)
    assertNotContains(page, "Not done at all.")
    closed_again.sends("judge/", score="3", words="Better now.")
    closed_again.sends("answer/", is_fixed=answer)
    assertContains(closed_again.looks(), "Better now.")
    assert said(closed_again) == (answer == "yes", 3)


def test_of_an_answer_from_before_closings_were_noted_the_day_tells(closed: Follower) -> None:
    closed.sends("answer/", is_fixed="yes")
    closed.sends("judge/", score="4", words="Quick.")
    Rating.objects.update(closing=None)
    assertContains(closed.looks(), "Quick.")
    Rating.objects.update(day=calendar.today() - timedelta(days=1))
    assertNotContains(closed.looks(), "Quick.")


@pytest.mark.parametrize("reason", [ClosedReason.NOT_OURS, ClosedReason.NOTHING_FOUND])
def test_other_endings_are_asked_about_too(
    client: Client, named: ServiceRequest, members: dict[Role, Member], reason: ClosedReason
) -> None:
    close(named, members[Role.WORKER], reason)
    assertContains(Follower(client, named).looks(), "Is it fixed?")


def test_words_lie_sealed_and_staff_read_them_without_details(closed: Follower, worker: Client) -> None:
    closed.sends("answer/", is_fixed="yes")
    closed.sends("judge/", score="4", words="Rosa thanks you. Call 302-555-0147.")
    assert "thanks you" not in dump.of_the_database()
    page = page_of(worker, closed.request)
    assertContains(page, "Yes, it is fixed")
    assertContains(page, "4, good")
    assertContains(page, "thanks you.")
    assertNotContains(page, "0147")
    assertNotContains(page, "Rosa")


def test_it_carries_a_day_and_no_time(closed: Follower) -> None:
    closed.sends("answer/", is_fixed="yes")
    assert {field.name for field in Rating._meta.fields} == {
        "request",
        "day",
        "is_fixed",
        "score",
        "closing",
        "words_sealed",
        "stripped_sealed",
    }
    assert Rating.objects.get().day == calendar.today()


def test_after_an_erasure_the_words_are_gone_and_the_count_stays(closed: Follower, worker: Client) -> None:
    closed.sends("answer/", is_fixed="yes")
    closed.sends("judge/", score="4", words="Quick, thank you.")
    contacts.erase(person_of(closed.request))
    for page in (closed.looks(), page_of(worker, closed.request)):
        assertNotContains(page, "Quick, thank you.")
    assertContains(page_of(worker, closed.request), "4, good")
    assert closed.sends("answer/", is_fixed="no").status_code == 409


def rated(members: dict[Role, Member], client: Client, *, fixed: bool, score: str = "") -> None:
    """One more request of the department, closed and answered."""
    request = making.reported(contact=making.ROSA)
    close(request, members[Role.WORKER])
    follower = Follower(client, request)
    ratings.answer(request.pk, is_fixed=fixed)
    if score:
        follower.sends("judge/", score=score)


def test_the_office_counts_by_service_and_shows_no_figure_of_few(
    client: Client, supervisor: Client, members: dict[Role, Member]
) -> None:
    assertContains(supervisor.get(HEARD), "Nobody has answered yet.")
    for number in range(ratings.FEWEST - 1):
        rated(members, client, fixed=number > 0)
    assertContains(supervisor.get(HEARD), "too few", count=2)
    rated(members, client, fixed=True, score="2")
    page = supervisor.get(HEARD)
    assertContains(page, "80 %")
    assertContains(page, "too few", count=1)  # one gave a score: it would be theirs
    for _ in range(4):
        rated(members, client, fixed=True, score="4")
    assertContains(supervisor.get(HEARD), "3.6")
    Rating.objects.update(day=calendar.today() - ratings.WINDOW)
    assertContains(supervisor.get(HEARD), "Nobody has answered yet.")


def test_figures_are_the_departments_own(
    client: Client, supervisor: Client, members: dict[Role, Member]
) -> None:
    rated(members, client, fixed=True)
    ServiceRequest.objects.update(department="parks-and-trees")
    assertContains(supervisor.get(HEARD), "Nobody has answered yet.")


def test_the_way_to_the_figures_stands_in_the_supervisors_queue(
    supervisor: Client, worker: Client, browser_of: Callable[[Role], Client]
) -> None:
    assertContains(supervisor.get("/en/staff/queue/"), HEARD)
    assertNotContains(worker.get("/en/staff/queue/"), HEARD)


def test_the_figures_ask_the_database_little(
    client: Client,
    supervisor: Client,
    members: dict[Role, Member],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(6):
        rated(members, client, fixed=True, score="5")
    with django_assert_max_num_queries(8):
        supervisor.get(HEARD)


def test_a_rating_is_deleted_with_its_request(closed: Follower) -> None:
    closed.sends("answer/", is_fixed="yes")
    closed.request.delete()
    assert not Rating.objects.exists()
