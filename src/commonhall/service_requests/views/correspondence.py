"""The page on which staff write to who reported a request: as it will be read, and refused while it is written."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonhall.errors import Refused
from commonhall.service_requests import correspondence, once
from commonhall.service_requests.deed_forms import LetterForm
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.views import case
from commonhall.staff import walls
from commonhall.staff.roles import SEES_REQUESTS
from commonhall.staff.walls import needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*SEES_REQUESTS)
def write(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Asks for the text; sent, it leaves, and stands in the time line."""
    found = case.request_of(request, reference)
    if request.method != "POST":
        return _ask(request, found, LetterForm(initial={"waits": True}))
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _ask(request, found, form, status=422)
    try:
        letter = form.letter(once.read(request.POST.get("once", ""), found.pk))
        correspondence.write(found.pk, letter, by=walls.member(request))
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return _ask(request, found, form, status=422)
    messages.success(request, _("It is on its way. Whether it left stands in the time line."))
    return redirect("service_requests:work", found.reference)


def _ask(
    request: HttpRequest, found: ServiceRequest, form: LetterForm, status: int = 200
) -> HttpResponseBase:
    """A refused page draws a new id: what was sent by the old one may be on its way."""
    try:
        language = correspondence.language(found)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("service_requests:work", found.reference)
    page = {
        "request_": found,
        "form": form,
        "once": once.new(found.pk),
        "subject": correspondence.subject(found, language),
        "reads": language,
        "can_wait": correspondence.may_wait(found),
    }
    return render(request, "service_requests/write.html", page, status=status)
