"""How many mails a minute one core reads, and what stays in memory: `python benchmarks/mail_reading.py [FOLDER]`.

Made-up mails: replies with their history, some with a photo, and bounces. FOLDER holds archives (`*.tar.gz`) of real
ones, of which only counts are printed. Beside stands Python's own parser, which splits and decodes the parts and
understands nothing of them.
"""

import base64
import email
import random
import resource
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable
from email import policy
from pathlib import Path

import figures

from commonhall.messaging import reading

MAILS = 1_000
ROUNDS = 3
WANTED = 1_000  # a minute
PHOTO = base64.encodebytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0" + random.Random(1).randbytes(1_500_000))
HEAD = (
    "Return-Path: <{who}@example.com>\nDelivered-To: reply+{number}@tinyville.example\n"
    "Received: from mail.example.com (mail.example.com [192.0.2.7])\n\tby mx.tinyville.example (Postfix) with ESMTPS\n"
    "\tid {number}; Tue, 3 Nov 2026 09:20:00 -0500 (EST)\n"
    "Authentication-Results: mx.tinyville.example; dkim=pass header.d=example.com; spf=pass smtp.mailfrom=example.com\n"
    "From: =?UTF-8?Q?Rosa_G=C3=B3mez?= <{who}@example.com>\nTo: reply+{number}@tinyville.example\n"
    "Subject: Re: Your report TV-{number}\nDate: Tue, 3 Nov 2026 09:19:58 -0500\n"
    "Message-ID: <{number}@mail.example.com>\nIn-Reply-To: <m{number}@messages.tinyville.example>\nMIME-Version: 1.0\n"
)
WORDS = "Sí, sigue ahí y está más hondo que antes. It is right in front of the school. "
PLAIN = (
    "{words}\n\nSent from my iPhone\n\n> On Nov 3, 2026, at 9:14 AM, City <reply@tinyville.example> wrote:\n"
    "> Is the pothole still there?\n> Reference TV-{number}\n"
)
RICH = (
    "<html><body><div dir='auto'>{words}<br></div><div class='gmail_quote'><div>On Nov 3, 2026 City wrote:<br></div>"
    "<blockquote class='gmail_quote'><p>Is the pothole still there?</p><p>Reference TV-{number}</p></blockquote></div>"
)
ALTERNATIVE = (
    "--alt\nContent-Type: text/plain; charset=utf-8\n\n" + PLAIN + "\n"
    "--alt\nContent-Type: text/html; charset=utf-8\n\n" + RICH + "\n--alt--\n"
)
BOUNCE = (
    "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.com\nTo: reply+{number}@tinyville.example\n"
    "Subject: Undelivered Mail Returned to Sender\nContent-Type: multipart/report; report-type=delivery-status; "
    "boundary=b\n\n--b\n\n<{who}@example.com>: user unknown\n--b\nContent-Type: message/delivery-status\n\n"
    "Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; {who}@example.com\nAction: failed\n"
    "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\n--b--\n"
)


def main() -> None:
    measure("made-up mails", [made_up(number) for number in range(MAILS)])
    if len(sys.argv) > 1:
        measure(
            "real mails", [raw for path in sorted(Path(sys.argv[1]).glob("*.tar.gz")) for raw in of(path)]
        )


def made_up(number: int) -> bytes:
    """Of twenty: one with a photo, two bounces, two with HTML alone, the others with both."""
    told = {"number": str(number), "who": f"resident{number}", "words": WORDS * (1 + number % 12)}
    kind = number % 20
    if kind in {7, 13}:
        return BOUNCE.format(**told).encode()
    head = HEAD.format(**told)
    if kind in {3, 11}:
        return (head + "Content-Type: text/html; charset=utf-8\n\n" + RICH.format(**told)).encode()
    both = "Content-Type: multipart/alternative; boundary=alt\n\n" + ALTERNATIVE.format(**told)
    if kind:
        return (head + both).encode()
    mixed = head + "Content-Type: multipart/mixed; boundary=mix\n\n--mix\n" + both
    photo = "\n--mix\nContent-Type: image/jpeg; name=IMG_1.jpg\nContent-Transfer-Encoding: base64\n\n"
    return (mixed + photo).encode() + PHOTO + b"--mix--\n"


def of(archive: Path) -> list[bytes]:
    with tarfile.open(archive) as tar:
        return [file.read() for member in tar if member.isfile() and (file := tar.extractfile(member))]


def measure(title: str, mails: list[bytes]) -> None:
    """Seconds are CPU's, the best of three rounds; memory is what came to be held beyond the mails themselves."""
    begun = most_held()
    ours = fastest(lambda raw: reading.read(raw, authserv_id="mx.tinyville.example"), mails)
    after = most_held()
    again = fastest(reading.read, mails)
    grown = most_held() - after
    theirs = fastest(split, mails)
    a_minute = len(mails) / min(ours, again) * 60
    kinds = Counter(reading.read(raw).kind.value for raw in mails)
    megabytes = sum(map(len, mails)) / 1e6
    print(
        f"{title}: {len(mails)}, {megabytes:.0f} MB: {', '.join(f'{k} {n}' for k, n in kinds.most_common())}"
    )
    print(f"  read {a_minute:,.0f} a minute a core; Python's parser alone {len(mails) / theirs * 60:,.0f}")
    print(
        f"  memory: {after - begun:.0f} MB for the largest of them, {grown:.0f} MB more for all of them again"
    )
    figures.tell(
        what=f"reading mail, {len(mails)} {title}",
        ours=f"{a_minute:,.0f} a minute a core, {grown:.0f} MB more when read again",
        beside=f"Python's parser alone {len(mails) / theirs * 60:,.0f}",
        ratio=f"{theirs / min(ours, again):.1f}",
        wanted=f"≥ {WANTED:,}",
    )


def split(raw: bytes) -> None:
    for part in email.message_from_bytes(raw, policy=policy.compat32).walk():
        part.get_payload(decode=True)


def fastest(call: Callable[[bytes], object], mails: list[bytes]) -> float:
    """Seconds of one round."""
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for raw in mails:
            call(raw)
        taken.append(time.process_time() - began)
    return min(taken)


def most_held() -> float:
    """The most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
