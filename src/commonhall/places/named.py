"""Places with a name of their own: a crossing or a landmark, with the block that is nearest to it."""

from collections.abc import Iterable, Mapping

from commonhall.places.gazetteer import Gazetteer, Street
from commonhall.places.geometry import Point
from commonhall.places.place import Place


def place(
    known: Gazetteer, point: Point, *, names: Mapping[str, str], sign: str, within: Iterable[Street] = ()
) -> Place:
    """The place at this point. `within`: the streets of which one has the block; none: any."""
    _metres, street, hundred = known.block_near(point, within)
    return Place(
        street=street.label,
        street_key=street.key,
        hundred=hundred,
        number=None,
        latitude=point[0],
        longitude=point[1],
        names=names,
        sign=sign,
    )
