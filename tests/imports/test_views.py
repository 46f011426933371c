"""The report of imports, on the screen."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.imports.models import Run
from commonhall.staff.roles import Role

BEGAN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@pytest.fixture
def run(db: None) -> Run:
    """One that has ended, with rows of each kind."""
    return Run.objects.create(
        map_name="boston",
        files=1,
        began_at=BEGAN,
        ended_at=BEGAN,
        read=1200,
        imported=1100,
        already=40,
        rejected=60,
        anonymous=900,
        unconfirmed=7,
        past_schedule=800,
        reasons={"address|no place": 55, "|unreadable": 5},
        services=["Old Lamp Repair"],
    )


def test_a_manager_reads_what_became_of_every_row(run: Run, browser_of: Callable[[Role], Client]) -> None:
    browser = browser_of(Role.ADMINISTRATOR)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = browser.get("/en/staff/imports/")
    assert len(queries) <= 12
    for shown in (
        "boston",
        "1200 rows read",
        "900",
        "200",
        "40",
        "60",
        "Old Lamp Repair",
        "The row cannot be read.",
    ):
        assertContains(page, shown)
    assertContains(page, "7 anonymous requests")
    assertContains(page, "800 requests were closed so long ago")


def test_it_speaks_spanish(run: Run, browser_of: Callable[[Role], Client]) -> None:
    page = browser_of(Role.PRIVACY_OFFICER).get("/es/staff/imports/")
    assertContains(page, "No se puede leer la fila.")
    assertNotContains(page, "The row")


def test_one_that_did_not_end_says_how_it_goes_on(run: Run, browser_of: Callable[[Role], Client]) -> None:
    Run.objects.update(ended_at=None)
    assertContains(
        browser_of(Role.ADMINISTRATOR).get("/en/staff/imports/"), "The same command goes on where it was"
    )


def test_before_the_first_one_it_says_how_to_begin(browser_of: Callable[[Role], Client]) -> None:
    assertContains(browser_of(Role.PRIVACY_OFFICER).get("/en/staff/imports/"), "commonhall import-requests")


@pytest.mark.parametrize("role", [Role.CALL_TAKER, Role.WORKER, Role.SUPERVISOR])
def test_nobody_else_reads_it(run: Run, browser_of: Callable[[Role], Client], role: Role) -> None:
    page = browser_of(role).get("/en/staff/imports/")
    assert page.status_code == 403
    assertNotContains(page, "boston", status_code=403)
