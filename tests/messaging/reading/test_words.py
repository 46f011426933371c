"""What a mail says: its text whatever the charset, and the new words among the old."""

from pathlib import Path

import pytest

from commonhall.messaging import reading
from commonhall.messaging.reading import Problem, Role, passages
from tests.messaging.reading.conftest import Opened

REPLIES = sorted((Path(__file__).parent / "replies").glob("*.txt"))


def speaking(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("path", REPLIES, ids=lambda path: path.stem)
def test_the_new_words_stay_and_the_others_are_cut(path: Path) -> None:
    """Each line of these begins with + where it is new, and with - where a reader would leave it out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line[2:] for line in lines)
    found = passages.cut(text)
    assert speaking(passages.own(found)) == speaking("\n".join(line[2:] for line in lines if line[0] == "+"))
    assert speaking(passages.rest(found)) == speaking("\n".join(line[2:] for line in lines if line[0] == "-"))
    assert "".join(passage.text for passage in found) == text


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("gmail_html", "Yes, it is.\nIt got deeper.\n- left lane\n- right lane"),
        ("yahoo_html", "Nobody came."),
        ("outlook_html", "Todavía está oscuro."),
        ("flowing_signature", "It works again."),
        ("wrong_charset", "Todavía está ahí, más hondo."),
        ("unknown_charset", "Mañana vienen."),
        ("broken_boundary", "The words stand here without any part."),
        ("unfinished", "Before the line broke."),
        ("uuencoded", "Here is the list.\n\n[list.txt]\n\nBye."),
        ("apple_attachments", "Here it is."),
    ],
)
def test_the_words_of_a_mail_are_read_from_whatever_part_holds_them(
    opened: Opened, name: str, own: str
) -> None:
    assert opened(name).own == own


def test_what_was_cut_is_told_by_its_role_and_can_be_shown(opened: Opened) -> None:
    mail = opened("gmail_html")
    assert mail.is_from_html
    assert [each.role for each in mail.passages] == [Role.NEW, Role.HISTORY, Role.QUOTED]
    assert "> Is the pothole still there?" in mail.rest


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("cp1252", "us-ascii"),
        ("cp1252", "utf-8"),
        ("utf-8", "iso-8859-1"),
        ("utf-8", "windows-1252"),
        ("utf-8", ""),
        ("latin-1", ""),
        ("utf-16", "utf-16"),
        ("utf-7", "unicode-1-1-utf-7"),
        ("utf-8", "idna"),
        ("utf-8", "unicode_escape"),
        ("utf-8", "hex"),
    ],
)
def test_spanish_is_read_whatever_charset_it_names(charset: str, declared: str) -> None:
    words = "Sí, mañana. ¿Está bien?"
    head = f"From: a@example.org\nContent-Type: text/plain; charset={declared}\n\n".encode()
    assert reading.read(head + words.encode(charset)).text == words


@pytest.mark.parametrize("charset", ["koi8-r", "cp1251"])
def test_russian_without_a_charset_is_guessed(charset: str) -> None:
    words = "Здравствуйте, дорога сломана и никто не приехал, когда будет ремонт?"
    assert reading.read(b"From: a@example.org\n\n" + words.encode(charset)).text == words


def test_a_letter_that_is_broken_costs_that_letter_alone() -> None:
    raw = b"From: a@example.org\nContent-Type: text/plain; charset=utf-8\n\n" + "áéíóúñ¿¡".encode() + b"\xc3"
    assert reading.read(raw).text == "áéíóúñ¿¡\ufffd"


def test_plain_words_beat_html_unless_they_only_say_that_there_is_html() -> None:
    mail = (
        "From: a@example.org\nContent-Type: multipart/alternative; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\n{}\n--b\nContent-Type: text/html\n\n<p>Rich</p>\n--b--\n"
    )
    assert reading.read(mail.format("Plain").encode()).own == "Plain"
    assert reading.read(mail.format("").encode()).own == "Rich"
    assert reading.read(mail.format("Your e-mail client cannot show HTML.").encode()).own == "Rich"


def test_words_that_are_not_in_base64_as_they_say_are_read_as_they_stand() -> None:
    mail = reading.read(
        b"From: a@example.org\nContent-Transfer-Encoding: base64\n\nHello, it is still there.\n"
    )
    assert (mail.text, mail.problem) == ("Hello, it is still there.", Problem.DAMAGED)


def test_html_keeps_lines_and_hides_what_is_not_shown() -> None:
    page = (
        b"From: a@example.org\nContent-Type: text/html\n\n<style>p{}</style><script>x()</script><p>One<br>two</p>"
        b"<div style='display:none'>secret</div><ul><li>a<li>b</ul><table><tr><td>c</td><td>d</td></tr></table>"
        b"<pre>x\n  y</pre><blockquote style='border:none'>mine</blockquote><blockquote>theirs<blockquote>old"
    )
    assert reading.read(page).text == "One\ntwo\n\n- a\n- b\nc d\n\nx\n  y\n\nmine\n> theirs\n>> old"
