"""Traces: what staff can read of requests, searched for somebody's name, phone number and e-mail address."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from commonhall.holdings import oversharing
from commonhall.people.contacts import Contact, Record
from commonhall.service_requests import answers, words
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.words import Said
from commonhall.vault.sealing import CannotOpen

_DIGITS_OF_A_PHONE = 10
_SHORTEST_PHONE = 7
_AT_A_TIME = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """How many requests were searched, and the references of those that tell of somebody."""

    searched: int
    telling: tuple[str, ...]


def in_own_requests(record: Record) -> bool:
    """Whether anything that opens of the person's own requests names them, in part too."""
    own = (
        ServiceRequest.objects.filter(pk__in=record.requests)
        .select_related("questionnaire")
        .prefetch_related("events", "rating")
    )
    return any(
        _reaches(record.contact, text) or oversharing.mentions(text, (record.contact.name,))
        for request in own
        for text in (*_texts(request), *_in_full(request))
    )


def in_other_requests(record: Record) -> Found:
    """Where other requests hold the whole name (it may be a namesake's), the phone number or the e-mail address.

    The words in full of other named requests stay shut: they are other people's.
    """
    others = (
        ServiceRequest.objects.exclude(pk__in=record.requests)
        .select_related("questionnaire")
        .prefetch_related("events", "rating")
    )
    searched, telling = 0, []
    for request in others.iterator(chunk_size=_AT_A_TIME):
        searched += 1
        if any(_reaches(record.contact, text) or _names(record.contact, text) for text in _texts(request)):
            telling.append(request.reference)
    return Found(searched=searched, telling=tuple(sorted(telling)))


def _texts(request: ServiceRequest) -> Iterator[str]:
    """What staff read without opening the contact. The place is no text: it comes from the list of streets."""
    yield words.stripped(request)
    yield request.public_words
    yield from (each.answer for each in answers.in_own_words(answers.stripped(request)))
    noted = [event for event in request.events.all() if event.internal_sealed is not None]
    said = _rated(request)
    key = words.own_key(request) if noted else None
    for event in noted:
        with suppress(CannotOpen):
            yield words.internal(event, key)
    if said:
        yield said.stripped
    yield from (event.public_note for event in request.events.all())


def _in_full(request: ServiceRequest) -> Iterator[str]:
    with suppress(CannotOpen):
        yield words.full(request)
        yield from (each.answer for each in answers.in_own_words(answers.full(request)))
        key = words.own_key(request)
        yield from (words.own_words(event, key) for event in request.events.all())
    if said := _rated(request):
        yield said.full


def _rated(request: ServiceRequest) -> Said | None:
    rating = getattr(request, "rating", None)
    with suppress(CannotOpen):
        return words.of_rating(rating, words.own_key(request)) if rating else None
    return None


def _names(contact: Contact, text: str) -> bool:
    name = " ".join(contact.name.split()).casefold()
    return bool(name) and name in " ".join(text.split()).casefold()


def _reaches(contact: Contact, text: str) -> bool:
    phone = _digits(contact.phone)[-_DIGITS_OF_A_PHONE:]
    if len(phone) >= _SHORTEST_PHONE and phone in _digits(text):
        return True
    return bool(contact.email) and contact.email.casefold() in text.casefold()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
