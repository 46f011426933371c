"""Erasing the person behind a request, with proof: what was there before, and that nothing of it is there after."""

from dataclasses import dataclass

from commonhall.errors import Refused
from commonhall.operations import traces
from commonhall.operations.traces import Found
from commonhall.people import contacts
from commonhall.people.models import Erased, Person, PersonKey
from commonhall.service_requests import references, words
from commonhall.service_requests.models import RequestKey, ServiceRequest
from commonhall.vault import settle

TOMBSTONE = "the tombstone that keeps them erased"


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """One line of the proof: what was looked for, and whether it was there before and after."""

    looked_for: str
    before: bool
    after: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Erasure:
    """The proof, how many requests of the person it covers, and what was found in all others."""

    proof: tuple[Proof, ...]
    own_requests: int
    others: Found

    @property
    def is_whole(self) -> bool:
        return not any(line.after for line in self.proof if line.looked_for != TOMBSTONE)


def person_of(reference: str) -> int:
    """Whose request this is. Raises Refused for a reference that is not there, or is anonymous."""
    request = ServiceRequest.objects.filter(reference=references.normal(reference)).first()
    link = words.contact_link(request) if request else None
    if link is None:
        raise Refused("There is no request with that reference that holds a contact.")
    return link.person


def erase(person: int) -> Erasure:
    """Erase the person, take the old rows off the disk, and prove it.

    Raises PersonIsGone; and TablesAreBusy when the person is erased, but old bytes are still on the disk.
    """
    record = contacts.open_record(person)
    old = Person.objects.get(pk=person)
    before = _what_is_there(old, record)
    contacts.erase(person)
    settle.clear(most_bytes=settle.MOST_BYTES_AT_NIGHT)  # else the key's bytes stay in pages and in the log
    after = _what_is_there(old, record)
    proof = (Proof(looked_for=each, before=before[each], after=after[each]) for each in before)
    return Erasure(
        proof=tuple(proof), own_requests=len(record.requests), others=traces.in_other_requests(record)
    )


def _what_is_there(old: Person, record: contacts.Record) -> dict[str, bool]:
    person, requests = old.pk, record.requests
    return {
        "the person's row": Person.objects.filter(pk=person).exists(),
        "the person's key": PersonKey.objects.filter(pk=person).exists(),
        "the keys of their requests' words, notes and photos": RequestKey.objects.filter(
            pk__in=requests
        ).exists(),
        "staff open the contact": _staff_open(person),
        "name, phone or e-mail in what opens of their requests": traces.in_own_requests(record),
        TOMBSTONE: Erased.objects.filter(pk=person).exists(),
        "the old bytes of the person's row open": contacts.opens(old),
    }


def _staff_open(person: int) -> bool:
    try:
        contacts.open_record(person)
    except contacts.PersonIsGone:
        return False
    return True
