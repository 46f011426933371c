"""The page on which staff write to who reported a request: as it will be read, and looked at while it is written."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonhall.errors import Refused
from commonhall.messaging import editor, message_templates
from commonhall.messaging.editor import Looked
from commonhall.messaging.models import Channel, TemplateVersion
from commonhall.service_requests import correspondence, once
from commonhall.service_requests.deed_forms import LetterForm
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.views import case
from commonhall.staff import walls
from commonhall.staff.roles import SEES_REQUESTS
from commonhall.staff.walls import needs
from commonhall.web.throttles import TooMany


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*SEES_REQUESTS)
def write(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Asks for the text; sent, it leaves, and stands in the time line. What it warns of is to be read before."""
    found = case.request_of(request, reference)
    if request.method != "POST":
        return _ask(request, found, LetterForm(initial={"waits": True}))
    if "fill" in request.POST:
        return _fill(request, found)
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _ask(request, found, form, status=422)
    looked = Looked()
    try:
        looked = _look(found, form.cleaned_data["text"], form.by_way)
        if looked.seen and request.POST.get("seen") != looked.seen:
            return _ask(request, found, form, looked, status=422)
        letter = form.letter(once.read(request.POST.get("once", ""), found.pk), _template(request))
        correspondence.write(found.pk, letter, by=walls.member(request))
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return _ask(request, found, form, Looked(cut=looked.cut), status=422)
    messages.success(request, _("It is on its way. Whether it left stands in the time line."))
    return redirect("service_requests:work", found.reference)


@require_POST
@needs(*SEES_REQUESTS)
def check(request: HttpRequest, reference: str) -> HttpResponseBase:
    """What stands against the text as far as it is written: the part of the page that says so. Nothing is kept."""
    found = case.request_of(request, reference)
    form, looked, later = LetterForm(request.POST), Looked(), False
    try:
        editor.LOOKS.check(request, about=str(walls.member(request).pk))
        if form.is_valid():
            looked = _look(found, form.cleaned_data["text"], form.by_way)
    except TooMany:
        later = True
    except Refused:  # nobody to write to any more: the page says so when it is sent
        pass
    return render(request, "messaging/check.html", {"looked": looked, "later": later})


def _fill(request: HttpRequest, found: ServiceRequest) -> HttpResponseBase:
    """The page with what the chosen template says; below what was written, unless that was another template's."""
    typed, sent_as = request.POST.get("text", ""), request.POST.get("channel", "")
    chosen, before = message_templates.version(request.POST.get("choose", "")), _template(request)
    try:
        text = correspondence.filled(found, chosen) if chosen else typed
        is_mine = typed.strip() and not (
            before and _lines(typed) == _lines(correspondence.filled(found, before))
        )
        if chosen and is_mine:
            text = f"{typed.rstrip()}\n\n{text}"
        looked = _look(found, text, Channel(sent_as) if sent_as in Channel else None)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("service_requests:work", found.reference)
    form = LetterForm(initial={"text": text, "waits": "waits" in request.POST, "channel": sent_as})
    return _ask(request, found, form, looked, template=chosen or before)


def _template(request: HttpRequest) -> TemplateVersion | None:
    return message_templates.version(request.POST.get("template", ""))


def _lines(text: str) -> list[str]:
    return text.split()


def _look(found: ServiceRequest, text: str, channel: Channel | None) -> Looked:
    return editor.look(correspondence.draft(found, text, channel)) if text.strip() else Looked()


def _ask(
    request: HttpRequest,
    found: ServiceRequest,
    form: LetterForm,
    looked: Looked | None = None,
    status: int = 200,
    template: TemplateVersion | None = None,
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
        "channels": correspondence.ways(found),
        "can_wait": correspondence.may_wait(found),
        "looked": looked or Looked(),
        "templates": message_templates.offered(),
        "template": template or _template(request),
    }
    return render(request, "service_requests/write.html", page, status=status)
