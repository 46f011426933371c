"""Hiding faces and plates in a photo, and showing everyone what is left: a copy with spots put out.

The photo itself stays sealed for staff and the reporter as long as the request: the crew needs it, and a spot that was
put out by mistake comes back from it. Everyone gets the copy, where one was made, and never the photo under it.
"""

import json
import secrets
import struct
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from datetime import timedelta
from hashlib import blake2b

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.errors import Refused
from commonhall.service_requests import deeds, photo_files, photos, pictures, reading, words, work
from commonhall.service_requests.models import Event, Photo, ServiceRequest
from commonhall.service_requests.pictures import Spot
from commonhall.staff.models import Member
from commonhall.staff.roles import RELEASES_WORDS

MOST_SPOTS = 60
OPENING_LASTS = timedelta(minutes=10)  # as an opened contact is shown


class NotLookedAt(Refused):
    """Nobody said yet that they looked for faces and plates."""

    def __init__(self) -> None:
        super().__init__(_("Look for faces and plates first, then tick that you did."))


class LooksOtherwise(Refused):
    """The picture was changed since the page was opened: what was looked at is not what would be shown."""

    def __init__(self) -> None:
        super().__init__(_("Somebody changed this picture meanwhile. Look at it again."))


class EveryoneSeesIt(Refused):
    """A spot comes back only while nobody but staff sees the picture."""

    def __init__(self) -> None:
        super().__init__(_("Everyone sees this photo now. Take it back first."))


class EnoughSpots(Refused):
    """A picture with so many spots shows nothing any more."""

    def __init__(self) -> None:
        super().__init__(_("So many spots are hidden already. Keep this photo for staff."))


def spots(photo: Photo) -> tuple[Spot, ...]:
    """What is put out in the copy, in the order it was done. Raises CannotOpen, FileNotFoundError."""
    return _opened(photo)[0] if photo.copy else ()


def for_everyone(photo: Photo) -> bytes:
    """The JPEG that everyone gets, once it is released. Raises CannotOpen, FileNotFoundError."""
    return seen(photo)[1]


def seen(photo: Photo) -> tuple[tuple[Spot, ...], bytes]:
    """Both, opened once."""
    return _opened(photo) if photo.copy else ((), photos.read(photo))


def opened(photo: Photo, opening: str, *, by: Member) -> str:
    """Note that the member opened the page where they work on it; returns the id of that opening, for what follows.

    Each tap shows the picture anew. Six taps are one look of one member: noted as six, the list that the resident
    reads would tell of five that nobody took. So what names an opening that this member has just had of this photo is
    part of it; what names none, another's, one of another photo or one that is over is a look, and noted.
    """
    named = _opening(photo, opening)
    since = timezone.now() - OPENING_LASTS
    own = log.subjects_since(Entry.Kind.PHOTO_OPENED, actor=by.pk, since=since) if opening else ()
    if any(subject.opening == named for subject in own):
        return opening
    new = secrets.token_urlsafe(12)
    work.note_look(photo, by=by, opening=_opening(photo, new))
    return new


def look(photo: Photo, opening: str, *, by: Member) -> bytes:
    """What everyone gets, for a member who decides about it: by itself a look, as one at the photo is."""
    opened(photo, opening, by=by)
    return for_everyone(photo)


def mark_of(hidden: tuple[Spot, ...]) -> str:
    """By which a page says what it showed."""
    return blake2b(json.dumps([astuple(spot) for spot in hidden]).encode(), digest_size=8).hexdigest()


def hide(photo: Photo, spot: Spot, *, by: Member) -> None:
    """Put out one more spot, also of what everyone sees already. Raises EnoughSpots, CannotOpen, FileNotFoundError."""
    with _worked_on(photo, by) as (row, _request):
        hidden = spots(row)
        if spot in hidden:  # the same tap, sent again
            return
        if len(hidden) == MOST_SPOTS:
            raise EnoughSpots
        _keep(row, (*hidden, spot))


def undo(photo: Photo, *, showing: str, by: Member) -> None:
    """Let the last spot come back; `showing`: the `mark_of` the picture it was seen in. Raises EveryoneSeesIt.

    Raises LooksOtherwise where it was changed since, also by the same press sent before.
    """
    with _worked_on(photo, by) as (row, _request):
        if row.is_released:
            raise EveryoneSeesIt
        if mark_of(spots(row)) != showing:
            raise LooksOtherwise
        _keep(row, spots(row)[:-1])


def release(photo: Photo, *, is_looked_at: bool, showing: str, by: Member) -> None:
    """Show everyone the picture as it is now; `showing`: its `mark_of`. Raises NotLookedAt, LooksOtherwise."""
    with _worked_on(photo, by) as (row, request):
        if row.is_released:
            return
        if mark_of(spots(row)) != showing:
            raise LooksOtherwise
        if not is_looked_at:
            raise NotLookedAt
        _set_released(row, request, True, by)


def take_back(photo: Photo, *, by: Member) -> None:
    """Show it to nobody but staff and its reporter any more."""
    with _worked_on(photo, by) as (row, request):
        if row.is_released:
            _set_released(row, request, False, by)


def _set_released(photo: Photo, request: ServiceRequest, is_released: bool, by: Member) -> None:
    photo.is_released = is_released
    photo.save(update_fields=["is_released"])
    kind = Event.Kind.RELEASED if is_released else Event.Kind.TAKEN_BACK
    deeds.event(request, kind, by, photo=photo.place).save(force_insert=True)
    reading.keep_up(by, [request])


def _opening(photo: Photo, opening: str) -> str:
    return f"{opening} of {photo.pk}"


@contextmanager
def _worked_on(photo: Photo, by: Member) -> Iterator[tuple[Photo, ServiceRequest]]:
    if by.role not in RELEASES_WORDS:
        raise PermissionDenied(_("A supervisor releases words and photos."))
    with work.locked(photo.request_id, by) as request:
        row = Photo.objects.select_for_update(of=("self",)).select_related("request").get(pk=photo.pk)
        yield row, request


def _keep(photo: Photo, hidden: tuple[Spot, ...]) -> None:
    """Make the copy anew from the photo itself, under the name that it has: settle puts it in place of the old one."""
    head = json.dumps([astuple(spot) for spot in hidden]).encode()
    jpeg = pictures.put_out(photos.read(photo), hidden, most=photos.MOST_KEPT)
    photo.copy_sealed = words.seal_copy(photo, struct.pack("<I", len(head)) + head + jpeg)
    photo.copy = photo.copy or uuid.uuid4()
    photo.save(update_fields=["copy", "copy_sealed"])


def _opened(photo: Photo) -> tuple[tuple[Spot, ...], bytes]:
    assert photo.copy is not None
    sealed = bytes(photo.copy_sealed) if photo.copy_sealed is not None else photo_files.read(photo.copy)
    return in_copy(words.open_copy(photo, sealed))


def in_copy(plain: bytes) -> tuple[tuple[Spot, ...], bytes]:
    """What a copy holds once it is open: the spots that are put out, and the JPEG."""
    (length,) = struct.unpack_from("<I", plain)
    hidden = tuple(Spot(*each) for each in json.loads(plain[4 : 4 + length]))
    return hidden, plain[4 + length :]
