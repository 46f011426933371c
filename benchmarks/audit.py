"""How many looks a second the log takes, and whether one waits for another. `python benchmarks/audit.py`.

A look is what a member of staff does to it: the pace counted, the record opened, the entry sealed and added, its
receipt, and the names that ring. Beside it a bare insert of one row of the same size, and what typing on costs.
Members look at once, each in a thread of their own, while the chain is extended; somebody samples who waits for a
lock. Ratios count: seconds are this machine's, which others use too; so what is compared is this process's CPU.
"""

import os
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import ground
from django.db import connection, connections
from django.utils import timezone

from commonhall import calendar
from commonhall.audit import chain, log
from commonhall.audit.models import Entry
from commonhall.operations import who_looked
from commonhall.people import contacts, look_sessions, looks, pace
from commonhall.people.contacts import Contact
from commonhall.people.models import LookSession
from commonhall.people.reasons import Grounds, Reason
from commonhall.service_requests.models import Service
from commonhall.staff.models import Member
from commonhall.staff.roles import Role

MEMBERS = 8
EACH = 100
GOAL = 200  # looks a second
WHY = Grounds(reason=Reason.INCOMING_CALL)


def main() -> None:
    pace.MOST_OPENINGS = pace.MOST_SEARCHES = 10**6  # nobody is that fast
    with ground.running():
        people = [
            contacts.keep(Contact(name=f"Resident {n}", phone=f"+1302555{n:04}"), request=uuid.uuid4())
            for n in range(100)
        ]
        members = [
            Member.objects.create(email=f"taker-{n}@city.example", name=f"Taker {n}", role=Role.CALL_TAKER)
            for n in range(MEMBERS)
        ]
        sessions = [look_sessions.begin(member, Reason.INCOMING_CALL) for member in members]
        bare = rate("bare insert of one row", lambda n, time: insert(members[n]))
        alone = rate("entry: sealed and added", lambda n, time: note(members[n], people[time % 100]), bare)
        look = rate(
            "look: a person opened", lambda n, time: open_person(members[n], people[time % 100]), bare
        )
        rate("search: begun and finished", lambda n, time: search(sessions[n], f"word{time}", people), bare)
        rate(
            "search: typed on", lambda n, time: search(sessions[n], "word" + "x" * (time % 100), people), bare
        )
        print(f"goal of {GOAL} looks a second of one core: {look / GOAL:.1f} times")
        print(f"an entry alone is {alone / look:.1f} times as fast as a look")
        read_all()


def rate(title: str, deed: Callable[[int, int], None], bare: float = 0.0) -> float:
    """Do it by all members at once; returns how often in a second of this process's CPU."""
    watched = Waits()
    began, began_cpu = time.perf_counter(), time.process_time()
    with watched, ThreadPoolExecutor(MEMBERS) as crowd:
        for each in [crowd.submit(by_one, deed, number) for number in range(MEMBERS)]:
            each.result()
    by_clock = MEMBERS * EACH / (time.perf_counter() - began)
    by_cpu = MEMBERS * EACH / (time.process_time() - began_cpu)
    waited = f"{watched.waiting} of {watched.samples} samples waited for a lock"
    ratio = f"ratio {bare / by_cpu:4.1f} to the bare insert" if bare else ""
    print(f"{title:24} {by_clock:5.0f} a second, {by_cpu:5.0f} a second of CPU; {waited}; {ratio}")
    return by_cpu


def by_one(deed: Callable[[int, int], None], number: int) -> None:
    for turn in range(EACH):
        deed(number, turn)
    connections.close_all()


def insert(member: Member) -> None:
    Entry.objects.create(
        at=timezone.now(), actor=member.pk, kind=Entry.Kind.PHOTO_OPENED, subject_sealed=os.urandom(160)
    )


def note(member: Member, person: int) -> None:
    log.note(
        Entry.Kind.PHOTO_OPENED, log.Subject(person=person, reason="law", role=member.role), actor=member.pk
    )


def open_person(member: Member, person: int) -> None:
    looks.open_person(person, WHY, by=member)


def search(session: LookSession, query: str, people: list[int]) -> None:
    looks.searching(session, query, found=people[:10])


def read_all() -> None:
    """How long it takes to find who looked at one request, for a million entries."""
    request = ground.bare_request(Service.objects.first(), ground.place(), calendar.today())
    request.save(force_insert=True)
    count = Entry.objects.count()
    began = time.process_time()
    with suppress(who_looked.CannotBeRead):  # the bare inserts were never sealed
        list(who_looked.at(request.reference))
    seconds = time.process_time() - began
    print(f"who looked at a request: {seconds / count * 1e6:.0f} s of CPU a million entries, by {count}")


class Waits:
    """Samples who waits for a heavy lock, and extends the chain meanwhile, from a thread of its own."""

    def __init__(self) -> None:
        self.samples = self.waiting = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *raised: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self.samples += 1
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                (waiting,) = cursor.fetchone()
            self.waiting += bool(waiting)
            if self.samples % 10 == 0:
                chain.extend()
        connections.close_all()


if __name__ == "__main__":
    main()
