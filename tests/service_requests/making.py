"""Requests for tests, made by intake, with less effort than the pages take."""

import uuid
from datetime import date

from django.conf import settings

from commonhall import calendar
from commonhall.people.contacts import Contact
from commonhall.places.lookup import Place
from commonhall.service_requests import catalogue, intake, jobs, references, words
from commonhall.service_requests.answers import Answers
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import Service, ServiceRequest

PLACE = Place(
    street="N Market St", street_key="market", hundred=1000, number=1012, latitude=39.746, longitude=-75.547
)
ROSA = Contact(name="Rosa Marin", phone="+13025550147", email="rosa@example.com")


def catalogue_of_the_city() -> None:
    """Departments and services, in a database of the test's own."""
    catalogue.load(settings.CITY.folder)


def reported(
    words: str = "Deep hole by the bus stop.",
    *,
    contact: Contact | None = None,
    person: int | None = None,
    photos: tuple[bytes, ...] = (),
    service: str = "pothole",
    answers: Answers | None = None,
) -> ServiceRequest:
    """A request as the office has it, at the department that owns its service."""
    report = Report(
        request=uuid.uuid4(),
        service=Service.objects.get(pk=service),
        place=PLACE,
        words=words,
        contact=contact,
        person=person,
        photos=photos,
        answers=answers,
    )
    request = intake.submit(report).request
    jobs.route(request_id=str(request.pk))
    request.refresh_from_db()
    return request


def unsaved(due_on: date | None = None, **more: object) -> ServiceRequest:
    """An anonymous request of today as intake stores it, not saved: for many at once."""
    request = ServiceRequest(
        pk=uuid.uuid4(),
        reference=references.new(),
        service_id=more.pop("service", "pothole"),
        is_anonymous=True,
        street=PLACE.street,
        hundred=PLACE.hundred,
        latitude=PLACE.latitude,
        longitude=PLACE.longitude,
        department_id=more.pop("department_id", "public-works"),
        day=calendar.today(),
        due_on=due_on,
        **more,
    )
    words.seal_stripped(request, "Deep hole.", PLACE.label)
    return request
