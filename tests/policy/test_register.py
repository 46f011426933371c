"""The promises as data: complete in both languages, and bound to by no control that is not asked for."""

from pathlib import Path

import pytest

from commonhall import evidence
from commonhall.calendar.tables import BadFile
from commonhall.evidence import Control, Evidence
from commonhall.policy import checks, register

FIXED = {
    "311.anonymous": (
        *("text", "photos", "recordings", "logs", "call-links", "times", "order", "taker", "backups", "say"),
    ),
    "311.optional": ("optional", "encrypted"),
    "purpose.protect": ("encrypt", "log-looks", "schedule"),
    "purpose.share-less": ("mark-optional", "warn", "store-nothing-else"),
    "visits.third-parties": ("own", "declared"),
    "cookies.functional": ("register", "publish", "refuse"),
}
ONE_PROMISE = """
[[promise]]
id = "looks.logged"
must = [{ id = "log", en = "Log them", es = "Registrarlas" }]
"""


def control(promise: str, verb: str) -> Control:
    return Control(promise=promise, verb=verb, look=lambda: Evidence(looked_at="nothing", count=0))


def test_there_are_34_promises_each_with_something_the_software_must_do() -> None:
    assert len(register.promises()) == 34
    assert all(promise.must for promise in register.promises().values())


def test_every_verb_is_there_in_english_and_in_spanish() -> None:
    texts = [verb.does for promise in register.promises().values() for verb in promise.must]
    assert all(text.of("en") and text.of("es") for text in texts)
    assert [text.of("en") for text in texts if text.of("en") == text.of("es")] == []


def test_no_sentence_names_the_city_or_the_state_it_was_first_written_for() -> None:
    words = register.FILE.read_text("utf-8")
    assert "Wilmington" not in words
    assert "Delaware" not in words


@pytest.mark.parametrize(("promise", "verbs"), FIXED.items())
def test_the_ids_that_controls_bind_to_stay(promise: str, verbs: tuple[str, ...]) -> None:
    assert tuple(verb.id for verb in register.promises()[promise].must) == verbs


def test_promises_are_named_in_their_own_order_whatever_order_is_asked_for() -> None:
    named = register.named(["311.optional", "purpose.protect"])
    assert [promise.id for promise in named] == ["purpose.protect", "311.optional"]


def test_without_a_name_every_promise_is_meant() -> None:
    assert register.named([]) == tuple(register.promises().values())


def test_an_unknown_promise_is_refused_by_its_name() -> None:
    with pytest.raises(register.UnknownPromise, match=r"no promise 311\.secret"):
        register.named(["311.secret", "311.optional"])


def test_each_control_of_the_program_proves_a_verb_of_a_promise() -> None:
    assert list(register.unbound(evidence.controls())) == []
    assert checks.controls_prove_what_is_promised(None) == []


def test_a_control_of_a_promise_or_verb_that_does_not_exist_is_told() -> None:
    strangers = [control("311.secret", "text"), control("311.optional", "whisper")]
    assert list(register.unbound(strangers)) == [
        "A control is bound to the promise 311.secret, which promises.toml does not have.",
        "A control is bound to 'whisper' of 311.optional, which has no such verb.",
    ]


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ('es = "Registrarlas"', 'de = "Notieren"', r"must\[1\].es is missing"),
        ('es = "Registrarlas"', 'es = ""', r"must\[1\].es is empty"),
        ('must = [{ id = "log", en = "Log them", es = "Registrarlas" }]', "must = []", "has no verb"),
        ("must = [", 'must = [{ id = "log", en = "Log", es = "Anotar" }, ', "has the verb log twice"),
        ('id = "looks.logged"', "", "id is missing"),
        ("[[promise]]", "[[promise", "cannot be read as TOML"),
    ],
)
def test_a_mistake_in_the_file_is_one_sentence(tmp_path: Path, written: str, instead: str, told: str) -> None:
    file = tmp_path / "promises.toml"
    file.write_text(ONE_PROMISE.replace(written, instead, 1), "utf-8")
    with pytest.raises(BadFile, match=told) as bad:
        register.read(file)
    assert all(sentence.endswith(".") for sentence in bad.value.mistakes)


def test_two_promises_with_one_id_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "promises.toml"
    file.write_text(ONE_PROMISE * 2, "utf-8")
    with pytest.raises(BadFile, match=r"the promise looks\.logged stands there twice"):
        register.read(file)
