"""Staff begin a message with a template: its variables filled, in the resident's language, kept by version."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from commonhall.calendar.tables import BadFile
from commonhall.messaging import delivery, message_templates, template_file
from commonhall.messaging.message_templates import UnknownVariable, Wording
from commonhall.messaging.models import Message, TemplateVersion
from commonhall.operations import city_folder
from commonhall.people.contacts import Contact
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.roles import Role
from tests.gateways.mailserver import Sink
from tests.messaging import corresponding
from tests.service_requests import making

pytestmark = pytest.mark.django_db

SCREEN = "/en/staff/outbox/templates/"
WHERE = {
    "title": "Ask where it is",
    "text_en": "About {reference}, {service}, {place}: which side? Answer here: {link}",
    "text_es": "Sobre {reference}, {service}, {place}: ¿de qué lado? Responda aquí: {link}",
}


@pytest.fixture
def administrator(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.ADMINISTRATOR)


@pytest.fixture
def where(administrator: Client) -> TemplateVersion:
    """A template that an administrator wrote."""
    assert administrator.post(f"{SCREEN}new/", WHERE).status_code == 302
    return TemplateVersion.objects.get()


def filled(staff: Client, request: ServiceRequest, chosen: TemplateVersion, **more: str) -> str:
    """The page after the template was chosen."""
    sent = {"choose": str(chosen.pk), "fill": "1", "text": "", "once": "", **more}
    answer = staff.post(corresponding.page_of(request), sent)
    assert answer.status_code == 200
    return answer.content.decode()


def text_in(page: str) -> str:
    found = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", page, re.DOTALL)
    assert found
    return found[1]


def test_it_is_filled_in_the_language_of_who_reads_it(
    where: TemplateVersion, worker: Client, named: ServiceRequest
) -> None:
    spanish = making.reported(contact=Contact(email="rosa@example.com", language="es"))
    assert f"About {named.reference[:3]} {named.reference[3:]}, Pothole, " in text_in(
        filled(worker, named, where)
    )
    assert ": ¿de qué lado?" in text_in(filled(worker, spanish, where))
    assert "cuadra" in text_in(filled(worker, spanish, where)), "the place too is said in Spanish"


def test_the_link_is_the_residents_alone_and_the_message_says_what_it_came_from(
    where: TemplateVersion, worker: Client, named: ServiceRequest, sink: Sink
) -> None:
    page = filled(worker, named, where)
    assert "Answer here: {link}" in text_in(page)
    assert "/follow/" not in page
    corresponding.write(worker, named, text_in(page) + " Thank you.", template=str(where.pk))
    delivery.deliver()
    text = sink.wait_for(1)[0].message.get_body(("plain",)).get_content()
    assert re.search(r"Answer here:\s+http://\S+/en/follow/\S+/ Thank you", text)
    assert Message.objects.get().template == where
    staffs = worker.get(f"/en/staff/requests/{named.reference}/").content.decode()
    assert "From the template “Ask where it is”, version 1." in staffs
    assert "/follow/" not in staffs


def test_what_was_written_is_kept_and_another_choice_replaces_the_first(
    where: TemplateVersion, administrator: Client, worker: Client, named: ServiceRequest
) -> None:
    administrator.post(f"{SCREEN}new/", {"title": "Thanks", "text_en": "Thank you.", "text_es": "Gracias."})
    thanks = TemplateVersion.objects.get(title="Thanks")
    mine = text_in(filled(worker, named, thanks, text="Good morning."))
    assert mine.split("\n\n") == ["Good morning.", "Thank you."]
    first = text_in(filled(worker, named, where)).replace("&amp;", "&")
    assert text_in(filled(worker, named, thanks, text=first, template=str(where.pk))) == "Thank you."
    assert text_in(filled(worker, named, where, choose="", text="Good morning.")) == "Good morning."


def test_each_save_is_a_version_and_the_earlier_ones_stay(
    where: TemplateVersion, administrator: Client
) -> None:
    page = f"/en/staff/outbox/template/{where.template_id}/"
    administrator.post(page, WHERE)
    assert TemplateVersion.objects.count() == 1, "nothing was changed"
    administrator.post(page, {**WHERE, "text_en": "Which side of {place}?"})
    assert [each.number for each in message_templates.versions(where.template_id)] == [2, 1]
    shown = administrator.get(page).content.decode()
    assert "Which side of {place}?" in shown
    assert "About {reference}" in shown
    (offered,) = message_templates.offered()
    assert offered.number == 2


@pytest.mark.parametrize("written", ["{name}", "{Reference}", "{}", "{ place }", "a { brace", "a } brace"])
def test_what_is_no_variable_is_refused_at_its_field_with_those_that_are(
    administrator: Client, written: str
) -> None:
    answer = administrator.post(f"{SCREEN}new/", {**WHERE, "text_es": f"Hola {written}"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is no variable. Use one of these: {reference}, {service}" in page
    assert 'id="id_text_es_error"' in page
    assert not TemplateVersion.objects.exists()


def test_while_it_is_written_it_is_looked_at(administrator: Client) -> None:
    asks = {**WHERE, "text_en": "Reply with your card number, {name}."}
    said = administrator.post(f"{SCREEN}check/", asks).content.decode()
    assert "“{name}” is no variable" in said
    asks["text_en"] = "Please reply with your card number."
    assert "Better ask another way." in administrator.post(f"{SCREEN}check/", asks).content.decode()
    assert "toomuch" not in administrator.post(f"{SCREEN}check/", WHERE).content.decode()


def test_what_is_stopped_is_not_offered_and_a_title_is_there_once(
    where: TemplateVersion, administrator: Client, worker: Client, named: ServiceRequest
) -> None:
    again = administrator.post(f"{SCREEN}new/", WHERE)
    assert "There is a template of that title." in again.content.decode()
    assert "Begin with a template" in worker.get(corresponding.page_of(named)).content.decode()
    administrator.post(f"/en/staff/outbox/template/{where.template_id}/offer/", {"is_offered": "0"})
    assert "Begin with a template" not in worker.get(corresponding.page_of(named)).content.decode()
    assert "Ask where it is" in administrator.get(SCREEN).content.decode()


def test_a_list_of_many_costs_as_many_queries_as_one_of_few(
    administrator: Client, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for number in range(30):
        message_templates.add(Wording(title=f"Number {number}", texts={"en": "One.", "es": "Uno."}), by=None)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert "Number 29" in administrator.get(SCREEN).content.decode()


def test_the_citys_folder_brings_some_and_leaves_what_administrators_wrote(
    administrator: Client, worker: Client
) -> None:
    wordings = template_file.read(configured.CITY.folder, configured.CITY.languages)
    assert message_templates.bring_in(wordings) == (list(wordings), [])
    assert message_templates.bring_in(wordings) == ([], [])
    page = "/en/staff/outbox/template/takes-longer/"
    administrator.post(page, {**WHERE, "title": "Later"})
    other = {code: Wording(title=f"{each.title}!", texts=each.texts) for code, each in wordings.items()}
    assert message_templates.bring_in(other) == ([], ["where-exactly", "private-property"])
    assert {each.title for each in message_templates.every()} == {
        "Ask where exactly it is!",
        "It is on private property!",
        "Later",
    }


def test_setup_takes_them_in_and_tells_of_them() -> None:
    folder = city_folder.read(configured.CITY.folder)
    (told,) = [change for change in city_folder.take_in(folder) if change.what == "templates"]
    assert told.added == tuple(folder.templates)
    assert all(change.is_none for change in city_folder.compare(folder))
    assert len(message_templates.offered()) == 3


def test_a_mistake_in_the_folder_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "messages.toml").write_text(
        '[[template]]\ncode = "a"\ntitle = "A"\ntext.en = "Dear {name}"\ntext.es = "Hola"\n', "utf-8"
    )
    with pytest.raises(BadFile, match=r"messages\.toml.*\{name\}.*no variable"):
        template_file.read(tmp_path, ("en", "es"))
    assert template_file.read(tmp_path / "nowhere", ("en", "es")) == {}


@given(text=st.text(st.sampled_from("{}ab linkplace")), values=st.fixed_dictionaries({"place": st.text()}))
def test_what_passes_is_filled_and_nothing_else_changes(text: str, values: dict[str, str]) -> None:
    try:
        message_templates.check(text)
    except UnknownVariable:
        return
    assert message_templates.fill(text, values) == text.replace("{place}", values["place"])
