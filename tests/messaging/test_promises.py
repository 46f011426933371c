"""The controls of what may leave: kept as it is, broken when the gate is opened by hand."""

import pytest

from commonhall.evidence import Evidence, controls
from commonhall.messaging import confidential, gate
from commonhall.messaging.models import Basis, Message
from commonhall.service_requests.models import ServiceRequest
from tests.messaging import corresponding

pytestmark = pytest.mark.django_db


def seen(promise: str, verb: str) -> Evidence:
    (found,) = (each for each in controls() if (each.promise, each.verb) == (promise, verb))
    return found.look()


@pytest.fixture
def sign_in_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that asks for passwords, which nobody signed in."""
    for url_name in ("staff:sign-in", "staff:second-proof"):
        monkeypatch.delitem(confidential._pages, url_name)


@pytest.mark.parametrize("verb", ["know", "follow", "refuse"])
def test_links_to_confidential_pages_are_refused_and_that_is_shown(verb: str) -> None:
    evidence = seen("phishing.never-links", verb)
    assert evidence.count > 0
    assert evidence.wrong == ()


def test_a_gate_that_follows_no_link_breaks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confidential, "MOST_STEPS", 0)
    assert seen("phishing.never-links", "refuse").wrong


@pytest.mark.parametrize("verb", ["know", "follow"])
def test_a_page_that_nobody_signed_in_breaks_it(verb: str, sign_in_forgotten: None) -> None:
    assert seen("phishing.never-links", verb).wrong


def test_that_nobody_is_asked_is_shown() -> None:
    evidence = seen("phishing.never-asks", "refuse")
    assert evidence.count > 0
    assert evidence.wrong == ()


def test_a_gate_that_lets_such_messages_through_breaks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "SOLICITED", frozenset(Basis))
    assert seen("phishing.never-asks", "refuse").wrong


@pytest.fixture
def bill_that_asks(named: ServiceRequest, monkeypatch: pytest.MonkeyPatch) -> Message:
    """A message that left while the rules did not know its words."""
    with monkeypatch.context() as patched:
        patched.setattr(gate, "SOLICITED", frozenset(Basis))
        return corresponding.stored(named, "Reply with your password.", basis=Basis.BILL)


def test_what_was_sent_is_read_again(bill_that_asks: Message) -> None:
    assert seen("phishing.never-asks", "refuse").wrong == (str(bill_that_asks.pk),)
