"""Where two streets meet: one place for each meeting, however many streets of the two names share it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from django.conf import settings
from django.utils import translation

from commonhall.places import geometry, named
from commonhall.places.gazetteer import Gazetteer, Match, Street
from commonhall.places.geometry import Point
from commonhall.places.place import CROSSING, Place, crossing_label
from commonhall.places.streets import StreetName
from commonhall.places.typed import Typed

STRETCH_METRES = 400.0  # between two crossings; what is longer is several blocks, and is to be said closer
REACH_METRES = 60.0  # from the middle of a street's last block to the crossing that it ends at
SAME_METRES = 120.0  # a block; E and W 4th St reach Market St at one crossing, which lists may give twice


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A pair of streets that meet. The smaller `slips`, the likelier they are meant."""

    slips: int
    street: Street
    other: Street
    point: Point


def places(known: Gazetteer, said: Typed, *, is_typing: bool = False) -> list[Place]:
    """The crossings that may be meant, likeliest first; while typing also those whose name was only begun."""
    assert said.crosses is not None
    meant = [
        [
            match
            for match in known.matches(name)
            if match.is_as_good_as_written or (is_typing and match.is_begun)
        ]
        for name in (said.street, said.crosses)
    ]
    found = sorted(_meetings(known, *meant), key=lambda meeting: meeting.slips)
    best = [each for each in found if is_typing or each.slips == found[0].slips]
    return [_place(known, group) for group in _together(best)]


def between(known: Gazetteer, said: Typed) -> list[tuple[Street, int]]:
    """The blocks, by street and hundred, between the two crossings that were named, likeliest first."""
    assert said.between is not None
    ones, others = (
        list(_meetings(known, _as_written(known, said.street), _as_written(known, end)))
        for end in said.between
    )
    pairs = sorted(
        (
            (one, other)
            for one, other in product(ones, others)
            if one.street == other.street and 0 < geometry.metres(one.point, other.point) <= STRETCH_METRES
        ),
        key=lambda pair: pair[0].slips + pair[1].slips,
    )
    found = {}
    for one, other in pairs:
        middle = geometry.along(one.point, other.point, 0.5)
        _metres, street, hundred = known.block_near(middle, within=[one.street])
        found[street.key, hundred] = (street, hundred)
    return list(found.values())


def _as_written(known: Gazetteer, name: StreetName) -> list[Match]:
    return [match for match in known.matches(name) if match.is_as_good_as_written]


def near(known: Gazetteer, point: Point, within_metres: float) -> list[Place]:
    """The crossings so near to a point, nearest first."""
    pairs = combinations(known.streets_near(point, within_metres + REACH_METRES), 2)
    meetings = [
        Meeting(slips=0, street=one, other=other, point=at)
        for one, other in pairs
        if one.undirected != other.undirected  # E and W 4th St are one street
        and (at := known.crossing(one, other))
        and geometry.metres(at, point) <= within_metres
    ]
    meetings.sort(key=lambda meeting: geometry.metres(meeting.point, point))
    found = (of_keys(known, group[0].street.key, group[0].other.key) for group in _by_names(meetings))
    return [place for place in found if place]


def _by_names(meetings: Sequence[Meeting]) -> Collection[list[Meeting]]:
    """Together those of the same two names: E and W 4th St meet Market St at one crossing."""
    groups: dict[frozenset[str], list[Meeting]] = {}
    for each in meetings:
        groups.setdefault(frozenset({each.street.undirected, each.other.undirected}), []).append(each)
    return groups.values()


def of_keys(known: Gazetteer, one: str, other: str) -> Place | None:
    """The crossing of two streets by their keys, as a form sent them back."""
    street, crosses = known.by_key.get(one), known.by_key.get(other)
    point = known.crossing(street, crosses) if street and crosses else None
    if not street or not crosses or point is None:
        return None
    twins = [
        [
            twin
            for twin in known.by_name[each.name.compact]
            if twin.name.kind == each.name.kind and twin.name.area == each.name.area
        ]
        for each in (street, crosses)
    ]
    matches = [[Match(slips=0, is_begun=False, other_area=False, other_direction=False, other_kind=False,
                      label=twin.label, street=twin) for twin in each] for each in twins]  # fmt: skip
    here = Meeting(slips=0, street=street, other=crosses, point=point)
    near = [each for each in _meetings(known, *matches) if geometry.metres(each.point, point) <= SAME_METRES]
    return _place(known, [here, *near])


def _meetings(known: Gazetteer, ones: Sequence[Match], others: Sequence[Match]) -> Iterator[Meeting]:
    for one, other in product(ones, others):
        point = known.crossing(one.street, other.street)
        if point is not None:
            yield Meeting(slips=one.slips + other.slips, street=one.street, other=other.street, point=point)


def _together(found: Sequence[Meeting]) -> list[list[Meeting]]:
    groups: list[list[Meeting]] = []
    for each in found:
        near = (group for group in groups if geometry.metres(group[0].point, each.point) <= SAME_METRES)
        group = next(near, None)
        if group is None:
            groups.append([each])
        else:
            group.append(each)
    return groups


def _place(known: Gazetteer, group: Sequence[Meeting]) -> Place:
    """The place where all of these meet. A direction is said only where it tells two crossings apart."""
    first = group[0]
    streets = {each.street.key: each.street for each in group}
    others = {each.other.key: each.other for each in group}
    labels = [
        first_of.label if len(all_of) == 1 else first_of.undirected
        for first_of, all_of in ((first.street, streets), (first.other, others))
    ]
    names = {}
    for language in settings.CITY.languages:
        with translation.override(language):
            names[language] = crossing_label(*labels)
    sign = f"{first.street.key}|{CROSSING}|{first.other.key}"
    return named.place(known, first.point, names=names, sign=sign, within=[first.street])
