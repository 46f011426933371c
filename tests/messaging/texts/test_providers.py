"""What providers take, refuse and tell back."""

import uuid

import pytest

from commonhall.messaging import gateways, texts
from commonhall.messaging.gateways import Console, TextGateway
from commonhall.messaging.handing import NotTaken, Uncertain, Unreachable
from commonhall.messaging.models import Fate
from commonhall.messaging.texts import kannel as by_kannel
from commonhall.messaging.texts import segments
from commonhall.messaging.texts import twilio as by_twilio
from commonhall.messaging.texts.provider import Incoming, Text
from tests import running
from tests.gateways.listening import Listener
from tests.gateways.smsc import Network
from tests.gateways.textserver import NUMBER, Kannel
from tests.messaging.texts import twilio_server
from tests.messaging.texts.twilio_server import TwilioServer

RESIDENT = "+13025550147"


def text(words: str = "Which side of the gate?", told_at: str = "https://311.example.gov/told/") -> Text:
    return Text(id=uuid.uuid4(), to=RESIDENT, cut=segments.cut(words), told_at=told_at)


def hand_over(gateway: TextGateway, sent: Text) -> str:
    with texts.connected(gateway) as line:
        return line.hand_over(sent)


def test_kannel_takes_a_text_and_tells_what_became_of_it(
    kannel_gateway: TextGateway, network: Network, listener: Listener
) -> None:
    network.forget()
    listener.forget()
    sent = text(told_at=f"{listener.url}told/%d/")
    assert hand_over(kannel_gateway, sent) == str(sent.id)
    (part,) = network.wait_for(1)
    assert (part.sender, f"+{part.recipient}", part.words) == (NUMBER, RESIDENT, sent.cut.words)
    network.receipt(part, "DELIVRD")
    paths = sorted(asked.path for asked in listener.wait_for(2))
    assert paths == ["/hook/told/1/", "/hook/told/8/"]


def test_of_several_texts_by_one_connection_each_is_told_apart(
    kannel_gateway: TextGateway, network: Network
) -> None:
    network.forget()
    with texts.connected(kannel_gateway) as line:
        for number in range(5):
            line.hand_over(text(f"Text {number}"))
    assert [part.words for part in network.wait_for(5)] == [f"Text {number}" for number in range(5)]


def test_a_kannel_that_does_not_know_us_takes_nothing_at_all(kannel: Kannel) -> None:
    wrong = gateways.read_texts(kannel.url.replace("long-and-of-chance", "wrong"))
    with pytest.raises(Unreachable):
        hand_over(wrong, text())


def test_what_residents_write_is_read_as_kannel_hands_it_on(
    kannel: Kannel, network: Network, listener: Listener
) -> None:
    listener.forget()
    for words in ("On the left, señor: 5 €", "A la izquierda 🚒"):
        network.text(RESIDENT.lstrip("+"), NUMBER, words)
    asked = listener.wait_for(2)
    read = [from_kannel(each.headers, each.body) for each in asked]
    assert {each.words for each in read} == {"On the left, señor: 5 €", "A la izquierda 🚒"}
    assert {each.sender for each in read} == {RESIDENT}
    assert len({each.id for each in read}) == 2


def from_kannel(headers: dict[str, str], body: bytes) -> Incoming:
    found = by_kannel.incoming({name.title().replace("Id", "ID"): headers[name] for name in headers}, body)
    assert found
    return found


@pytest.mark.parametrize(
    ("state", "fate"), [("1", Fate.DELIVERED), ("2", Fate.FAILED), ("8", Fate.ACCEPTED), ("16", Fate.FAILED)]
)
def test_kannels_numbers_are_known(state: str, fate: Fate) -> None:
    told = by_kannel.receipt(uuid.uuid4(), state)
    assert told is not None
    assert told.fate is fate
    assert by_kannel.receipt(uuid.uuid4(), "99") is None


def test_twilios_protocol_takes_a_text_and_gives_it_an_id(twilio: TwilioServer) -> None:
    sent = text("Señor, 5 € 🚒")
    assert hand_over(gateways.read_texts(twilio.url), sent).startswith("SM")
    (taken,) = twilio.taken
    assert (taken["To"], taken["From"], taken["Body"]) == (RESIDENT, twilio_server.NUMBER, "Señor, 5 € 🚒")
    assert taken["StatusCallback"] == "https://311.example.gov/told/"


