"""Whatever the bytes are, a mail is read: no exception, no word lost, nothing that grows without bound."""

import email
from email.message import Message

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commonhall.messaging import reading
from commonhall.messaging.reading import Mail, Problem, What, bodies, mime, passages
from tests.messaging.reading.conftest import MAILS, OURS

FIXTURES = sorted(path.read_bytes() for path in MAILS.glob("*.eml"))
LINES = st.sampled_from(
    [
        *("> quoted", ">", "", " ", "-- ", "--", "On Tue, Nov 3, 2026 at 9:14 AM City <a@b.example> wrote:"),
        *("El mar, 3 nov 2026 a las 9:14, City (<a@b.example>)", "escribió:", "From: City", "Sent: today"),
        *(
            "To: Rosa",
            "Subject: x",
            "_" * 32,
            "-----Original Message-----",
            "Sent from my iPhone",
            "New words.",
        ),
        *(
            "Regards,",
            "Rosa",
            "T: +1 302 555 0199",
            "www.acme.example",
            "CONFIDENTIALITY NOTICE: private",
            "P.S. x",
        ),
        *("---------- Forwarded message ---------", "\u2028", "\x0b", "\x85"),
    ]
)


def wrong_in(mail: Mail) -> list[str]:
    """What holds of every mail and does not of this one; without its words, so that a failure prints none."""
    shown = f"{mail.own}\n{mail.rest}"
    told = "".join((mail.text, mail.subject, mail.sender_as_given, *(each.name for each in mail.attachments)))
    holds = {
        "it was foreseen": Problem.UNFORESEEN not in mail.problems,
        "the passages are the text": "".join(each.text for each in mail.passages) == mail.text,
        "every line is shown": all(line.strip() in shown for line in mail.text.splitlines()),
        "it can be stored": not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in told),
        "its time has a zone": mail.sent_at is None or mail.sent_at.tzinfo is not None,
    }
    return [rule for rule, is_so in holds.items() if not is_so]


@settings(max_examples=150, deadline=None)
@given(raw=st.binary(max_size=2_000))
@example(raw=b"")
@example(raw=b"\n")
@example(raw=b"\r\r\r")
@example(raw=b"From ")
@example(raw=b"From: \xff\xfe <\xe1@\xf1>\nSubject: \xe1\xe9\n\n\xe1")
def test_any_bytes_are_read(raw: bytes) -> None:
    assert wrong_in(reading.read(raw, ours=OURS, authserv_id="mx.tinyville.example")) == []


@settings(max_examples=150, deadline=None)
@given(data=st.data(), raw=st.sampled_from(FIXTURES))
def test_a_mail_that_was_damaged_on_its_way_is_read(data: st.DataObject, raw: bytes) -> None:
    changed = bytearray(raw)
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, max(0, len(changed) - 1)))
        cut = data.draw(st.integers(0, 40))
        changed[place : place + cut] = data.draw(
            st.binary(max_size=6)
            | st.sampled_from([b"\n", b"\n\n", b"--", b"=?utf-8?B?", b'"', b"<", b"(", b";"])
        )
    assert wrong_in(reading.read(bytes(changed), ours=OURS, authserv_id="mx.tinyville.example")) == []


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(LINES | st.text(max_size=60), max_size=30), end=st.sampled_from(["\n", "\r\n"]))
def test_of_a_text_nothing_is_lost(lines: list[str], end: str) -> None:
    text = end.join(lines)
    assert "".join(passage.text for passage in passages.cut(text)) == text
    assert (
        wrong_in(
            reading.read(b"From: a@example.org\nContent-Type: text/plain; charset=utf-8\n\n" + text.encode())
        )
        == []
    )


@settings(max_examples=100, deadline=None)
@given(page=st.text(alphabet=st.sampled_from("<>/abdivpre blockquote\"'=&;!- \n"), max_size=400))
def test_any_html_is_read(page: str) -> None:
    assert wrong_in(reading.read(b"From: a@example.org\nContent-Type: text/html\n\n" + page.encode())) == []


