"""How many mails a minute come in whole on one core, and what stays in memory: `python benchmarks/mail_in.py [FOLDER]`.

From the bytes to the time line: sealed, stored, read, joined by address and sender, sealed anew, a photo encoded anew.
FOLDER holds archives (`*.tar.gz`) of real mails, of which only counts are printed: each must be accounted for.
"""

import sys
import time
import uuid
from collections import Counter
from pathlib import Path

import figures
import ground
import mail_reading
from django.conf import settings

from commonhall.messaging import joining, received, receiving, reply_addresses
from commonhall.messaging.models import Channel, Received
from commonhall.people.contacts import Contact
from commonhall.service_requests import correspondence, intake
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import Service

MAILS = 1_000
ROUNDS = 3
WANTED = 1_000  # a minute


def main() -> None:
    settings.EMAIL_REPLIES = settings.EMAIL_FROM = "311@tinyville.example"
    with ground.running():
        measure("made-up mails", [made_up(number) for number in range(MAILS)], rounds=ROUNDS)
        for folder in sys.argv[1:]:
            archives = sorted(Path(folder).glob("*.tar.gz"))
            measure("real mails", [raw for path in archives for raw in mail_reading.of(path)], rounds=1)


def made_up(number: int) -> bytes:
    """A mail of `mail_reading`, as the answer of who reported a request of its own; a bounce as it comes back."""
    report = Report(
        request=uuid.uuid4(),
        service=Service.objects.get(pk="pothole"),
        place=ground.place(),
        words="Deep hole by the bus stop.",
        contact=Contact(email=f"resident{number}@example.com"),
        person=None,
        photos=(),
        answers=None,
    )
    request = intake.submit(report).request
    to = reply_addresses.to_answer(correspondence.ROOM, request.pk)
    raw = mail_reading.made_up(number)
    return raw.replace(f"reply+{number}@tinyville.example".encode(), to.encode())


def states() -> Counter[tuple[str, str]]:
    return Counter(Received.objects.order_by().values_list("state", "why"))


def measure(title: str, mails: list[bytes], *, rounds: int) -> None:
    """CPU's seconds of this process; the database's own come on top, on another core where there is one."""
    before_all = states()
    seconds, grown = 0.0, []
    began = time.perf_counter()
    for turn in range(rounds):
        took, before = time.process_time(), mail_reading.most_held()
        for raw in mails[turn::rounds]:
            receiving.take_in(Channel.EMAIL, raw)
        while joining.read_waiting():
            pass
        seconds += time.process_time() - took
        grown.append(mail_reading.most_held() - before)
    whole = time.perf_counter() - began
    rows, found = Received.objects.order_by(), states() - before_all
    a_minute = len(mails) / seconds * 60
    print(f"{title}: {len(mails)}, {len(set(mails))} of them different, {found.total()} kept")
    for (state, why), count in sorted(found.items()):
        print(f"  {count:6} {state} {why}")
    opened = sum(received.opens(row) is True for row in rows.iterator(chunk_size=10))
    print(f"  {opened} of {rows.count()} open to the last byte")
    print(f"  {a_minute:,.0f} a minute a core, {len(mails) / whole * 60:,.0f} by the clock")
    print(f"  memory: {', '.join(f'{each:.0f}' for each in grown)} MB more, a part after the other")
    figures.tell(
        what=f"mail in, {len(mails)} {title}",
        ours=f"{a_minute:,.0f} a minute a core, {grown[-1]:.0f} MB more in the last part",
        wanted=f"≥ {WANTED:,}",
    )


if __name__ == "__main__":
    main()
