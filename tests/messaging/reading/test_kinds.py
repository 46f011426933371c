"""Who speaks in a mail, and why one of ours did not arrive."""

import pytest

from commonhall.messaging import reading
from commonhall.messaging.reading import Action, Kind, Reason
from tests.messaging.reading.conftest import MAILS, OURS, Opened


@pytest.mark.parametrize(
    ("name", "kind", "told_by"),
    [
        ("gmail_html", Kind.ORDINARY, ""),
        ("speaks_of_bounces", Kind.ORDINARY, ""),
        ("speaks_of_holidays", Kind.ORDINARY, ""),
        ("out_of_office", Kind.AUTOMATIC, "Auto-Submitted"),
        ("out_of_office_es", Kind.AUTOMATIC, "Subject"),
        ("vacation_words", Kind.AUTOMATIC, "wording"),
        ("vacation_words_es", Kind.AUTOMATIC, "wording"),
        ("autoreply_header", Kind.AUTOMATIC, "x-autoreply"),
        ("read_receipt", Kind.AUTOMATIC, "disposition-notification"),
        ("delivered_report", Kind.AUTOMATIC, "delivery-status"),
        ("newsletter", Kind.BULK, "list-id"),
        ("own_again", Kind.LOOP, "X-Commonhall-Conversation"),
        ("complaint", Kind.COMPLAINT, "message/feedback-report"),
        ("postfix_bounce", Kind.BOUNCE, "message/delivery-status"),
        ("qmail_bounce", Kind.BOUNCE, "wording"),
    ],
)
def test_a_mail_is_of_one_kind_and_says_what_told_it(
    opened: Opened, name: str, kind: Kind, told_by: str
) -> None:
    mail = opened(name)
    assert (mail.kind, mail.told_by) == (kind, told_by)


@pytest.mark.parametrize(
    ("name", "recipient", "action", "status", "reason"),
    [
        ("postfix_bounce", "rosa@example.com", Action.FAILED, "5.1.1", Reason.ADDRESS),
        ("postfix_delay", "rosa@example.com", Action.DELAYED, "4.4.1", Reason.AWAY),
        ("exchange_bounce", "juan@example.org", Action.FAILED, "5.1.10", Reason.ADDRESS),
        ("exchange_prose", "juan@example.org", Action.FAILED, "5.2.2", Reason.AWAY),
        ("exchange_prose_es", "juan@example.org", Action.FAILED, "", Reason.ADDRESS),
        ("gmail_bounce", "nobody.here@gmail.example", Action.FAILED, "5.1.1", Reason.ADDRESS),
        ("gmail_reputation", "rosa@gmail.example", Action.FAILED, "5.7.1", Reason.REPUTATION),
        ("blocklist_without_status", "ana@example.net", Action.FAILED, "5.0.0", Reason.REPUTATION),
        ("qmail_bounce", "ana@example.net", Action.FAILED, "5.1.1", Reason.ADDRESS),
        ("qmail_full", "ana@example.net", Action.FAILED, "", Reason.AWAY),
        ("sendmail_bounce", "rosa@exmaple.com", Action.FAILED, "5.1.2", Reason.ADDRESS),
        ("exim_bounce", "rosa@example.com", Action.FAILED, "4.2.2", Reason.AWAY),
    ],
)
def test_a_bounce_names_the_recipient_and_which_of_three_things_it_is(
    opened: Opened, name: str, recipient: str, action: Action, status: str, reason: Reason
) -> None:
    bounce = opened(name).bounce
    assert bounce is not None
    found = [(each.recipient, each.action, each.status, each.reason) for each in bounce.failures]
    assert found == [(recipient, action, status, reason)]


@pytest.mark.parametrize(
    ("says", "status", "reason"),
    [
        ("550 5.1.1 User unknown", "5.1.1", Reason.ADDRESS),
        ("550 5.4.1 Recipient address rejected: Access denied", "5.4.1", Reason.ADDRESS),
        ("550 5.7.1 Unable to relay", "5.7.1", Reason.ADDRESS),
        ("550 5.2.1 The account is disabled", "5.2.1", Reason.ADDRESS),
        ("El usuario no existe", "", Reason.ADDRESS),
        ("552 5.2.2 Mailbox full", "5.2.2", Reason.AWAY),
        ("El buzón está lleno", "", Reason.AWAY),
        ("450 4.2.0 Greylisted, try again later", "4.2.0", Reason.AWAY),
        ("delivery time expired", "5.4.7", Reason.AWAY),
        ("554 5.7.1 blocked using zen.spamhaus.example", "5.7.1", Reason.REPUTATION),
        ("421 4.7.0 unusual rate of unsolicited mail", "4.7.0", Reason.REPUTATION),
        ("550 5.7.26 unauthenticated, DMARC policy", "5.7.26", Reason.REPUTATION),
        ("550 5.1.8 sender domain not found here", "5.1.8", Reason.REPUTATION),
        ("552 5.3.4 Message too big", "5.3.4", Reason.OTHER),
        ("something else", "", Reason.OTHER),
    ],
)
def test_the_words_and_the_status_of_a_server_tell_the_reason(says: str, status: str, reason: Reason) -> None:
    raw = (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {says}\n\n--b--\n"
    )
    bounce = reading.read(raw.encode()).bounce
    assert bounce is not None
    assert [each.reason for each in bounce.failures] == [reason]


@pytest.mark.parametrize(
    ("name", "about"),
    [("postfix_bounce", "m1"), ("postfix_delay", "m2"), ("qmail_bounce", "m5"), ("exim_bounce", "m7")],
)
def test_a_bounce_tells_which_mail_of_ours_it_is_about(opened: Opened, name: str, about: str) -> None:
    bounce = opened(name).bounce
    assert bounce is not None
    assert bounce.about == f"{about}.abc@messages.tinyville.example"


def test_a_complaint_tells_who_complains_of_which_mail(opened: Opened) -> None:
    assert opened("complaint").complaint == reading.Complaint(
        feedback="abuse", recipients=("rosa@example.com",), about="m8.abc@messages.tinyville.example"
    )


def test_a_mail_with_our_message_id_or_too_many_hops_goes_in_circles() -> None:
    ours = b"From: a@example.org\nMessage-ID: <x@Messages.Tinyville.Example>\n\nHi\n"
    assert reading.read(ours, ours=OURS).kind is Kind.LOOP
    assert reading.read(ours).kind is Kind.ORDINARY
    assert reading.read(b"Received: by mx\n" * 31 + b"From: a@example.org\n\nHi\n").told_by == "Received"


def test_a_bounce_within_an_ordinary_mail_does_not_make_it_one() -> None:
    bounce = (MAILS / "postfix_bounce.eml").read_bytes()
    forwarded = (
        b"From: Rosa <rosa@example.com>\nSubject: Fwd: what is this\nContent-Type: multipart/mixed; boundary=out\n\n"
        b"--out\n\nWhat is this?\n--out\nContent-Type: message/rfc822\n\n" + bounce + b"\n--out--\n"
    )
    mail = reading.read(forwarded)
    assert (mail.kind, mail.own, mail.bounce) == (Kind.ORDINARY, "What is this?", None)
