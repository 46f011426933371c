"""Requests for tests, made by intake, with less effort than the pages take."""

import uuid

from commonhall.people.contacts import Contact
from commonhall.places.lookup import Place
from commonhall.service_requests import intake, jobs
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import Service, ServiceRequest

PLACE = Place(
    street="N Market St", street_key="market", hundred=1000, number=1012, latitude=39.746, longitude=-75.547
)
ROSA = Contact(name="Rosa Marin", phone="+13025550147", email="rosa@example.com")


def reported(
    words: str = "Deep hole by the bus stop.",
    *,
    contact: Contact | None = None,
    photo: bytes = b"",
    service: str = "pothole",
) -> ServiceRequest:
    """A request as the office has it, at the department that owns its service."""
    report = Report(
        request=uuid.uuid4(),
        service=Service.objects.get(pk=service),
        place=PLACE,
        words=words,
        contact=contact,
        photo=photo,
    )
    request = intake.submit(report).request
    jobs.route(request_id=str(request.pk))
    request.refresh_from_db()
    return request
