"""Whether each sealed column of 311, and each file of a photo, opens: for the control of encryption."""

import random
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from commonhall.service_requests import answers, hiding, photos, words
from commonhall.service_requests.models import Event, Photo, Rating, RequestKey, ServiceRequest
from commonhall.vault.sealing import CannotOpen, DataKey

_MOST_LISTED = 10_000  # names; a folder is listed in an order of its own, from its beginning


def contact(row: ServiceRequest) -> bool:
    return _opens(lambda: words.contact_link(row))


def full_words(row: ServiceRequest) -> bool | None:
    return None if words.is_erased(row) else _opens(lambda: words.full(row))


def old_number(row: ServiceRequest) -> bool | None:
    """Of an erased person's request no key is left."""
    return None if words.is_erased(row) else _opens(lambda: words.old_number(row))


def stripped(row: ServiceRequest) -> bool:
    return _opens(lambda: words.stripped(row))


def full_answers(row: ServiceRequest) -> bool | None:
    return None if words.is_erased(row) else _opens(lambda: answers.full(row))


def stripped_answers(row: ServiceRequest) -> bool:
    return _opens(lambda: answers.stripped(row))


def place(row: ServiceRequest) -> bool | None:
    """Of an erased person's home no key is left; other places are the office's."""
    if words.is_erased(row):
        return True if words.place(row) != row.block_label else None
    return _opens(lambda: words.place(row))


def key(row: RequestKey) -> bool:
    return _opens(lambda: words.key_of(row.pk))


def internal_note(row: Event) -> bool | None:
    return _by_own_key(row.request, lambda key: words.internal(row, key))


def own_words(row: Event) -> bool | None:
    return _by_own_key(row.request, lambda key: words.own_words(row, key))


def rating(row: Rating) -> bool | None:
    return _by_own_key(row.request, lambda key: words.of_rating(row, key))


def photo(row: Photo) -> bool:
    return _opens(lambda: photos.read(row))


def photo_copy(row: Photo) -> bool:
    return _opens(lambda: hiding.for_everyone(row))


def photo_files(most: int) -> Iterator[bool]:
    """Of a random few files of the photo folder, whether each is the sealed photo of a row, or its copy."""
    folder: Path = settings.PHOTO_FOLDER
    listed = list(islice(folder.iterdir(), _MOST_LISTED)) if folder.exists() else []
    for path in random.sample(listed, min(most, len(listed))):
        is_sealed = _is_a_photos(path)
        if is_sealed or path.exists():  # settle renames files, and an erasure takes them away
            yield is_sealed


def _is_a_photos(path: Path) -> bool:
    try:
        content, name = path.read_bytes(), UUID(path.stem)
        row = Photo.objects.select_related("request").get(Q(pk=name) | Q(copy=name))
    except (OSError, ValueError, Photo.DoesNotExist):
        return False
    is_copy = row.pk != name
    if path.suffix:  # being written, or left by a crash: the row still has all of it
        whole = row.copy_sealed if is_copy else row.sealed
        return whole is not None and bytes(whole).startswith(content)
    return _opens(lambda: (words.open_copy if is_copy else words.open_photo)(row, content))


def _by_own_key(request: ServiceRequest, attempt: Callable[[DataKey | None], object]) -> bool | None:
    """Whether it opens by the key of its request; None where it does not, since that went with the person."""
    opened = _opens(lambda: attempt(words.own_key(request)))
    return None if not opened and words.is_erased(request) else opened


def _opens(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (CannotOpen, FileNotFoundError):
        return False
    return True
