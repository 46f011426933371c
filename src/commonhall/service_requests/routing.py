"""Which department works on a request."""

from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.vault import copying


def route(request: ServiceRequest) -> None:
    """Give an unsaved or locked request to the department that owns its service."""
    request.department = request.service.department


def note(request: ServiceRequest) -> Event:
    """The event, not saved, that says so. Nobody caused it: it carries the period and no time."""
    return copying.row(
        Event,
        request_id=request.pk,
        kind=Event.Kind.ROUTED,
        day=request.day,
        department_id=request.department_id,
    )
