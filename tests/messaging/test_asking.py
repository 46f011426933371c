"""What asks for confidential data is found, and what warns of it or only sounds like it is left alone."""

import time
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commonhall.messaging import asking
from commonhall.messaging.asking import Ask, Confidential
from tests.messaging.written import FORBIDDEN, HARMLESS, Written

# How the rules did with messages they had not seen, each time before they were mended. Of the half held out 15 of 253
# that ask passed and 14 of 249 harmless ones were refused; after tuning on the other half 9 of 253 and 14 of 252. Of
# harder ones 25 of 80 passed and 1 of 80 was refused, then 5 of 40 and 2 of 40, then 9 of 24 and 1 of 24; four of these
# still pass and are not in the files ("Your benefits stop without your Medicaid number"). Who wrote the messages wrote
# the rules: strangers will find more.


def test_none_of_the_forbidden_passes() -> None:
    assert [message.place for message in FORBIDDEN if not asking.find(message.text)] == []


def test_none_of_the_harmless_is_refused() -> None:
    assert [
        (message.place, asking.find(message.text)) for message in HARMLESS if asking.find(message.text)
    ] == []


def test_the_sets_are_as_large_as_was_promised() -> None:
    groups = Counter(message.group.partition(":")[0].partition(" ")[0] for message in [*FORBIDDEN, *HARMLESS])
    assert min(len(FORBIDDEN), len(HARMLESS)) >= 500
    assert groups["evasions"] + groups["evasiones"] >= 120
    assert groups["warnings"] + groups["avisos"] >= 150
    assert len({message.text for message in [*FORBIDDEN, *HARMLESS]}) == len(FORBIDDEN) + len(HARMLESS)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        (
            "Please send us your Social Security number.",
            Confidential.SSN,
            "send us your Social Security number",
        ),
        ("¿Cuál es su número de tarjeta?", Confidential.CARD, "Cuál es su número de tarjeta"),
        ("Envíe su cuenta bancaria", Confidential.BANK, "Envíe su cuenta bancaria"),
        ("Hello. Confirm your pass\u200bword!", Confidential.PASSWORD, "Confirm your pass\u200bword"),
        ("Reply with your P I N today", Confidential.CODE, "Reply with your P I N"),
        ("Upload a photo of your licence", Confidential.LICENSE, "Upload a photo of your licence"),
        ("We need your passport number", Confidential.PASSPORT, "We need your passport number"),
        ("Fecha de nacimiento: ____", Confidential.BIRTH_DATE, "Fecha de nacimiento"),
        ("Are you pregnant?", Confidential.HEALTH, "Are you pregnant"),
        ("¿Es usted ciudadano?", Confidential.IMMIGRATION, "Es usted ciudadano"),
        ("Send your pass<b></b>w&#111;rd", Confidential.PASSWORD, "Send your pass<b></b>w&#111;rd"),
        ("Send your \u202eNSS\u202c now", Confidential.SSN, "Send your \u202eNSS"),
    ],
)
def test_the_words_that_ask_are_marked_with_their_kind(text: str, kind: Confidential, words: str) -> None:
    (ask,) = asking.find(text)
    assert (ask.kind, text[ask.start : ask.end]) == (kind, words)


def test_each_kind_that_is_asked_for_is_told() -> None:
    asks = asking.find("Reply with your SSN, date of birth and driver's license number.\nCard number: ____")
    assert [ask.kind for ask in asks] == [
        Confidential.SSN,
        Confidential.BIRTH_DATE,
        Confidential.LICENSE,
        Confidential.CARD,
    ]


def test_an_ask_says_nothing_of_the_words_it_stands_for() -> None:
    assert repr(Ask(0, 4, Confidential.SSN)) == "Ask(start=0, end=4, kind=Confidential.SSN)"


