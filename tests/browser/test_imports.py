"""An administrator reads what an import of old requests brought in, and a call taker finds one by its old number."""

from collections.abc import Callable
from pathlib import Path

from commonhall.demo import settings
from commonhall.demo.home import Home
from tests import running
from tests.browser.visitor import Visitor
from tests.imports.files import NOBODY, PLAIN, as_csv
from tests.operations import commands
from tests.running import Demo


def test_an_import_is_read_by_who_answers_for_it_and_a_request_found_by_its_old_number(
    staff: Callable[..., Visitor], demo: Demo, tmp_path: Path
) -> None:
    open_ = {"status": "open", "closed_datetime": ""}
    rows = [
        PLAIN | open_ | {"external_id": "25-00771234"},
        PLAIN | NOBODY | {"external_id": "25-00771235", "description": "Call me, 302-555-0148."},
        PLAIN | {"external_id": "25-00771236", "phone": "call Zenobia"},
        PLAIN
        | {"external_id": "25-00771237", "requested_datetime": "2011-07-01", "closed_datetime": "2011-07-02"},
    ]
    file = as_csv(tmp_path / "old.csv", rows)
    environment = settings.of(Home(demo.home), demo.url, running.outside())
    process = commands.start(["import-requests", str(file), "--map", "plain"], environment)
    said, complaint = process.communicate(timeout=120)
    assert "1 rejected" in said + complaint
    administrator = staff("administrator")
    administrator.opens("/en/staff/imports/")
    administrator.sees("by the map “plain”", "4 rows read", "Done")
    administrator.sees("It is not a phone number.", "found in the queue by its number")
    taker = staff("call_taker")
    taker.opens("/en/staff/queue/")
    taker.writes("Words in the report", "25-00771234")
    taker.presses("Find")
    taker.sees("1 request with these words", "00771234")
    taker.page.locator("tbody a[href*='/staff/requests/']").first.click()
    taker.looks_closely()
    taker.sees("Brought in from an earlier system, where its number was 25-00771234.")
