"""The photos of a request on a page, each with the words that say which of them it is."""

import base64
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonhall.service_requests import pictures
from commonhall.service_requests.models import Photo, ServiceRequest
from commonhall.vault.sealing import CannotOpen


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A photo as a page shows it: where it comes from, and what it is called."""

    url: str
    alt: str
    photo: Photo | None = None  # None: of a draft


def of(request: ServiceRequest) -> list[Photo]:
    """All photos of a request, in the reporter's order."""
    return list(request.photos.order_by("place"))


def for_staff(request: ServiceRequest, photos: Collection[Photo]) -> list[Picture]:
    """As staff see them: the photos themselves."""
    return shown(
        photos, lambda photo: reverse("service_requests:work-photo", args=[request.reference, photo.pk])
    )


def released(request: ServiceRequest) -> list[Picture]:
    """As everyone sees them."""
    photos = [photo for photo in of(request) if photo.is_released]
    return shown(
        photos, lambda photo: reverse("service_requests:public-photo", args=[request.reference, photo.pk])
    )


def shown(photos: Collection[Photo], address: Callable[[Photo], str]) -> list[Picture]:
    """These photos of one request. `address`: where each is had."""
    return [
        Picture(url=address(photo), alt=name(number, len(photos)), photo=photo)
        for number, photo in enumerate(photos, 1)
    ]


def shown_small(jpegs: Collection[bytes]) -> list[Picture]:
    """The photos of a draft, small, and within the page itself: nothing of a draft lies on the server."""
    return [
        Picture(url=_data_url(pictures.glance(jpeg)), alt=name(number, len(jpegs)))
        for number, jpeg in enumerate(jpegs, 1)
    ]


def name(number: int, of: int) -> str:
    """What one of several photos is called."""
    if of == 1:
        return _("Photo of what was reported")
    return _("Photo %(number)d of %(of)d") % {"number": number, "of": of}


def answer(read: Callable[[], bytes]) -> HttpResponse:
    """The JPEG that `read` gives; 404 when it was erased."""
    try:
        return HttpResponse(read(), content_type="image/jpeg", headers={"Cache-Control": "no-store"})
    except (CannotOpen, FileNotFoundError):
        raise Http404 from None


def _data_url(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()
