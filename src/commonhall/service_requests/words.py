"""What residents wrote, sealed: in full under the request's own key, stripped under the office's."""

import json
from collections.abc import Buffer, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commonhall.people.contacts import Contact
from commonhall.service_requests.models import Event, Photo, Rating, RequestKey, ServiceRequest
from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose
from commonhall.vault.sealing import CannotOpen, DataKey, Wrapped

_PHOTO_BLOCK = 16 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactLink:
    """Whose a request is, and which parts of the contact are there; sealed in the request."""

    person: int
    parts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What a resident says later, in full and without personal details: staff read the second, like the words."""

    full: str
    stripped: str


def seal_stripped(request: ServiceRequest, stripped: str, place: str) -> None:
    """Put the words without personal details, and the exact place, into the request."""
    request.stripped_sealed = sealing.seal(
        Purpose.OFFICE, stripped.encode(), context=_context(request.pk, "stripped")
    )
    request.place_sealed = sealing.seal(Purpose.OFFICE, place.encode(), context=_context(request.pk, "place"))


def stripped(request: ServiceRequest) -> str:
    """The words without personal details, for staff."""
    return sealing.unseal(
        Purpose.OFFICE, request.stripped_sealed, context=_context(request.pk, "stripped")
    ).decode()


def among_others(request: ServiceRequest) -> str:
    """The same where several requests are shown at once; a text that nobody confirmed is read on its own page alone."""
    return _("Not read yet: open it to read the text.") if request.is_unconfirmed else stripped(request)


def seal_home(request: ServiceRequest, key: DataKey, place: str) -> None:
    """Put the exact place into a named request whose service is about a home: under its own key."""
    request.place_sealed = key.seal(place.encode(), context=_context(request.pk, "place"))


def place(request: ServiceRequest) -> str:
    """The exact place, for staff; of a home the block alone, after the person was erased. Raises CannotOpen."""
    try:
        return place_with(request, None)
    except CannotOpen:
        if request.is_anonymous:
            raise
    key = own_key(request)
    return place_with(request, key) if key else request.block_label


def place_with(request: ServiceRequest, key: DataKey | None) -> str:
    """The exact place, by the office's key or, of a home, by the request's own. Raises CannotOpen."""
    context = _context(request.pk, "place")
    if key is not None:
        with suppress(CannotOpen):  # most places are the office's
            return key.unseal(request.place_sealed, context=context).decode()
    return sealing.unseal(Purpose.OFFICE, request.place_sealed, context=context).decode()


def seal_words(request: ServiceRequest, key: DataKey, words: str) -> None:
    """Put the words in full into a named request, under its own key."""
    request.words_sealed = key.seal(words.encode(), context=_context(request.pk, "words"))


def full(request: ServiceRequest) -> str:
    """The words of a named request in full. Raises CannotOpen when its key was deleted: the person is erased."""
    if request.words_sealed is None:
        raise CannotOpen(_context(request.pk, "words"))
    return full_with(request.pk, request.words_sealed, key_of(request.pk))


def full_with(request: UUID, sealed: Buffer, key: DataKey) -> str:
    """The same by a key that is at hand. Raises CannotOpen."""
    return key.unseal(sealed, context=_context(request, "words")).decode()


def seal_old_number(request: ServiceRequest, key: DataKey, number: str) -> None:
    """Put the number that it had in an earlier system into a named request, under its own key."""
    request.old_number_sealed = key.seal(number.encode(), context=_context(request.pk, "old number"))


def old_number(request: ServiceRequest) -> str:
    """Its number in an earlier system; empty where it came from none, and after the person was erased.

    Raises CannotOpen.
    """
    key = key_as_read(request) if request.old_number_sealed is not None else None
    if key is None or request.old_number_sealed is None:
        return ""
    return old_number_with(request.pk, request.old_number_sealed, key)


def old_number_with(request: UUID, sealed: Buffer, key: DataKey) -> str:
    """The same by a key that is at hand. Raises CannotOpen."""
    return key.unseal(sealed, context=_context(request, "old number")).decode()


def link(request: ServiceRequest, person: int, contact: Contact) -> None:
    """Note in the request, sealed, whose it is."""
    seal_link(request, ContactLink(person=person, parts=contact.parts))


def seal_link(request: ServiceRequest, link: ContactLink) -> None:
    """Put the link into the request. Sealed anew it is other bytes, also where it says the same."""
    plain = json.dumps(asdict(link)).encode()
    request.contact_sealed = sealing.seal(Purpose.LINK, plain, context=_context(request.pk, "contact"))


def is_erased(request: ServiceRequest) -> bool:
    """Whether somebody named reported it and was erased since: then the request's own key is gone."""
    return not request.is_anonymous and not RequestKey.objects.filter(pk=request.pk).exists()


