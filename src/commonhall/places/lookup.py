"""From what a person types to a place of the city: candidates while typing, one place in the end."""

from collections.abc import Iterable

from django.conf import settings

from commonhall.calendar.city import Town
from commonhall.places import crossings, gazetteer, named, refusals, streets, typed
from commonhall.places.gazetteer import Gazetteer, Match, Street
from commonhall.places.landmarks import Landmark
from commonhall.places.place import CROSSING, LANDMARK, Found, Place, block_label, public_label
from commonhall.places.refusals import PlaceNotFound
from commonhall.places.typed import Typed

__all__ = [
    "Found",
    "Place",
    "PlaceNotFound",
    "block_label",
    "find",
    "offered",
    "public_label",
    "resolve",
    "resolve_among",
]

LIMIT = 8  # candidates are read aloud, and shown on a telephone
NEXT_BLOCKS = 200  # a number this far off a known block was mistyped or is new


def find(written: str, limit: int = LIMIT) -> list[Found]:
    """What may be meant by `written`, likeliest first, while it is still being typed; nothing is refused."""
    known = gazetteer.current()
    said = _read(known, written)
    if said is None or _town(said) or said.is_abroad or not known.by_key:
        return []
    if said.between is not None:
        return _offer(_stretches(known, said), limit)
    if said.crosses is not None:
        return _offer(crossings.places(known, said, is_typing=True), limit)
    by_name = [landmark_place(known, each) for each in known.landmarks.begun(said.words)]
    return _offer([*by_name, *_places(known.matches(said.street), said)], limit)


def resolve(written: str) -> Place:
    """The one place that is meant by an address, a block, a crossing, a landmark, or the key of a candidate.

    Raises PlaceNotFound: what to write instead, with candidates where there are some. A slip of the finger is
    mended where only one place can be meant. Raises NoStreets where no blocks are loaded.
    """
    return resolve_among(gazetteer.current(), written)


def resolve_among(known: Gazetteer, written: str) -> Place:
    """As `resolve`, among streets at hand."""
    if not known.by_key:
        raise refusals.NoStreets(phone=settings.CITY.phone.outside)
    if chosen := _of_key(known, written):
        return chosen
    said = _read(known, written)
    if said is None:
        raise refusals.NothingWritten(example=_example(known))
    if town := _town(said):
        raise refusals.OtherTown(town=town, city=settings.CITY.name)
    if said.is_abroad:
        raise refusals.OutsideTheCity(city=settings.CITY.name, phone=settings.CITY.phone.outside)
    if landmark := known.landmarks.named(said.words):
        return landmark_place(known, landmark)
    try:
        if said.crosses is not None or said.between is not None:
            return _crossing(known, said)
        return _one(known, said)
    except (refusals.NoSuchStreet, refusals.NoSuchCrossing):
        if landmark := known.landmarks.mended(said.words):
            return landmark_place(known, landmark)
        raise


def place_of(street: Street, hundred: int, number: int | None = None) -> Place:
    """The block of a street, and the house in it where a number is given."""
    latitude, longitude = street.blocks[hundred]
    return Place(
        street=street.label,
        street_key=street.key,
        hundred=hundred,
        number=number,
        latitude=latitude,
        longitude=longitude,
    )


def landmark_place(known: Gazetteer, landmark: Landmark) -> Place:
    """A landmark, with the block nearest to it."""
    return named.place(known, landmark.point, names=landmark.shown, sign=f"{LANDMARK}{landmark.code}")


def _one(known: Gazetteer, said: Typed) -> Place:
    matches = known.matches(said.street)
    likely = [match for match in matches if match.is_what_was_written] or _mended(matches, said)
    if not likely:
        by_name = [landmark_place(known, each) for each in known.landmarks.begun(said.words)]
        raise refusals.NoSuchStreet(
            city=settings.CITY.name, candidates=offered([*by_name, *_places(matches, said)])
        )
    if said.number is None:
        raise refusals.NoNumber(streets=[match.street for match in likely])
    places = _places(likely, said)
    if not places:
        street = likely[0].street
        raise refusals.NoSuchNumber(
            street=street, candidates=offered([*_places(matches, said), *_next_block(street, said.number)])
        )
    return _only(places)


