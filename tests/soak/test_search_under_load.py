"""The index of people made anew without a rest, while they are searched, change and are erased; its maker is killed.

Whoever is on file is found at every moment, by what they are called now, and nobody by what they were called before.
Now and then the blocks are emptied: until the next index a search may say so, and never that nobody was found.
"""

import itertools
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from django.db import DatabaseError, connections

from commonhall.operations import logins
from commonhall.people import contacts, search
from commonhall.people.contacts import Contact
from commonhall.people.models import SearchEpoch
from commonhall.vault.blind import upkeep
from commonhall.vault.blind.reader import IndexIsLost
from tests import cluster, running
from tests.people.search import people
from tests.soak.conftest import Say

pytestmark = pytest.mark.soak

SECONDS = 45
SEARCHERS = 2
SEED = 311
STANDING = [contact.name for contact in people.FOLK]
SYLLABLES = ("bra", "ko", "len", "dor", "mi", "sta", "ver", "nic", "hol", "per", "za", "gue", "fri", "tz")
EMPTY_THE_BLOCKS = "TRUNCATE people_search_block{}"
KILL = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE usename = %s AND datname = %s AND backend_type = 'client backend'"""


@dataclass
class Office:
    """What was done in the time, and what was seen."""

    database: str
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)
    done: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    emptying: threading.Event = field(default_factory=threading.Event)
    emptied: threading.Event = field(default_factory=threading.Event)
    _random: random.Random = field(default_factory=lambda: random.Random(SEED))

    def searches(self) -> None:
        """For those who never change."""
        for name in itertools.cycle(STANDING):
            if not self._goes_on():
                return
            began = time.perf_counter()
            self._expects(name, lambda found, name=name: found[:1] == [name], "is not found")
            self.seconds.append(time.perf_counter() - began)

    def changes(self) -> None:
        """People come, take other names, and are erased; each is looked for right after."""
        for name, other in itertools.batched(self._names(), 2):
            if not self._goes_on():
                return
            person = contacts.keep(Contact(name=name), request=uuid.uuid4())
            self._expects(name, lambda found, name=name: name in found, "who came is not found")
            contacts.correct(person, name=other)
            self._expects(other, lambda found, other=other: other in found, "not found by the new name")
            self._expects(name, lambda found, name=name: name not in found, "found by the name of before")
            if self._random.random() < 0.5:
                contacts.erase(person)
                self._expects(other, lambda found, other=other: other not in found, "found after the erasure")

    def rebuilds(self) -> None:
        """Without a rest, whoever ends it."""
        while self._goes_on():
            losses = self.done["losses"]
            try:
                upkeep.make_anew(search.INDEX.name)
            except DatabaseError:
                self.done["indexes not finished"] += 1
                connections.close_all()
            else:
                self.done["indexes"] += 1
                if self.done["losses"] == losses and not self.emptying.is_set():
                    self.emptied.clear()

    def kills(self) -> None:
        """The connection over which an index is made, at any moment; and now and then what it made."""
        with cluster.server().connect(self.database) as superuser:
            for turn in itertools.count(1):
                time.sleep(self._random.uniform(0.2, 1.2))
                if not self._goes_on():
                    return
                if turn % 6:
                    row = superuser.execute(KILL, [logins.OWNER, self.database]).fetchone()
                    self.done["kills"] += row[0] if row else 0
                else:
                    self.emptying.set()
                    self.emptied.set()
                    for number in (0, 1):
                        superuser.execute(EMPTY_THE_BLOCKS.format(number).encode())
                    self.done["losses"] += 1
                    self.emptying.clear()

    def _names(self) -> Iterator[str]:
        for parts in itertools.permutations(SYLLABLES, 4):
            yield f"Quenby {''.join(parts).capitalize()}"

    def _expects(self, typed: str, holds: Callable[[list[str]], bool], otherwise: str) -> None:
        """Search; while the blocks are emptied it may say that the index is lost."""
        was_emptied = self.emptied.is_set()
        try:
            found = people.names(typed)
        except IndexIsLost:
            self.done["said that the index is lost"] += 1
            if not (was_emptied or self.emptied.is_set()):
                self.wrong.append(f"{typed}: the index is lost, and nobody emptied it")
        else:
            self.done["searches"] += 1
            if not holds(found):
                self.wrong.append(f"{typed}: {otherwise}")

    def _goes_on(self) -> bool:
        if time.monotonic() < self.until:
            return True
        connections.close_all()
        return False


@pytest.fixture
def office(fresh_database: str, say: Say) -> Office:
    """The time; whoever failed in it fails here."""
    people.kept()
    people.index_made()
    office = Office(fresh_database)
    with ThreadPoolExecutor(max_workers=8) as at_once:
        deeds = [*(office.searches for _ in range(SEARCHERS)), office.changes, office.rebuilds, office.kills]
        for under_way in [at_once.submit(deed) for deed in deeds]:
            under_way.result()
    p95 = sorted(office.seconds)[int(len(office.seconds) * 0.95)]
    counts = ", ".join(f"{count:,} {what}" for what, count in sorted(office.done.items()))
    say(f"search: in {SECONDS} s {counts}; p95 {1000 * p95:.0f} ms")
    return office


def test_everybody_is_found_by_their_name_of_now_whatever_happens_to_the_index(office: Office) -> None:
    assert not office.wrong, Counter(said.split(": ")[1] for said in office.wrong)
    assert office.done["searches"] > 100
    for happened in ("indexes", "indexes not finished", "losses"):
        assert office.done[happened] > 0, happened
    connections.close_all()  # this thread's were killed too
    people.index_made()
    running.until(lambda: people.names("rosa marin")[:1] == ["Rosa Marin"])
    assert SearchEpoch.objects.filter(is_live=True).count() == 1
    assert [people.names(name)[0] for name in STANDING] == STANDING
