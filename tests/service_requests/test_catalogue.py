"""The catalogue: read from the city's folder with a sentence for each mistake, and found by everyday words."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from commonhall.calendar.tables import BadFile
from commonhall.service_requests import catalogue
from commonhall.service_requests.models import Service
from commonhall.staff.models import Department

pytestmark = pytest.mark.django_db
TINY = Path(__file__).parents[1] / "tinycity"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny city, to be spoiled."""
    return Path(shutil.copytree(TINY, tmp_path / "city"))


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_the_catalogue_speaks_the_language_of_the_page(city: None) -> None:
    service = Service.objects.get(pk="street-light")
    assert (str(service), str(service.department)) == ("Street light out", "Public Works")
    with translation.override("es"):
        assert (str(service), str(service.department)) == ("Farola apagada", "Obras Públicas")


def test_loading_again_changes_nothing(city: None) -> None:
    before = list(Service.objects.order_by("pk").values())
    catalogue.load(configured.CITY.folder)
    assert list(Service.objects.order_by("pk").values()) == before


def test_a_service_that_left_the_file_stays_but_is_not_offered(city: None, folder: Path) -> None:
    assert catalogue.load(folder) == 2
    assert [service.pk for service in catalogue.offered()] == ["sand", "well-water"]
    assert Service.objects.filter(pk="pothole", is_offered=False).exists()


def test_a_service_without_a_target_is_never_due(folder: Path) -> None:
    spoil(folder / "services.toml", "target_working_days = 3\n", "")
    catalogue.load(folder)
    assert Service.objects.get(pk="sand").target_working_days is None


SERVICE, DEPARTMENT = "services.toml", "departments.toml"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (SERVICE, 'code = "sand"\n', "", 'service[1].code is missing; write words in quotes, like key = "words".'),
        (SERVICE, 'code = "sand"', 'code = "Sand!"', ("service[1].code is Sand!; write up to 40 small letters, "
            "figures and hyphens, like street-light.")),
        (SERVICE, 'code = "well-water"', 'code = "sand"', ("service[2].code is sand a second time; each code may stand "
            "once.")),
        (SERVICE, 'department = "streets"', 'department = "parks"', ("service[1].department is parks, which "
            "departments.toml does not have; write a code from there.")),
        (SERVICE, "target_working_days = 3", 'target_working_days = "3"', ("service[1].target_working_days must be a "
            "whole number without quotes.")),
        (SERVICE, "target_working_days = 3", "target_working_days = 3000", ("service[1].target_working_days is 3000; "
            "write 366 or fewer.")),
        (SERVICE, "is_home = false", 'is_home = "no"', "service[1].is_home must be true or false, without quotes."),
        (SERVICE, 'name = { en = "Sand on the road", es', 'name = { es', ("service[1].name.en is missing; write words "
            'in quotes, like key = "words".')),
        (SERVICE, 'en = ["sand"', 'en = [7', ("service[1].keywords.en must be a list of words in quotes, like "
            '["en", "es"].')),
        (SERVICE, "is_home = false", "is_hom = false", ("service[1].is_hom is no key that Commonhall knows; take it "
            "out, or mend its spelling.")),
        (DEPARTMENT, 'code = "streets"\n', "", ('department[1].code is missing; write words in quotes, like '
            'key = "words".')),
        (DEPARTMENT, "[[department]]", "[department]", "department must be blocks that start with [[department]]."),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_and_changes_nothing(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    spoil(folder / file, old, new)
    with pytest.raises(BadFile) as refused:
        catalogue.load(folder)
    assert refused.value.mistakes == (f"{file}: {said}",)
    assert not Service.objects.exists()
    assert not Department.objects.exists()


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / SERVICE).unlink()
    with pytest.raises(BadFile, match=r"services\.toml is not in the folder"):
        catalogue.load(folder)


@pytest.mark.parametrize(
    ("typed", "service"),
    [
        ("hole in the road", "pothole"),
        ("bache", "pothole"),
        ("streetlight", "street-light"),
        ("lamp post", "street-light"),
        ("garbage truck", "missed-trash"),
        ("basura", "missed-trash"),
        ("mattress", "illegal-dumping"),
        ("matress", "illegal-dumping"),
        ("abandoned car", "abandoned-vehicle"),
    ],
)
def test_everyday_words_find_the_service(city: None, typed: str, service: str) -> None:
    assert catalogue.search(typed, catalogue.offered())[0].pk == service


def test_words_that_fit_nothing_find_nothing(city: None) -> None:
    assert catalogue.search("zzzzqqq", catalogue.offered()) == []


SAND = Service(
    pk="sand", names={"en": "Sand on the road"}, keywords={"en": ["sand", "dust"], "es": ["arena"]}
)


@given(typed=st.text(max_size=60))
def test_whatever_is_typed_a_search_answers(typed: str) -> None:
    assert catalogue.search(typed, [SAND]) in ([SAND], [])
