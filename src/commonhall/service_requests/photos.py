"""Photos: taken in without what a camera writes into them, kept sealed, and moved to files when their day is over.

A photo lies in its row while its period runs: a file would tell by its times and its place in the folder when it
came. The settle that ends the period writes the day's photos out in random order, with the day as their time.
"""

import io
import os
import random
import struct
import zlib
from datetime import date, timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import ExifTags, Image

from commonhall import calendar
from commonhall.errors import Refused
from commonhall.service_requests import words
from commonhall.service_requests.models import Photo
from commonhall.vault import settle

MOST_UPLOADED = 15 * 1024 * 1024
MOST_KEPT = 300_000
MOST_PIXELS = 50_000_000
_START_OF_SCAN = 0xDA
_SAYS_MORE = frozenset({*range(0xE1, 0xF0), 0xFE})  # APP1 to APP15 and comments; APP0 is JFIF's own
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_LONGEST = 1600
_SIZES = ((_LONGEST, 82), (_LONGEST, 68), (1280, 68), (1024, 60), (800, 55), (640, 50), (480, 40))
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow raises on files that are damaged or made to harm; found by changing bytes at random.
_UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    struct.error,
    zlib.error,
    OverflowError,
)


class NotAPhoto(Refused):
    """The file is no photo we can read, or too large a one."""


def prepare(upload: IO[bytes]) -> bytes:
    """A JPEG of at most 300 kB of the picture alone: turned upright, no place, time, camera or thumbnail in it.

    Raises NotAPhoto: not a JPEG, PNG, WebP or GIF by its content, cut short, over 15 MB or 50 megapixels.
    """
    raw = upload.read(MOST_UPLOADED + 1)
    if len(raw) > MOST_UPLOADED:
        raise NotAPhoto(_("That photo is larger than 15 MB. Send a smaller one, or go on without it."))
    too_large = NotAPhoto(
        _("That photo has more than 50 megapixels. Send a smaller one, or go on without it.")
    )
    try:
        with Image.open(io.BytesIO(raw), formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise too_large
            return _small_enough(_bare(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_large from None
    except _UNREADABLE:
        raise NotAPhoto(
            _("That file is not a photo we can read. Send a JPEG or PNG photo, up to 15 MB.")
        ) from None


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels alone, upright and no larger than is kept. What is transparent becomes white: under it may lie
    what somebody cut out."""
    turn = _turn(picture)
    wide, high = (max(1, side * _LONGEST // max(picture.size)) for side in picture.size)
    picture.draft(None, (wide, high))  # of a large JPEG it reads but a part
    if picture.mode.startswith("I"):  # 16 bits a pixel: convert() would clip them to white
        picture = picture.point(lambda value: value / 256).convert("L")
    picture = picture.convert("RGBA") if picture.has_transparency_data else picture
    picture = picture.convert("RGB") if picture.mode in {"P", "1"} else picture
    picture.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
    bare = Image.new("RGB", picture.size, "white")  # a new picture: convert() carries metadata along
    bare.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return bare.transpose(turn) if turn is not None else bare


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """How to turn it upright, by its Exif orientation; None where it is upright, or Exif is damaged."""
    try:
        return _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except _UNREADABLE:
        return None


def _small_enough(bare: Image.Image) -> bytes:
    jpeg = b""
    for longest, quality in _SIZES:
        bare.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        buffer = io.BytesIO()
        bare.save(buffer, "JPEG", quality=quality, optimize=True)
        jpeg = buffer.getvalue()
        if len(jpeg) <= MOST_KEPT:
            break
    return jpeg


def is_bare(jpeg: bytes) -> bool:
    """Whether a JPEG holds nothing but the picture: no Exif, comment, profile or thumbnail (ITU-T T.81, annex B)."""
    place = 2
    while jpeg[place : place + 1] == b"\xff" and (marker := jpeg[place + 1]) != _START_OF_SCAN:
        if marker in _SAYS_MORE:
            return False
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4])
    return jpeg[:2] == b"\xff\xd8" and jpeg[place : place + 2] == bytes((0xFF, _START_OF_SCAN))


def read(photo: Photo) -> bytes:
    """The JPEG of a photo, wherever it lies. Raises CannotOpen, and FileNotFoundError when its file is gone."""
    sealed = bytes(photo.sealed) if photo.sealed is not None else _path(photo.pk).read_bytes()
    return words.open_photo(photo, sealed)


def move_out(*, before: date) -> int:
    """Write the photos of ended days to files, shuffled; returns how many. Run twice, it acts once.

    A file that was written before a crash is written again under its name.
    """
    waiting = list(
        Photo.objects.using(settle.OWNER)
        .filter(day__lt=before, sealed__isnull=False)
        .values_list("pk", flat=True)
    )
    random.SystemRandom().shuffle(waiting)
    for each in waiting:
        with transaction.atomic(using=settle.OWNER):
            photo = Photo.objects.using(settle.OWNER).select_for_update().get(pk=each)
            if photo.sealed is not None:
                _write(_path(photo.pk), bytes(photo.sealed), photo.day)
                Photo.objects.using(settle.OWNER).filter(pk=each).update(sealed=None)
    return len(waiting)


def remove(photo: Photo) -> None:
    """Delete a photo and its file."""
    _path(photo.pk).unlink(missing_ok=True)
    photo.delete()


def _write(path: Path, sealed: bytes, day: date) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".part").open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    noon = (calendar.start_of(day) + timedelta(hours=12)).timestamp()
    os.utime(path.with_suffix(".part"), (noon, noon))
    path.with_suffix(".part").rename(path)
    folder = os.open(path.parent, os.O_RDONLY)  # the new name too: the row lets go of its copy next
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _path(photo: UUID) -> Path:
    folder: Path = settings.PHOTO_FOLDER
    return folder / photo.hex
