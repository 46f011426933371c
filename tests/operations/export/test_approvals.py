"""An opened export is asked for by one person, approved by another, and used once; nobody does it alone."""

import os
import uuid
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import Error, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from time_machine import Traveller

from commonhall.audit import chain, log
from commonhall.audit.models import Entry
from commonhall.operations import jobs, promises
from commonhall.operations.export import approvals, deeds
from commonhall.operations.export.approvals import KNOWN, NoApproval
from commonhall.operations.export.deeds import LASTS, WAITS
from commonhall.operations.models import ExportDeed
from commonhall.staff import members as staff_members
from commonhall.staff.members import Place
from commonhall.staff.models import Member
from commonhall.staff.presence import FRESH_SECONDS
from commonhall.staff.roles import Role
from tests import dump

pytestmark = pytest.mark.django_db
SCREEN = "/en/staff/exports/"
GIVEN = {"basis": "Contract 26-114, § 7", "reason": "The new 311 system takes over\nall open requests."}
type Browsing = Callable[[Role], Client]


@pytest.fixture(autouse=True)
def _at_noon(noon: Traveller) -> None:
    """Tests say themselves when time passes."""


@pytest.fixture
def alex(browser_of: Browsing) -> Client:
    """The administrator."""
    return browser_of(Role.ADMINISTRATOR)


@pytest.fixture
def parker(browser_of: Browsing) -> Client:
    """The privacy officer."""
    return browser_of(Role.PRIVACY_OFFICER)


@pytest.fixture
def asked(alex: Client) -> int:
    """An export that the administrator asked for."""
    assertRedirects(alex.post(SCREEN, GIVEN), f"{SCREEN}1/", fetch_redirect_response=False)
    return 1


@pytest.fixture
def approved(asked: int, parker: Client) -> int:
    """The same, approved by the privacy officer."""
    assertContains(approve(parker), "Export 1 is approved.")
    return asked


def approve(browser: Client, number: int = 1) -> HttpResponse:
    return browser.post(f"{SCREEN}{number}/approve/", follow=True)


def refuse(browser: Client, number: int = 1) -> HttpResponse:
    return browser.post(f"{SCREEN}{number}/refuse/", follow=True)


def kinds() -> list[str]:
    """What became of it, as the log has it."""
    told = Entry.objects.filter(kind__startswith="export").values_list("at", "kind")
    steps = [str(kind) for kind in deeds.ENTRIES.values()]
    return [kind for _at, kind in sorted(told, key=lambda each: (each[0], steps.index(each[1])))]


def somebody(role: Role, name: str = "Robin Vale") -> tuple[Member, Client]:
    """Another member of that role, signed in, who has been here for long."""
    member = Member.objects.create(email=f"{uuid.uuid4()}@city.example", name=name, role=role)
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    browser.force_login(member)
    return member, browser


def of(role: Role) -> Member:
    return Member.objects.get(email__endswith="@demo.example", role=role)


def test_one_asks_another_approves_and_it_begins_once(alex: Client, parker: Client, approved: int) -> None:
    approval = approvals.begin(None)
    assert (approval.number, approval.asked_by, approval.approved_by) == (
        *(1, of(Role.ADMINISTRATOR).pk),
        of(Role.PRIVACY_OFFICER).pk,
    )
    approvals.end(1, persons=3, requests=5)
    with pytest.raises(NoApproval, match="was taken out before, and an approval is good once"):
        approvals.begin(1)
    with pytest.raises(NoApproval, match="No opened export is approved"):
        approvals.begin(None)
    assert kinds() == ["export asked", "export approved", "export begun", "export done"]
    page = alex.get(f"{SCREEN}1/")
    for said in ("Contract 26-114, § 7", "takes over<br>all open", "Alex Demo", "Parker Demo", "Taken out"):
        assertContains(page, said)
    assertContains(parker.get(SCREEN), '<td class="num" data-label="Persons">3</td>')


def test_what_was_begun_and_killed_is_used_up(approved: int) -> None:
    approvals.begin(approved)
    with pytest.raises(NoApproval, match="was begun before, and an approval is good once"):
        approvals.begin(approved)


