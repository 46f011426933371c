"""A city's policy as a file: whole in each language, and bound to promises that are there."""

from pathlib import Path

import pytest

from commonhall.calendar.tables import BadFile
from commonhall.policy import register, texts
from commonhall.policy.texts import PolicyText
from tests import tiny

LANGUAGES = ("en", "es")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny.copy(tmp_path)


def test_the_demonstration_has_a_sentence_for_each_promise() -> None:
    found = texts.current()
    assert [sentence.promise for sentence in found.sentences] == list(register.promises())
    assert (found.number, found.revision) == ("112.1", 1)


def test_every_sentence_is_there_in_english_and_in_spanish() -> None:
    says = [sentence.says for sentence in texts.current().sentences]
    assert all(text.of("en") and text.of("es") and text.of("en") != text.of("es") for text in says)


def test_another_city_says_other_things_under_its_own_number() -> None:
    found = texts.read(tiny.TINY, LANGUAGES)
    assert (found.number, found.revision, str(found.title)) == ("7", 3, "Privacy")
    assert [(each.id, each.promise) for each in found.sentences] == [
        ("311.anonymous", "311.anonymous"),
        ("requests.snakes", ""),
    ]


def test_what_is_stored_of_a_policy_is_all_of_it() -> None:
    assert PolicyText.of_data(texts.current().as_data()) == texts.current()


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ('es = "Privacidad"', 'de = "Datenschutz"', "title.es is missing"),
        ("revision = 3", "revision = 0", "revision is 0; write 1 or more"),
        ("2025-02-01", '"lately"', "approved_on must be a day like 2023-09-19"),
        ('promise = "311.anonymous"', 'promise = "311.secret"', "is 311.secret, which is none"),
        ('promise = "311.anonymous"', "", r"sentence\[1\].id is missing"),
        ('id = "requests.snakes"', 'id = "311.anonymous"', "the sentence 311.anonymous stands there twice"),
        (
            'id = "requests.snakes"',
            'promise = "311.anonymous"',
            "the promise 311.anonymous stands there twice",
        ),
        ('id = "requests.snakes"', 'id = "Our snakes"', "the id Our snakes cannot stand in an address"),
        ('id = "requests.snakes"', 'id = "main"', "the id main is taken by the page itself"),
        ('id = "requests.snakes"', 'id = "requests"', "a section and a sentence are both called requests"),
        ("[[section]]", "[[section", "cannot be read as TOML"),
    ],
)
def test_a_mistake_in_the_file_is_one_sentence(folder: Path, written: str, instead: str, told: str) -> None:
    tiny.change(folder / "policy.toml", written, instead)
    with pytest.raises(BadFile, match=told) as bad:
        texts.read(folder, LANGUAGES)
    assert all(sentence.startswith("policy.toml") for sentence in bad.value.mistakes)
