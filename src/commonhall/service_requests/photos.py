"""Photos: taken in without what a camera writes into them, kept sealed, and moved to files when their day is over.

A photo lies in its row while its period runs: a file would tell by its times and its place in the folder when it
came. The settle that ends the period writes the day's photos out in random order, with the day as their time. So
does it with the copies that staff made of them for everyone.
"""

import random
from collections.abc import Sequence
from datetime import date
from typing import IO

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonhall.errors import Refused
from commonhall.service_requests import photo_files, pictures, words
from commonhall.service_requests.models import MOST_PHOTOS, Photo, ServiceRequest
from commonhall.vault import settle
from commonhall.vault.sealing import DataKey
from commonhall.web import uploads

MOST_KEPT = 300_000  # bytes of one photo
MOST_REPORTED = 5  # with one report
MOST_TOGETHER = 450_000  # of all photos of a report: they travel in its form from step to step


class NotAPhoto(Refused):
    """The file is no photo we can read, too large a one, or one too many at this moment."""


class EnoughPhotos(Refused):
    """The request has as many photos as one may have."""

    def __init__(self) -> None:
        super().__init__(
            ngettext(
                "There can be %(most)d photo. Nothing was added.",
                "There can be %(most)d photos, and there are so many already. Nothing was added.",
                MOST_PHOTOS,
            )
            % {"most": MOST_PHOTOS}
        )


def prepare(upload: IO[bytes], which: int = 1, *, sender: str = "") -> bytes:
    """A JPEG of at most 300 kB of the picture alone: turned upright, no place, time, camera or thumbnail in it.

    `which` of several it is, and the connection it came by. Raises NotAPhoto: not a JPEG, PNG, WebP, GIF, HEIC or AVIF
    by its content, cut short, over 15 MB or 64 megapixels (24 where it is no camera's); or no thread is left for it.
    """
    raw = upload.read(uploads.LARGEST_FILE + 1)
    if refusal := uploads.cannot_be_a_photo(raw[:12], len(raw), which):
        raise NotAPhoto(refusal)
    try:
        return pictures.encoded(pictures.bare(raw, sender=sender), most=MOST_KEPT)
    except pictures.NoSeat:
        why = _("Photo %(which)d was not read: many photos come at this moment. Add it again in a minute.")
    except pictures.TooManyPixels as claim:
        megapixels = claim.most // 1_000_000
        why = _("Photo %(which)d has more than %(most)d megapixels. Send a smaller one, or go on without it.")
        raise NotAPhoto(why % {"which": which, "most": megapixels}) from None
    except pictures.Unreadable:
        why = _("Photo %(which)d is not a photo we can read. Send a JPEG, PNG or HEIC photo, up to 15 MB.")
    raise NotAPhoto(why % {"which": which})


def fitting(jpegs: Sequence[bytes]) -> tuple[bytes, ...]:
    """The same photos, so small that they travel together: what is larger than its share is made smaller."""
    share = min(MOST_KEPT, MOST_TOGETHER // max(1, len(jpegs)))
    return tuple(pictures.smaller(jpeg, most=share) for jpeg in jpegs)


def rows(request: ServiceRequest, jpegs: Sequence[bytes], key: DataKey | None) -> list[Photo]:
    """The rows of the photos of a report that comes in, in their order, not saved.

    `key`: the request's own; None: the office's.
    """
    made = [Photo(request=request, day=request.day, place=place) for place in range(1, len(jpegs) + 1)]
    for row, jpeg in zip(made, jpegs, strict=True):
        row.sealed = words.seal_photo(row, jpeg, key)
    return made


def add(request: ServiceRequest, jpeg: bytes, key: DataKey, day: date) -> None:
    """Store one more photo of a named request, which the caller holds locked; `jpeg`: from `prepare`.

    Raises EnoughPhotos.
    """
    taken = set(Photo.objects.filter(request=request).values_list("place", flat=True))
    free = [place for place in range(1, MOST_PHOTOS + 1) if place not in taken]
    if not free:
        raise EnoughPhotos
    photo = Photo(request=request, day=day, place=free[0])
    photo.sealed = words.seal_photo(photo, jpeg, key)
    photo.save(force_insert=True)


def read(photo: Photo) -> bytes:
    """The JPEG of a photo, wherever it lies. Raises CannotOpen, and FileNotFoundError when its file is gone."""
    sealed = bytes(photo.sealed) if photo.sealed is not None else photo_files.read(photo.pk)
    return words.open_photo(photo, sealed)


def move_out(*, before: date) -> int:
    """Write the photos of ended days to files, shuffled; returns how many. Run twice, it acts once.

    A file that was written before a crash is written again under its name.
    """
    in_rows = Q(sealed__isnull=False) | Q(copy_sealed__isnull=False)
    waiting = list(
        Photo.objects.using(settle.OWNER).filter(in_rows, day__lt=before).values_list("pk", flat=True)
    )
    random.SystemRandom().shuffle(waiting)
    for each in waiting:
        with transaction.atomic(using=settle.OWNER):
            photo = Photo.objects.using(settle.OWNER).select_for_update().get(pk=each)
            if photo.sealed is not None:
                photo_files.write(photo.pk, bytes(photo.sealed), photo.day)
            if photo.copy is not None and photo.copy_sealed is not None:
                photo_files.write(photo.copy, bytes(photo.copy_sealed), photo.day)
            Photo.objects.using(settle.OWNER).filter(pk=each).update(sealed=None, copy_sealed=None)
    return len(waiting)


def remove(photo: Photo) -> None:
    """Delete a photo, the copy that was made of it, and the files of both."""
    photo_files.remove(photo.pk)
    if photo.copy is not None:
        photo_files.remove(photo.copy)
    photo.delete()
