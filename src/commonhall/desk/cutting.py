"""Cutting a request loose from its caller, who stays anonymous: what is on the screen forgets them here and now.

Rules miss names, and after the cut nobody knows this one any more: so the caller's own name and home are taken out
first, by what the contact's fields said.
"""

from dataclasses import dataclass, field, replace

from django.http import QueryDict

from commonhall.holdings import oversharing
from commonhall.places import lookup
from commonhall.places.lookup import Place, PlaceNotFound
from commonhall.service_requests import official
from commonhall.service_requests.draft import Draft
from commonhall.service_requests.forms import ContactForm


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """What the screen knew of somebody until now."""

    language: str
    name: str = field(default="", repr=False)
    address: str = field(default="", repr=False)


def cut(draft: Draft, typed: QueryDict, caller: Caller, words: tuple[str, ...]) -> tuple[Draft, QueryDict]:
    """Draft and typed fields without the caller. `words`: the names of the fields that hold what was said."""
    loose = strip(typed, caller, words)
    place = draft.place
    if place and _is_home(place, caller.address):
        place = replace(place, number=None)
        loose["where"] = place.label
    for name in (*ContactForm.PARTS, "who", "q", "checked", "ok", "caller"):
        loose.pop(name, None)
    return replace(draft, is_anonymous=True, contact=None, place=place), loose


def strip(typed: QueryDict, caller: Caller, words: tuple[str, ...]) -> QueryDict:
    """Typed fields without the personal details that stand in words."""
    without = typed.copy()
    for name in words:
        if name in without:
            without.setlist(name, [_strip(text, caller) for text in without.getlist(name)])
    return without


def _strip(text: str, caller: Caller) -> str:
    return oversharing.remove(
        text,
        known=official.known(),
        contact_address=caller.address or None,
        names=(caller.name,),
        language=caller.language,
    ).text


def _is_home(place: Place, address: str) -> bool:
    """Whether the place is the house the caller said they live in."""
    try:
        home = lookup.resolve(address)
    except PlaceNotFound:
        return False
    return place.is_exact and home.key == place.key