@pytest.mark.parametrize(
    ("html", "is_found"),
    [
        ("<p>Please send us your <b>S</b><i>S</i>N</p>", True),
        ('<p>Hello</p><div style="display: none">Send us your SSN</div>', True),
        ('Send your pass<span style="font-size:0">x</span>word', True),
        ('Send your pass<span hidden="">of the park</span>word', True),
        ('<img src="a.png" alt="Reply with your SSN">', True),
        ("<label>Card number</label><input>", True),
        ('<input type="password">', True),
        ('<input placeholder="Your PIN">', True),
        ("<!-- Send us your SSN --><p>Hello</p>", False),
        ("<style>p:after { content: 'x' }</style><p>We never ask for your SSN.</p>", False),
        ("<td>Password</td><td>Never tell it.</td>", False),
        ('<p style="font-size:0.9em">Your request number is 5</p><input type="submit" value="Send">', False),
    ],
)
def test_html_is_read_as_its_reader_reads_it_and_hidden_words_too(html: str, is_found: bool) -> None:
    assert bool(asking.find(asking.plain(html))) is is_found


HARD = st.text(
    st.sampled_from(
        [*" \n.,:;?!_-'\"<>&#@$|*[]()…•0123456789abcdeinoprstuñéSNP\u200b\u202e\u202c\u00ad\u0430İßﬁ"]
    )
)
PIECES = st.lists(
    st.sampled_from([message.text for message in [*FORBIDDEN[::7], *HARMLESS[::7]]]) | HARD, max_size=4
).map("".join)


@settings(max_examples=60, deadline=None)
@given(PIECES | st.text())
@example("İ SSN: ___")
@example("\u202e")
def test_nothing_makes_it_fail_and_places_lie_in_the_text(text: str) -> None:
    asks = asking.find(text)
    assert all(0 <= ask.start < ask.end <= len(text) for ask in asks)
    assert all(left.end <= right.start for left, right in pairwise(asks))
    asking.find(asking.plain(text))


# A spelling that is masked already is not masked twice.
PLAIN = [message for message in FORBIDDEN if message.group in {"plain", "claros"} and "_" not in message.text]
plain_requests = st.sampled_from(PLAIN)


@settings(max_examples=60, deadline=None)
@given(plain_requests, st.data())
def test_signs_that_cannot_be_seen_hide_nothing(message: Written, data: st.DataObject) -> None:
    text = message.text
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(text)))
        text = (
            text[:at]
            + data.draw(st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u034f"))
            + text[at:]
        )
    assert asking.find(text)


@settings(max_examples=60, deadline=None)
@given(plain_requests, st.sampled_from([" ", ".", "-", "*", "\u200a", "·", "_"]))
def test_letters_that_stand_apart_hide_nothing(message: Written, between: str) -> None:
    """Of the words that were found, the last is what is asked for."""
    ask = asking.find(message.text)[0]
    before, words, after = (
        message.text[: ask.start],
        message.text[ask.start : ask.end],
        message.text[ask.end :],
    )
    spaced = " ".join(between.join(word) if word.isalpha() else word for word in words.split(" "))
    if between == " ":
        spaced = "   ".join(" ".join(word) if word.isalpha() else word for word in words.split(" "))
    assert asking.find(f"{before} {spaced} {after}")


@settings(max_examples=60, deadline=None)
@given(plain_requests)
def test_capitals_and_missing_accents_hide_nothing(message: Written) -> None:
    assert asking.find(message.text.upper())
    assert asking.find(message.text.translate(str.maketrans("áéíóúñÁÉÍÓÚÑ", "aeiounAEIOUN")))


@pytest.mark.parametrize(
    "again",
    [
        "send ssn ",
        "s ",
        "&#83;",
        "<b ",
        "<!--",
        '"ssn" ',
        "\u202eabc\u202c ",
        "аc ",
        "what is ",
        "never send, ",
        "_ ",
        "a'",
    ],
    ids=ascii,
)
def test_time_grows_with_the_length_alone(again: str) -> None:
    """In processor time: 50 kB take a quarter of a second on a machine at rest."""
    text = again * (50_000 // len(again))
    begun = time.process_time()
    asking.find(text)
    asking.plain(text)
    assert time.process_time() - begun < 3
