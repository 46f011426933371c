"""From a position on the earth to a block of the city, or to who takes care of that place instead.

The position is read and forgotten: what is kept is the block. Where a telephone was held may be a home.
"""

import math

from django.conf import settings

from commonhall.calendar.city import Town
from commonhall.places import boundaries, crossings, gazetteer, geometry, refusals
from commonhall.places.lookup import Found, Place, landmark_place, offered, place_of

STREET_METRES = 250.0  # a street this near can be named; parks and yards are no farther from one
EDGE_METRES = 40.0  # a telephone on the boundary's far sidewalk still stands in the city
NEIGHBOURHOOD_METRES = 20_000.0  # farther out, not even the county around the city is responsible
NAMED_METRES = 40.0  # a crossing, park or building this near may be what was pointed at
COARSE_METRES = 100.0  # a position less exact than this names a block at random


def at(latitude: float, longitude: float, *, within_metres: float = 0.0) -> Place:
    """The block nearest to a position (degrees, WGS 84), which is exact to so many metres.

    Raises PlaceNotFound: outside the city with who is responsible there, or where the position is too coarse to tell
    a block; NoStreets where no blocks are loaded.
    """
    known = gazetteer.current()
    city = settings.CITY
    if not known.by_key:
        raise refusals.NoStreets(phone=city.phone.outside)
    if not (
        math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    ):
        raise refusals.OutsideTheCity(city=city.name, phone=city.phone.outside)
    point = (latitude, longitude)
    metres, street, hundred = known.block_near(point)
    if (own := boundaries.current().get(city.name)) is not None:
        off = boundaries.metres_off(own, point)
        if off > EDGE_METRES:
            _refuse(point, off)
    elif metres > STREET_METRES:
        _refuse(point, metres)
    if not within_metres <= COARSE_METRES:
        raise refusals.TooCoarse
    if metres > STREET_METRES:
        raise refusals.NoStreetNear
    return place_of(street, hundred)


def named_near(latitude: float, longitude: float) -> tuple[Found, ...]:
    """The crossings, parks and buildings of which one may be meant by a position that is in the city."""
    known, point = gazetteer.current(), (latitude, longitude)
    by_name = (
        landmark_place(known, each)
        for each in known.landmarks.all
        if geometry.metres(each.point, point) <= NAMED_METRES
    )
    return offered([*crossings.near(known, point, NAMED_METRES), *by_name])


def _refuse(point: tuple[float, float], off: float) -> None:
    if town := _town_at(point, off):
        raise refusals.OtherTown(town=town, city=settings.CITY.name)
    raise refusals.OutsideTheCity(city=settings.CITY.name, phone=settings.CITY.phone.outside)


def _town_at(point: tuple[float, float], off: float) -> Town | None:
    towns = settings.CITY.neighbours
    shapes = boundaries.current()
    inside = (town for town in towns if town.name in shapes and boundaries.holds(shapes[town.name], point))
    around = (town for town in towns if town.is_around and off <= NEIGHBOURHOOD_METRES)
    return next(inside, None) or next(around, None)
