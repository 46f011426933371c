"""The log as those read it who watch: filtered, page by page, and without anybody who was looked at."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains
from time_machine import Traveller

from commonhall.audit import chain, log
from commonhall.audit.log import Subject
from commonhall.audit.models import Entry
from commonhall.people import chart, log_book, look_sessions, looks
from commonhall.people.log_book import Page, Place, View
from commonhall.people.models import Alarm, LookSession
from commonhall.people.reasons import Grounds, Reason
from commonhall.staff.models import Member
from commonhall.staff.roles import Role

LOOKS = "/en/staff/looks/"
MOST_QUERIES = 14
NEXT = re.compile(r'<a href="\?([^"]*)" rel="next"')
ENTRY = re.compile(r'href="/en/staff/looks/entries/([0-9a-f-]{36})/"')


def note(member: Member, count: int = 1, kind: Entry.Kind = Entry.Kind.CONTACT_OPENED) -> list[Entry]:
    """So many looks, at one and the same moment where time stands."""
    subject = Subject(person=7, reason="law", role=member.role)
    return [log.note(kind, subject, actor=member.pk) for _ in range(count)]


@pytest.fixture
def officer(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.PRIVACY_OFFICER)


def pages(client: Client, query: str = "") -> list[list[str]]:
    """The ids on each page, by the link to the next."""
    found = []
    while True:
        text = client.get(f"{LOOKS}?{query}").content.decode()
        found.append(ENTRY.findall(text))
        if not (further := NEXT.search(text)):
            return found
        query = further[1].replace("&amp;", "&")


def test_pages_follow_on_without_a_gap_or_a_repeat_though_all_are_of_one_moment(
    noon: Traveller, officer: Client, casey: Member
) -> None:
    stored = note(casey, 130)
    found = pages(officer)
    assert [len(page) for page in found] == [50, 50, 30]
    assert sorted(entry for page in found for entry in page) == sorted(str(entry.pk) for entry in stored)


def test_a_page_that_is_just_full_has_no_next(officer: Client, casey: Member) -> None:
    note(casey, 50)
    assert [len(page) for page in pages(officer)] == [50]


def test_it_is_filtered_by_member_kind_and_day_alone_or_together(
    noon: Traveller, officer: Client, casey: Member, sasha: Member
) -> None:
    noon.move_to("2026-11-24T03:00:00Z")  # still Monday by the city's clock
    (monday,) = note(casey)
    noon.move_to("2026-11-24T17:00:00Z")
    (opened,), (photo,), (other,) = note(casey), note(casey, kind=Entry.Kind.PHOTO_OPENED), note(sasha)

    def listed(**query: object) -> set[str]:
        return set(ENTRY.findall(officer.get(LOOKS, query).content.decode()))

    assert listed() == {str(entry.pk) for entry in (monday, opened, photo, other)}
    assert listed(who=casey.pk) == {str(entry.pk) for entry in (monday, opened, photo)}
    assert listed(kind="photo opened") == {str(photo.pk)}
    assert listed(day="2026-11-23") == {str(monday.pk)}
    assert listed(day="2026-11-24", who=casey.pk, kind="contact opened") == {str(opened.pk)}


def test_the_next_page_keeps_the_filters(officer: Client, casey: Member, sasha: Member) -> None:
    note(casey, 60), note(sasha, 60)
    found = pages(officer, f"who={casey.pk}")
    assert [len(page) for page in found] == [50, 10]


@pytest.mark.parametrize(
    "query", ["who=x", "day=yesterday", "kind=gossip", "after=x", "after=2026-11-24T00:00:00_x", "who=%00"]
)
def test_what_a_url_says_that_is_not_known_is_left_out(officer: Client, casey: Member, query: str) -> None:
    note(casey)
    page = officer.get(f"{LOOKS}?{query}")
    assert len(ENTRY.findall(page.content.decode())) == 1


def test_a_view_and_its_place_survive_the_url(casey: Member) -> None:
    place = Place(timezone.now(), casey.pk)
    assert Place.from_text(str(place)) == place
    view = View(who=casey.pk, day=date(2026, 11, 24), kind="searched")
    assert "2026-11-24" in view.query_after(place)


def test_the_page_says_who_and_why_and_never_at_whom(
    officer: Client, call: LookSession, casey: Member, rosa: int
) -> None:
    looks.searching(call, "marin 302-555-0147", found=[rosa])
    looks.open_found(call, rosa)
    page = officer.get(LOOKS)
    for words in ("Casey Demo", "searched for a person", "1 person shown", "answer a call from this person"):
        assertContains(page, words)
    for secret in ("Rosa", "marin", "0147", str(rosa)):
        assertNotContains(page, secret)


def test_a_look_that_rings_is_marked_until_it_is_settled(officer: Client, casey: Member) -> None:
    (entry,) = note(casey)
    Alarm.objects.create(kind=Alarm.Kind.COLLEAGUE, member=casey, at=entry.at, entry=entry.pk)
    assertContains(officer.get(LOOKS), 'class="is-odd"')
    assertContains(officer.get(LOOKS), "1 alarm")


def test_an_entry_that_does_not_open_is_listed_all_the_same(officer: Client, casey: Member) -> None:
    Entry.objects.create(at=timezone.now(), actor=casey.pk, kind="searched", subject_sealed=b"x" * 128)
    assertContains(officer.get(LOOKS), "searched for a person")


def test_looks_by_command_are_listed_as_the_operators(officer: Client) -> None:
    log.note(Entry.Kind.LOG_READ, Subject(), actor=None)
    assertContains(officer.get(LOOKS), "a command of the operator")


@pytest.mark.parametrize("looks_", [1, 60])
def test_the_page_costs_few_queries_however_much_there_is(
    officer: Client, casey: Member, looks_: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for entry in note(casey, looks_):
        Alarm.objects.create(kind=Alarm.Kind.COLLEAGUE, member=casey, at=entry.at, entry=entry.pk)
    with django_assert_max_num_queries(MOST_QUERIES):
        officer.get(LOOKS)


def test_an_empty_log_says_so(officer: Client) -> None:
    page = officer.get(LOOKS)
    assertContains(page, "Nobody looked.")
    assertContains(page, "No alarm rings.")
    assertContains(page, "no batch yet")


# What stands beside it
def test_the_log_says_how_far_it_is_chained(noon: Traveller, officer: Client, casey: Member) -> None:
    note(casey, 3)
    chain.extend()
    noon.shift(timedelta(minutes=2))
    note(casey, 2)
    assert log_book.standing().waiting == 2
    assertContains(officer.get(LOOKS), "to 12:00 pm on Tue, Nov 24, batch 1")


def test_a_week_counts_looks_people_and_usual_hours(noon: Traveller, casey: Member, sasha: Member) -> None:
    noon.move_to("2026-11-15T17:00:00Z")
    note(casey, 9)  # eight days before
    noon.move_to("2026-11-23T10:00:00Z")
    for _hour in range(log_book.ENOUGH_HOURS - 1):
        note(casey, 3), note(sasha, 1), note(casey, kind=Entry.Kind.PERSON_ERASED)
        noon.shift(timedelta(hours=1))
    assert log_book.week() == log_book.Week(looks=28, people=2, usual_an_hour=0)
    note(casey, 4)
    noon.shift(timedelta(seconds=1))
    assert log_book.week() == log_book.Week(looks=32, people=2, usual_an_hour=4)


def test_a_day_is_drawn_by_the_citys_hours(noon: Traveller, casey: Member) -> None:
    note(casey, 3)
    noon.move_to("2026-11-25T03:30:00Z")  # half past ten in the evening
    note(casey, 9)
    hours = log_book.hours_of(date(2026, 11, 24))
    assert hours == {12: 3, 22: 9}
    drawn = chart.draw(hours, usual=2)
    assert [(bar.hour, bar.looks) for bar in drawn.bars if bar.looks] == [("12 pm", 3), ("10 pm", 9)]
    assert [bar.is_odd for bar in drawn.bars if bar.looks] == [False, True]
    assert drawn.total == 12
    assert max(bar.height for bar in drawn.bars) == chart.FOOT - chart.HEAD


def test_an_empty_day_is_drawn_too() -> None:
    drawn = chart.draw({}, usual=0)
    assert drawn.total == 0
    assert all(bar.height == 0 and not bar.is_odd for bar in drawn.bars)


def test_a_supervisor_does_not_read_the_log(browser_of: Callable[[Role], Client]) -> None:
    assert browser_of(Role.SUPERVISOR).get(LOOKS).status_code == 403


def test_an_opening_by_a_page_stands_in_it_too(sasha: Member, rosa: int) -> None:
    looks.open_person(rosa, Grounds(reason=Reason.LAW), by=sasha)
    (row,) = Page(View()).rows
    assert (row.who, row.at_whom, row.why) == (sasha, "1 person", "do what the law asks for")


@pytest.mark.parametrize(
    ("query", "by_what"),
    [
        ("rosa@example.com", "by e-mail"),
        ("302 555 0147", "by number"),
        ("417 elm st", "by name or address"),
        ("marin", "by name or address"),
    ],
)
def test_a_search_says_by_what_it_was(call: LookSession, casey: Member, query: str, by_what: str) -> None:
    looks.searching(call, query, found=[])
    look_sessions.end(casey)
    (row,) = Page(View()).rows
    assert row.at_whom == f"0 persons shown, {by_what}"