HEAD = b"From: a@example.org\n"
HTML = HEAD + b"Content-Type: text/html\n\n"
NESTED = b"".join(
    b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (depth, depth + 1) for depth in range(2_000)
)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"Content-Type: message/rfc822\n\n" * 20_000, id="mail in mail"),
        pytest.param(HEAD + b"Content-Type: multipart/mixed; boundary=b0\n\n" + NESTED, id="parts in parts"),
        pytest.param(
            HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 50_000, id="parts"
        ),
        pytest.param(b"X: y\n" * 100_000 + b"\nHi", id="headers"),
        pytest.param(HEAD + b"To: " + b"(" * 500_000 + b"\n\nHi", id="comments"),
        pytest.param(HEAD + b"To: " + b"a@b.example," * 100_000 + b"\n\nHi", id="recipients"),
        pytest.param(HEAD + b"Subject: " + b"=?utf-8?Q?a?= " * 50_000 + b"\n\nHi", id="encoded words"),
        pytest.param(HEAD + b"Content-Type: text/plain" + b'; a="' * 100_000 + b"\n\nHi", id="parameters"),
        pytest.param(HEAD + b"References: " + b"<a@b> " * 100_000 + b"\n\nHi", id="references"),
        pytest.param(HTML + b"<div>" * 100_000, id="elements in elements"),
        pytest.param(HTML + b"<" * 300_000, id="open tags"),
        pytest.param(HTML + b"<!--" * 100_000, id="comments in HTML"),
        pytest.param(HTML + b"<blockquote>x" * 900, id="quotes in quotes"),
        pytest.param(HEAD + b"\n" + b"--\nx\n" * 50_000, id="signatures"),
        pytest.param(HEAD + b"\n" + b"On 2026 wrote:\nx\n" * 20_000 + b">", id="announcements"),
        pytest.param(HEAD + b"\n" + b"From: a\nSent: b\n" * 20_000, id="heads"),
        pytest.param(HEAD + b"\n" + (b"_ -" * 130 + b"\n") * 3_000, id="rules"),
        pytest.param(HEAD + b"\nbegin 644 x\n" + b"#0V%T\n" * 100_000, id="file in the text without end"),
        pytest.param(
            HEAD + b"Content-Type: text/plain; charset=idna\n\n" + "ñ".encode() * 300_000, id="idna"
        ),
        pytest.param(
            b"Return-Path: <>\nFrom: mailer-daemon@x.example\nSubject: failure notice\n\n"
            + b"<a@b.example>: user " * 20_000,
            id="prose of a bounce",
        ),
        pytest.param(HEAD + b"\n" + b"\xe1" * 2_000_000, id="long text"),
    ],
)
def test_what_is_made_to_take_long_is_read_all_the_same(raw: bytes) -> None:
    assert wrong_in(reading.read(raw, ours=OURS, authserv_id="mx.tinyville.example")) == []


def test_bounds_are_told_and_what_lies_beyond_is_kept() -> None:
    many = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 1_000 + b"--b--\n"
    mail = reading.read(many)
    assert Problem.TOO_MANY_PARTS in mail.problems
    assert mail.attachments[-1].what is What.UNREAD
    assert mail.text.count("x") + mail.attachments[-1].content.count(b"x") == 1_000

    deep = HEAD + b"Content-Type: multipart/mixed; boundary=b0\n\n" + NESTED + b"the innermost words"
    mail = reading.read(deep)
    assert Problem.TOO_DEEP in mail.problems
    assert b"the innermost words" in mail.attachments[-1].content

    long = HEAD + b"\n" + b"word " * bodies.LONGEST_TEXT
    assert reading.read(long).problem is Problem.TEXT_TOO_LONG

    mail = reading.read(HEAD + b"X: y\n" * (mime.MOST_FIELDS + 5) + b"\nHi")
    assert (mail.text, mail.problem) == ("Hi", Problem.HEADERS_TOO_LONG)


def test_of_a_mail_that_is_too_large_the_head_is_read() -> None:
    mail = reading.read(HEAD + b"\n" + b"x" * reading.MOST_BYTES)
    assert (mail.problem, mail.text) == (Problem.TOO_LARGE, "")
    assert mail.sender is not None


@pytest.mark.parametrize("raw", [b"", b" \n\r\n "])
def test_no_mail_at_all_is_said(raw: bytes) -> None:
    assert reading.read(raw).problem is Problem.EMPTY


def test_text_without_a_head_is_text() -> None:
    mail = reading.read(b"Hello, this is no mail.\nReally.")
    assert (mail.text, mail.problem) == ("Hello, this is no mail.\nReally.", Problem.NO_HEADERS)


@pytest.mark.parametrize("raw", FIXTURES)
def test_the_parts_are_those_that_pythons_parser_finds(raw: bytes) -> None:
    ours = [
        (part.kind, part.content.split())
        for part in mime.Splitter(raw).split().walk()
        if not part.kind.startswith("message/") and not part.parts and not part.is_damaged
    ]
    assert ours == [(kind, content.split()) for kind, content in leaves(email.message_from_bytes(raw))]


def leaves(message: Message) -> list[tuple[str, bytes]]:
    """Of Python's parser, without going into mails within."""
    kind = message.get_content_type()
    payload = message.get_payload()
    if kind.startswith("multipart/") and isinstance(payload, list):
        return [leaf for part in payload if isinstance(part, Message) for leaf in leaves(part)]
    content = message.get_payload(decode=True)
    return (
        [(kind, content)]
        if isinstance(content, bytes) and not kind.startswith(("message/", "multipart/"))
        else []
    )
