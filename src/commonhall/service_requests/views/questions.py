"""The questions of a service, on screens: one added or changed at a time, moved, and asked no more."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonhall.service_requests import questions
from commonhall.service_requests.catalogue.editing import Step
from commonhall.service_requests.models import Service
from commonhall.service_requests.question_forms import QuestionForm
from commonhall.service_requests.questions import Question
from commonhall.staff.roles import EDITS_CATALOGUE
from commonhall.staff.walls import needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*EDITS_CATALOGUE)
def new_question(request: HttpRequest, service: str) -> HttpResponse:
    """Add a question, the last one."""
    return _edit(request, get_object_or_404(Service, pk=service), None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*EDITS_CATALOGUE)
def question(request: HttpRequest, service: str, question: str) -> HttpResponse:
    """Change a question. Requests that answered it keep it as it was asked."""
    found = get_object_or_404(Service, pk=service)
    return _edit(request, found, _question(found, question))


@require_POST
@needs(*EDITS_CATALOGUE)
def move_question(request: HttpRequest, service: str, question: str) -> HttpResponseBase:
    """Move it up or down."""
    found = get_object_or_404(Service, pk=service)
    questions.move(found, question, by=Step.named(request.POST.get("to", "")).by)
    return redirect("service_requests:service", found.pk)


@require_POST
@needs(*EDITS_CATALOGUE)
def remove_question(request: HttpRequest, service: str, question: str) -> HttpResponseBase:
    """Ask it no more."""
    found = get_object_or_404(Service, pk=service)
    questions.remove(found, _question(found, question).code)
    messages.success(request, _("It is not asked any more. Requests that answered it keep it."))
    return redirect("service_requests:service", found.pk)


def _question(service: Service, code: str) -> Question:
    for each in questions.of(questions.current(service.pk)):
        if each.code == code:
            return each
    raise Http404


def _edit(request: HttpRequest, service: Service, before: Question | None) -> HttpResponse:
    form = QuestionForm(request.POST or None, before=before)
    is_sent = request.method == "POST" and "more" not in request.POST
    if is_sent and form.is_valid():
        try:
            questions.put(service, form.question(), instead_of=before.code if before else "")
        except questions.CodeIsTaken as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("The question is saved. It is asked from now on."))
            return redirect("service_requests:service", service.pk)
    page = {"form": form, "service": service, "question": before, "shows_mistakes": is_sent}
    return render(
        request,
        "service_requests/catalogue/question.html",
        page,
        status=422 if is_sent and form.errors else 200,
    )
