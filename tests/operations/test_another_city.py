"""A second city through the front door: its own name, number, clock, holidays and towns, and nothing of the first."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from commonhall.calendar import city
from commonhall.operations import city_folder
from commonhall.service_requests import jobs
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import OF_A_DEPARTMENT, Role
from tests import tiny
from tests.service_requests import desk
from tests.service_requests.reporting import Reporter

# Tuesday, half past ten at night in Arizona; in Wilmington it is Wednesday already.
LATE_ON_TUESDAY = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)


@pytest.fixture
def ocotillo(db: None, settings: Settings) -> Iterator[time_machine.Traveller]:
    """The tiny city, set up and served, late on that Tuesday."""
    settings.CITY = city.load(tiny.TINY)
    settings.TIME_ZONE = settings.CITY.time_zone
    city_folder.take_in(city_folder.read(tiny.TINY))
    with time_machine.travel(LATE_ON_TUESDAY, tick=False) as clock:
        yield clock


def browser_of(role: Role) -> Client:
    """Somebody who works for the town, signed in; in its one department where the role needs one."""
    department = Department.objects.get() if role in OF_A_DEPARTMENT else None
    member = Member.objects.create(email="noe@ocotillo.example", name="Noé", role=role, department=department)
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    browser.force_login(member)
    return browser


def reported(client: Client, language: str = "en") -> ServiceRequest:
    """Sand on a street, told with a name."""
    reporter = Reporter(client, language).start("sand")
    reporter.say(where="250 W 4th St").say(words="The storm left a ridge of sand.")
    reporter.say(who="named", name="Ana Duarte", phone="480-555-0133").say(ok="on")
    request = ServiceRequest.objects.get(reference=reporter.reference)
    jobs.route(request_id=str(request.pk))
    return request


def test_a_report_is_received_due_and_closed_by_the_city_s_own_clock(
    ocotillo: time_machine.Traveller, client: Client
) -> None:
    request = reported(client)
    assert (request.day, request.due_on) == (
        date(2026, 11, 24),
        date(2026, 11, 30),
    )  # Thursday is Thanksgiving
    page = desk.public_page(request)
    for part in ("Ocotillo", "200 block of W 4th St", 'datetime="2026-11-24"'):
        assertContains(page, part)
    ocotillo.shift(5 * 3600)  # half past three in the morning there
    worker = browser_of(Role.WORKER)
    desk.send(
        worker,
        "change-state",
        request,
        state="closed",
        closed_reason="fixed",
        public_note="Swept at sunrise.",
    )
    page = desk.public_page(request)
    assertContains(page, "Swept at sunrise.")
    assertContains(page, 'datetime="2026-11-25"')
    assertContains(desk.page_of(worker, request), "3:30")


@pytest.mark.parametrize(("language", "title"), [("en", "Sand on the road"), ("es", "Arena en la calle")])
def test_the_pages_say_the_city_s_name_number_and_hours_in_both_languages(
    ocotillo: time_machine.Traveller, client: Client, language: str, title: str
) -> None:
    hours = {"en": "Monday to Thursday, 7 am to 6 pm", "es": "de lunes a jueves, de 7 a 18 h"}[language]
    page = client.get(f"/{language}/")
    for part in ("Ocotillo", "Arizona", "(480) 555-0100", hours):
        assertContains(page, part)
    assertNotContains(page, "Wilmington")
    assertContains(client.get(f"/{language}/report/", {"q": "sand" if language == "en" else "arena"}), title)
    assertContains(client.get("/mark.svg"), "#7a2e1d")


def test_the_privacy_page_is_the_city_s_own(ocotillo: time_machine.Traveller, client: Client) -> None:
    page = client.get("/es/privacy/")
    for part in ("7, Privacidad", "1 de febrero de 2025", "Ley de Documentos Públicos de Arizona"):
        assertContains(page, part)


def test_its_own_neighbours_are_told_apart(ocotillo: time_machine.Traveller, client: Client) -> None:
    reporter = Reporter(client).start("sand").say(where="12 Main St, Palo Seco")
    assertContains(reporter.page, "That is in Palo Seco, not Ocotillo", status_code=422)
    assertContains(reporter.page, "(480) 555-0190", status_code=422)


def test_its_call_takers_see_its_name(ocotillo: time_machine.Traveller, client: Client) -> None:
    assertRedirects(client.get("/favicon.ico"), "/mark.svg")
    caller = browser_of(Role.CALL_TAKER)
    page = caller.get("/en/staff/", follow=True)
    assert page.status_code == 200
    assertContains(page, "Ocotillo")
