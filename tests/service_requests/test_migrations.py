"""What migrations do to rows that are there."""

import importlib

from django.apps import apps
from django.db import connections

from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.staff.models import Department
from tests.service_requests import making

NAMING = importlib.import_module("commonhall.service_requests.migrations.0009_where_it_was_sent")


def test_events_of_before_name_the_department_a_request_was_sent_to(fresh_database: str) -> None:
    making.catalogue_of_the_city()
    rows = [making.reported() for _ in range(3)]
    Event.objects.filter(kind=Event.Kind.ROUTED).update(department=None)
    with connections["owner"].schema_editor() as editor:
        NAMING.name_departments(apps, editor)
    Department.objects.create(code="parks", names={"en": "Parks"})
    ServiceRequest.objects.filter(pk=rows[0].pk).update(department="parks")
    routed = Event.objects.filter(kind=Event.Kind.ROUTED).values_list("department", flat=True)
    assert list(routed) == ["public-works"] * 3
    assert not Event.objects.exclude(kind=Event.Kind.ROUTED).filter(department__isnull=False).exists()
