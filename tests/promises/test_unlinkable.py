"""The thief takes the machine, and tries to tell when anonymous reports came, whose a report is, and which are one's;
and when “me too” was said, and by whom.

After the night's settle it does no better than chance. With settle switched off the same thief succeeds: else it
would be a weak thief. What it recovers at noon, before the day is over, is printed and recorded.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from commonhall import calendar
from commonhall.service_requests import settling, words
from commonhall.service_requests.models import ServiceRequest
from commonhall.vault import settle
from commonhall.vault.settle import Pass
from tests.promises import clues, day, home, judge, web
from tests.promises.judge import Case, Verdict

DATE = date(2026, 3, 10)
LAST_PASS = calendar.start_of(DATE) + timedelta(hours=12, minutes=7)
NOON = LAST_PASS + timedelta(minutes=50)
CHANCE = 0.01  # of the thief as a whole: lucky once in a hundred times, who then has to do it again
DAYS = 3  # judged together: what tells a little every day tells much in the end


def show(verdicts: Iterable[Verdict]) -> None:
    """For who runs the test with -rP."""
    print(*verdicts, sep="\n")  # noqa: T201


def better_than_chance(verdicts: Mapping[str, Verdict]) -> set[str]:
    """The attacks that succeed, each held to its share of CHANCE: whoever attacks so often is lucky so often."""
    return {attack for attack, verdict in verdicts.items() if verdict.p <= CHANCE / len(verdicts)}


def succeeds_twice(attempt: Callable[[], Mapping[str, Verdict]]) -> set[str]:
    """The attacks that succeed, and do so again on other days."""
    lucky = better_than_chance(attempt())
    return lucky and lucky & better_than_chance(attempt())


def nothing() -> None:
    """What happens where settle is switched off."""


def the_nights_settle() -> None:
    settling.hourly(DATE + timedelta(days=1))


@dataclass(frozen=True)
class City:
    """Lives days, each in a home of its own, which is then stolen."""

    made_home: Path
    folder: Path
    blocker: DjangoDbBlocker
    serial: Iterator[int]

    def robbed(
        self,
        *,
        until: datetime | None = None,
        by_the_hour: Callable[[], object] = nothing,
        at_the_end: Callable[[], object] = nothing,
    ) -> Case:
        """The case after a day that was lived up to `until`."""
        seed = next(self.serial)
        lived = day.drawn(DATE, seed)
        folder = home.copy(self.made_home, self.folder / f"home{seed}")
        with self.blocker.unblock(), home.opened(folder) as opened:
            with web.logging_to(folder / clues.LOG):
                day.live(lived, seed, until=until, by_the_hour=by_the_hour)
            at_the_end()
            named = ServiceRequest.objects.filter(is_anonymous=False)
            owners = {request.pk: words.contact_link(request).person for request in named}
            opened.write_out()
            opened.cut_the_power()
        sent = [each for each in lived.sent if until is None or each.at <= until]
        said = [each for each in lived.said if until is None or each.at <= until]
        return Case(
            day=replace(lived, sent=sent, said=said),
            loot=clues.read(folder, self.folder / f"asked{seed}"),
            owners=owners,
            considered={each.request for each in [*sent, *said]},
        )


@pytest.fixture
def city(made_home: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> City:
    return City(made_home, tmp_path, django_db_blocker, count(1))


def test_with_settle_switched_off_the_thief_succeeds(city: City) -> None:
    verdicts = judge.judged(city.robbed())
    show(verdicts.values())
    del verdicts[judge.NAMED_PAIRS]  # hours lie between them: nothing tells, settled or not
    for verdict in verdicts.values():
        assert verdict.p < 0.001, verdict
        assert verdict.right > verdict.of / 2, verdict


def test_after_the_nights_settle_the_thief_does_no_better_than_chance(city: City) -> None:
    def attempt() -> Mapping[str, Verdict]:
        cases = [city.robbed(at_the_end=the_nights_settle) for _ in range(DAYS)]
        for case in cases:  # pages were read, and the log of the web process says on which day alone
            assert case.loot.times_in_the_log == {DATE.isoformat()}
        verdicts = judge.judged(*cases)
        show(verdicts.values())
        return verdicts

    assert succeeds_twice(attempt) == set()


def test_at_noon_only_the_running_hour_and_named_reporters_are_open(
    city: City, record_property: Callable[[str, object], None]
) -> None:
    def attempt() -> Mapping[str, Verdict]:
        cases = [city.robbed(until=NOON, by_the_hour=settling.now) for _ in range(DAYS)]
        settled, running = zip(*map(_split, cases), strict=True)
        recovered = (
            judge.pooled(judge.TIME, [judge.in_time(case) for case in running]),
            judge.pooled(judge.PERSONS, [judge.to_persons(case) for case in cases]),
        )
        for verdict in recovered:
            record_property(f"recovered at noon: {verdict.attack}", f"{verdict.right:g} of {verdict.of:g}")
        verdicts = judge.judged(*settled)
        show((*verdicts.values(), *recovered))
        del verdicts[judge.PERSONS], verdicts[judge.NAMED_PAIRS]
        return verdicts

    assert succeeds_twice(attempt) == set()


@pytest.mark.soak
def test_where_tables_are_too_large_to_be_written_anew_the_thief_reads_the_slack(city: City) -> None:
    """What the claim says of large tables: here every table counts as one."""

    def settle_large_tables() -> None:
        for which in (Pass.PERIOD, Pass.NIGHT):
            settle.run(which, day=DATE)
        settle.clear(most_bytes=0)

    verdicts = judge.judged(city.robbed(at_the_end=settle_large_tables))
    show(verdicts.values())
    assert verdicts[judge.PERSONS].p < 0.001


def _split(case: Case) -> tuple[Case, Case]:
    """The case of what the last pass settled, and that of the running hour."""
    before = {each.request for each in [*case.day.sent, *case.day.said] if each.at <= LAST_PASS}
    return replace(case, considered=before), replace(case, considered=set(case.considered) - before)
