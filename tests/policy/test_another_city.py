"""Another city's policy through the front door: taken in by `commonhall setup`, read on its pages, and revised."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.calendar import city
from tests import tiny
from tests.operations import commands

ANONYMOUS = "In Ocotillo nobody has to say who they are."
SNAKES = "What you tell us of snakes goes to the county."


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """The folder of the city, as it begins."""
    return tiny.copy(tmp_path / "first")


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """The same with its next revision: one sentence reads otherwise, one is gone, one is new and rests on nothing."""
    folder = tiny.copy(tmp_path / "second")
    policy = folder / "policy.toml"
    tiny.change(policy, "revision = 3", "revision = 4")
    tiny.change(policy, "2025-02-01", "2026-01-15")
    tiny.change(policy, "has to say who", "ever has to say who")
    tiny.change(policy, "nadie tiene que", "nunca nadie tiene que")
    tiny.change(policy, 'id = "requests.snakes"', 'id = "requests.owls"')
    tiny.change(policy, "snakes goes to the county", "owls stays with us")
    tiny.change(policy, "serpientes va al condado", "búhos se queda aquí")
    return folder


@pytest.fixture
def serve(fresh_database: str, settings: Settings) -> Callable[[Path], None]:
    """Set up the city of a folder, by the command, and serve it from there on."""

    def of(folder: Path) -> None:
        code, complaint = set_up(fresh_database, folder)
        assert (code, complaint) == (0, "")
        settings.CITY = city.load(folder)
        settings.TIME_ZONE = settings.CITY.time_zone

    return of


def set_up(database: str, folder: Path) -> tuple[int, str]:
    """The command's code and its complaint."""
    process = commands.start(
        ["setup", str(folder)], commands.environment(database) | {"COMMONHALL_CITY": str(folder)}
    )
    _said, complaint = process.communicate(timeout=60)
    return process.returncode, complaint


def test_its_page_says_its_own_sentences_and_no_others(
    client: Client, serve: Callable[[Path], None], first: Path
) -> None:
    serve(first)
    page = client.get("/en/privacy/")
    for words in ("7, Privacy", "February 1, 2025", ANONYMOUS, SNAKES, "Of 2 promises."):
        assertContains(page, words)
    assertContains(page, '<article class="clause"', count=2)
    assertNotContains(page, "112.1")
    assertContains(client.get("/es/privacy/"), "Lo que nos diga de serpientes va al condado.")


def test_a_sentence_stands_beside_what_was_found_and_one_without_a_control_is_not_kept_yet(
    client: Client, serve: Callable[[Path], None], first: Path
) -> None:
    serve(first)
    call_command("verify", "311.anonymous", stdout=StringIO())
    sentences = {each["id"]: each for each in client.get("/en/privacy/evidence.json").json()["sentences"]}
    assert list(sentences) == ["311.anonymous", "requests.snakes"]
    assert sentences["311.anonymous"]["verified_at"] is not None
    assert any(duty["looked_at"] for duty in sentences["311.anonymous"]["takes"])
    snakes = sentences["requests.snakes"]
    assert (snakes["state"], snakes["since"], snakes["takes"]) == ("not kept yet", None, [])
    about_snakes = client.get("/en/privacy/").content.decode().split('id="requests.snakes"')[1]
    assert "Not kept yet." in about_snakes
    assert "The software doesn’t check this yet, so we don’t say that it is kept." in about_snakes
    assert "Nothing: no check of the software stands behind this sentence." in about_snakes


def test_its_second_revision_takes_the_place_of_the_first_which_stays(
    client: Client, serve: Callable[[Path], None], first: Path, second: Path
) -> None:
    serve(first)
    serve(second)
    assertContains(client.get("/en/privacy/"), "In Ocotillo nobody ever has to say who they are.")
    now, before = client.get("/en/privacy/history.json").json()["revisions"]
    assert (now["revision"], before["revision"]) == (4, 3)
    assert (before["approved_on"], before["in_force_until"]) == ("2025-02-01", now["published_on"])
    assertContains(client.get("/en/privacy/history/3/"), ANONYMOUS)
    told = client.get("/en/privacy/history/4/changes/")
    for words in ("Changed: 1. New: 1. Taken out: 1.", f"“{ANONYMOUS}” became", f"</span>{SNAKES}</del>"):
        assertContains(told, words)
    assertContains(client.get("/es/privacy/history/3/4/"), " nunca</ins>")
    call_command("verify", "policy.published", stdout=StringIO())
    assertContains(client.get("/en/privacy/history/"), "<dt>In force</dt><dd>now</dd>", count=1)


def test_other_words_under_a_revision_that_is_published_are_refused(
    client: Client, fresh_database: str, serve: Callable[[Path], None], first: Path, second: Path
) -> None:
    serve(first)
    tiny.change(second / "policy.toml", "revision = 4", "revision = 3")
    code, complaint = set_up(fresh_database, second)
    assert code == 2
    assert complaint.startswith("policy.toml: revision 3 is published with other words.")
    assertContains(client.get("/en/privacy/history/3/"), SNAKES)


def test_a_sentence_that_names_a_promise_which_is_none_is_refused_before_anything_changes(
    client: Client, fresh_database: str, first: Path
) -> None:
    tiny.change(first / "policy.toml", 'promise = "311.anonymous"', 'promise = "311.secret"')
    code, complaint = set_up(fresh_database, first)
    assert code == 2
    assert "is 311.secret, which is none; `commonhall verify` lists them" in complaint
    assert client.get("/en/privacy/history.json").json() == {"revisions": []}


def test_a_sentence_whose_promise_has_no_control_is_never_called_kept(
    client: Client, serve: Callable[[Path], None], first: Path
) -> None:
    tiny.change(first / "policy.toml", 'promise = "311.anonymous"', 'promise = "alerts.opt-in"')
    serve(first)
    call_command("verify", "alerts.opt-in", stdout=StringIO())
    (alerts, _snakes) = client.get("/en/privacy/evidence.json").json()["sentences"]
    assert alerts["state"] == "not kept yet"
    assert [duty["looked_at"] for duty in alerts["takes"]] == [None] * len(alerts["takes"])
    assertContains(client.get("/en/privacy/"), "Not checked yet.", count=len(alerts["takes"]))
