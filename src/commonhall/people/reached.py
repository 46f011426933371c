"""Who can be reached by a number that texts or calls come from: found as staff find people, shown to nobody."""

from commonhall.people import search
from commonhall.people.record import Record

INDEX = search.INDEX.name


def by_phone(number: str) -> dict[int, Record]:
    """The people who left this number (as `phones.dialable` writes it), now or with a request. Raises IndexIsLost."""
    fits = search.find(number, most=search.OPENED)
    return {
        fit.person: fit.record
        for fit in fits
        if any(contact.phone == number for contact in fit.record.contacts)
    }
