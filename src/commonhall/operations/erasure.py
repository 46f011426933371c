"""Erasing the person behind a request, with proof: what was there before, and that nothing of it is there after."""

from dataclasses import dataclass

from commonhall.errors import Refused
from commonhall.people import contacts
from commonhall.people.models import Erased, Person, PersonKey
from commonhall.service_requests import references, words
from commonhall.service_requests.models import RequestKey, ServiceRequest
from commonhall.vault import settle


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """One line of the proof: what was looked for, and whether it was there before and after."""

    looked_for: str
    before: bool
    after: bool


def person_of(reference: str) -> int:
    """Whose request this is. Raises Refused for a reference that is not there, or is anonymous."""
    request = ServiceRequest.objects.filter(reference=references.normal(reference)).first()
    link = words.contact_link(request) if request else None
    if link is None:
        raise Refused("There is no request with that reference that holds a contact.")
    return link.person


def erase(person: int) -> tuple[Proof, ...]:
    """Erase the person, take the old rows off the disk, and prove it.

    Raises PersonIsGone; and TablesAreBusy when the person is erased, but old bytes are still on the disk.
    """
    old = Person.objects.filter(pk=person).first()
    record = contacts.open_record(person)
    before = _what_is_there(person, record)
    contacts.erase(person)
    settle.clear(most_bytes=settle.MOST_BYTES_AT_NIGHT)  # else the key's bytes stay in pages and in the log
    after = _what_is_there(person, record)
    assert old is not None
    proof = [
        Proof(looked_for=looked_for, before=before[looked_for], after=after[looked_for])
        for looked_for in before
    ]
    return (
        *proof,
        Proof(looked_for="the old bytes of the person's row open", before=True, after=contacts.opens(old)),
    )


def _what_is_there(person: int, record: contacts.Record) -> dict[str, bool]:
    requests = record.requests
    return {
        "the person's row": Person.objects.filter(pk=person).exists(),
        "the person's key": PersonKey.objects.filter(pk=person).exists(),
        "the keys of their requests' words and photos": RequestKey.objects.filter(pk__in=requests).exists(),
        "staff open the contact": _staff_open(person),
        "the tombstone that keeps them erased": Erased.objects.filter(pk=person).exists(),
    }


def _staff_open(person: int) -> bool:
    try:
        contacts.open_record(person)
    except contacts.PersonIsGone:
        return False
    return True