def _mended(matches: list[Match], said: Typed) -> list[Match]:
    """The one street that a mistyped name stands for: the closest of those that have the number; else none."""
    near = [match for match in matches if match.is_as_good_as_written]
    closest = [match for match in near if _places([match], said)] or near
    best = [match for match in closest if match.slips == closest[0].slips]
    return best if len(best) == 1 else []


def _crossing(known: Gazetteer, said: Typed) -> Place:
    places = crossings.places(known, said) if said.between is None else _stretches(known, said)
    if not places:
        raise refusals.NoSuchCrossing
    return _only(places)


def _stretches(known: Gazetteer, said: Typed) -> list[Place]:
    return [place_of(street, hundred) for street, hundred in crossings.between(known, said)]


def _only(places: list[Place]) -> Place:
    if len(places) > 1:
        raise refusals.ManyFit(candidates=offered(places))
    return places[0]


def _places(matches: Iterable[Match], said: Typed) -> list[Place]:
    """The places that matches stand for. A street alone stands for each of its blocks."""
    if said.number is None:
        return [
            place_of(match.street, hundred) for match in matches for hundred in sorted(match.street.blocks)
        ]
    hundred = said.number - said.number % 100
    number = None if said.is_block or said.number == 0 else said.number  # nobody lives at number 0
    return [place_of(match.street, hundred, number) for match in matches if hundred in match.street.blocks]


def _next_block(street: Street, number: int) -> list[Place]:
    nearest = min(street.blocks, key=lambda hundred: abs(hundred + 50 - number))
    return [place_of(street, nearest)] if abs(nearest + 50 - number) <= NEXT_BLOCKS else []


def _of_key(known: Gazetteer, written: str) -> Place | None:
    """The place of a key; None for what is none, or is one of places that are gone."""
    key, *rest = written.strip().split("|")
    if key.startswith(LANDMARK) and not rest:
        landmark = known.landmarks.of_code(key.removeprefix(LANDMARK))
        return landmark_place(known, landmark) if landmark else None
    if len(rest) == 2 and rest[0] == CROSSING:
        return crossings.of_keys(known, key, rest[1])
    street = known.by_key.get(key)
    if street is None or len(rest) not in {1, 2} or not all(part.isdecimal() for part in rest):
        return None
    hundred, *house = (int(part) for part in rest)
    if hundred not in street.blocks or (house and house[0] - house[0] % 100 != hundred):
        return None
    return place_of(street, hundred, house[0] if house else None)


def _read(known: Gazetteer, written: str) -> Typed | None:
    city = settings.CITY
    names = [name for town in city.neighbours for name in town.names]
    own, state = [city.name], [city.state, city.state_code]
    return typed.read(written, own=own, state=state, towns=names, areas=known.areas)


def _town(said: Typed) -> Town | None:
    towns = settings.CITY.neighbours if said.town else ()
    return next((town for town in towns if said.town in map(streets.plain, town.names)), None)


def _offer(places: Iterable[Place], limit: int) -> list[Found]:
    found = {
        place.key: Found(key=place.key, label=place.label, block_label=place.block_label) for place in places
    }
    return list(found.values())[:limit]


def offered(places: Iterable[Place]) -> tuple[Found, ...]:
    """Places that may be meant, each once, to be chosen from."""
    return tuple(_offer(places, LIMIT))


def _example(known: Gazetteer) -> str:
    street = known.longest
    assert street is not None
    hundreds = sorted(street.blocks)
    return block_label(street.label, hundreds[len(hundreds) // 2])
