"""The catalogue as administrators have it: the list of services, and the page of one."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonhall.errors import Refused
from commonhall.service_requests import questions
from commonhall.service_requests.catalogue import editing, topics
from commonhall.service_requests.catalogue.editing import Step
from commonhall.service_requests.catalogue.entries import ServiceEntry
from commonhall.service_requests.catalogue_forms import ServiceForm
from commonhall.service_requests.models import Service
from commonhall.staff.roles import EDITS_CATALOGUE
from commonhall.staff.walls import needs


@require_safe
@needs(*EDITS_CATALOGUE)
def services(request: HttpRequest) -> HttpResponse:
    """All services by topic, in the order in which residents see them."""
    found = list(_all())
    asked = {code: len(row.questions) for code, row in questions.all_current().items()}
    page = {
        "topics": [
            (topic, [(service, asked.get(service.pk, 0)) for service in topic.services])
            for topic in topics(found)
        ],
        "offered": sum(service.is_offered for service in found),
        "stopped": sum(not service.is_offered for service in found),
    }
    return render(request, "service_requests/catalogue/services.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*EDITS_CATALOGUE)
def new_service(request: HttpRequest) -> HttpResponse:
    """Add a service; its questions are added on its page afterwards."""
    form = ServiceForm(request.POST or None, topics=topics(_all()))
    if request.method == "POST" and form.is_valid():
        try:
            service = editing.add_service(form.entry())
        except editing.CodeIsTaken as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("The service is added. Add the questions it needs."))
            return redirect("service_requests:service", service.pk)
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*EDITS_CATALOGUE)
def service(request: HttpRequest, service: str) -> HttpResponse:
    """Change a service; below it stand its questions."""
    found = get_object_or_404(_all(), pk=service)
    before = ServiceEntry.of(found, ())
    form = ServiceForm(request.POST or None, topics=topics(_all()), before=before)
    if request.method == "POST" and form.is_valid():
        editing.change_service(form.entry())
        messages.success(request, _("The service is changed."))
        return redirect("service_requests:service", found.pk)
    return _form(request, form, found)


@require_POST
@needs(*EDITS_CATALOGUE)
def offer(request: HttpRequest, service: str) -> HttpResponseBase:
    """Stop offering a service, or offer it again."""
    found = get_object_or_404(_all(), pk=service)
    is_offered = request.POST.get("is_offered") == "1"
    try:
        editing.offer(found, is_offered=is_offered)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("It is offered again.") if is_offered else _("It is not offered any more.")
        )
    return redirect("service_requests:service", found.pk)


@require_POST
@needs(*EDITS_CATALOGUE)
def move_service(request: HttpRequest, service: str) -> HttpResponseBase:
    """Move a service within its topic."""
    editing.move_service(get_object_or_404(_all(), pk=service), Step.named(request.POST.get("to", "")))
    return redirect("service_requests:catalogue")


@require_POST
@needs(*EDITS_CATALOGUE)
def move_topic(request: HttpRequest) -> HttpResponseBase:
    """Move a topic with all its services."""
    editing.move_topic(request.POST.get("topic", ""), Step.named(request.POST.get("to", "")))
    return redirect("service_requests:catalogue")


def _all() -> QuerySet[Service]:
    return Service.objects.select_related("department").order_by("rank", "code")


def _form(request: HttpRequest, form: ServiceForm, found: Service | None) -> HttpResponse:
    earlier = list(found.questionnaires.order_by("-version")) if found else []
    page = {
        "form": form,
        "service": found,
        "asked": questions.of(earlier[0]) if earlier else (),
        "earlier": [(row, questions.of(row)) for row in earlier[1:]],
        "since": earlier[0].day if earlier else None,
    }
    return render(
        request, "service_requests/catalogue/service.html", page, status=422 if form.errors else 200
    )
