"""Departments, on screens: listed, added, changed, put in order, and stopped."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonhall.errors import Refused
from commonhall.service_requests.catalogue import editing
from commonhall.service_requests.catalogue.editing import Step
from commonhall.service_requests.catalogue.entries import DepartmentEntry
from commonhall.service_requests.catalogue_forms import DepartmentForm
from commonhall.staff.models import Department
from commonhall.staff.roles import EDITS_CATALOGUE
from commonhall.staff.walls import needs


@require_safe
@needs(*EDITS_CATALOGUE)
def departments(request: HttpRequest) -> HttpResponse:
    """All departments, in the city's order."""
    found = Department.objects.order_by("rank", "code").annotate(
        does=Count("services", filter=Q(services__is_offered=True))
    )
    return render(request, "service_requests/catalogue/departments.html", {"departments": found})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*EDITS_CATALOGUE)
def new_department(request: HttpRequest) -> HttpResponse:
    """Add a department."""
    form = DepartmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            editing.add_department(form.entry())
        except editing.CodeIsTaken as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("The department is added."))
            return redirect("service_requests:departments")
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*EDITS_CATALOGUE)
def department(request: HttpRequest, department: str) -> HttpResponse:
    """Change a department."""
    found = get_object_or_404(Department, pk=department)
    form = DepartmentForm(request.POST or None, before=DepartmentEntry.of(found))
    if request.method == "POST" and form.is_valid():
        editing.change_department(form.entry())
        messages.success(request, _("The department is changed."))
        return redirect("service_requests:departments")
    return _form(request, form, found)


@require_POST
@needs(*EDITS_CATALOGUE)
def activate(request: HttpRequest, department: str) -> HttpResponseBase:
    """Let a department take requests, or not any more."""
    found = get_object_or_404(Department, pk=department)
    is_active = request.POST.get("is_active") == "1"
    try:
        editing.activate(found, is_active=is_active)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("service_requests:department", found.pk)
    messages.success(request, _("It takes requests again.") if is_active else _("It takes no new requests."))
    return redirect("service_requests:departments")


@require_POST
@needs(*EDITS_CATALOGUE)
def move_department(request: HttpRequest, department: str) -> HttpResponseBase:
    """Move a department up or down."""
    found = get_object_or_404(Department, pk=department)
    editing.move_department(found, Step.named(request.POST.get("to", "")))
    return redirect("service_requests:departments")


def _form(request: HttpRequest, form: DepartmentForm, found: Department | None) -> HttpResponse:
    page = {"form": form, "department": found}
    return render(
        request, "service_requests/catalogue/department.html", page, status=422 if form.errors else 200
    )
