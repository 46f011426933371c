"""The catalogue as files: taken out, and brought in after one has seen what would change."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commonhall.calendar.tables import BadFile
from commonhall.service_requests.catalogue import entries, loading, reading, writing
from commonhall.service_requests.catalogue.reading import DEPARTMENTS, SERVICES, Files
from commonhall.staff.roles import EDITS_CATALOGUE
from commonhall.staff.walls import needs
from commonhall.web import uploads


@require_safe
@needs(*EDITS_CATALOGUE)
def files(request: HttpRequest) -> HttpResponse:
    """Where both files are taken out and brought in."""
    return render(request, "service_requests/catalogue/files.html")


@require_safe
@needs(*EDITS_CATALOGUE)
def download(request: HttpRequest, name: str) -> HttpResponse:
    """One of the two files, as a city's folder holds them."""
    written = writing.files(entries.stored())
    content = {DEPARTMENTS: written.departments, SERVICES: written.services}.get(name)
    if content is None:
        raise Http404
    return HttpResponse(
        content,
        content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
@needs(*EDITS_CATALOGUE)
def compare(request: HttpRequest) -> HttpResponse:
    """What the files that were sent would change; nothing is changed yet."""
    if refusal := uploads.refusal(request):
        return _mistakes(request, [refusal])
    now = writing.files(entries.stored())
    sent = Files(
        departments=_sent(request, "departments") or now.departments,
        services=_sent(request, "services") or now.services,
    )
    if sent == now and not request.FILES:
        return _mistakes(request, [_("Choose at least one of the two files.")])
    try:
        brought = reading.parse(sent)
    except BadFile as bad:
        return _mistakes(request, bad.mistakes)
    page = {
        "difference": entries.difference(entries.stored(), brought),
        "departments": sent.departments.decode(),
        "services": sent.services.decode(),
    }
    return render(request, "service_requests/catalogue/compare.html", page)


@require_POST
@needs(*EDITS_CATALOGUE)
def bring_in(request: HttpRequest) -> HttpResponseBase:
    """Make the catalogue what was shown."""
    sent = Files(
        departments=request.POST.get("departments", "").encode(),
        services=request.POST.get("services", "").encode(),
    )
    try:
        loading.take_in(reading.parse(sent))
    except BadFile as bad:
        return _mistakes(request, bad.mistakes)
    messages.success(request, _("The catalogue is what the files say."))
    return redirect("service_requests:catalogue")


def _sent(request: HttpRequest, name: str) -> bytes:
    upload = request.FILES.get(name)
    return upload.read() if upload else b""


def _mistakes(request: HttpRequest, mistakes: Sequence[str]) -> HttpResponse:
    return render(request, "service_requests/catalogue/files.html", {"mistakes": mistakes}, status=422)
