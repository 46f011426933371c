"""From what a person types to a block of the city: candidates while typing, one place in the end."""

import math
from collections.abc import Iterable

from django.conf import settings

from commonhall.calendar.city import Town
from commonhall.places import gazetteer, refusals, streets, typed
from commonhall.places.gazetteer import Gazetteer, Match, Point, Street
from commonhall.places.place import Found, Place, block_label
from commonhall.places.refusals import PlaceNotFound
from commonhall.places.streets import StreetName
from commonhall.places.typed import Typed

__all__ = ["Found", "Place", "PlaceNotFound", "block_label", "find", "resolve", "resolve_among"]

LIMIT = 8  # candidates are read aloud, and shown on a telephone
NEXT_BLOCKS = 200  # a number this far off a known block was mistyped or is new
MEETING_METRES = 250.0  # the middles of two blocks that meet lie closer than this
CORNER_METRES = 60.0  # and those of the blocks on the other side of the corner hardly farther


def find(written: str, limit: int = LIMIT) -> list[Found]:
    """What may be meant by `written`, likeliest first, while it is still being typed; nothing is refused."""
    known = gazetteer.current()
    said = _read(written)
    if said is None or _town(said) or not known.by_key:
        return []
    if said.crosses is not None:
        return _offer(_crossings(known, said), limit)
    return _offer(_places(known.matches(said.street), said), limit)


def resolve(written: str) -> Place:
    """The one place that is meant by an address, a block, or the key of a candidate that was chosen.

    Raises PlaceNotFound: what to write instead, with candidates where there are some. A slip of the finger is
    mended where only one street can be meant. Raises NoStreets where no blocks are loaded.
    """
    return resolve_among(gazetteer.current(), written)


def resolve_among(known: Gazetteer, written: str) -> Place:
    """As `resolve`, among streets at hand."""
    if not known.by_key:
        raise refusals.NoStreets(phone=settings.CITY.phone.outside)
    if chosen := _of_key(known, written):
        return chosen
    said = _read(written)
    if said is None:
        raise refusals.NothingWritten(example=_example(known))
    if town := _town(said):
        raise refusals.OtherTown(town=town, city=settings.CITY.name)
    return _crossing(known, said) if said.crosses is not None else _one(known, said)


def _one(known: Gazetteer, said: Typed) -> Place:
    matches = known.matches(said.street)
    likely = [match for match in matches if match.is_what_was_written]
    if not likely and len(matches) == 1 and matches[0].is_as_good_as_written:
        likely = matches
    if not likely:
        raise refusals.NoSuchStreet(city=settings.CITY.name, candidates=_offered(_places(matches, said)))
    if said.number is None:
        raise refusals.NoNumber(streets=[match.street for match in likely])
    places = _places(likely, said)
    if not places:
        street = likely[0].street
        raise refusals.NoSuchNumber(
            street=street, candidates=_offered([*_places(matches, said), *_next_block(street, said.number)])
        )
    return _only(places)


def _crossing(known: Gazetteer, said: Typed) -> Place:
    places = _crossings(known, said)
    if not places:
        raise refusals.NoSuchCrossing
    return _only(places)


def _only(places: list[Place]) -> Place:
    if len(places) > 1:
        raise refusals.ManyFit(candidates=_offered(places))
    return places[0]


def _places(matches: Iterable[Match], said: Typed) -> list[Place]:
    """The places that matches stand for. A street alone stands for each of its blocks."""
    if said.number is None:
        return [_place(match.street, hundred) for match in matches for hundred in sorted(match.street.blocks)]
    hundred = said.number - said.number % 100
    number = None if said.is_block or said.number == 0 else said.number  # nobody lives at number 0
    return [_place(match.street, hundred, number) for match in matches if hundred in match.street.blocks]


def _next_block(street: Street, number: int) -> list[Place]:
    nearest = min(street.blocks, key=lambda hundred: abs(hundred + 50 - number))
    return [_place(street, nearest)] if abs(nearest + 50 - number) <= NEXT_BLOCKS else []


def _crossings(known: Gazetteer, said: Typed) -> list[Place]:
    """The blocks of the first street that lie where it meets the second, nearest first."""
    others = _meant(known, said.crosses)
    near = [
        (_metres_to(point, [other for other in others if other.key != street.key]), street.key, hundred)
        for street in _meant(known, said.street)
        for hundred, point in street.blocks.items()
    ]
    nearest = min(near, default=(math.inf, "", 0))[0]
    if nearest > MEETING_METRES:
        return []
    return [
        _place(known.by_key[key], hundred)
        for metres, key, hundred in sorted(near)
        if metres <= nearest + CORNER_METRES
    ]


def _meant(known: Gazetteer, written: StreetName | None) -> list[Street]:
    matches = known.matches(written) if written else []
    return [match.street for match in matches if match.is_as_good_as_written]


def _of_key(known: Gazetteer, written: str) -> Place | None:
    """The place of a key; None for what is none, or is one of blocks that are gone."""
    key, *numbers = written.strip().split("|")
    street = known.by_key.get(key)
    if street is None or len(numbers) not in {1, 2} or not all(part.isdecimal() for part in numbers):
        return None
    hundred, *house = (int(part) for part in numbers)
    if hundred not in street.blocks or (house and house[0] - house[0] % 100 != hundred):
        return None
    return _place(street, hundred, house[0] if house else None)


def _place(street: Street, hundred: int, number: int | None = None) -> Place:
    latitude, longitude = street.blocks[hundred]
    return Place(
        street=street.label,
        street_key=street.key,
        hundred=hundred,
        number=number,
        latitude=latitude,
        longitude=longitude,
    )


def _read(written: str) -> Typed | None:
    city = settings.CITY
    names = [name for town in city.neighbours for name in town.names]
    return typed.read(written, own=[city.name], state=[city.state, city.state_code], towns=names)


def _town(said: Typed) -> Town | None:
    towns = settings.CITY.neighbours if said.town else ()
    return next((town for town in towns if said.town in map(streets.plain, town.names)), None)


def _offer(places: Iterable[Place], limit: int) -> list[Found]:
    found = {
        place.key: Found(key=place.key, label=place.label, block_label=place.block_label) for place in places
    }
    return list(found.values())[:limit]


def _offered(places: Iterable[Place]) -> tuple[Found, ...]:
    return tuple(_offer(places, LIMIT))


def _example(known: Gazetteer) -> str:
    street = known.longest
    assert street is not None
    hundreds = sorted(street.blocks)
    return block_label(street.label, hundreds[len(hundreds) // 2])


def _metres_to(here: Point, others: Iterable[Street]) -> float:
    return min(
        (_metres(here, there) for other in others for there in other.blocks.values()), default=math.inf
    )


def _metres(here: Point, there: Point) -> float:
    """Metres between two points of one city: flat, which is right to a thousandth there."""
    north = (here[0] - there[0]) * 111_200
    east = (here[1] - there[1]) * 111_200 * math.cos(math.radians(here[0]))
    return math.hypot(north, east)
