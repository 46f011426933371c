"""The administrator's screen of jobs, and what `/readyz` warns of."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from time_machine import Traveller, travel

from commonhall.errors import NotNow
from commonhall.operations import job_board, logins, warnings
from commonhall.operations.models import ClockedJob
from commonhall.staff.roles import Role
from tests import cluster, running
from tests.operations import commands

SCREEN = "/en/staff/jobs/"
CHAIN = "audit.chain"


@pytest.fixture
def admin(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.ADMINISTRATOR)


def waits(task: str = CHAIN) -> int:
    return app.tasks[task].defer(timestamp=0)


def gives_up(job: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job])
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job])


def does(task: str, call: Callable[[], object] = lambda: None) -> object:
    """As the worker's middleware does around a job."""
    context = SimpleNamespace(job=SimpleNamespace(task_name=task))
    return job_board.note(call, context, None)  # type: ignore[arg-type]


def fails(error: Exception) -> Callable[[], object]:
    def call() -> object:
        raise error

    return call


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_else_gets_in(role: Role, browser_of: Callable[[Role], Client]) -> None:
    assert browser_of(role).get(SCREEN).status_code == 403
    assert browser_of(role).post(f"{SCREEN}1/again/").status_code == 403


def test_it_says_when_each_job_was_done_last_and_why_it_failed(admin: Client, noon: Traveller) -> None:
    does(CHAIN)
    with pytest.raises(NotNow):
        does("service_requests.settle", fails(NotNow("A table is in use.")))
    with pytest.raises(ValueError, match="Rosa"):
        does("policy.verify", fails(ValueError("Rosa Marin")))
    page = admin.get(SCREEN)
    assertContains(page, "Chain the log of looks")
    assertContains(page, "A table is in use.")
    assertContains(page, "ValueError")
    assertNotContains(page, "Rosa")
    assertNotContains(page, ">late<")


def test_a_job_that_was_not_done_when_it_was_due_is_late(admin: Client, noon: Traveller) -> None:
    does(CHAIN)
    does("service_requests.settle")
    noon.shift(timedelta(minutes=16))
    assertContains(admin.get(SCREEN), "<strong>late</strong>", count=1)
    assert "A job by the clock is late." in admin.get("/readyz").json()["warnings"]["jobs"]
    does(CHAIN)
    assertNotContains(admin.get(SCREEN), "<strong>late</strong>")
    assert "jobs" not in admin.get("/readyz").json()["warnings"]


def test_what_waits_is_counted_and_warned_of_when_nobody_does_it(admin: Client) -> None:
    for _ in range(3):
        app.tasks["service_requests.route"].defer(request_id="7d444840-9dc0-11d1-b245-5ffdce74fad2")
    page = admin.get(SCREEN)
    assertContains(page, "Give requests to their departments")
    assertContains(page, '<td class="num" data-label="Waiting">3</td>')
    assertNotContains(page, "7d444840")
    assert "jobs" not in admin.get("/readyz").json()["warnings"]
    job = waits()
    with connection.cursor() as cursor:  # begun, given back, begun: each leaves an event
        for _ in range(2):
            cursor.execute("UPDATE procrastinate_jobs SET status = 'todo' WHERE id = %s", [job])
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job])
    assert [(each.waiting, each.running) for each in job_board.queued(timezone.now())] == [(0, 1), (3, 0)]


def test_jobs_that_wait_too_long_are_warned_of(fresh_database: str, client: Client) -> None:
    waits()
    with cluster.server().connect(fresh_database) as superuser:
        superuser.execute("UPDATE procrastinate_events SET at = at - interval '11 minutes'")
    warned = client.get("/readyz")
    assert warned.status_code == 200
    assert "Look whether `commonhall worker` runs" in warned.json()["warnings"]["jobs"]


def test_what_was_given_up_is_done_again_once(admin: Client) -> None:
    job = waits()
    gives_up(job)
    assertContains(admin.get(SCREEN), "Do it again")
    assertRedirects(admin.get(f"{SCREEN}{job}/again/"), SCREEN)
    assert ProcrastinateJob.objects.get(pk=job).status == "failed"
    assertContains(admin.post(f"{SCREEN}{job}/again/", follow=True), "It is done again.")
    assert ProcrastinateJob.objects.get(pk=job).status == "todo"
    assertContains(admin.post(f"{SCREEN}{job}/again/", follow=True), "That job is not there any more")


def test_the_screen_asks_the_database_little(
    admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        app.tasks["service_requests.route"].defer(request_id="7d444840-9dc0-11d1-b245-5ffdce74fad2")
    with django_assert_max_num_queries(14):
        admin.get(SCREEN)


def test_every_job_by_the_clock_has_a_title() -> None:
    named = {periodic.task.name for periodic in app.periodic_registry.periodic_tasks.values()}
    assert named <= job_board.TITLES.keys()


def test_a_worker_notes_what_it_did(fresh_database: str) -> None:
    waits()
    process = commands.start(["worker"], commands.environment(fresh_database, login=logins.APPLICATION))
    running.until(lambda: ClockedJob.objects.filter(pk=CHAIN, done_at__isnull=False).exists())
    assert running.end(process) == 0


# What soon will be wrong


def test_a_disk_that_is_almost_full_is_warned_of(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = 100 * 1024**3
    for free, is_warned in ((3 * 1024**3, False), (1024**3, True)):
        usage = SimpleNamespace(total=total, free=free)
        monkeypatch.setattr(warnings.shutil, "disk_usage", lambda _folder, usage=usage: usage)
        answer = client.get("/readyz")
        assert answer.status_code == 200
        assert ("disk" in answer.json()["warnings"]) is is_warned


def test_clocks_that_differ_are_warned_of(client: Client, db: None) -> None:
    with travel(datetime.now(UTC) + timedelta(minutes=2)):
        assert "NTP" in client.get("/readyz").json()["warnings"]["clock"]
