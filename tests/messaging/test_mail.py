"""What a mail looks like to the programs that read it, and what it does not hold."""

import email
import re
import uuid
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.messaging import mail
from commonhall.messaging.content import Content
from commonhall.messaging.mail import Letter


def read(
    text: str = "Which side?", subject: str = "Pothole", *, by_hand: bool = True, **more: object
) -> EmailMessage:
    letter = Letter(
        id=more.pop("id", uuid.uuid4()),
        thread=more.pop("thread", uuid.uuid4()),
        to="rosa@example.com",
        content=Content(subject=subject, text=text, language="en", link="http://localhost:8000/en/follow/x/"),
        written_at=datetime(2026, 11, 27, 14, 40, tzinfo=UTC),
        is_by_hand=by_hand,
    )
    message = email.message_from_bytes(mail.write(letter), policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def words_of(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_text_and_html_say_the_same() -> None:
    message = read("First line.\n\nSecond <b>line</b> & more.")
    text, html = words_of(message, "plain"), words_of(message, "html")
    assert "Second <b>line</b> & more." in text
    assert "Second &lt;b&gt;line&lt;/b&gt; &amp; more." in html
    for each in (text, html):
        assert "http://localhost:8000/en/follow/x/" in each
        assert "We never ask by e-mail" in each


def test_mails_about_one_thing_are_one_thread() -> None:
    thread = uuid.uuid4()
    one, other = read(thread=thread), read(thread=thread)
    assert one["References"] == other["References"]
    assert one["Message-ID"] != other["Message-ID"]


def test_what_no_person_wrote_says_so() -> None:
    assert read(by_hand=False)["Auto-Submitted"] == "auto-generated"
    assert read()["Auto-Submitted"] is None


def test_nothing_is_fetched_and_nothing_counts() -> None:
    html = words_of(read(), "html")
    assert not re.search(r"<(?:img|link|script|iframe|object)\b|url\(|@import|\bsrc=", html)
    assert re.findall(r'href="([^"]+)"', html) == ["http://localhost:8000/en/follow/x/"]


def test_styles_stand_at_their_elements_since_mail_programs_drop_the_rest() -> None:
    html = words_of(read(), "html")
    assert "<style" not in html
    assert "background: #0b4b3f" in html


@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=400))
def test_whatever_is_written_is_what_is_read(text: str) -> None:
    message = read(text)
    assert text.strip() in words_of(message, "plain")


@given(subject=st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=120))
def test_no_subject_becomes_another_header(subject: str) -> None:
    message = read(subject=subject)
    assert message.get_all("To") == ["rosa@example.com"]
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    ("written", "is_one"),
    [
        ("rosa@example.com", True),
        ("rosa+city@example.com", True),
        ("rosa", False),
        ("", False),
        ("rosa@", False),
        ("rosa@example.com, other@example.com", False),
        ("rosa@example.com\r\nBcc: other@example.com", False),
        ("rösa@example.com", False),
        ("not an address at all", False),
    ],
)
def test_what_can_be_addressed(written: str, is_one: bool) -> None:
    assert mail.is_address(written) is is_one