def test_each_step_is_chained_and_its_words_are_sealed(approved: int) -> None:
    assert chain.extend() >= 2
    assert Entry.objects.filter(kind__startswith="export", chained=None).count() == 0
    assert not dump.holds("26-114")
    subject = log.subject_of(Entry.objects.get(kind="export asked"))
    assert (subject.basis, subject.note, subject.role) == (GIVEN["basis"], GIVEN["reason"], "administrator")


def test_without_a_basis_or_a_reason_nothing_is_asked(alex: Client) -> None:
    page = alex.post(SCREEN, {"basis": " ", "reason": ""})
    assertContains(page, "Write the legal basis. Without one nothing is opened.", status_code=422)
    assertContains(page, "Write what it is for, so that a second person can judge.", status_code=422)
    assert not ExportDeed.objects.exists()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PRIVACY_OFFICER])
def test_nobody_approves_their_own(role: Role, browser_of: Browsing) -> None:
    browser = browser_of(role)
    browser.post(SCREEN, GIVEN)
    assertNotContains(browser.get(f"{SCREEN}1/"), "Approve this export")
    assertContains(approve(browser), "You asked for this export. Somebody else has to approve it")
    with pytest.raises(NoApproval, match="was not approved yet"):
        approvals.begin(1)
    assert kinds() == ["export asked"]


def test_an_administrator_cannot_have_it_approved_by_another_one(asked: int) -> None:
    _member, other = somebody(Role.ADMINISTRATOR)
    assertNotContains(other.get(f"{SCREEN}1/"), "Approve this export")
    assertContains(approve(other), "so a privacy officer has to approve it")
    assert kinds() == ["export asked"]


def test_an_administrator_approves_what_a_privacy_officer_asked(alex: Client, parker: Client) -> None:
    parker.post(SCREEN, GIVEN)
    assertContains(approve(alex), "Export 1 is approved.")
    assert approvals.begin(1).approved_by == of(Role.ADMINISTRATOR).pk


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER}))
def test_nobody_else_gets_in(role: Role, browser_of: Browsing, approved: int) -> None:
    browser = browser_of(role)
    for path in (SCREEN, f"{SCREEN}1/", f"{SCREEN}1/approve/", f"{SCREEN}1/refuse/"):
        assert browser.get(path).status_code == 403
        assert browser.post(path, GIVEN).status_code in {403, 405}
    assert len(kinds()) == 2


def test_a_screen_that_was_left_alone_neither_asks_nor_approves(
    alex: Client, parker: Client, asked: int, noon: Traveller
) -> None:
    parker.get(SCREEN)
    noon.shift(FRESH_SECONDS)
    away = f"/en/staff/sign-in/?next={quote(SCREEN)}"
    assertRedirects(parker.post(f"{SCREEN}1/approve/"), away, fetch_redirect_response=False)
    assertRedirects(alex.post(SCREEN, GIVEN), away, fetch_redirect_response=False)
    assert kinds() == ["export asked"]


def test_a_link_to_it_approves_and_refuses_nothing(parker: Client, asked: int) -> None:
    for step in ("approve", "refuse"):
        assertRedirects(parker.get(f"{SCREEN}1/{step}/"), f"{SCREEN}1/", fetch_redirect_response=False)
    assert kinds() == ["export asked"]


def test_one_is_open_at_a_time(alex: Client, parker: Client, asked: int) -> None:
    assertContains(parker.post(SCREEN, GIVEN), "Export 1 is not over.", status_code=422)
    refuse(alex)
    assertRedirects(parker.post(SCREEN, GIVEN), f"{SCREEN}2/", fetch_redirect_response=False)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PRIVACY_OFFICER])
def test_either_takes_back_what_was_approved_until_it_begins(
    role: Role, browser_of: Browsing, approved: int
) -> None:
    assertContains(refuse(browser_of(role)), "Export 1 is refused.")
    with pytest.raises(NoApproval, match="was refused"):
        approvals.begin(1)
    assertContains(approve(browser_of(Role.PRIVACY_OFFICER)), "stands otherwise meanwhile: Refused")