def contact_link(request: ServiceRequest) -> ContactLink | None:
    """Whose a request is; None for an anonymous one."""
    if request.contact_sealed is None:
        return None
    plain = json.loads(
        sealing.unseal(Purpose.LINK, request.contact_sealed, context=_context(request.pk, "contact"))
    )
    return ContactLink(person=plain["person"], parts=tuple(plain["parts"]))


def seal_internal(event: Event, note: str) -> None:
    """Put an internal note into its event: under the key of a named request, else the office's."""
    seal_internal_under(event, note, own_key(event.request))


def seal_internal_under(event: Event, note: str, key: DataKey | None) -> None:
    """The same where the request's key is at hand; None: it has none."""
    context = f"service_requests.event:{event.pk}"
    event.internal_sealed = (
        key.seal(note.encode(), context=context)
        if key
        else sealing.seal(Purpose.OFFICE, note.encode(), context=context)
    )


def internal(event: Event, key: DataKey | None) -> str:
    """An internal note; empty where the event has none. `key`: the `own_key` of its request.

    Raises CannotOpen when that was deleted: the note was erased with the person.
    """
    if event.internal_sealed is None:
        return ""
    context = f"service_requests.event:{event.pk}"
    if key is not None:
        with suppress(CannotOpen):  # written while all notes were the office's
            return key.unseal(event.internal_sealed, context=context).decode()
    return sealing.unseal(Purpose.OFFICE, event.internal_sealed, context=context).decode()


def seal_own_words(event: Event, key: DataKey, said: Said) -> None:
    """Put what a resident adds into its event, both under the key of the request."""
    context = f"service_requests.event:{event.pk}"
    event.internal_sealed = key.seal(said.stripped.encode(), context=context)
    event.own_words_sealed = key.seal(said.full.encode(), context=f"{context}:own")


def own_words(event: Event, key: DataKey | None) -> str:
    """What a resident added, in full; empty where they wrote nothing. `key`: the `own_key` of the request.

    Raises CannotOpen when that was deleted.
    """
    if event.own_words_sealed is None:
        return ""
    context = f"service_requests.event:{event.pk}:own"
    if key is None:
        raise CannotOpen(context)
    return key.unseal(event.own_words_sealed, context=context).decode()


def added(events: Iterable[Event], key: DataKey | None) -> list[str]:
    """All that was added later, in full, in the order of these events. Raises CannotOpen as `own_words` does."""
    return [text for event in events if (text := own_words(event, key))]


def seal_rating(rating: Rating, key: DataKey, said: Said | None) -> None:
    """Put the words of a rating into it; None: it has none."""
    context = f"service_requests.rating:{rating.pk}"
    rating.words_sealed = key.seal(said.full.encode(), context=f"{context}:own") if said else None
    rating.stripped_sealed = key.seal(said.stripped.encode(), context=context) if said else None


def of_rating(rating: Rating, key: DataKey | None) -> Said | None:
    """The words of a rating; None where it has none. Raises CannotOpen when the request's key was deleted."""
    if rating.words_sealed is None or rating.stripped_sealed is None:
        return None
    context = f"service_requests.rating:{rating.pk}"
    if key is None:
        raise CannotOpen(context)
    return Said(
        full=key.unseal(rating.words_sealed, context=f"{context}:own").decode(),
        stripped=key.unseal(rating.stripped_sealed, context=context).decode(),
    )


def is_the_offices(event: Event) -> bool:
    """Whether its internal note opens without the key of its request."""
    try:
        return bool(internal(event, None))
    except CannotOpen:
        return False


