import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from commonhall.places import gazetteer, lookup, refusals
from commonhall.places.lookup import PlaceNotFound
from commonhall.places.models import Block, Edition

pytestmark = pytest.mark.usefixtures("ocotillo")


def refused(written: str) -> PlaceNotFound:
    with pytest.raises(PlaceNotFound) as refusal:
        lookup.resolve(written)
    return refusal.value


def offered(refusal: PlaceNotFound) -> list[str]:
    return [found.label for found in refusal.candidates]


def test_a_house_becomes_a_place_on_its_block() -> None:
    place = lookup.resolve("312 North Palo Verde Avenue, Apt 4, Ocotillo, AZ 85000")
    assert (place.label, place.block_label) == ("312 N Palo Verde Ave", "300 block of N Palo Verde Ave")
    assert (place.street, place.hundred, place.is_exact) == ("N Palo Verde Ave", 300, True)


def test_a_place_lies_in_the_middle_of_its_block_never_at_the_house() -> None:
    house, block = lookup.resolve("399 N Palo Verde Ave"), lookup.resolve("300 block of N Palo Verde Ave")
    assert (house.latitude, house.longitude) == (block.latitude, block.longitude)


def test_a_block_is_named_in_the_language_of_the_page() -> None:
    place = lookup.resolve("la cuadra 300 de N Palo Verde Ave")
    assert not place.is_exact
    assert place.label == "300 block of N Palo Verde Ave"
    with translation.override("es"):
        assert place.label == "cuadra 300 de N Palo Verde Ave"
        assert lookup.resolve(place.label) == place


def test_the_first_block_has_no_hundred_in_its_name() -> None:
    place = lookup.resolve("unit block of W 4th")
    assert (place.hundred, place.label) == (0, "first block of W 4th St")
    assert lookup.resolve(place.label) == place
    assert lookup.resolve("0 W 4th St") == place


@pytest.mark.parametrize(
    "written",
    [
        "150 Mesquite Lane",
        "150 mesqite ln",
        "150 Mesquiet",
        "150 mesquite",
        "150 MESQUITE LN.",
        "150  Mezquite Ln",
    ],
)
def test_a_slip_of_the_finger_is_mended_where_one_street_can_be_meant(written: str) -> None:
    assert lookup.resolve(written).label == "150 Mesquite Ln"


def test_numbered_streets_are_never_mended_into_each_other() -> None:
    assert "no street of that name" in str(refused("150 W 14th St"))
    assert lookup.resolve("150 West Fourth Street").label == "150 W 4th St"


def test_without_a_direction_every_street_that_has_the_number_is_offered() -> None:
    refusal = refused("120 Palo Verde Ave")
    assert isinstance(refusal, refusals.ManyFit)
    assert offered(refusal) == ["120 N Palo Verde Ave", "120 S Palo Verde Ave"]


def test_without_a_direction_the_number_may_decide() -> None:
    assert lookup.resolve("450 Palo Verde").label == "450 N Palo Verde Ave"


def test_a_chosen_candidate_is_the_place() -> None:
    chosen = refused("120 Palo Verde Ave").candidates[1]
    place = lookup.resolve(chosen.key)
    assert (place.label, place.key) == ("120 S Palo Verde Ave", chosen.key)
    assert lookup.resolve("n palo verde ave|100").label == "100 block of N Palo Verde Ave"


@pytest.mark.parametrize(
    "key",
    [
        "n palo verde ave|900",
        "n palo verde ave|100|250",
        "n palo verde ave|",
        "n palo verde ave|1|2|3",
        "elm|100",
        "|",
    ],
)
def test_a_key_that_names_no_block_is_no_place(key: str) -> None:
    refused(key)


@pytest.mark.parametrize("written", ["120 E Palo Verde Ave", "120 Palo Verde Blvd", "120 Palo"])
def test_what_was_written_otherwise_is_offered_and_not_guessed(written: str) -> None:
    assert offered(refused(written)) == ["120 N Palo Verde Ave", "120 S Palo Verde Ave"]


def test_nothing_is_refused_with_an_example_of_this_city() -> None:
    assert str(refused("  ")) == (
        "Tell us where it is. A house number and street, a crossing, a park or the 300 block of N Palo Verde Ave "
        "is enough."
    )


