"""Crossings, as people write them: one place, the crossing's own point, its own name."""

import pytest
from django.utils import translation

from commonhall.places import lookup, refusals
from commonhall.places.lookup import PlaceNotFound
from commonhall.places.models import Crossing, Edition

pytestmark = pytest.mark.usefixtures("ocotillo")


@pytest.mark.parametrize(
    "written",
    [
        "Palo Verde & 4th",
        "4th and Palo Verde",
        "Fourth and Palo Verde Ave",
        "4th/Palo Verde",
        "4th @ Palo Verde",
        "4TH ST & PALO VERDE AVE, Ocotillo, AZ",
        "corner of Palo Verde and 4th",
        "on the corner of 4th St. and Palo Verde Ave.",
        "intersection of 4th and Palo Verde",
        "near 4th and Palo Verde",
        "esquina de 4th y Palo Verde",
        "en la esquina de Palo Verde con la 4th",
        "cruce de 4th y Palo Verde",
        "E 4th & N Palo Verde",
        "4th & Palo Vedre",
        "Fourht and Palo Verde",
    ],
)
def test_a_crossing_is_one_place_however_it_is_written(written: str) -> None:
    place = lookup.resolve(written)
    assert "4th St" in place.label
    assert "Palo Verde Ave" in place.label
    assert (round(place.latitude, 4), round(place.longitude, 4)) == (33.4536, -112.0700)
    assert not place.is_exact


def test_a_direction_is_said_only_where_it_tells_crossings_apart() -> None:
    assert lookup.resolve("Palo Verde and 4th").label == "N Palo Verde Ave at 4th St"
    assert lookup.resolve("W 4th and Palo Verde").label == "W 4th St at N Palo Verde Ave"


def test_a_crossing_is_named_in_the_language_of_the_page_and_found_by_that_name() -> None:
    place = lookup.resolve("Palo Verde and 4th")
    with translation.override("es"):
        assert place.label == place.block_label == "N Palo Verde Ave con 4th St"
        assert lookup.resolve(place.label).label == place.label
    assert lookup.resolve(place.label).label == place.label


def test_a_crossing_has_the_block_that_reaches_it_and_a_key_that_leads_back() -> None:
    place = lookup.resolve("Palo Verde and 4th")
    assert place.street == "N Palo Verde Ave"
    assert place.hundred in {300, 400}
    assert lookup.resolve(place.key) == place
    for key in ("n palo verde ave|x|mesquite ln", "n palo verde ave|x|nowhere", "a|x|b|c"):
        with pytest.raises(PlaceNotFound):
            lookup.resolve(key)


def test_the_citys_own_point_of_a_crossing_counts_more_than_lines() -> None:
    Crossing.objects.create(
        street_key="e 4th st", other_key="n palo verde ave", latitude=33.45370, longitude=-112.06990
    )
    Edition.objects.update(digest="another")
    place = lookup.resolve("E 4th and N Palo Verde")
    assert (place.latitude, place.longitude) == (33.45370, -112.06990)


@pytest.mark.parametrize("written", ["Mesquite and 4th", "Mesquite and Mesquite", "Rosebud and 4th"])
def test_streets_that_do_not_meet_are_refused_with_another_way_to_say_it(written: str) -> None:
    with pytest.raises(refusals.NoSuchCrossing, match="two streets meet"):
        lookup.resolve(written)


@pytest.mark.parametrize(
    "written",
    [
        "W 4th between Palo Verde and West St",
        "W 4th St from West St to Palo Verde",
        "4th entre West St y Palo Verde",
        "W 4th between Palo Vedre & West St, Ocotillo, AZ",
    ],
)
def test_a_stretch_between_two_crossings_is_its_block(written: str) -> None:
    Crossing.objects.create(
        street_key="w 4th st", other_key="west st", latitude=33.45360, longitude=-112.07324
    )
    Edition.objects.update(digest="another")
    assert lookup.resolve(written).label == "100 block of W 4th St"
    assert [found.label for found in lookup.find(written)] == ["100 block of W 4th St"]


def test_a_stretch_that_ends_at_no_crossing_is_asked_for_in_another_way() -> None:
    for written in ("W 4th between Palo Verde and Rosebud", "W 4th between West St and West St"):
        with pytest.raises(refusals.NoSuchCrossing):
            lookup.resolve(written)


def test_while_typing_a_crossing_is_offered_before_the_second_name_is_whole() -> None:
    assert [found.label for found in lookup.find("4th and palo v")] == ["4th St at N Palo Verde Ave"]
    assert lookup.find("mesquite and palo v") == []
