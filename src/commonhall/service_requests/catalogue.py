"""The catalogue: departments and services, read from a city's folder, and found by everyday words."""

import tomllib
from pathlib import Path

from django.db import transaction
from rapidfuzz import fuzz

from commonhall.service_requests.models import Service
from commonhall.staff.models import Department

_ENOUGH = 80


def load(folder: Path) -> int:
    """Take in `departments.toml` and `services.toml`; returns how many services are offered. Run twice, it acts once.

    A service that is no longer in the file stays for the requests that name it, but is not offered.
    """
    departments = tomllib.loads((folder / "departments.toml").read_text())["department"]
    services = tomllib.loads((folder / "services.toml").read_text())["service"]
    with transaction.atomic():
        for department in departments:
            Department.objects.update_or_create(
                code=department["code"], defaults={"names": department["name"]}
            )
        for rank, service in enumerate(services):
            Service.objects.update_or_create(code=service["code"], defaults=_columns(service, rank))
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
    texts = [str(service), *service.keywords.get("en", []), *service.keywords.get("es", [])]
    return max(
        fuzz.partial_ratio(wanted, text.lower()) if len(wanted) > 2 else 100 * (wanted in text.lower())
        for text in texts
    )


def _columns(service: dict[str, object], rank: int) -> dict[str, object]:
    return {
        "names": service["name"],
        "descriptions": service["description"],
        "keywords": service["keywords"],
        "usual_times": service["usual_time"],
        "urgent_notes": service.get("urgent_note", {}),
        "groups": service["group"],
        "target_working_days": service.get("target_working_days"),
        "is_home": service.get("is_home", False),
        "department_id": service["department"],
        "is_offered": True,
        "rank": rank,
    }
