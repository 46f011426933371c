"""Services and departments: what everybody reads, also for programs."""

from django.http import HttpRequest
from ninja import Router

from commonhall.api import shapes
from commonhall.api.bearer import Bearer
from commonhall.api.problems import ANSWERS
from commonhall.service_requests import catalogue
from commonhall.staff.models import Department

router = Router(tags=["catalogue"], auth=Bearer(for_programs=True))


@router.get("/services", response={200: list[shapes.Service], **ANSWERS})
def services(request: HttpRequest) -> list[shapes.Service]:
    """All that can be reported."""
    return [
        shapes.Service(
            code=each.pk,
            name=str(each),
            description=each.description,
            topic=each.in_language(each.groups),
            department=each.department_id,
        )
        for each in catalogue.offered()
    ]


@router.get("/departments", response={200: list[shapes.Department], **ANSWERS})
def departments(request: HttpRequest) -> list[shapes.Department]:
    """Who works on it."""
    return [
        shapes.Department(code=each.pk, name=str(each), phone=each.phone, is_active=each.is_active)
        for each in Department.objects.order_by("rank", "code")
    ]
