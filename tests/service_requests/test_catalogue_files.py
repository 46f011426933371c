"""The catalogue as files: read with a sentence for each mistake, and written so that they read to the same again."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.utils import translation

from commonhall.calendar.tables import BadFile
from commonhall.service_requests import catalogue, questions
from commonhall.service_requests.catalogue import entries, loading, reading, writing
from commonhall.service_requests.models import Questionnaire, Service
from commonhall.staff.models import Department
from tests import tiny

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny city, to be spoiled."""
    return tiny.copy(tmp_path)


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
    tiny.change(folder / "services.toml", "target_working_days = 3\n", "")
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
        (SERVICE, "target_working_days = 3", "target_working_hours = 0", ("service[1].target_working_hours is 0; "
            "write 1 or more.")),
        (SERVICE, "target_working_days = 3", "target_working_hours = 300", ("service[1].target_working_hours is 300; "
            "write 240 or fewer.")),
        (SERVICE, "target_working_days = 3", "target_working_days = 3\ntarget_working_hours = 4", (
            "service[1].target_working_hours stands beside target_working_days; write one of the two.")),
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
    tiny.change(folder / file, old, new)
    with pytest.raises(BadFile) as refused:
        catalogue.load(folder)
    (mistake,) = refused.value.mistakes
    assert re.sub(r"line \d+, ", "", mistake) == f"{file}: {said}"
    assert not Service.objects.exists()
    assert not Department.objects.exists()


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / SERVICE).unlink()
    with pytest.raises(BadFile, match=r"services\.toml is not in the folder"):
        catalogue.load(folder)


ASKING = """
[[service.question]]
code = "depth"
datatype = "number"
text = { en = "How deep?", es = "¿Qué profundidad?" }
why = { en = "For the broom.", es = "Para la escoba." }
"""


def asking(folder: Path, question: str = ASKING) -> None:
    """The last service of the tiny city asks this."""
    path = folder / SERVICE
    path.write_text(path.read_text("utf-8") + question, "utf-8")


def test_a_file_brings_questions_with_it(folder: Path) -> None:
    asking(folder)
    catalogue.load(folder)
    (question,) = questions.of(questions.current("well-water"))
    assert (question.code, question.datatype, str(question.why)) == ("depth", "number", "For the broom.")
    assert questions.current("sand") is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code = "depth"', 'code = "new"', "question[1].code is new; write up to 40 small letters"),
        ('"number"', '"date"', "question[1].datatype is date; write one of string, number, datetime, text,"),
        ('"number"', '"singlevaluelist"', "question[1].values is missing; write blocks"),
        ('why = {', 'whi = {', "question[1].why is missing"),
        (', es = "Para la escoba."', "", "question[1].why.es is missing"),
        ("datatype", "values = []\ndatatype", "question[1].values belong to a list alone"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_question_is_one_sentence(folder: Path, old: str, new: str, said: str) -> None:
    asking(folder, ASKING.replace(old, new, 1))
    with pytest.raises(BadFile, match=re.escape(f"service[2].{said}")):
        catalogue.load(folder)
    assert not Questionnaire.objects.exists()


def test_two_questions_with_one_code_are_refused(folder: Path) -> None:
    asking(folder, ASKING + ASKING)
    with pytest.raises(BadFile, match=re.escape("question[2].code is depth a second time")):
        catalogue.load(folder)


def test_a_department_that_left_the_file_takes_no_more_requests(services: None, folder: Path) -> None:
    catalogue.load(folder)
    assert list(Department.objects.filter(is_active=True).values_list("pk", flat=True)) == ["streets"]


def test_a_service_cannot_be_offered_by_a_department_that_stopped(folder: Path) -> None:
    tiny.change(folder / DEPARTMENT, 'code = "streets"', 'code = "streets"\nis_active = false')
    with pytest.raises(BadFile, match="which takes no requests"):
        catalogue.load(folder)


def test_what_is_taken_out_and_brought_in_again_is_the_same(services: None) -> None:
    """Also what was stopped, and a text with every sign that could end a string."""
    Service.objects.filter(pk="noise").update(is_offered=False, names={"en": '"\\\x7f\n\t\u2019', "es": "—"})
    Service.objects.filter(pk="rats").update(target_working_days=None)
    before = entries.stored()
    written = writing.files(before)
    assert reading.parse(written) == before
    loading.take_in(reading.parse(written))
    assert entries.stored() == before
    assert entries.difference(before, reading.parse(written)).is_none
    assert not Questionnaire.objects.filter(version__gt=1).exists()


def test_a_city_s_own_files_are_written_as_they_were_meant() -> None:
    city = reading.folder(configured.CITY.folder)
    assert len(city.services) == 40
    assert reading.parse(writing.files(city)) == city


def test_a_difference_says_what_is_added_changed_and_stopped(services: None) -> None:
    before = entries.stored()
    first, second, *others = before.services
    new = replace(first, code="sinkhole")
    other = replace(second, names={"en": "Sidewalk", "es": "Acera"})
    after = replace(before, services=(new, other, *others[1:], replace(others[0], is_offered=False)))
    found = entries.difference(before, after)
    assert [entry.code for entry in found.added] == ["sinkhole"]
    assert [entry.code for entry in found.changed] == [second.code]
    assert {entry.code for entry in found.stopped} == {first.code, others[0].code}
    assert found.is_reordered
