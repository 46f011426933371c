"""The controls of what may leave: kept as it is, broken when the gate is opened by hand."""

import pytest

from commonhall.evidence import Evidence, controls
from commonhall.messaging import confidential

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


@pytest.mark.parametrize("verb", ["know", "follow", "refuse"])
def test_a_page_that_nobody_signed_in_breaks_it(verb: str, sign_in_forgotten: None) -> None:
    assert seen("phishing.never-links", verb).wrong
