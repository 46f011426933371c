"""Work orders on paper, and the keys of the console."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.service_requests import work
from commonhall.service_requests.models import KeysOff, ServiceRequest
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from tests.service_requests import making

MANY = "/en/staff/queue/work-orders/"
KEYS = "/en/staff/queue/keys/"


def test_a_work_order_holds_what_a_crew_needs_and_nothing_that_is_sealed(
    worker: Client, named: ServiceRequest, members: dict[Role, Member]
) -> None:
    work.publish(named.pk, "A crew comes on Tuesday.", by=members[Role.WORKER])
    work.note_internally(named.pk, "Ask at the back door.", by=members[Role.WORKER])
    page = worker.get(reverse("service_requests:work-order", args=[named.reference]))
    for said in ("Pothole", "1012 N Market St", "Deep hole beside my gate.", "A crew comes on Tuesday."):
        assertContains(page, said)
    for sealed in ("Rosa", "Marin", "555-0147", "rosa@", "back door"):
        assertNotContains(page, sealed)


def test_many_are_printed_one_a_sheet_and_only_ones_own(worker: Client, services: None) -> None:
    Department.objects.create(code="parks", names={"en": "Parks"})
    rows = [making.unsaved(), making.unsaved(), making.unsaved(department_id="parks")]
    ServiceRequest.objects.bulk_create(rows)
    page = worker.post(MANY, {"request": [row.reference for row in rows]})
    assert page.content.decode().count('<article class="work-order"') == 2
    assertNotContains(page, f"order-{rows[2].reference}")
    assert worker.post(MANY, {"request": ["nothing"]})["Location"] == "/en/staff/queue/"


def test_another_departments_request_is_not_printed(worker: Client, services: None) -> None:
    Department.objects.create(code="parks", names={"en": "Parks"})
    theirs = making.unsaved(department_id="parks")
    theirs.save(force_insert=True)
    page = worker.get(reverse("service_requests:work-order", args=[theirs.reference]))
    assert page.status_code == 404


def test_keys_are_on_until_a_member_switches_them_off_for_themselves(
    worker: Client, supervisor: Client, anonymous: ServiceRequest
) -> None:
    case = reverse("service_requests:work", args=[anonymous.reference])
    for page in ("/en/staff/queue/", case):
        assertContains(worker.get(page), "commonhall/js/keys")
    assertContains(worker.post(KEYS, {"keys": "off"}, follow=True), "The keys are off.")
    for page in ("/en/staff/queue/", case):
        assertNotContains(worker.get(page), "commonhall/js/keys")
        assertNotContains(worker.get(page), "<kbd>")
        assertContains(supervisor.get(page), "commonhall/js/keys")
    assertContains(worker.post(KEYS, {"keys": "on"}, follow=True), "The keys are on.")
    assert not KeysOff.objects.exists()


@pytest.mark.parametrize("key", ["J", "K", "X", "Enter", "A", "S", "T", "P", "M", "D", "C", "Esc", "?"])
def test_the_page_of_the_keys_names_each(worker: Client, key: str) -> None:
    assertContains(worker.get(KEYS), f"<kbd>{key}</kbd>")
