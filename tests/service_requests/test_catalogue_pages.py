"""An administrator at the screens of the catalogue: services, questions, departments and files, without code."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.fixtures import DjangoAssertNumQueries

from commonhall.service_requests import catalogue, questions
from commonhall.service_requests.catalogue import entries
from commonhall.service_requests.models import Service
from commonhall.service_requests.questions import Datatype
from commonhall.staff.models import Department
from commonhall.staff.roles import Role

SERVICE = {
    "names_en": "Sinkhole", "names_es": "Socavón",
    "descriptions_en": "The ground gives way.", "descriptions_es": "El suelo se hunde.",
    "usual_times_en": "The same day.", "usual_times_es": "El mismo día.",
    "keywords_en": "sinkhole, cave-in,\n ground ", "keywords_es": "socavón, hundimiento",
    "topic": "Streets and sidewalks", "department": "water", "target_working_days": "1", "is_common": "on",
}  # fmt: skip
QUESTION = {
    "text_en": "How wide is it?", "text_es": "¿Qué ancho tiene?",
    "why_en": "It says which machine comes.", "why_es": "Indica qué máquina viene.",
    "datatype": "singlevaluelist", "rows": "3", "is_required": "on",
    "value-0-en": "A step", "value-0-es": "Un paso",
    "value-1-en": "A car", "value-1-es": "Un auto", "value-1-key": "car-wide",
}  # fmt: skip


@pytest.fixture
def admin(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.ADMINISTRATOR)


def address(name: str, *parts: str) -> str:
    return reverse(f"service_requests:{name}", args=parts)


def fields_of(page: HttpResponse, form: int = -1) -> dict[str, str]:
    """What a browser would send of a form of the page as it stands: its fields, and what is chosen in its lists."""
    html = re.findall(r"<form[^>]*>.*?</form>", page.content.decode(), re.DOTALL)[form]
    found = dict(re.findall(r'<input type="(?:text|hidden)" name="([^"]+)" value="([^"]*)"', html))
    found |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    found |= dict(re.findall(r'type="checkbox" name="([^"]+)" (checked)', html))
    return {name: unescape(value) for name, value in found.items()}


def order() -> list[str]:
    return [service.pk for service in catalogue.offered()]


def test_the_list_shows_every_service_under_its_topic(
    admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        page = admin.get(address("catalogue"))
    assertContains(page, "40 offered")
    assertContains(page, "<table", count=9)
    for service in catalogue.offered():
        assertContains(page, address("service", service.pk))


def test_a_service_is_added_and_residents_can_choose_it(admin: Client) -> None:
    page = admin.post(address("new-service"), SERVICE, follow=True)
    assertContains(page, "The service is added.")
    added = Service.objects.get(pk="sinkhole")
    assert added.keywords == {"en": ["sinkhole", "cave-in", "ground"], "es": ["socavón", "hundimiento"]}
    assert (added.department_id, added.target_working_days, added.is_common) == ("water", 1, True)
    streets = [service.pk for service in catalogue.topics(catalogue.offered())[0].services]
    assert streets[-1] == "sinkhole"  # the last of its topic
    assertContains(Client().get("/es/report/"), "Socavón")


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        ({"names_es": ""}, "Write this in Spanish: Name"),
        ({"keywords_en": ""}, "Write this in English: Other words for it"),
        ({"topic": ""}, "Choose a topic."),
        ({"topic": "+"}, "Name the new topic."),
        ({"topic": "+", "groups_en": "Below ground"}, "Write this in Spanish: New topic"),
        ({"department": "nobody"}, "Choose who does it."),
        ({"target_working_days": "soon"}, "Write a whole number from 0 to 366."),
        ({"target_working_days": "367"}, "Write a whole number from 0 to 366."),
        ({"urgent_notes_en": "Call 911."}, "Write this in Spanish: When to call instead"),
        ({"code": "Sink Hole"}, "Use small letters, figures and hyphens"),
        ({"code": "new"}, "Use small letters, figures and hyphens"),
        ({"code": "pothole"}, "The code pothole is taken."),
        ({"names_en": "★"}, "none can be made from the English words"),
        ({"names_en": "x" * 81}, "longer than 80 characters"),
    ],
)
def test_a_service_that_is_not_whole_is_refused_and_keeps_what_was_typed(
    admin: Client, spoiled: dict[str, str], said: str
) -> None:
    page = admin.post(address("new-service"), {**SERVICE, **spoiled})
    assertContains(page, said, count=2, status_code=422)  # above, and at the field
    assertContains(page, "The ground gives way.</textarea>", status_code=422)
    assert Service.objects.count() == 40


def test_saving_a_page_as_it_stands_changes_nothing(admin: Client) -> None:
    for code in ("pothole", "street-sweeping", "no-heat"):
        before = Service.objects.filter(pk=code).values().get()
        sent = fields_of(admin.get(address("service", code)))
        assertContains(admin.post(address("service", code), sent, follow=True), "The service is changed.")
        assert Service.objects.filter(pk=code).values().get() == before


def test_a_service_moves_to_a_new_topic_and_keeps_its_questions(admin: Client) -> None:
    sent = fields_of(admin.get(address("service", "pothole")))
    new = {"topic": "+", "groups_en": "Below ground", "groups_es": "Bajo tierra"}
    admin.post(address("service", "pothole"), {**sent, **new, "names_en": "Hole"})
    assert str(Service.objects.get(pk="pothole")) == "Hole"
    assert catalogue.topics(catalogue.offered())[0].name == "Below ground"
    assert len(questions.of(questions.current("pothole"))) == 2


def test_a_service_is_stopped_and_offered_again(admin: Client) -> None:
    stopped = admin.post(address("offer-service", "pothole"), {"is_offered": "0"}, follow=True)
    assertContains(stopped, "It is not offered any more.")
    assertContains(stopped, "Offer it again")
    assert "pothole" not in order()
    assertContains(admin.get(address("catalogue")), "1 not offered")
    admin.post(address("offer-service", "pothole"), {"is_offered": "1"})
    assert "pothole" in order()


def test_a_service_moves_within_its_topic_and_no_further(admin: Client) -> None:
    first, second = order()[:2]
    admin.post(address("move-service", second), {"to": "up"})
    assert order()[:2] == [second, first]
    admin.post(address("move-service", second), {"to": "up"})
    assert order()[:2] == [second, first]
    before = order()
    last_of_topic = catalogue.topics(catalogue.offered())[0].services[-1].pk
    admin.post(address("move-service", last_of_topic), {"to": "down"})
    assert order() == before


def test_a_topic_moves_with_all_its_services(admin: Client) -> None:
    def names() -> list[str]:
        return [topic.code for topic in catalogue.topics(catalogue.offered())]

    first, second, *others = names()
    admin.post(address("move-topic"), {"topic": first, "to": "down"})
    assert names() == [second, first, *others]
    for sent in ({"topic": second, "to": "up"}, {"topic": "nothing", "to": "up"}, {}):
        admin.post(address("move-topic"), sent)
    assert names() == [second, first, *others]


def test_a_question_is_added_and_asked_from_then_on(admin: Client) -> None:
    page = admin.post(address("new-question", "litter-basket"), QUESTION, follow=True)
    assertContains(page, "The question is saved.")
    assertContains(page, "must be answered")
    (asked,) = questions.of(questions.current("litter-basket"))
    assert (asked.code, asked.datatype, asked.is_required) == ("how-wide-is-it", Datatype.ONE, True)
    assert [(value.key, str(value.name)) for value in asked.values] == [
        ("a-step", "A step"),
        ("car-wide", "A car"),
    ]


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        ({"why_en": ""}, "Write this in English: Why it is asked"),
        ({"text_es": ""}, "Write this in Spanish: Question"),
        ({"how_es": "Mida."}, "Write this in English: How to answer"),
        ({"datatype": ""}, "Choose what kind of answer it has."),
        ({"datatype": "date"}, "Choose one of those that are shown."),
        ({"value-1-en": "", "value-1-es": ""}, "Write at least two answers to choose from."),
        ({"value-1-es": ""}, "Write this answer in each language."),
        ({"value-1-key": "a-step"}, "Two answers have the same code."),
        ({"value-1-key": "Car!"}, "Use small letters, figures and hyphens"),
        ({"code": "size"}, "Another question of this service has that code."),
    ],
)
def test_a_question_that_is_not_whole_is_refused_and_keeps_what_was_typed(
    admin: Client, spoiled: dict[str, str], said: str
) -> None:
    page = admin.post(address("new-question", "pothole"), {**QUESTION, **spoiled})
    assertContains(page, said, count=2, status_code=422)
    assertContains(page, 'value="A step"', status_code=422)
    assert len(questions.of(questions.current("pothole"))) == 2


def test_more_rows_come_without_losing_what_was_typed(admin: Client) -> None:
    page = admin.post(address("new-question", "pothole"), {**QUESTION, "why_en": "", "more": "1"})
    assertContains(page, 'name="value-5-en"')
    assertContains(page, 'value="A step"')
    assertNotContains(page, "second look")
    assert len(questions.of(questions.current("pothole"))) == 2


@pytest.mark.parametrize("rows", ["", "-1", "9999999", "x"])
def test_a_number_of_rows_that_nobody_showed_does_no_harm(admin: Client, rows: str) -> None:
    page = admin.post(address("new-question", "pothole"), {**QUESTION, "rows": rows, "more": "1"})
    assert page.content.decode().count('name="value-') <= 60 * 3


def test_saving_a_question_as_it_stands_makes_no_version(admin: Client) -> None:
    for service, code in (("pothole", "size"), ("sidewalk", "height"), ("abandoned-vehicle", "no-plate")):
        before = questions.current(service)
        page = admin.get(address("question", service, code))
        chosen = re.search(r'name="datatype" value="([a-z]+)" checked', page.content.decode())
        assert chosen
        admin.post(address("question", service, code), {**fields_of(page), "datatype": chosen[1]})
        assert questions.current(service) == before


def test_a_question_is_changed_moved_and_asked_no_more(admin: Client) -> None:
    changed = {**QUESTION, "datatype": "number"}
    admin.post(address("question", "pothole", "size"), changed)
    first, second = questions.of(questions.current("pothole"))
    assert (first.code, first.datatype, first.values) == ("size", Datatype.NUMBER, ())
    admin.post(address("move-question", "pothole", second.code), {"to": "up"})
    page = admin.post(address("remove-question", "pothole", "size"), follow=True)
    assertContains(page, "It is not asked any more.")
    assertContains(page, "What it asked before")
    assertContains(page, "How wide is it?")
    assert [each.code for each in questions.of(questions.current("pothole"))] == [second.code]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("service", ("nothing",)),
        ("question", ("pothole", "nothing")),
        ("question", ("litter-basket", "size")),
        ("new-question", ("nothing",)),
        ("department", ("nothing",)),
        ("download-catalogue", ("city.toml",)),
    ],
)
def test_what_is_not_there_is_not_found(admin: Client, name: str, parts: tuple[str, ...]) -> None:
    assert admin.get(address(name, *parts)).status_code == 404


def test_a_department_is_added_changed_and_put_in_order(admin: Client) -> None:
    new = {"names_en": "Harbor", "names_es": "Puerto", "phone": "(302) 555-0130"}
    assertContains(admin.post(address("new-department"), new, follow=True), "Harbor")
    hours = {"hours_en": "By day", "hours_es": "De día"}
    assertContains(admin.post(address("department", "harbor"), {**new, **hours}, follow=True), "By day")
    admin.post(address("move-department", "harbor"), {"to": "up"})
    codes = list(Department.objects.order_by("rank").values_list("pk", flat=True))
    assert codes[-2:] == ["harbor", "resident-services"]
    admin.post(address("move-department", codes[0]), {"to": "up"})
    assert list(Department.objects.order_by("rank").values_list("pk", flat=True)) == codes


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        ({"names_es": ""}, "Write this in Spanish: Name"),
        ({"hours_en": "By day"}, "Write this in Spanish: Hours"),
        ({"code": "water"}, "The code water is taken."),
    ],
)
def test_a_department_that_is_not_whole_is_refused(admin: Client, spoiled: dict[str, str], said: str) -> None:
    page = admin.post(address("new-department"), {"names_en": "Harbor", "names_es": "Puerto", **spoiled})
    assertContains(page, said, count=2, status_code=422)
    assert Department.objects.count() == 8


def test_a_department_stops_only_when_nothing_is_offered_of_it(admin: Client) -> None:
    page = admin.post(address("activate-department", "water"), {"is_active": "0"}, follow=True)
    assertContains(page, "It still does this: Water leak in the street,")
    Service.objects.filter(department="water").update(is_offered=False)
    page = admin.post(address("activate-department", "water"), {"is_active": "0"}, follow=True)
    assertContains(page, "It takes no new requests.")
    page = admin.post(address("offer-service", "hydrant"), {"is_offered": "1"}, follow=True)
    assertContains(page, "Its department takes no requests.")
    assertNotContains(admin.get(address("new-service")), 'value="water"')
    admin.post(address("activate-department", "water"), {"is_active": "1"})
    assert Department.objects.get(pk="water").is_active


def taken_out(admin: Client, name: str) -> bytes:
    answer = admin.get(address("download-catalogue", name))
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    return answer.content


def sent(**files: bytes) -> dict[str, SimpleUploadedFile]:
    return {name: SimpleUploadedFile(f"{name}.toml", content) for name, content in files.items()}


def test_what_is_taken_out_changes_nothing_when_it_is_brought_in(admin: Client) -> None:
    both = sent(departments=taken_out(admin, "departments.toml"), services=taken_out(admin, "services.toml"))
    assertContains(
        admin.post(address("compare-catalogue"), both), "The files hold what the catalogue holds already."
    )


def test_one_sees_what_would_change_before_it_does(admin: Client) -> None:
    before = entries.stored()
    changed = (
        taken_out(admin, "services.toml")
        .replace(b'"Pothole"', b'"Hole"')
        .replace(b'"noise"', b'"loud-noise"')
    )
    page = admin.post(address("compare-catalogue"), sent(services=changed))
    for said in ("Added", "Changed", "Hole", "Not offered any more", "Noise"):
        assertContains(page, said)
    assert entries.stored() == before
    done = admin.post(address("bring-in-catalogue"), fields_of(page), follow=True)
    assertContains(done, "The catalogue is what the files say.")
    assert str(Service.objects.get(pk="pothole")) == "Hole"
    assert not Service.objects.get(pk="noise").is_offered
    assert questions.of(questions.current("loud-noise"))[0].code == "source"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "Choose at least one of the two files."),
        ({"services": b"[[service"}, "services.toml cannot be read as TOML"),
        ({"services": b"\xff\xfe"}, "services.toml cannot be read as TOML"),
        ({"services": b'[[service]]\ncode = "x"\n'}, "service[1].department is missing"),
        ({"departments": b'[[department]]\ncode = "x"\nname = { en = "X", es = "X" }\n'}, "does not have"),
    ],
    ids=["no file", "cut short", "not UTF-8", "not whole", "a department that is needed"],
)
def test_files_with_mistakes_change_nothing(admin: Client, files: dict[str, bytes], said: str) -> None:
    before = entries.stored()
    page = admin.post(address("compare-catalogue"), sent(**files))
    assertContains(page, "Nothing is changed.", status_code=422)
    assertContains(page, said, status_code=422)
    page = admin.post(address("bring-in-catalogue"), {"services": "[[", "departments": ""})
    assertContains(page, "Nothing is changed.", status_code=422)
    assert entries.stored() == before


def test_the_screens_speak_spanish(admin: Client) -> None:
    page = admin.get(address("catalogue").replace("/en/", "/es/"))
    assertContains(page, "Servicios")
    assertContains(page, "Bache")
