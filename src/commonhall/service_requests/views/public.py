"""What everyone may read of a request."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonhall import calendar
from commonhall.service_requests import hiding, me_too, merging, references, standing, timeline
from commonhall.service_requests.forms import ReferenceForm
from commonhall.service_requests.models import MOST_PHOTOS, Photo, ServiceRequest
from commonhall.service_requests.views import gallery
from commonhall.web.requests import private_page, unlogged
from commonhall.web.throttles import Limit, throttled

LOOKUPS = Limit(purpose="reference", most=30, seconds=60)
# A page brings all its photos with it. Nothing is guessed by them: a wrong reference counts below, and the id of a
# photo is 122 random bits.
_photos = Limit(purpose="public photo", most=LOOKUPS.most * MOST_PHOTOS, seconds=LOOKUPS.seconds)
# A wrong reference is a slip or a guess. One in a thousand is right where a city has a million requests.
_guesses = Limit(purpose="wrong reference", most=10, seconds=600)
_guesses_of_all = Limit(purpose="wrong reference", most=300, seconds=60, is_for_all=True)


@unlogged
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
@throttled(LOOKUPS)
def find(request: HttpRequest) -> HttpResponse:
    """From a reference as somebody typed it to its page; by POST, so that no log or history notes who looked."""
    if request.method != "POST":
        return render(request, "service_requests/find.html", {"form": ReferenceForm()})
    typed = request.POST.get("reference", "")
    if found := _looked_up(request, typed):
        return redirect("service_requests:public", found.reference)
    form = ReferenceForm(request.POST)
    if not typed.strip():
        return render(request, "service_requests/find.html", {"form": form}, status=422)
    form.errors.pop("reference", None)  # too long, or with a sign that cannot be kept: it is none of ours
    form.add_error(
        "reference",
        _("We have no request with that reference. It has six signs, like 4KT 7M2, without O, I or L."),
    )
    return render(request, "service_requests/find.html", {"form": form}, status=404)


@unlogged
@private_page
@require_safe
@throttled(LOOKUPS)
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """The public page of a request: service, block, state, day, public notes, and what staff released."""
    found, today = request_of(request, reference), calendar.today()
    events = timeline.events_of(found)
    page = {
        "request_": found,
        "stands": standing.of(found, events, today),
        "events": timeline.public(found, events),
        "first": merging.first_for_everyone(found, today),
        "pictures": gallery.released(found),
        "more_people": me_too.for_everyone([found.pk], today).get(found.pk, 0),
        "may_say_me_too": me_too.may_be_said(found, today),
    }
    return render(request, "service_requests/public.html", page)


@unlogged
@require_safe
@throttled(_photos)
def photo(request: HttpRequest, reference: str, photo: UUID) -> HttpResponse:
    """A photo that staff released: the copy, where spots of it are hidden."""
    of_it = Photo.objects.select_related("request").filter(is_released=True)
    found = get_object_or_404(of_it, pk=photo, request=request_of(request, reference))
    return gallery.answer(lambda: hiding.for_everyone(found))


def request_of(request: HttpRequest, reference: str) -> ServiceRequest:
    """The request with that reference, as somebody typed it; else 404. Raises TooMany after wrong ones."""
    if found := _looked_up(request, reference):
        return found
    raise Http404


def _looked_up(request: HttpRequest, typed: str) -> ServiceRequest | None:
    """What the reference names. Wrong ones are slowed harder, by connection and of all together.

    While somebody guesses, or many from many connections, what no list shows yet waits with the wrong ones, so that the
    answer tells nothing; what is listed is answered. Raises TooMany.
    """
    reference = references.normal(typed)
    if not reference:
        return None
    requests = ServiceRequest.objects.select_related("service", "department")
    found = requests.filter(reference=reference).first()
    if found is None or not found.is_listed(calendar.today()):
        _guesses.refuse(request)
        _guesses_of_all.refuse(request)
    if found is None:
        _guesses.check(request)
        _guesses_of_all.check(request)
    return found
