"""The page on which staff note that who reported a request wants no more e-mails, texts or calls."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonhall.errors import Refused
from commonhall.service_requests import unwanted
from commonhall.service_requests.deed_forms import UnwantedForm
from commonhall.service_requests.views import case
from commonhall.staff import walls
from commonhall.staff.roles import SEES_REQUESTS
from commonhall.staff.walls import needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*SEES_REQUESTS)
def note(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Asks which; noted, it holds at once, for their number and address."""
    found = case.request_of(request, reference)
    form = UnwantedForm(request.POST or None)
    page = {"request_": found, "form": form}
    if request.method != "POST":
        return render(request, "service_requests/unwanted.html", page)
    if form.is_valid():
        try:
            unwanted.note(found.pk, form.chosen(), form.channel(), by=walls.member(request))
        except Refused as refusal:
            form.add_error("ways", str(refusal))
        else:
            messages.success(request, _("Noted. It holds from now on."))
            return redirect("service_requests:work", found.reference)
    return render(request, "service_requests/unwanted.html", page, status=422)
