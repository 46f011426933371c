"""What an administrator changes of the catalogue, piece by piece. Nothing is deleted: requests name it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.service_requests.catalogue.browsing import topics
from commonhall.service_requests.catalogue.entries import DepartmentEntry, ServiceEntry
from commonhall.service_requests.models import Service
from commonhall.staff.models import Department

_LOCK = 311_004  # one change of the catalogue at a time


class CodeIsTaken(Refused):
    """A new service or department with the code of another."""

    def __init__(self, code: str) -> None:
        super().__init__(_("The code %(code)s is taken. Write a different one.") % {"code": code})


class StillHasServices(Refused):
    """A department cannot stop while residents can choose what it does."""

    def __init__(self, services: Sequence[Service]) -> None:
        named = ", ".join(str(service) for service in services)
        super().__init__(
            _("It still does this: %(services)s. Give it to another department or stop offering it first.")
            % {"services": named}
        )


class DepartmentHasStopped(Refused):
    """A service cannot be offered while nobody takes its requests."""

    def __init__(self) -> None:
        super().__init__(
            _("Its department takes no requests. Choose another department for it, then offer it.")
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """How far something moves in its list: up by one, or down."""

    by: int

    @classmethod
    def named(cls, word: str) -> "Step":
        return cls(by=-1 if word == "up" else 1)


def add_service(entry: ServiceEntry) -> Service:
    """A new service, the last of its topic. Raises CodeIsTaken."""
    with alone():
        if Service.objects.filter(pk=entry.code).exists():
            raise CodeIsTaken(entry.code)
        service = Service.objects.create(**entry.columns, rank=Service.objects.count())
        _renumber(Service.objects.order_by("rank", "code"))
        return service


def change_service(entry: ServiceEntry) -> None:
    """Write what a service is now; its place and its questions stay."""
    with alone():
        Service.objects.filter(pk=entry.code).update(**entry.columns)
        _renumber(Service.objects.order_by("rank", "code"))


def offer(service: Service, *, is_offered: bool) -> None:
    """Let residents choose it, or not any more. Raises DepartmentHasStopped."""
    if is_offered and not service.department.is_active:
        raise DepartmentHasStopped
    Service.objects.filter(pk=service.pk).update(is_offered=is_offered)


def move_service(service: Service, step: Step) -> None:
    """Move it within its topic."""
    with alone():
        found = list(Service.objects.order_by("rank", "code"))
        same = [each for each in found if each.topic == service.topic]
        at, to = same.index(service), same.index(service) + step.by
        if 0 <= to < len(same):
            one, other = found.index(same[at]), found.index(same[to])
            found[one], found[other] = found[other], found[one]
            _renumber(found)


def move_topic(code: str, step: Step) -> None:
    """Move a whole topic before or behind its neighbor."""
    with alone():
        found = topics(Service.objects.order_by("rank", "code"))
        at = next((place for place, topic in enumerate(found) if topic.code == code), len(found))
        if at < len(found) and 0 <= at + step.by < len(found):
            found.insert(at + step.by, found.pop(at))
            _renumber([service for topic in found for service in topic.services])


def add_department(entry: DepartmentEntry) -> Department:
    """A new department, the last one. Raises CodeIsTaken."""
    with alone():
        if Department.objects.filter(pk=entry.code).exists():
            raise CodeIsTaken(entry.code)
        return Department.objects.create(**entry.columns, rank=Department.objects.count())


def change_department(entry: DepartmentEntry) -> None:
    """Write what a department is now; its place stays."""
    Department.objects.filter(pk=entry.code).update(**entry.columns)


def activate(department: Department, *, is_active: bool) -> None:
    """Let it take requests, or not any more: it keeps those it has. Raises StillHasServices."""
    with alone():
        still = list(department.services.filter(is_offered=True).order_by("rank"))
        if still and not is_active:
            raise StillHasServices(still)
        Department.objects.filter(pk=department.pk).update(is_active=is_active)


def move_department(department: Department, step: Step) -> None:
    """Move it in the list of departments."""
    with alone():
        found = list(Department.objects.order_by("rank", "code"))
        at = found.index(department)
        if 0 <= at + step.by < len(found):
            found.insert(at + step.by, found.pop(at))
            for rank, each in enumerate(found):
                each.rank = rank
            Department.objects.bulk_update(found, ["rank"])


def _renumber(services: Iterable[Service]) -> None:
    """Number them anew, each topic in one piece."""
    ordered = [service for topic in topics(services) for service in topic.services]
    for rank, service in enumerate(ordered):
        service.rank = rank
    Service.objects.bulk_update(ordered, ["rank"])


@contextmanager
def alone() -> Iterator[None]:
    """One transaction, and no other change of the catalogue beside it, whoever makes it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield
