"""What the worker has done, does and has to do, for who operates the city; and whether any of it is behind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from inspect import iscoroutinefunction

from croniter import croniter
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from procrastinate.job_context import JobContext

from commonhall.errors import CommonhallError
from commonhall.operations.models import ClockedJob

GRACE = timedelta(minutes=10)  # a job is not late before
MOST_FAILED = 100
TITLES: dict[str, Promise] = {
    "vault.keep_indexes": _("Keep the search indexes small"),
    "service_requests.settle": _("Take order and time away from anonymous requests"),
    "service_requests.forget_marks": _("Forget old marks of reading"),
    "service_requests.open_data": _("Write the open data"),
    "service_requests.route": _("Give requests to their departments"),
    "operations.requeue_stalled": _("Bring back jobs of a worker that was killed"),
    "operations.lapse_exports": _("Note which exports lapsed"),
    "operations.retention": _("Delete what has passed its schedule"),
    "policy.verify": _("Look whether each promise is kept"),
    "webhooks.gather": _("Find what other programs have to be told"),
    "webhooks.deliver": _("Tell other programs"),
    "webhooks.forget": _("Forget what other programs were told"),
    "appointments.remind": _("Remind of appointments"),
    "messaging.deliver": _("Send what waits to be sent"),
    "messaging.read": _("Read what came in"),
    "people.watch": _("Watch looks at persons"),
    "people.watch_the_hour": _("Count the looks of the hour"),
    "staff.forget_expired": _("Forget sessions and links that are over"),
    "audit.chain": _("Chain the log of looks"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Clocked:
    """A job by the clock. `is_late`: the last time it was due, and GRACE after it, it was not done."""

    title: str | Promise
    done_at: datetime | None
    failed_at: datetime | None
    said: str
    is_late: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Queued:
    """The jobs of one kind that wait or run. `oldest`: since when the first of them waits."""

    title: str | Promise
    waiting: int
    running: int
    oldest: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    """A job that was given up."""

    id: int
    title: str | Promise
    at: datetime | None
    tries: int


def title(task: str) -> str | Promise:
    """What a job does, in words."""
    return TITLES.get(task, task)


def clocked(now: datetime) -> list[Clocked]:
    """Every job by the clock, as it was last. One query."""
    noted = {row.task: row for row in ClockedJob.objects.all()}
    found = []
    for name, cron in _by_the_clock().items():
        row = noted.get(name, ClockedJob())
        found.append(
            Clocked(
                title=title(name),
                done_at=row.done_at,
                failed_at=row.failed_at,
                said=row.said,
                is_late=row.done_at is not None and row.done_at < _due_before(cron, now - GRACE),
            )
        )
    return sorted(found, key=lambda each: (not each.is_late, str(each.title)))


def queued(now: datetime) -> list[Queued]:
    """What waits and what runs, by kind. One query."""
    counted = (
        ProcrastinateJob.objects.filter(status__in=["todo", "doing"])
        .values("task_name")
        .annotate(
            waiting=Count("pk", filter=_due(now), distinct=True),
            running=Count("pk", filter=Q(status="doing"), distinct=True),
            oldest=Min("procrastinateevent__at", filter=_due(now)),
        )
        .order_by("task_name")
    )
    return [
        Queued(
            title=title(row["task_name"]),
            waiting=row["waiting"],
            running=row["running"],
            oldest=row["oldest"],
        )
        for row in counted
        if row["waiting"] or row["running"]
    ]


def failed() -> list[Failed]:
    """What was given up, newest first. One query."""
    rows = (
        ProcrastinateJob.objects.filter(status="failed")
        .annotate(ended=Min("procrastinateevent__at", filter=Q(procrastinateevent__type="failed")))
        .order_by("-pk")[:MOST_FAILED]
    )
    return [Failed(id=row.pk, title=title(row.task_name), at=row.ended, tries=row.attempts) for row in rows]


def do_again(job: int) -> bool:
    """Put a failed job back into its queue; False where it is none any more."""
    if not ProcrastinateJob.objects.filter(pk=job, status="failed").exists():
        return False
    app.job_manager.retry_job_by_id(job, timezone.now())
    return True


def behind() -> str:
    """What is behind, in a sentence for `/readyz`; empty where nothing is."""
    now = timezone.now()
    oldest = ProcrastinateEvent.objects.filter(job__in=ProcrastinateJob.objects.filter(_due(now))).aggregate(
        oldest=Min("at")
    )["oldest"]
    if oldest and oldest < now - GRACE:
        return gettext("Jobs wait for more than ten minutes. Look whether `commonhall worker` runs.")
    late = sum(each.is_late for each in clocked(now))
    said = ngettext(
        "A job by the clock is late. /staff/jobs/ names it.",
        "%(count)d jobs by the clock are late. /staff/jobs/ names them.",
        late,
    )
    return said % {"count": late} if late else ""


def note(call_next: Callable[[], object], context: JobContext, worker: object) -> object:
    """Around each job of the worker: note of one by the clock when it was done, or when and why it failed."""
    name = context.job.task_name
    if not is_by_the_clock(name):
        return call_next()
    try:
        result = call_next()
    except Exception as error:
        said = str(error) if isinstance(error, CommonhallError) else type(error).__name__
        _note(name, failed_at=timezone.now(), said=said[:200])
        raise
    _note(name, done_at=timezone.now())
    return result


def is_by_the_clock(task: str) -> bool:
    """Whether the task of that name is due at times of its own, and runs in a thread."""
    return task in _by_the_clock()


def _by_the_clock() -> dict[str, str]:
    """When each is due, by its name. Without those in the worker's own loop, which may not wait for the database."""
    every = app.periodic_registry.periodic_tasks.values()
    return {each.task.name: each.cron for each in every if not iscoroutinefunction(each.task.func)}


def _note(task: str, **fields: object) -> None:
    ClockedJob.objects.update_or_create(pk=task, defaults=fields)


def _due(now: datetime) -> Q:
    return Q(status="todo") & (Q(scheduled_at=None) | Q(scheduled_at__lte=now))


def _due_before(cron: str, moment: datetime) -> datetime:
    """When it was due last before that moment; the worker counts in UTC."""
    due = croniter(cron, moment.astimezone(UTC)).get_prev(datetime)
    assert isinstance(due, datetime)
    return due
