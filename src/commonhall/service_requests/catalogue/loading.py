"""Taking a whole catalogue in, from a city's folder or from files that an administrator sends."""

from pathlib import Path

from commonhall.service_requests import questions
from commonhall.service_requests.catalogue import editing, reading
from commonhall.service_requests.catalogue.entries import Entries
from commonhall.service_requests.models import Service
from commonhall.staff.models import Department


def load(folder: Path) -> int:
    """Take in `departments.toml` and `services.toml`; returns how many services are offered. Run twice, it acts once.

    Raises BadFile with a sentence for each mistake; nothing has changed then.
    """
    entries = reading.folder(folder)
    take_in(entries)
    return sum(entry.is_offered for entry in entries.services)


def take_in(entries: Entries) -> None:
    """Make the catalogue this one.

    What is not in it stays for the requests that name it, but is not offered, and takes no new ones.
    """
    with editing.alone():
        for rank, department in enumerate(entries.departments):
            Department.objects.update_or_create(
                code=department.code, defaults={**department.columns, "rank": rank}
            )
        for rank, entry in enumerate(entries.services):
            service, _is_new = Service.objects.update_or_create(
                code=entry.code, defaults={**entry.columns, "rank": rank}
            )
            questions.write(service, entry.questions)
        Service.objects.exclude(code__in=[entry.code for entry in entries.services]).update(is_offered=False)
        Department.objects.exclude(code__in=[entry.code for entry in entries.departments]).update(
            is_active=False
        )