def test_what_began_cannot_be_refused_any_more(parker: Client, approved: int) -> None:
    approvals.begin(1)
    assertContains(refuse(parker), "stands otherwise meanwhile: Begun, not ended")
    assert kinds()[-1] == "export begun"


def test_an_approval_lapses_after_a_day(alex: Client, approved: int, noon: Traveller) -> None:
    noon.shift(LASTS - timedelta(seconds=1))
    assert deeds.of(1).state(timezone.now()) is deeds.State.APPROVED  # type: ignore[union-attr]  # is there
    noon.shift(1)
    with pytest.raises(NoApproval, match="lapsed: it has to be begun within 24 hours"):
        approvals.begin(1)
    jobs.lapse_exports(timestamp=0)
    jobs.lapse_exports(timestamp=0)
    assert kinds() == ["export asked", "export approved", "export lapsed"]
    page = browser_again(of(Role.ADMINISTRATOR)).get(f"{SCREEN}1/")
    assertContains(page, "nobody: its time was over")
    with pytest.raises(NoApproval, match="lapsed"):
        approvals.begin(1)


def test_what_nobody_approves_lapses_after_a_week(parker: Client, asked: int, noon: Traveller) -> None:
    noon.shift(WAITS)
    late = browser_again(of(Role.PRIVACY_OFFICER))
    assertContains(approve(late), "stands otherwise meanwhile: Lapsed")
    assert kinds() == ["export asked"]


def browser_again(member: Member) -> Client:
    """Their browser, signed in now."""
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    browser.force_login(member)
    return browser


def test_who_lost_the_role_meanwhile_does_not_stand_for_it(approved: int, noon: Traveller) -> None:
    place = Place(name="Parker Demo", role=Role.WEB_EDITOR, department=None)
    staff_members.change(of(Role.PRIVACY_OFFICER), place, by=of(Role.ADMINISTRATOR))
    with pytest.raises(NoApproval, match="does not work here any more, or in another role"):
        approvals.begin(1)


def test_who_left_meanwhile_does_not_stand_for_it(approved: int) -> None:
    staff_members.deactivate(of(Role.ADMINISTRATOR), by=of(Role.PRIVACY_OFFICER))
    with pytest.raises(NoApproval, match="does not work here any more"):
        approvals.begin(1)


@pytest.mark.parametrize("deed", ["add", "change", "link", "reset"])
def test_an_administrator_makes_no_second_person_to_approve(deed: str, asked: int, noon: Traveller) -> None:
    """Somebody new, somebody in another role, and somebody whose sign-in was taken over: for a week none counts."""
    alex, officer = of(Role.ADMINISTRATOR), Place(name="Robin", role=Role.PRIVACY_OFFICER, department=None)
    match deed:
        case "add":
            second = staff_members.add("robin@city.example", officer, by=alex).member
        case "change":
            second, _ = somebody(Role.WEB_EDITOR)
            staff_members.change(second, officer, by=alex)
        case "link":
            second = of(Role.PRIVACY_OFFICER)
            staff_members.make_link(second, by=alex)
        case _reset:
            second = of(Role.PRIVACY_OFFICER)
            staff_members.reset_second_factor(second, by=alex)
    assertContains(approve(browser_again(Member.objects.get(pk=second.pk))), "in the last 7 days")
    assert kinds() == ["export asked"]
    noon.shift(KNOWN)
    refuse(browser_again(alex))
    browser_again(alex).post(SCREEN, GIVEN)
    later = browser_again(Member.objects.get(pk=second.pk))
    number = deeds.last_number()
    assertContains(approve(later, number), f"Export {number} is approved.")


def test_a_sign_in_that_is_changed_after_the_approval_stops_it(approved: int) -> None:
    staff_members.make_link(of(Role.PRIVACY_OFFICER), by=of(Role.ADMINISTRATOR))
    with pytest.raises(NoApproval, match="was changed in the last 7 days"):
        approvals.begin(1)


def test_the_applications_login_neither_changes_nor_deletes_a_step(approved: int) -> None:
    approvals.begin(1)
    for said in ("UPDATE operations_exportdeed SET number = 2", "DELETE FROM operations_exportdeed"):
        with pytest.raises(Error, match="permission denied"), transaction.atomic():
            connection.cursor().execute(said)


