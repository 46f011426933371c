"""The Kannel and the network that other tests stand on do what they say."""

import pytest

from tests import running
from tests.gateways import smsc, textserver
from tests.gateways.listening import Listener
from tests.gateways.smsc import GSM_7, UCS_2, Network
from tests.gateways.textserver import NUMBER, Kannel

RESIDENT = "13025550147"
LETTERS = "Hydrant {1} señor, 5 € à Ω"
ALIEN = "Hidrante “púrpura” 🚒"


@pytest.fixture(autouse=True)
def from_the_start(network: Network, listener: Listener) -> None:
    """The servers are one for all tests here."""
    network.forget()
    listener.forget()


def test_a_text_of_the_networks_letters_arrives_in_one_part(kannel: Kannel, network: Network) -> None:
    assert kannel.send(RESIDENT, LETTERS).status_code == 202
    [part] = network.wait_for(1)
    assert (part.sender, part.recipient, part.coding, part.header) == (NUMBER, RESIDENT, GSM_7, b"")
    assert (part.words, part.wants_receipt) == (LETTERS, False)
    assert b"\x1be" in part.body  # the euro is two


def test_other_letters_arrive_when_they_are_sent_as_such(kannel: Kannel, network: Network) -> None:
    kannel.send(RESIDENT, ALIEN, coding="2")
    [part] = network.wait_for(1)
    assert (part.coding, part.words) == (UCS_2, ALIEN)


@pytest.mark.parametrize(
    ("words", "more", "parts"),
    [("a" * 160, {}, 1), ("a" * 161, {}, 2), ("ñ" * 70, {"coding": "2"}, 1), ("ñ" * 140, {"coding": "2"}, 3)],
    ids=["160", "161", "70 wide", "140 wide"],
)
def test_a_long_text_arrives_in_parts_that_make_it_whole(
    kannel: Kannel, network: Network, words: str, more: dict[str, str], parts: int
) -> None:
    kannel.send(RESIDENT, words, **more)
    arrived = network.wait_for(parts)
    assert [part.place[1:] for part in arrived] == [(parts, place) for place in range(1, parts + 1)]
    assert network.texts() == [words]


def test_what_became_of_a_text_is_told(kannel: Kannel, network: Network, listener: Listener) -> None:
    for number, state in ((1, "DELIVRD"), (2, "UNDELIV")):
        told = f"{listener.url}?text={number}&state=%d"
        kannel.send(RESIDENT, "Soon", **{"dlr-mask": "31", "dlr-url": told})
        part = network.wait_for(number)[-1]
        assert part.wants_receipt
        network.receipt(part, state)
    paths = {asked.path for asked in listener.wait_for(4)}
    assert paths == {
        f"/hook/?text={number}&state={state}" for number, state in ((1, 8), (1, 1), (2, 8), (2, 2))
    }


def test_what_a_resident_writes_is_posted(kannel: Kannel, network: Network, listener: Listener) -> None:
    for words in (LETTERS, ALIEN, "Long. " * 60):
        network.text(RESIDENT, NUMBER, words)
    asked = listener.wait_for(3)
    assert {(each.method, each.path) for each in asked} == {("POST", "/hook/")}
    assert {each.headers["x-kannel-from"] for each in asked} == {f"+{RESIDENT}"}
    decoded = [(each.headers.get("x-kannel-coding"), each.body) for each in asked]
    assert {body.decode("utf-8") for _, body in decoded} == {LETTERS, ALIEN, "Long. " * 60}


def test_kannels_own_fakesmsc_hands_in_the_same(kannel: Kannel, listener: Listener) -> None:
    with textserver.fakesmsc(kannel, (RESIDENT, NUMBER, "STOP now")):
        [asked] = listener.wait_for(1)
    assert (asked.headers["x-kannel-from"], asked.headers["x-kannel-to"]) == (RESIDENT, NUMBER)
    assert asked.body == b"STOP now"


def test_a_text_waits_while_commonhall_is_away(kannel: Kannel, network: Network, listener: Listener) -> None:
    listener.status = 503
    network.text(RESIDENT, NUMBER, "Thanks")
    listener.wait_for(2)
    listener.status = 200
    listener.wait_for(3)
    assert {each.body for each in listener.asked} == {b"Thanks"}


def test_a_network_that_refuses_gives_a_receipt_of_that(
    kannel: Kannel, network: Network, listener: Listener
) -> None:
    network.answer = smsc.INVALID_RECIPIENT
    kannel.send(RESIDENT, "Soon", **{"dlr-mask": "31", "dlr-url": f"{listener.url}?state=%d"})
    assert listener.wait_for(1)[0].path == "/hook/?state=16"
    assert (network.parts, network.refused) == ([], 1)


def test_a_network_that_was_away_gets_what_waited() -> None:
    with smsc.network() as own, textserver.kannel(own) as server:
        own.hang_up()
        server.send(RESIDENT, "After the outage")
        own.wait_for(1)
    assert own.texts() == ["After the outage"]
    assert running.processes_of(server.folder) == []
    assert not server.folder.exists()
