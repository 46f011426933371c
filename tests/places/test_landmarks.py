"""Parks and public buildings, by the names that people give them."""

import pytest
from django.utils import translation

from commonhall.places import lookup, refusals
from commonhall.places.lookup import PlaceNotFound
from commonhall.places.models import Edition, Landmark

pytestmark = pytest.mark.usefixtures("ocotillo")


@pytest.mark.parametrize(
    "written",
    ["City Hall", "city hall", "the City Hall", "in front of City Hall", "Town House", "ayuntamiento",
     "Alcaldia", "frente al Ayuntamiento", "City Hall, Ocotillo, AZ", "Citty Hall", "ayuntameinto"],
)  # fmt: skip
def test_a_public_building_is_found_by_each_of_its_names(written: str) -> None:
    place = lookup.resolve(written)
    assert (place.label, place.block_label) == ("City Hall", "City Hall")
    assert (place.latitude, place.longitude) == (33.45180, -112.07000)


def test_a_kind_of_place_may_be_written_short() -> None:
    Landmark.objects.create(
        code="mesa",
        names={"en": ["Saint Mary Square"], "es": ["Plaza Saint Mary"]},
        latitude=33.45,
        longitude=-112.07,
    )
    Edition.objects.update(digest="another")
    for written in ("St Mary Sq", "st. mary square", "Plz Saint Mary", "saint mary sqaure"):
        assert lookup.resolve(written).label == "Saint Mary Square"


def test_a_landmark_is_named_in_the_language_of_the_page_and_found_by_that_name() -> None:
    place = lookup.resolve("dry wash park")
    with translation.override("es"):
        assert place.label == "Parque del Arroyo Seco"
        assert lookup.resolve(place.label) == place
        assert lookup.resolve("parque arroyo seco") == place


def test_a_landmark_has_the_block_nearest_to_it_and_a_key_that_leads_back() -> None:
    place = lookup.resolve("Dry Wash Park")
    assert (place.street, place.hundred, place.is_exact) == ("Mesquite Ln", 100, False)
    assert lookup.resolve(place.key) == place
    with pytest.raises(PlaceNotFound):
        lookup.resolve("@no-such-park")


def test_while_typing_a_landmark_is_offered_by_the_beginnings_of_its_words() -> None:
    assert [found.label for found in lookup.find("dry pa")] == ["Dry Wash Park"]
    assert [found.label for found in lookup.find("ayunt")] == ["City Hall"]
    assert lookup.find("p") == []


def test_a_part_of_a_name_is_offered_and_not_guessed() -> None:
    with pytest.raises(refusals.NoSuchStreet) as refusal:
        lookup.resolve("dry wash")
    assert [found.label for found in refusal.value.candidates] == ["Dry Wash Park"]
