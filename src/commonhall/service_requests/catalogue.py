"""The catalogue: departments and services, read from a city's folder, and found by everyday words."""

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from rapidfuzz import fuzz

from commonhall.calendar import tables
from commonhall.calendar.tables import Table
from commonhall.service_requests.models import Service
from commonhall.staff.models import Department

DEPARTMENTS, SERVICES = "departments.toml", "services.toml"
MOST_WORKING_DAYS = 366
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ENOUGH = 80


def load(folder: Path) -> int:
    """Take in `departments.toml` and `services.toml`; returns how many services are offered. Run twice, it acts once.

    A service that is no longer in the file stays for the requests that name it, but is not offered.
    Raises BadFile with a sentence for each mistake; nothing has changed then.
    """
    departments = _departments(folder / DEPARTMENTS)
    services = _services(folder / SERVICES, {str(department["code"]) for department in departments})
    with transaction.atomic():
        for department in departments:
            Department.objects.update_or_create(code=department.pop("code"), defaults=department)
        for service in services:
            Service.objects.update_or_create(code=service["code"], defaults=service)
        Service.objects.exclude(code__in=[service["code"] for service in services]).update(is_offered=False)
    return len(services)


def offered() -> list[Service]:
    """The services residents can choose, in the city's order."""
    return list(Service.objects.filter(is_offered=True).select_related("department").order_by("rank"))


def search(typed: str, services: list[Service]) -> list[Service]:
    """The services whose name or keywords come close to what was typed, best first; all of them for nothing typed."""
    wanted = typed.strip().lower()
    if not wanted:
        return services
    scored = [(_closeness(wanted, service), service) for service in services]
    return [service for score, service in sorted(scored, key=lambda pair: -pair[0]) if score >= _ENOUGH]


def _closeness(wanted: str, service: Service) -> float:
    texts = [str(service), *(word for words in service.keywords.values() for word in words)]
    return max(
        fuzz.partial_ratio(wanted, text.lower()) if len(wanted) > 2 else 100 * (wanted in text.lower())
        for text in texts
    )


def _departments(path: Path) -> list[dict[str, object]]:
    file = tables.read(path)
    rows = file.tables("department")
    found: list[dict[str, object]] = []
    for row in rows:
        row.text("phone")  # for the pages that will name it
        found.append({"code": _code(row), "names": _texts(row, "name")})
    _note_twice(rows)
    file.finish()
    return found


def _services(path: Path, departments: Collection[str]) -> list[dict[str, object]]:
    file = tables.read(path)
    rows = file.tables("service")
    found = [_service(row, rank, departments) for rank, row in enumerate(rows)]
    _note_twice(rows)
    file.finish()
    return found


def _service(row: Table, rank: int, departments: Collection[str]) -> dict[str, object]:
    keywords = row.table("keywords")
    return {
        "code": _code(row),
        "names": _texts(row, "name"),
        "descriptions": _texts(row, "description"),
        "keywords": {language: keywords.words(language) for language in settings.CITY.languages},
        "usual_times": _texts(row, "usual_time"),
        "urgent_notes": _texts(row, "urgent_note") if "urgent_note" in row.values else {},
        "groups": _texts(row, "group"),
        "target_working_days": _working_days(row),
        "is_home": row.yes("is_home", default=False),
        "department_id": _department(row, departments),
        "is_offered": True,
        "rank": rank,
    }


def _texts(row: Table, key: str) -> dict[str, str]:
    return dict(row.texts(key, settings.CITY.languages).by_language)


def _code(row: Table) -> str:
    code = row.text("code")
    if code and (len(code) > 40 or not _CODE.fullmatch(code)):
        row.wrong("code", f"is {code}; write up to 40 small letters, figures and hyphens, like street-light")
    return code


def _department(row: Table, known: Collection[str]) -> str:
    code = row.text("department")
    if code and code not in known:
        row.wrong("department", f"is {code}, which {DEPARTMENTS} does not have; write a code from there")
    return code


def _working_days(row: Table) -> int | None:
    """None where the service has no target: then a request of it is never late."""
    if "target_working_days" not in row.values:
        return None
    days = row.whole_number("target_working_days")
    if days > MOST_WORKING_DAYS:
        row.wrong("target_working_days", f"is {days}; write {MOST_WORKING_DAYS} or fewer")
    return days


def _note_twice(rows: Iterable[Table]) -> None:
    seen: set[str] = set()
    for row in rows:
        code = str(row.values.get("code", ""))
        if code in seen:
            row.wrong("code", f"is {code} a second time; each code may stand once")
        seen.add(code)