def _forged(number: int, kind: str, actor: Member, sealed: bytes) -> None:
    entry = Entry.objects.create(
        at=timezone.now(), actor=actor.pk, kind=deeds.ENTRIES[kind], subject_sealed=sealed
    )
    ExportDeed.objects.create(
        entry=entry, number=number, kind=kind, by=actor, asked_by=of(Role.ADMINISTRATOR)
    )


def test_who_writes_to_the_database_alone_approves_nothing(asked: int) -> None:
    """By the application's login and without the key file, as somebody who stole that login."""
    _forged(asked, "approved", of(Role.PRIVACY_OFFICER), os.urandom(180))
    with pytest.raises(NoApproval, match=r"the log’s entry of “Approved” does not open.*audit verify"):
        approvals.begin(asked)


def test_an_approval_copied_from_another_export_approves_nothing(
    alex: Client, approved: int, noon: Traveller
) -> None:
    approvals.begin(1)
    old = Entry.objects.get(kind="export approved")
    assertRedirects(alex.post(SCREEN, GIVEN), f"{SCREEN}2/", fetch_redirect_response=False)
    _forged(2, "approved", of(Role.PRIVACY_OFFICER), bytes(old.subject_sealed))
    with pytest.raises(NoApproval, match="does not open"):
        approvals.begin(2)


def test_another_entry_of_the_log_is_no_approval(asked: int) -> None:
    officer = of(Role.PRIVACY_OFFICER)
    entry = log.note(Entry.Kind.LOG_READ, log.Subject(export="1", role=officer.role), actor=officer.pk)
    ExportDeed.objects.create(
        entry=entry, number=1, kind="approved", by=officer, asked_by=of(Role.ADMINISTRATOR)
    )
    with pytest.raises(NoApproval, match="is not what its entry in the log says"):
        approvals.begin(1)


def test_the_database_lets_nobody_approve_their_own(asked: int) -> None:
    with pytest.raises(Error, match="nobody_approves_their_own_export"), transaction.atomic():
        _forged(asked, "approved", of(Role.ADMINISTRATOR), os.urandom(180))


def test_what_was_asked_by_a_forged_row_is_shown_as_unreadable_and_not_approved(
    parker: Client, members: object
) -> None:
    _forged(1, "asked", of(Role.ADMINISTRATOR), os.urandom(180))
    assertContains(parker.get(f"{SCREEN}1/"), "It cannot be read with the city’s key file.")
    assertContains(approve(parker), "Refuse it, and tell the operator.")
    assertContains(refuse(parker), "Export 1 is refused.")


def test_no_number_that_is_not_there_opens(parker: Client) -> None:
    for number in (0, 7, 2**31, 10**30):
        assert parker.get(f"{SCREEN}{number}/").status_code == 404
        assert parker.post(f"{SCREEN}{number}/approve/").status_code == 404


def test_the_list_takes_the_same_queries_however_long_it_is(
    alex: Client, parker: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, 4):
        alex.post(SCREEN, GIVEN)
        approve(parker, number)
        approvals.begin(number)
        approvals.end(number, persons=1, requests=2)
    with django_assert_num_queries(4):
        assertContains(parker.get(SCREEN), "Taken out", count=3)


def test_the_controls_look_at_what_began(approved: int) -> None:
    controls = (
        promises.nothing_is_taken_out_opened_without_two_people,
        promises.each_opened_export_has_its_legal_basis,
    )
    assert [look().count for look in controls] == [0, 0]
    approvals.begin(1)
    assert [(look().count, look().wrong) for look in controls] == [(1, ()), (1, ())]


def test_the_controls_tell_what_was_begun_past_the_program(asked: int, members: dict[Role, Member]) -> None:
    entry = Entry.objects.create(
        at=timezone.now(), actor=None, kind="export begun", subject_sealed=os.urandom(180)
    )
    ExportDeed.objects.create(
        entry=entry, number=1, kind="begun", by=None, asked_by=members[Role.ADMINISTRATOR]
    )
    wrong = promises.nothing_is_taken_out_opened_without_two_people().wrong
    assert "export 1: two people did not stand for it" in wrong
    assert "export 1: begun at another time" in wrong
