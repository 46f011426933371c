"""The worker does jobs, and brings back those of a worker that was killed."""

import signal
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import OperationalError, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

from commonhall.errors import NotNow
from commonhall.operations import logins, worker
from tests import cluster, running
from tests.operations import commands

CHAIN = "audit.chain"  # needs nobody's login but the application's
SETTLE = "service_requests.settle"  # needs the owner's


def defer(task: str) -> int:
    """Put a job of that task into its queue; returns its id."""
    return app.tasks[task].defer(timestamp=0)


def state(job_id: int) -> str | None:
    """The state of a job; None when it is done, and so deleted."""
    return ProcrastinateJob.objects.filter(pk=job_id).values_list("status", flat=True).first()


def requeue() -> None:
    """Run the job that looks for stalled ones, as the worker does."""
    defer("operations.requeue_stalled")
    with ThreadPoolExecutor() as elsewhere:  # browser tests leave an event loop in this thread
        elsewhere.submit(work_off, ["operations"]).result()
    assert not ProcrastinateJob.objects.filter(status="failed").exists()


def work_off(queues: list[str]) -> None:
    """Do what is in these queues."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()) as working:
        working.run_worker(queues=queues, wait=False, delete_jobs="successful", install_signal_handlers=False)


def stall(job_id: int) -> None:
    """Leave the job as a killed worker leaves it."""
    with cluster.server().connect(str(connection.settings_dict["NAME"])) as superuser:
        superuser.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job_id])


def test_it_does_a_job_and_deletes_it_and_ends_when_told(fresh_database: str) -> None:
    job = defer(CHAIN)
    process = commands.start(["worker"], commands.environment(fresh_database))
    running.until(lambda: state(job) is None)
    assert running.end(process) == 0


def test_told_to_end_during_a_job_that_takes_too_long_it_leaves_in_order(fresh_database: str) -> None:
    """As on a machine that is very busy: the job is begun again elsewhere, and nobody reads of a crash."""
    with psycopg.connect(cluster.url(logins.OWNER, fresh_database)) as holding:
        holding.execute("LOCK TABLE audit_entry")
        job = defer(CHAIN)
        process = commands.start(["worker"], commands.environment(fresh_database))
        running.until(lambda: state(job) == "doing")
        process.send_signal(signal.SIGTERM)
        _, complaint = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "left before a job was done" in complaint
    assert state(job) == "doing"  # a job of a silent worker; see below


@pytest.mark.parametrize("knows_the_owner", [True, False])
def test_it_keeps_tables_in_order_only_where_it_knows_the_owner(
    fresh_database: str, *, knows_the_owner: bool
) -> None:
    kept_in_order, ordinary = defer(SETTLE), defer(CHAIN)
    owner = {"COMMONHALL_OWNER_DATABASE_URL": cluster.url(logins.OWNER, fresh_database)}
    environment = commands.environment(fresh_database) | (owner if knows_the_owner else {})
    process = commands.start(["worker"], environment)
    running.until(lambda: state(ordinary) is None)
    if knows_the_owner:
        running.until(lambda: state(kept_in_order) is None)
    assert running.end(process) == 0
    assert state(kept_in_order) == (None if knows_the_owner else "todo")


def test_a_job_of_a_killed_worker_is_queued_again(fresh_database: str) -> None:
    stall(defer(SETTLE))
    requeue()
    # This job or, at the minute of the hour when settle is due anyway, the one that was queued then.
    assert list(ProcrastinateJob.objects.filter(task_name=SETTLE).values_list("status", flat=True)) == [
        "todo"
    ]


def test_a_stalled_job_whose_work_is_queued_again_already_is_dropped(fresh_database: str) -> None:
    stalled = defer(SETTLE)
    stall(stalled)
    queued = defer(SETTLE)
    requeue()
    assert state(stalled) is None
    assert state(queued) == "todo"


def test_a_job_of_a_worker_that_lives_is_left_alone(fresh_database: str) -> None:
    job = defer(SETTLE)
    with cluster.server().connect(fresh_database) as superuser:
        superuser.execute("SELECT procrastinate_register_worker_v1()")
        superuser.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = w.id FROM procrastinate_workers w"
            " WHERE procrastinate_jobs.id = %s",
            [job],
        )
    requeue()
    assert state(job) == "doing"


def test_a_job_that_lost_its_connection_is_one_to_be_tried_again() -> None:
    def lose_the_connection() -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with pytest.raises(NotNow):
        worker.later_without_a_database(lose_the_connection, None, None)
