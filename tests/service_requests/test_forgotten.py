"""A draft that its writer had forgotten gives nothing back."""

from uuid import uuid4

from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from commonhall.service_requests.draft import LIFETIME, Draft
from commonhall.service_requests.forgotten import Memory
from commonhall.service_requests.models import ServiceRequest
from tests.service_requests.reporting import Reporter


def written(reporter: Reporter) -> dict[str, str]:
    """What the check page would send."""
    reporter.start().say(where="1012 N Market St").say(words="Deep by the gate.")
    reporter.say(who="named", phone="302-555-0147")
    return {"draft": reporter.hidden("draft"), "step": "check"}


def test_a_forgotten_draft_is_neither_shown_nor_stored(reporter: Reporter, client: Client) -> None:
    sent = written(reporter)
    assertContains(client.post("/en/report/", sent | {"change": "details"}), "Deep by the gate.")
    answer = client.post("/en/report/", sent | {"forget": "1"})
    assertRedirects(answer, "/en/report/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'  # the map's pieces tell where somebody looked
    for again in ({}, {"change": "details"}, {"strip": "1"}):
        page = client.post("/en/report/", sent | again)
        assertContains(page, "This report was forgotten", status_code=410)
        assertNotContains(page, "0147", status_code=410)
        assertNotContains(page, "Deep by the gate", status_code=410)
    assert not ServiceRequest.objects.exists()


def test_of_one_that_was_sent_all_the_same_that_is_said_and_no_more(
    reporter: Reporter, client: Client
) -> None:
    """Its answer was lost on the way, and the page with the button was still there."""
    sent = written(reporter)
    client.post("/en/report/", sent)
    client.post("/en/report/", sent | {"forget": "1"})
    page = client.post("/en/report/", sent)
    assertContains(page, "This report was sent")
    assertNotContains(page, "/en/follow/")
    assertNotContains(page, "0147")


def test_it_is_said_in_spanish(reporter: Reporter, client: Client) -> None:
    sent = written(reporter)
    client.post("/es/report/", sent | {"forget": "1"})
    assertContains(client.post("/es/report/", sent), "Este reporte se olvidó", status_code=410)


def test_every_step_has_the_button_without_a_script(reporter: Reporter) -> None:
    page = reporter.start().page
    assertContains(page, '<button class="like-link" name="forget" value="1"')


def test_another_report_goes_on(reporter: Reporter, client: Client) -> None:
    client.post("/en/report/", written(reporter) | {"forget": "1"})
    assertContains(client.post("/en/report/", written(reporter) | {"change": "details"}), "Deep by the gate.")


def test_all_that_the_tab_kept_is_forgotten_at_once_whatever_one_of_them_is(
    reporter: Reporter, client: Client
) -> None:
    first, second = written(reporter), written(reporter)
    drafts = [first["draft"], "cut sh", second["draft"]]
    assertRedirects(client.post("/en/report/", {"draft": drafts, "forget": "1"}), "/en/report/")
    for sent in (first, second):
        assertContains(client.post("/en/report/", sent), "This report was forgotten", status_code=410)


def test_the_key_comes_with_the_draft_and_stays_the_same(reporter: Reporter) -> None:
    key = Draft.from_token(reporter.start().hidden("draft")).browser_key
    assertContains(reporter.page, f'data-key="{key}"')
    assertContains(reporter.say(where="1012 N Market St").page, f'data-key="{key}"')
    assert Draft(service="pothole").browser_key != key


def test_it_is_remembered_as_long_as_a_draft_is_good_and_no_more_than_there_is_room_for() -> None:
    now = 0.0
    memory = Memory(clock=lambda: now, most=2)
    first, second, third = uuid4(), uuid4(), uuid4()
    memory.note(first)
    assert first in memory
    memory.note(second)
    memory.note(third)
    assert first not in memory
    assert second in memory
    assert len(memory) == 2
    now = LIFETIME.total_seconds()
    assert third not in memory
    assert len(memory) == 0
