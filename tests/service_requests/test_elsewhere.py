"""Who writes of despair, danger or another body's matter reads at once whom to call; everyday words raise no alarm."""

import csv
import logging
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.calendar.tables import BadFile
from commonhall.service_requests import elsewhere
from commonhall.service_requests.models import ServiceRequest
from tests.service_requests.distress import FROM_OTHERS, INNOCENT, INNOCENT_FROM_OTHERS, NOT_TOLD, TOLD
from tests.service_requests.everyday import EVERYDAY, HELD_OUT
from tests.service_requests.reporting import Reporter

HELP = [
    ("I want to die", "despair"),
    ("i don’t want to live anymore", "despair"),
    ("thinking of KILLING MYSELF", "despair"),
    ("everyone is better off without me", "despair"),
    ("Quiero quitarme la vida", "despair"),
    ("ya no quiero vivir", "despair"),
    ("going to kill my self", "despair"),
    ("me quiero matar", "despair"),
    ("no quiero seguir viviendo", "despair"),
    ("my neighbor hit me", "threat"),
    ("I want to kill my landlord", "threat"),
    ("voy a matar a mi vecino", "threat"),
    ("there’s a fire", "emergency"),
    ("hay fuego en la cocina", "emergency"),
    ("he threatened to kill us", "threat"),
    ("my husband beats me", "threat"),
    ("I'm afraid of my boyfriend", "threat"),
    ("I'm going to kill my neighbor", "threat"),
    ("mi esposo me pega", "threat"),
    ("lo voy a matar", "threat"),
    ("the house is on fire", "emergency"),
    ("I smell gas in the hallway", "emergency"),
    ("wires down across the street", "emergency"),
    ("huele a gas", "emergency"),
    ("hay cables caídos", "emergency"),
]
ELSEWHERE = [
    ("my power is out", "power"),
    ("apagón en mi cuadra", "power"),
    ("question on my gas bill", "gas"),
    ("the bus never came", "transit"),
    ("no pasó el autobús", "transit"),
    ("pothole on I-95", "state-roads"),
    ("hoyo en la autopista", "state-roads"),
    ("my car was stolen", "police"),
    ("me robaron la bicicleta", "police"),
    ("where do I apply for food stamps", "state-offices"),
    ("acta de nacimiento de mi hija", "state-offices"),
    ("where do I get a marriage license", "county"),
    ("my landlord wants to evict me", "lease"),
    ("me quieren echar del apartamento", "lease"),
    ("trash on the train tracks", "railroad"),
]
EVERYDAY_WORDS = [
    "dead tree",
    "dead animal in the road",
    "killing the grass",
    "the salt is killing my plants",
    "please kill the weeds",
    "kill switch on the generator",
    "dying tree",
    "I hurt myself on the broken sidewalk",
    "almost hurt myself tripping",
    "I cut myself on the fence",
    "this intersection will kill somebody",
    "the hole is a killer",
    "shot tires",
    "water shooting out of the hydrant",
    "kids shooting hoops at night",
    "fire hydrant open",
    "parked in the fire lane",
    "the light is burning all day",
    "the sun hits me through the gap",
    "it beats me why nobody came",
    "suicide lane needs paint",
    "my trash cart was stolen",
    "stolen stop sign",
    "this intersection is gonna kill someone",
    "there is a fire hydrant leaking",
    "a dog attacked me",
    "me voy a matar en esta banqueta",
    "me robaron el bote de basura",
    "no hay gasolina en la máquina",
    "árbol muerto",
    "matar la maleza",
    "veneno para matar ratas",
    "la boca de incendio gotea",
    "me pega el sol en la parada",
    "no quiero cortarme con la cerca, es decir, cortarme con el metal",
    "parada del autobús llena de basura",
    "street light has no power",
    "",
]


def codes(said: str) -> list[str]:
    return [matter.code for matter in elsewhere.heard(said)]


@pytest.mark.parametrize(("said", "code"), HELP + ELSEWHERE)
def test_it_is_heard(said: str, code: str) -> None:
    assert code in codes(said)


def test_who_speaks_of_hurting_themselves_is_not_asked_about_another_person() -> None:
    assert codes("I am going to kill myself") == ["despair"]


@pytest.mark.parametrize("said", EVERYDAY_WORDS)
def test_everyday_words_raise_no_alarm(said: str) -> None:
    assert codes(said) == []


def test_what_people_report_every_day_raises_no_alarm() -> None:
    assert [typed for typed, _service in EVERYDAY + HELD_OUT if codes(typed)] == []


def test_each_matter_speaks_both_languages() -> None:
    for matter in elsewhere.current():
        for language in settings.CITY.languages:
            assert matter.title.of(language)
            assert matter.says.of(language)
        assert all(line.dialed for line in matter.lines)


