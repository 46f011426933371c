"""People for tests, some of them easily taken for others."""

import uuid

from django.db import transaction

from commonhall.people import contacts, search
from commonhall.people.contacts import Contact
from commonhall.vault.blind import upkeep
from commonhall.vault.blind.rebuild import Rebuilt

FOLK = (
    Contact(name="Rosa Marin", phone="+13025550147", email="rosa.marin@example.com", address="417 Elm St"),
    Contact(name="John Smith", phone="+13025550100", address="1200 N Fourth Street, Apt 3, Wilton, DE 19801"),
    Contact(name="Jon Smyth", phone="+13025550101", email="jsmyth+311@example.org"),
    Contact(name="Robert O’Brien", email="bob@example.com", address="12 Du Pont Blvd"),
    Contact(name="José de la Cruz", phone="+525512345678"),
    Contact(name="Nguyễn Thị Hoa", address="77 Maple Ave"),
    Contact(name="Catherine McAllister", phone="+12155550188", address="2019 W 17th St"),
    Contact(name="Rosalind Marino", email="rmarino@example.net", address="419 Elm St"),
)


def kept() -> dict[str, int]:
    """All of them kept; their ids by name."""
    with transaction.atomic():
        return {contact.name: contacts.keep(contact, request=uuid.uuid4()) for contact in FOLK}


def index_made() -> Rebuilt:
    """The index, made anew."""
    return upkeep.make_anew(search.INDEX.name)


def names(typed: str) -> list[str]:
    """Who is found, best first."""
    return [fit.record.contact.name for fit in search.find(typed)]