@pytest.mark.parametrize(
    ("refuses", "problem"),
    [((400, 21211), "bad address"), ((400, 21614), "bad address"), ((400, 21610), "stopped"), ((400, 1), "not taken")],
)  # fmt: skip
def test_a_refusal_of_one_text_says_what_it_is(
    twilio: TwilioServer, refuses: tuple[int, int], problem: str
) -> None:
    twilio.refuses = refuses
    with pytest.raises(NotTaken) as refused:
        hand_over(gateways.read_texts(twilio.url), text())
    assert (refused.value.problem, refused.value.is_for_good) == (problem, True)
    assert RESIDENT not in str(refused.value)


@pytest.mark.parametrize("refuses", [(401, 20003), (429, 20429), (503, 0), (400, 21606)])
def test_a_refusal_of_the_account_uses_up_no_text(twilio: TwilioServer, refuses: tuple[int, int]) -> None:
    twilio.refuses = refuses
    with pytest.raises(Unreachable):
        hand_over(gateways.read_texts(twilio.url), text())


@pytest.mark.parametrize("status", [500, 502, 504])
def test_what_broke_behind_a_proxy_may_have_been_taken(twilio: TwilioServer, status: int) -> None:
    twilio.refuses = (status, 0)
    with pytest.raises(Uncertain):
        hand_over(gateways.read_texts(twilio.url), text())


@pytest.mark.parametrize(
    ("given", "sender"),
    [
        ("+13025550147", "+13025550147"),
        ("13025550147", "+13025550147"),
        ("3025550147", "+13025550147"),
        ("50255512345", "+50255512345"),
    ],
)
def test_a_number_is_read_as_networks_give_it(given: str, sender: str) -> None:
    came = by_kannel.incoming({"X-Kannel-From": given}, b"STOP")
    assert came
    assert came.sender == sender


def test_where_the_answer_is_lost_it_is_not_known(twilio: TwilioServer) -> None:
    twilio.hangs_up = True
    with pytest.raises(Uncertain):
        hand_over(gateways.read_texts(twilio.url), text())


@pytest.mark.parametrize("kind", ["kannel", "twilio"])
def test_nobody_there_is_no_try(kind: str) -> None:
    url = f"{kind}+http://a:b@127.0.0.1:{running.free_port()}/?from=13115550100"
    with pytest.raises(Unreachable):
        hand_over(gateways.read_texts(url), text())


def test_a_demonstration_shows_texts_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    hand_over(Console(), text())
    assert "Which side of the gate?" in capsys.readouterr().out


def test_only_the_account_signs_as_twilio() -> None:
    """With the address, fields and signature that Twilio's own documentation gives as its example."""
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+12349013030",
        "Digits": "1234",
        "From": "+12349013030",
        "To": "+18005551212",
    }
    assert by_twilio.is_signed("12345", url, fields, "0/KCTR6DLpKmkAf8muzZqo1nDgQ=")
    assert not by_twilio.is_signed("12346", url, fields, "0/KCTR6DLpKmkAf8muzZqo1nDgQ=")
    assert not by_twilio.is_signed("12345", url, fields | {"Digits": "1"}, "0/KCTR6DLpKmkAf8muzZqo1nDgQ=")


@pytest.mark.parametrize(
    "url",
    [
        "kannel+http://user@host:13013/?from=1",
        "kannel+http://user:pass@host:13013/",
        "kannel://user:pass@host/?from=1",
        "twilio+http://a:b@api.example.com/?from=1",
        "kannel+http://user:pass@host/?from=1&form=2",
        "sms://somewhere",
        "console://x",
        "kannel+http://user:pass@host/?from=1&back=nowhere",
        "kannel+http://user:pass@host:port/?from=1",
    ],
)
def test_what_names_no_provider_is_refused(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the settings say the rest
        gateways.read_texts(url)


def test_addresses_of_providers_are_read() -> None:
    twilio = gateways.read_texts("twilio://AC1:to%3Aken@/?from=%2B13115550100&back=https://311.example.gov/")
    assert twilio == gateways.Twilio(
        host="api.twilio.com",
        port=443,
        is_sealed=True,
        account="AC1",
        token="to:ken",
        sender="+13115550100",
        back="https://311.example.gov",
    )
    assert "to:ken" not in repr(twilio)
