"""What may leave the city: by each basis, by each link."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.messaging import confidential, gate, links
from commonhall.messaging.gate import Draft
from commonhall.messaging.models import Basis, Channel

pytestmark = pytest.mark.django_db
SIGN_IN = "http://localhost:8000/en/staff/sign-in/"


def refused(text: str, basis: Basis | None = Basis.SUBSCRIPTION, html: str = "") -> set[str]:
    draft = Draft(basis=basis, channel=Channel.EMAIL, text=text, html=html)
    return {refusal.kept for refusal in gate.check(draft)}


def test_a_harmless_message_on_a_ground_may_leave() -> None:
    for basis in Basis:
        assert refused("The library opens at nine on Saturday.", basis) == set()


def test_a_message_without_a_ground_may_not() -> None:
    assert refused("The library opens at nine on Saturday.", None) == {"transactions.purpose"}


def test_a_text_without_a_ground_breaks_what_is_promised_of_texts() -> None:
    (refusal,) = gate.check(Draft(basis=None, channel=Channel.TEXT, text="Hello."))
    assert refusal.kept == "texts.information"


@pytest.mark.parametrize(
    "link",
    [
        SIGN_IN,
        "http://localhost:8000/staff/sign-in/",  # leads on to the language
        "http://localhost:8000/en/staff/queue/",  # leads on to the sign-in
        "http://localhost:8000/es/staff/sign-in/?next=/",
        "HTTP://LOCALHOST:8000/en/staff/sign-in/#top",
        "localhost:8000/en/staff/sign-in/",
        "http://127.0.0.1:8000/en/staff/sign-in/",
        "http://localhost./en/staff/sign-in/",
        "http://localhost:8000/en/staff/%73ign-in/",
        "http://localhost:8000/en/staff/queue/?x=1",
        "http://localhost:8000/staff/sign-in/?next=/",
        "http://localhost:8000/en/staff/sign-in?x=1",
        "http:\\\\localhost:8000\\en\\staff\\sign-in\\",
        "http://ｌocalhost:8000/en/staff/sign-in/",
        "http://%6cocalhost:8000/en/staff/sign-in/",
        "http://localhost:8000/en/x/../staff/sign-in/",
        "http://localhost:8000/en/./staff/sign-in/",
        "http://localhost:8000/x/%2E%2E/en/staff/sign-in/",
        "http://localhost:8000//en//staff/sign-in/",
        "http://local\u00adhost:8000/en/staff/sign-in/",
        "http://127。0。0。1:8000/en/staff/sign-in/",
        "http://127.1:8000/en/staff/sign-in/",
        "http://2130706433:8000/en/staff/sign-in/",
    ],
)
def test_no_way_to_a_confidential_page_gets_through(link: str) -> None:
    assert refused(f"Look here: {link}.") == {"phishing.never-links"}


@pytest.mark.parametrize(
    "html",
    [
        f'<a href="{SIGN_IN}">our news</a>',
        f"<a href='{SIGN_IN}'>our news</a>",
        '<a href="http://localhost:8000/en/staff/sign-&#105;n/">our news</a>',
        f'<form action="{SIGN_IN}"><button>Go</button></form>',
        f'<map><area href=" {SIGN_IN}"></map>',
        f"<p>{SIGN_IN}</p>",
        '<base href="http://localhost:8000/"><a href="/en/staff/sign-in/">our news</a>',
    ],
)
def test_nor_one_in_html(html: str) -> None:
    assert refused("See the news.", html=html) == {"phishing.never-links"}


def test_a_reply_may_lead_there_since_it_was_asked_for() -> None:
    assert refused(f"Here it is: {SIGN_IN}", Basis.REPLY) == set()


@pytest.mark.parametrize(
    "link",
    [
        "http://localhost:8000/en/",
        "http://localhost:8000/en/privacy/",
        "https://consumer.ftc.gov/articles",
        "http://localhost:8000/en/no-such-page/",
        "https://localhost.example.com/en/staff/sign-in/",
        "mailto:311@example.gov",
        "http://[broken/",
        "http://localhost:8000/%E2%82%AC/",
    ],
)
def test_other_links_may_leave(link: str) -> None:
    assert refused(f"Look here: {link}") == set()


def test_the_refusal_names_the_link_and_a_way_that_works() -> None:
    (refusal,) = gate.check(Draft(basis=Basis.BILL, channel=Channel.EMAIL, text=SIGN_IN))
    assert refusal.where == SIGN_IN
    assert "Link to another page" in str(refusal)


def test_more_links_than_anybody_reads_are_refused() -> None:
    many = " ".join(f"https://example.com/{number}" for number in range(gate.MOST_LINKS + 1))
    assert refused(many) == {"phishing.never-links"}


@pytest.mark.parametrize("piece", ["<a ", "<", "<a href='", "&#", "x.", "http://", "<!--"])
def test_a_page_of_tags_that_never_end_is_read_in_no_time(piece: str) -> None:
    began = time.process_time()
    links.of(piece * 20_000, piece * 20_000)
    assert time.process_time() - began < 20, "seconds: hours, where it grows with the square"


@given(text=st.text(max_size=300), html=st.text(max_size=300))
def test_whatever_is_written_is_answered(text: str, html: str) -> None:
    for link in links.of(text, html):
        confidential.reached_by(link)


@pytest.mark.parametrize("basis", [None, Basis.SUBSCRIPTION, Basis.APPOINTMENT, Basis.BILL])
def test_what_nobody_asked_for_asks_for_nothing_confidential(basis: Basis | None) -> None:
    asks = "To keep your account, reply with your Social Security number."
    assert "phishing.never-asks" in refused(asks, basis)
    assert "phishing.never-asks" in refused("Hello.", basis, html=f"<p>{asks}</p>")


def test_a_refusal_shows_the_words_once_though_text_and_html_say_the_same() -> None:
    asks = "Reply with your password."
    draft = Draft(basis=Basis.SUBSCRIPTION, channel=Channel.EMAIL, text=asks, html=f"<p>{asks}</p>")
    (refusal,) = gate.check(draft)
    assert refusal.where in asks
    assert "password" in refusal.where


def test_a_warning_that_names_it_may_leave() -> None:
    assert refused("We never ask for your password. Do not send us your card number.") == set()