def test_somebody_in_despair_reads_at_once_whom_to_call_and_may_go_on(services: None, client: Client) -> None:
    page = client.post("/en/report/", {"what": "I want to die"})
    assertContains(page, 'href="tel:988"')
    assertContains(page, "You don’t have to be alone with this")
    assertContains(page, "Reported most:")
    assertNotContains(page, "Nothing matches")
    assertNotContains(client.post("/en/report/", {"what": "dead tree"}), "tel:988")
    assertContains(
        client.post("/es/report/", {"what": "quiero morir"}), "No tiene que pasar por esto a solas"
    )


def test_another_bodys_matter_stops_early_with_whom_to_call(services: None, client: Client) -> None:
    page = client.post("/en/report/", {"what": "the power is out"})
    assertContains(page, "The electric company takes care of power")
    assertContains(page, 'href="tel:3025550151"')
    assertContains(page, "Is it something else? Go on below.")


def test_in_the_details_it_is_heard_too_and_the_report_goes_on(reporter: Reporter) -> None:
    reporter.start().say(where="1012 N Market St").say(
        words="The hole is deep. I don't want to live anymore."
    )
    assert reporter.hidden("step") == "contact"
    assert 'href="tel:988"' in reporter.text
    reporter.say(who="anonymous")
    assert "tel:988" not in reporter.text
    reporter.say(ok="on")
    assert ServiceRequest.objects.filter(reference=reporter.reference).exists()


def test_danger_at_the_place_and_on_the_way_back_is_heard_too(reporter: Reporter) -> None:
    reporter.start().say(where="I want to die on Market St")
    assert reporter.hidden("step") == "where"
    assert 'href="tel:988"' in reporter.text
    reporter.say(where="1012 N Market St").say(words="I want to die", change="where")
    assert reporter.hidden("step") == "where"
    assert 'href="tel:988"' in reporter.text
    reporter.say(where="1012 N Market St", change="where")
    assert "tel:988" not in reporter.text


def test_no_street_of_the_city_raises_an_alarm() -> None:
    with (settings.CITY.folder / "blocks.csv").open(encoding="utf-8") as lines:
        streets = {row["street"] for row in csv.DictReader(lines)}
    assert len(streets) > 100
    assert [street for street in streets if elsewhere.help_for(f"1012 {street}")] == []


def test_in_the_details_other_bodies_matters_do_not_disturb(reporter: Reporter) -> None:
    reporter.start().say(where="1012 N Market St").say(
        words="The hole is by the bus shelter near the railroad."
    )
    assert "elsewhere--" not in reporter.text
    assert 'class="elsewhere' not in reporter.text


def test_that_somebody_was_heard_is_written_nowhere(
    reporter: Reporter, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="commonhall"):
        client.post("/en/report/", {"what": "I want to die"})
        reporter.start().say(where="1012 N Market St").say(words="I want to die")
    assert not [record for record in caplog.records if record.name.startswith("commonhall")]
    assert not ServiceRequest.objects.exists()


def test_a_mistake_in_the_citys_file_is_told(tmp_path: Path) -> None:
    shutil.copy(settings.CITY.folder / elsewhere.FILE, tmp_path)
    path = tmp_path / elsewhere.FILE
    path.write_text(path.read_text("utf-8").replace('code = "despair"\n', "", 1), "utf-8")
    with pytest.raises(BadFile, match=r"elsewhere.toml: line \d+, matter\[1\].code is missing"):
        elsewhere.of(tmp_path)
    shutil.copy(settings.CITY.folder / elsewhere.FILE, tmp_path)
    path.write_text(path.read_text("utf-8").replace('"suicide lane"', '"(suicide lane"', 1), "utf-8")
    with pytest.raises(BadFile, match=r"matter\[1\].unless has “\(suicide lane”, whose brackets do not fit"):
        elsewhere.read(tmp_path, ("en", "es"))
    path.unlink()
    with pytest.raises(BadFile, match=r"elsewhere\.toml is not in the folder"):
        elsewhere.read(tmp_path, ["en"])


def test_danger_is_heard_in_forms_that_nobody_listed() -> None:
    """Of what shaped the lists all; of what did not, most. Which of the matters answers says whom to call."""
    assert [said for said, code in TOLD if code not in codes(said)] == []
    missed = [said for said, code in NOT_TOLD if code not in codes(said)]
    assert len(missed) <= len(NOT_TOLD) // 10, missed
    missed = [said for said, _code in FROM_OTHERS if not elsewhere.help_for(said)]
    assert len(missed) <= len(FROM_OTHERS) // 10, missed


@pytest.mark.parametrize("said", INNOCENT + INNOCENT_FROM_OTHERS)
def test_the_same_words_of_everyday_things_raise_no_alarm(said: str) -> None:
    assert [matter.code for matter in elsewhere.help_for(said)] == []
