"""Who a mail is from, where it went and what it answers; who vouches for it; what hangs on it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from commonhall.messaging import reading
from commonhall.messaging.reading import Address, Attachment, Problem, Verdict, What
from tests.messaging.reading.conftest import Opened


def headed(**headers: str) -> reading.Mail:
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return reading.read("\n".join([*lines, "", "Hi"]).encode())


def test_the_head_of_a_reply(opened: Opened) -> None:
    mail = opened("gmail_html")
    assert mail.sender == Address(
        address="rosa.gomez@example.com",
        name="Rosa Gómez",
        given="=?UTF-8?Q?Rosa_G=C3=B3mez?= <Rosa.Gomez@Example.com>",
    )
    assert mail.sender_as_given == "Rosa Gómez <Rosa.Gomez@Example.com>"
    assert mail.subject == "Re: Your report TV-2041"
    assert mail.sent_at == datetime(2026, 11, 3, 10, tzinfo=timezone(timedelta(hours=-5)))
    assert mail.message_id == "CA+1@mail.gmail.example"
    assert mail.in_reply_to == ("m1.abc@messages.tinyville.example",)
    assert mail.references == ("m0.abc@messages.tinyville.example", "m1.abc@messages.tinyville.example")
    assert mail.recipients == ("reply+abc@tinyville.example",)
    assert mail.problem is None


def test_every_address_it_went_to_is_known_the_envelopes_first() -> None:
    raw = (
        b"From: a@example.org\nTo: One, Two <two@x.example>, three@x.example\nCc: team: four@x.example;\n"
        b"Delivered-To: five@x.example\nX-Original-To: Reply+Abc@x.example\n\nHi"
    )
    mail = reading.read(raw, envelope=["<reply+abc@x.example>"])
    assert mail.delivered_to == ("reply+abc@x.example", "five@x.example")
    assert mail.recipients == (
        "reply+abc@x.example",
        "five@x.example",
        "two@x.example",
        "three@x.example",
        "four@x.example",
    )


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("rosa@example.com", "rosa@example.com"),
        ("Rosa <Rosa@Example.COM>", "rosa@example.com"),
        ('"Gómez, Rosa" <rosa@example.com>', "rosa@example.com"),
        ("rosa@example.com (Rosa (from work))", "rosa@example.com"),
        ("Rosa, <rosa@example.com>, Rosa, <rosa@example.com>", "rosa@example.com"),
        ("<@relay.example:rosa@example.com>", "rosa@example.com"),
        ("rosa@münchen.example", "rosa@münchen.example"),
        ("rosa@example.com <rosa@example.com>", "rosa@example.com"),
        ('"rosa@example.com" <juan@example.org>', "juan@example.org"),
        ("rosa@example.com <juan@example.org>", None),
        ("rosa@example.com, juan@example.org", None),
        ("<rosa@example.com> <juan@example.org>", None),
        ("rosa@example.com juan@example.org", None),
        ("rosa@example.com@example.org", None),
        ("rosa", None),
        ("<>", None),
        ("", None),
        ("(" * 5000, None),
        ('"' * 5001, None),
    ],
)
def test_a_sender_is_one_only_if_it_can_be_read_in_one_way(given: str, address: str | None) -> None:
    mail = headed(From=given)
    assert (mail.sender.address if mail.sender else None) == address
    assert (Problem.NO_SENDER in mail.problems) is (address is None)


def test_of_two_from_fields_none_is_believed(opened: Opened) -> None:
    assert reading.read(b"From: a@example.org\nFrom: b@example.org\n\nHi").sender is None
    assert opened("two_senders").problem is Problem.NO_SENDER


@pytest.mark.parametrize(
    ("given", "subject"),
    [
        ("=?utf-8?Q?Ma=C3=B1ana?= a las 8", "Mañana a las 8"),
        ("=?utf-8?B?TWHDsQ==?=\n =?utf-8?B?YW5h?=", "Mañana"),
        ("=?utf-8?B?TWHD?= =?utf-8?B?sWFuYQ==?=", "Mañana"),  # a letter cut in two
        ("Mañana", "Mañana"),
        ("=?utf-8?B?broken", "=?utf-8?B?broken"),
        ("=?utf-8?Q?=ZZ=C3?=", "=ZZÃ"),
        ("=?nonsense?Q?Ma=F1ana?=", "Mañana"),
        ("a\n  b\u202eevil", "a bevil"),
    ],
)
def test_a_subject_is_read_whatever_was_done_to_it(given: str, subject: str) -> None:
    assert headed(From="a@example.org", Subject=given).subject == subject


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("Tue, 3 Nov 2026 10:00:00 +0000", datetime(2026, 11, 3, 10, tzinfo=UTC)),
        ("3 Nov 2026 10:00 -0000", datetime(2026, 11, 3, 10, tzinfo=UTC)),
        ("Fri, 31 Dec 9999 23:59:59 -1400", None),
        ("yesterday", None),
        ("Tue, 99 Nov 2026 99:00:00 +9999", None),
    ],
)
def test_a_date_has_a_zone_or_is_none(given: str, moment: datetime | None) -> None:
    assert headed(From="a@example.org", Date=given).sent_at == moment


def test_only_the_server_we_trust_vouches_for_a_mail(opened: Opened) -> None:
    found = opened("authentication").authentication
    assert (found.spf, found.dkim, found.dmarc) == (Verdict.SOFTFAIL, Verdict.PASS, Verdict.PASS)
    assert [(check.method, check.domain) for check in found.checks] == [
        ("dkim", "example.com"),
        ("dkim", "list.example"),
        ("spf", "example.com"),
        ("dmarc", "example.com"),
    ]
    said = b"Authentication-Results: mx.example; spf=pass\nFrom: a@example.org\n\nHi"
    assert reading.read(said).authentication.spf is Verdict.NONE
    assert reading.read(said, authserv_id="other.example").authentication.spf is Verdict.NONE
    assert reading.read(said, authserv_id="MX.example").authentication.spf is Verdict.PASS


def test_attachments_tell_what_they_say_they_are_and_what_they_are(opened: Opened) -> None:
    calendar, tnef, mail, bill = opened("calendar_and_tnef").attachments
    assert (calendar.what, calendar.declared) == (What.CALENDAR, "text/calendar")
    assert (tnef.what, tnef.name, tnef.found) == (What.TNEF, "winmail.dat", "application/ms-tnef")
    assert (mail.what, mail.name) == (What.MAIL, "Línea 4.eml")
    assert reading.read(mail.content).own == "The water is back."
    assert (bill.declared, bill.found) == ("application/pdf", "application/zip")


def test_an_attachments_name_leads_to_no_folder(opened: Opened) -> None:
    assert opened("apple_attachments").attachments == (
        Attachment(
            name="x.jpg",
            declared="image/jpeg",
            found="image/jpeg",
            content=opened("apple_attachments").attachments[0].content,
            content_id="part1@icloud.example",
            is_inline=True,
        ),
    )


def test_a_file_in_the_text_is_an_attachment(opened: Opened) -> None:
    assert [(each.name, each.content) for each in opened("uuencoded").attachments] == [("list.txt", b"Cat")]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("encrypted", Problem.ENCRYPTED),
        ("broken_boundary", Problem.DAMAGED),
        ("unfinished", Problem.DAMAGED),
    ],
)
def test_what_cannot_be_understood_is_said(opened: Opened, name: str, problem: Problem) -> None:
    assert opened(name).problem is problem
