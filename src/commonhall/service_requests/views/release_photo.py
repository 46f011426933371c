"""One photo before everyone sees it: what tells about people is hidden by a tap, then it is released, or taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from commonhall.errors import Refused
from commonhall.service_requests import hiding, pictures, work
from commonhall.service_requests.models import Photo, ServiceRequest
from commonhall.service_requests.pictures import Spot
from commonhall.service_requests.views import gallery
from commonhall.service_requests.views.case import request_of
from commonhall.staff import walls
from commonhall.staff.models import Member
from commonhall.staff.roles import RELEASES_WORDS, SEES_REQUESTS
from commonhall.staff.walls import needs
from commonhall.vault.sealing import CannotOpen

# As wide as each is shown: a tap comes as pixels of what was shown. A style sheet shows the one that fits.
WIDTHS: Final = {"narrow": 288, "middle": 608, "wide": 880}
SIDES: Final = {
    "small": (30, gettext_lazy("Small: a plate down the street")),
    "middle": (70, gettext_lazy("Middle: a face, a plate near by")),
    "large": (160, gettext_lazy("Large: a window, a whole person")),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """The picture in one of its widths."""

    fits: str
    wide: int
    high: int


class NoSpot(Refused):
    """Neither a tap nor numbers came with it."""

    def __init__(self) -> None:
        super().__init__(
            _("Say where the spot is: how far from the left, and how far from the top, from 0 to 100.")
        )


@require_safe
@needs(*SEES_REQUESTS)
def photo(request: HttpRequest, reference: str, photo: UUID) -> HttpResponse:
    """A photo of a request, for those who may see the request; of a named one the look is logged."""
    wanted = _photo(request_of(request, reference), photo)
    return gallery.answer(lambda: work.open_photo(wanted, by=walls.member(request)))


@require_safe
@needs(*RELEASES_WORDS)
def as_released(request: HttpRequest, reference: str, photo: UUID) -> HttpResponse:
    """The picture as everyone would see it; part of the look of the page that it names, else a look as well."""
    wanted = _photo(request_of(request, reference), photo)
    opening = request.GET.get("opening", "")
    return gallery.answer(lambda: hiding.look(wanted, opening, by=walls.member(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*RELEASES_WORDS)
def decide(request: HttpRequest, reference: str, photo: UUID) -> HttpResponse:
    """The picture with what can be done about it; a tap or a button does it and comes back here."""
    found = request_of(request, reference)
    wanted = _photo(found, photo)
    try:
        if request.method == "POST":
            return _do(request, found, wanted)
        return _page(request, found, wanted)
    except (CannotOpen, FileNotFoundError):  # erased with its reporter
        messages.error(request, _("This photo was erased."))
        return redirect("service_requests:work", found.reference)


def _do(request: HttpRequest, found: ServiceRequest, photo: Photo) -> HttpResponse:
    try:
        _deed(request.POST)(photo, walls.member(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, found, photo, status=422)
    back = reverse("service_requests:decide-photo", args=[found.reference, photo.pk])
    kept = urlencode({"size": _size(request.POST), "opening": request.POST.get("opening", "")})
    return HttpResponseRedirect(f"{back}?{kept}#picture")


def _deed(sent: QueryDict) -> Callable[[Photo, Member], None]:
    showing = sent.get("showing", "")
    if "undo" in sent:
        return lambda photo, by: hiding.undo(photo, showing=showing, by=by)
    if "take_back" in sent:
        return lambda photo, by: hiding.take_back(photo, by=by)
    if "release" in sent:
        looked = "looked" in sent
        return lambda photo, by: hiding.release(photo, is_looked_at=looked, showing=showing, by=by)
    return lambda photo, by: hiding.hide(photo, _spot(sent, photo), by=by)


def _spot(sent: QueryDict, photo: Photo) -> Spot:
    """Where a tap went, or the numbers say. Enter at the picture itself comes as a tap into its corner: then these."""
    side = SIDES[_size(sent)][0]
    for shown in _widths(hiding.for_everyone(photo)):
        across, down = _number(sent, f"{shown.fits}.x"), _number(sent, f"{shown.fits}.y")
        if across or down:
            return Spot(_thousandth(across, shown.wide), _thousandth(down, shown.high), side)
    across, down = _number(sent, "across"), _number(sent, "down")
    if across is None or down is None:
        raise NoSpot
    return Spot(_thousandth(across, 100), _thousandth(down, 100), side)


def _number(sent: Mapping[str, str], name: str) -> int | None:
    written = sent.get(name, "")
    return int(written) if written.isdecimal() and len(written) < 6 else None


def _thousandth(value: int | None, of: int) -> int:
    return min(1000, round(1000 * (value or 0) / of))


def _size(asked: QueryDict) -> str:
    return size if (size := asked.get("size", "")) in SIDES else "middle"


def _widths(jpeg: bytes) -> list[Shown]:
    wide, high = pictures.size(jpeg)
    return [Shown(fits, most, max(1, round(high * most / wide))) for fits, most in WIDTHS.items()]


def _page(request: HttpRequest, found: ServiceRequest, photo: Photo, status: int = 200) -> HttpResponse:
    photos = gallery.of(found)
    photo.refresh_from_db()
    hidden, jpeg = hiding.seen(photo)
    sent = request.POST or request.GET
    page = {
        "opening": hiding.opened(photo, sent.get("opening", ""), by=walls.member(request)),
        "request_": found,
        "photo": photo,
        "name": gallery.name(photo.place, len(photos)),
        "others": [(each, gallery.name(each.place, len(photos))) for each in photos],
        "widths": _widths(jpeg),
        "hidden": len(hidden),
        "showing": hiding.mark_of(hidden),
        "sizes": [(size, label) for size, (_side, label) in SIDES.items()],
        "size": _size(sent),
        "across": request.POST.get("across", ""),
        "down": request.POST.get("down", ""),
    }
    return render(request, "service_requests/release_photo.html", page, status=status)


def _photo(found: ServiceRequest, photo: UUID) -> Photo:
    return get_object_or_404(Photo.objects.select_related("request"), pk=photo, request=found)
