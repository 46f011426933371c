"""What a text is cut into, and that Kannel cuts it the same."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.messaging import texts
from commonhall.messaging.gateways import TextGateway
from commonhall.messaging.texts import segments
from commonhall.messaging.texts.provider import Text
from commonhall.messaging.texts.segments import Coding, Cut
from tests.gateways import smsc
from tests.gateways.smsc import Network

own_letters = st.text([sign for sign in [*smsc.LETTERS, *smsc.ESCAPED.values()] if sign not in "\x1b\r\f"])
any_letters = st.text(max_size=500)


def letters_of(cut: Cut) -> str:
    whole = b"".join(cut.parts)
    return smsc.from_gsm(whole) if cut.coding is Coding.GSM_7 else whole.decode("utf-16-be")


@given(own_letters.map(lambda words: words * 9))
def test_a_text_of_the_networks_letters_arrives_as_it_was_in_the_fewest_parts(words: str) -> None:
    cut = segments.cut(words)
    assert (cut.coding, cut.beyond, letters_of(cut)) == (Coding.GSM_7, (), cut.words)
    most = 160 if len(cut.parts) == 1 else 153
    assert all(len(part) <= most for part in cut.parts)
    assert not any(part.endswith(b"\x1b") for part in cut.parts), "an escape and its letter are not divided"
    for one, following in zip(cut.parts, cut.parts[1:], strict=False):
        first = 2 if following.startswith(b"\x1b") else 1
        assert len(one) + first > 153, "what would still fit is not left for the next part"


@given(any_letters)
def test_no_letter_is_lost_whatever_is_written(words: str) -> None:
    cut = segments.cut(words)
    assert letters_of(cut) == cut.words == segments.plain(cut.words)
    assert (cut.coding is Coding.UCS_2) == bool(cut.beyond)
    assert all(sign not in smsc.LETTERS for sign in cut.beyond)


@given(any_letters.map(lambda words: f"{words}🚒" * 3))
def test_wide_letters_take_67_units_a_part(words: str) -> None:
    cut = segments.cut(words)
    assert cut.coding is Coding.UCS_2
    assert cut.places == len(cut.words.encode("utf-16-be")) // 2
    assert len(cut.parts) == (1 if cut.places <= 70 else -(-cut.places // 67))


@pytest.mark.parametrize(
    ("words", "parts"),
    [("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
     ("€" * 152, 2), ("€" * 153, 3), ("ő" * 70, 1), ("ő" * 71, 2), ("ő" * 134, 2), ("ő" * 135, 3), ("", 1)],
)  # fmt: skip
def test_the_limits_are_those_of_the_standard(words: str, parts: int) -> None:
    assert len(segments.cut(words).parts) == parts


def test_marks_of_word_processors_do_not_double_a_text() -> None:
    assert segments.cut("The crew’s “plan” — soon…\ttoday").words == 'The crew\'s "plan" - soon... today'


def test_they_stay_where_the_text_is_wide_anyway() -> None:
    cut = segments.cut("“Fuego” 🚒")
    assert (cut.words, cut.beyond) == ("“Fuego” 🚒", ("“", "”", "🚒"))


def test_letters_of_two_signs_become_one_and_what_steers_is_left_out() -> None:
    cut = segments.cut("sen\u0303or\r\nsi\u0300\x1b\x07")
    assert (cut.words, cut.coding) == ("señor\nsì", Coding.GSM_7)


@pytest.mark.parametrize(
    "words",
    [
        "Hydrant {1} señor, 5 € à Ω",
        "a" * 152 + "€" + "b" * 20,
        "€" * 81,
        "a" * 306,
        "Hidrante “púrpura” 🚒",
        "x" * 66 + "🚒" + "y" * 20,
        "🚒" * 40,
    ],
)
def test_kannel_cuts_it_the_same(kannel_gateway: TextGateway, network: Network, words: str) -> None:
    network.forget()
    cut = segments.cut(words)
    with texts.connected(kannel_gateway) as line:
        line.hand_over(Text(id=uuid.uuid4(), to="+13025550147", cut=cut, told_at="http://127.0.0.1:9/"))
    arrived = network.wait_for(len(cut.parts))
    assert tuple(part.body for part in arrived) == cut.parts
    assert network.texts() == [words]