def test_a_street_nobody_knows_is_refused_without_repeating_it() -> None:
    refusal = refused("12 Rosebud Ter")
    assert str(refusal) == (
        "We know no street of that name in Ocotillo. Check the spelling, or name a street close to it."
    )
    assert "Rosebud" not in str(refusal)


def test_a_number_beyond_the_street_is_refused_with_its_extent() -> None:
    refusal = refused("4512 N Palo Verde Ave")
    assert str(refusal) == (
        "We know no such number on N Palo Verde Ave. Its blocks go from 0 to 500. Check the number."
    )
    assert offered(refusal) == []


def test_a_number_just_beyond_is_offered_the_last_block() -> None:
    assert offered(refused("620 N Palo Verde Ave")) == ["500 block of N Palo Verde Ave"]
    assert offered(refused("250 Mesquite Ln")) == ["100 block of Mesquite Ln"]


def test_a_street_alone_is_asked_which_part() -> None:
    assert str(refused("W 4th St")) == (
        "Which part of W 4th St? Add a house number or a block, from 0 to 200."
    )
    assert str(refused("4th")) == (
        "Which street, and which part of it? Write E 4th St or W 4th St with a house number or block."
    )


def test_another_town_is_named_with_whom_to_call() -> None:
    assert str(refused("12 Main St, Palo Seco")) == (
        "That is in Palo Seco, not Ocotillo. Palo Seco takes care of its own streets. Call (480) 555-0190."
    )
    assert "That is in Palo Seco" in str(refused("12 Main St 85001"))
    assert "Call" not in str(refused("12 Main St, Mesquite, AZ"))


def test_another_state_is_refused_with_the_citys_own_telephone() -> None:
    assert str(refused("12 Main St, Ocotillo, NM")) == (
        "That is outside Ocotillo, where other offices take care of the streets. "
        "If it is in Ocotillo, type the street. Not sure? Call (480) 555-0100."
    )
    assert "That is in Palo Seco" in str(refused("12 Main St, Palo Seco, NM"))
    assert lookup.find("150 Mesquite Ln, Ocotillo, NM") == []


def test_while_typing_the_likely_places_are_offered_and_nothing_is_refused() -> None:
    assert [found.label for found in lookup.find("120 pal")] == [
        "120 N Palo Verde Ave",
        "120 S Palo Verde Ave",
    ]
    assert [found.label for found in lookup.find("4th", limit=2)] == [
        "first block of E 4th St",
        "100 block of E 4th St",
    ]
    assert [found.block_label for found in lookup.find("150 mesquite")] == ["100 block of Mesquite Ln"]
    for nothing in ("", "1", "12 Rosebud", "12 Main St, Palo Seco", "4512 N Palo Verde Ave"):
        assert lookup.find(nothing) == []


def test_refusals_speak_spanish() -> None:
    with translation.override("es"):
        assert str(refused("12 Rosebud Ter")).startswith(
            "No conocemos ninguna calle con ese nombre en Ocotillo."
        )


def test_a_look_up_costs_one_query_and_four_more_when_the_blocks_have_changed(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    lookup.resolve("150 Mesquite Ln")
    with django_assert_num_queries(1):
        lookup.resolve("Palo Verde 450")
    Block.objects.filter(street_key="mesquite ln").update(latitude=0.5)
    Edition.objects.update(digest="another")
    with django_assert_num_queries(5):
        assert lookup.resolve("150 Mesquite Ln").latitude == 0.5


def test_without_blocks_the_resident_is_told_whom_to_call() -> None:
    Block.objects.all().delete()
    Edition.objects.all().delete()
    assert gazetteer.current().longest is None
    assert lookup.find("150 Mesquite Ln") == []
    with pytest.raises(refusals.NoStreets, match=r"Call \(480\) 555-0100"):
        lookup.resolve("150 Mesquite Ln")


def test_the_closest_of_several_streets_that_a_slip_may_mean_is_taken_where_it_has_the_number() -> None:
    Block.objects.create(
        street="Mosquito Ln", street_key="mosquito ln", hundred=100, latitude=33.4, longitude=-112.1
    )
    Edition.objects.update(digest="another")
    assert lookup.resolve("150 Mesqite").label == "150 Mesquite Ln"
    assert lookup.resolve("450 Mosqite").label == "450 Mesquite Ln"
