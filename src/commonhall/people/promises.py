"""Controls of persons' records: they are stored sealed, and staff find them.

Those of the search look for a few people, drawn anew each time, as a call taker would; nobody is shown anything.
"""

import time
from collections.abc import Callable, Iterator
from statistics import median

from django.utils.translation import gettext_lazy as _

from commonhall.evidence import Evidence, control
from commonhall.holdings import sampling
from commonhall.people import contacts, look_controls, search
from commonhall.people.contacts import Contact
from commonhall.people.models import Person
from commonhall.people.search.ranking import Fit
from commonhall.vault.blind.reader import IndexIsLost

__all__ = ["look_controls"]
SAMPLE = 200
LOOKED_FOR = 8
KEYSTROKE_SECONDS = 0.1  # what still feels at once: J. Nielsen, "Usability Engineering" (1993)
_SHORTEST_WITH_A_SLIP = 6


@control("311.optional", "encrypted")
def records_open_with_their_own_key_alone() -> Evidence:
    """A sample of records: each opens under the key of its person, so it was sealed under it."""
    rows = sampling.some(Person.objects.all(), SAMPLE)
    wrong = tuple(str(row) for row in rows if not contacts.opens(row))
    return Evidence(looked_at=_("sealed records of persons"), count=len(rows), wrong=wrong)


@control("311.search", "find")
def people_are_found_by_each_part_of_their_contact() -> Evidence:
    """By the name, phone number, e-mail and home address that each of them gave."""
    return _evidence(lambda contact, part: getattr(contact, part))


@control("311.search", "errors")
def people_are_found_with_a_slip() -> Evidence:
    """The same, with two neighbouring signs of each part swapped."""
    return _evidence(lambda contact, part: with_a_slip(getattr(contact, part)))


@control("311.search", "keystroke")
def people_are_found_in_the_time_of_a_keystroke() -> Evidence:
    """The middle one of some searches by name takes no longer than what feels at once."""
    seconds = []
    for _person, contact in _sample():
        if contact.name:
            began = time.perf_counter()
            _searched(contact.name)
            seconds.append(time.perf_counter() - began)
    slow = bool(seconds) and median(seconds) > KEYSTROKE_SECONDS
    wrong = (f"{1000 * median(seconds):.0f} ms",) if slow else ()
    return Evidence(looked_at=_("searches that were timed"), count=len(seconds), wrong=wrong)


def with_a_slip(written: str) -> str:
    """The words with two letters or figures swapped in the middle of the longest; as it is where that is short."""
    longest = max(written.partition("@")[0].split(), key=len, default="")
    if len(longest) < _SHORTEST_WITH_A_SLIP or not longest.lstrip("+").isalnum():
        return written
    middle = len(longest) // 2
    at = next((at for at in range(middle, len(longest)) if longest[at] != longest[at - 1]), middle)
    slipped = longest[: at - 1] + longest[at] + longest[at - 1] + longest[at + 1 :]
    return written.replace(longest, slipped, 1)


def _evidence(typed: Callable[[Contact, str], str]) -> Evidence:
    count, wrong = 0, []
    for person, contact in _sample():
        for part in contact.parts:
            count += 1
            if not _is_found(typed(contact, part), part, person, contact):
                wrong.append(f"person {person} by {part}")
    return Evidence(looked_at=_("people looked for as staff would"), count=count, wrong=tuple(wrong))


def _sample() -> Iterator[tuple[int, Contact]]:
    for person, record in contacts.records(sampling.some(Person.objects.all(), LOOKED_FOR, "pk")).items():
        yield person, record.contact


def _is_found(typed: str, part: str, person: int, contact: Contact) -> bool:
    """Whether the person comes up, or at least somebody of whom the same is known."""
    return any(
        fit.person == person or getattr(fit.record.contact, part) == getattr(contact, part)
        for fit in _searched(typed)
    )


def _searched(typed: str) -> list[Fit]:
    try:
        return search.find(typed)
    except IndexIsLost:
        return []
