"""The controls of `web` see a breach made by SQL or on the disk, and are quiet without one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from commonhall.evidence import Evidence, controls
from commonhall.web import promises, third_parties
from commonhall.web.third_parties import ThirdParty

pytestmark = pytest.mark.django_db


@contextmanager
def templates_in(folder: Path) -> Iterator[None]:
    """A folder of templates that comes before the program's, as a city may have one."""
    changed = deepcopy(settings.TEMPLATES)
    changed[0]["DIRS"] = [str(folder)]
    with override_settings(TEMPLATES=changed):
        yield


def plant(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def refuse(name: str, days_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO web_refusedcookie (name, day, count) VALUES (%s, %s, 1)",
            [name, timezone.localdate() - timedelta(days=days_ago)],
        )


def test_each_verb_has_its_control() -> None:
    ours = {(control.promise, control.verb) for control in controls()}
    assert {("cookies.functional", verb) for verb in ("register", "publish", "refuse")} <= ours
    assert {("visits.third-parties", verb) for verb in ("own", "declared")} <= ours


@pytest.mark.parametrize(
    "look",
    [
        promises.every_cookie_has_its_entry,
        promises.the_published_page_lists_every_cookie,
        promises.no_page_tries_to_set_another_cookie,
        promises.no_page_asks_another_host,
        promises.only_declared_tools_are_allowed,
    ],
    ids=lambda look: look.__name__,
)
def test_a_site_that_keeps_its_promise_is_found_so(look: Callable[[], Evidence]) -> None:
    evidence = look()
    assert evidence.wrong == ()
    assert evidence.count > 0
    assert str(evidence.looked_at)


def test_a_refused_cookie_breaks_the_promise_for_thirty_days() -> None:
    refuse("long ago", 31)
    assert promises.no_page_tries_to_set_another_cookie().wrong == ()
    refuse("visitor_number", 30)
    assert [wrong.split()[1] for wrong in promises.no_page_tries_to_set_another_cookie().wrong] == [
        "visitor_number"
    ]


def test_a_script_that_sets_a_cookie_past_the_register_is_named(tmp_path: Path) -> None:
    plant(tmp_path, "extra/count.js", "document.cookie = 'visitor=' + Math.random()")
    with override_settings(STATIC_ROOT=tmp_path):
        assert promises.every_cookie_has_its_entry().wrong == ("static/extra/count.js",)


def test_a_cookie_page_that_leaves_one_out_is_named(tmp_path: Path) -> None:
    plant(tmp_path, "web/cookies.html", "<p>We use no cookies.</p>")
    with templates_in(tmp_path):
        wrong = promises.the_published_page_lists_every_cookie().wrong
    names = ("commonhall_session", "commonhall.report.draft", "commonhall.report.typed")
    assert wrong == tuple(f"/{language}/cookies/ {name}" for language in ("en", "es") for name in names)


def test_a_template_that_loads_from_another_host_is_named(tmp_path: Path) -> None:
    plant(tmp_path, "web/extra.html", '<script src="https://count.example/c.js"></script>')
    with templates_in(tmp_path):
        assert promises.no_page_asks_another_host().wrong == ("templates/web/extra.html count.example",)


def test_a_page_that_loads_from_another_host_is_named(tmp_path: Path) -> None:
    plant(
        tmp_path, "web/cookies.html", '<img alt="" src="https:{{ slashes|default:"//" }}count.example/1.gif">'
    )
    with templates_in(tmp_path):
        wrong = promises.no_page_asks_another_host().wrong
    assert wrong == ("/en/cookies/ count.example", "/es/cookies/ count.example")


def test_a_style_sheet_that_loads_from_another_host_is_named(tmp_path: Path) -> None:
    plant(tmp_path, "extra/fonts.css", "@import url(https://fonts.example/a.css);")
    with override_settings(STATIC_ROOT=tmp_path):
        assert promises.no_page_asks_another_host().wrong == ("static/extra/fonts.css fonts.example",)


def test_a_policy_that_lets_in_a_host_nobody_declared_is_named() -> None:
    opened = {**settings.SECURE_CSP, "script-src": ["'self'", "https://count.example"]}
    with override_settings(SECURE_CSP=opened):
        wrong = promises.only_declared_tools_are_allowed().wrong
    assert "/en/cookies/ count.example" in wrong


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> ThirdParty:
    """A tool of another company that this city declared."""
    monkeypatch.setattr(third_parties, "_declared", {})
    tool = ThirdParty(
        owner="Count Company",
        purpose="Counts visits",
        hosts=frozenset({"count.example"}),
        policy_url="https://count.example/privacy",
    )
    third_parties.declare(tool)
    return tool


def test_a_declared_tool_is_allowed_and_shown(counter: ThirdParty, client: Client, tmp_path: Path) -> None:
    opened = {**settings.SECURE_CSP, "script-src": ["'self'", "https://count.example"]}
    plant(tmp_path, "web/extra.html", '<script src="https://count.example/c.js"></script>')
    with override_settings(SECURE_CSP=opened), templates_in(tmp_path):
        assert promises.only_declared_tools_are_allowed().wrong == ()
        assert promises.no_page_asks_another_host().wrong == ()
    page = client.get("/en/cookies/").content.decode()
    assert counter.owner in page
    assert "count.example" in page


def test_a_declared_tool_that_the_cookie_page_leaves_out_is_named(
    counter: ThirdParty, tmp_path: Path
) -> None:
    plant(tmp_path, "web/cookies.html", "<p>commonhall_session</p>")
    with templates_in(tmp_path):
        assert promises.only_declared_tools_are_allowed().wrong == ("Count Company",)