def own_key(request: ServiceRequest) -> DataKey | None:
    """The key of a named request; None for an anonymous one, and when the person is erased."""
    try:
        return None if request.is_anonymous else key_of(request.pk)
    except CannotOpen:
        return None


def key_as_read(request: ServiceRequest) -> DataKey | None:
    """The same of a request read with its `key`, as that was then: for a page, which shows one moment."""
    row = getattr(request, "key", None)
    return unwrapped(row) if row else None


def new_key(request: UUID) -> tuple[DataKey, RequestKey]:
    """A key for a named request, and its row, not saved yet."""
    key = DataKey.new()
    wrapped = key.wrap(context=_context(request, "key"))
    return key, RequestKey(request_id=request, wrapped=wrapped.key, epoch=wrapped.epoch)


def key_of(request: UUID) -> DataKey:
    """The key of a named request. Raises CannotOpen when it was deleted."""
    return _key_in(RequestKey.objects.filter(pk=request), request)


def key_held(request: UUID) -> DataKey:
    """The same, its row locked: an erasure waits until what is sealed under it is stored."""
    return _key_in(RequestKey.objects.select_for_update().filter(pk=request), request)


def _key_in(rows: QuerySet[RequestKey], request: UUID) -> DataKey:
    row = rows.first()
    if row is None:
        raise CannotOpen(_context(request, "key"))
    return unwrapped(row)


def unwrapped(row: RequestKey) -> DataKey:
    """The key in its row. Raises CannotOpen."""
    return DataKey.unwrap(Wrapped(row.wrapped, row.epoch), context=_context(row.pk, "key"))


def seal_photo(photo: Photo, jpeg: bytes, key: DataKey | None) -> bytes:
    """A photo's bytes, sealed: under the request's key, or the office's where it is anonymous."""
    return _seal_of_photo(_whole_blocks(jpeg), key, f"service_requests.photo:{photo.pk}")


def open_photo(photo: Photo, sealed: bytes) -> bytes:
    """A photo's JPEG. Raises CannotOpen."""
    return open_photo_with(photo.pk, sealed, _key_of_photo(photo))


def open_photo_with(photo: UUID, sealed: Buffer, key: DataKey | None) -> bytes:
    """The same by the key of its request; None: the office's. Raises CannotOpen."""
    return _open_of_photo(sealed, key, f"service_requests.photo:{photo}")


def seal_copy(photo: Photo, copy: bytes) -> bytes:
    """The copy of a photo for everyone, sealed as the photo is: it may be taken back. Raises CannotOpen."""
    return _seal_of_photo(
        _whole_blocks(copy), _key_of_photo(photo), f"service_requests.photo:{photo.pk}:copy"
    )


def open_copy(photo: Photo, sealed: bytes) -> bytes:
    """What `seal_copy` sealed. Raises CannotOpen."""
    return open_copy_with(photo.pk, sealed, _key_of_photo(photo))


def open_copy_with(photo: UUID, sealed: Buffer, key: DataKey | None) -> bytes:
    """The same by the key of its request; None: the office's. Raises CannotOpen."""
    return _open_of_photo(sealed, key, f"service_requests.photo:{photo}:copy")


def _seal_of_photo(plain: bytes, key: DataKey | None, context: str) -> bytes:
    return key.seal(plain, context=context) if key else sealing.seal(Purpose.OFFICE, plain, context=context)


def _open_of_photo(sealed: Buffer, key: DataKey | None, context: str) -> bytes:
    plain = (
        key.unseal(sealed, context=context)
        if key
        else sealing.unseal(Purpose.OFFICE, sealed, context=context)
    )
    return plain.rstrip(b"\0")


def _key_of_photo(photo: Photo) -> DataKey | None:
    return None if photo.request.is_anonymous else key_of(photo.request_id)


def _whole_blocks(picture: bytes) -> bytes:
    """Filled up with zeros, which no JPEG ends with: its length in bytes would tell one photo from all others."""
    return picture + bytes(-len(picture) % _PHOTO_BLOCK)


def _context(request: UUID, part: str) -> str:
    return f"service_requests.servicerequest:{request}:{part}"
