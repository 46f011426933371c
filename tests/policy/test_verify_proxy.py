"""`commonhall verify` looks at the proxy's configuration: the shipped one, or the operator's own."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from commonhall.web.nginx import Unreadable
from tests.settings import PROJECT

SHIPPED = PROJECT / "deploy/nginx/nginx.conf"


def verify(*arguments: str) -> str:
    out = StringIO()
    call_command("verify", *arguments, stdout=out)
    return out.getvalue()


def test_ones_own_configuration_is_looked_at_without_a_database(tmp_path: Path) -> None:
    assert verify("--proxy", str(SHIPPED)).endswith("lines, none of which breaks a promise.\n")


def test_a_line_that_breaks_a_promise_is_named_and_ends_with_1(tmp_path: Path) -> None:
    own = tmp_path / "nginx.conf"
    own.write_text(SHIPPED.read_text("utf-8").replace("access_log off;", "access_log /tmp/log;"))
    out = StringIO()
    with pytest.raises(CommandError, match=r"visits\.minimal") as ended:
        call_command("verify", "--json", "--proxy", str(own), stdout=out)
    assert ended.value.returncode == 1
    [found] = json.loads(out.getvalue())["breaks"]
    line = own.read_text("utf-8").splitlines().index("    access_log /tmp/log;") + 1
    assert (found["promise"], found["place"]) == ("visits.minimal", f"{own}:{line}")


def test_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(Unreadable, match="cannot be read"):
        verify("--proxy", "none/nginx.conf")


@pytest.mark.django_db
def test_the_shipped_configuration_is_looked_at_with_all_promises() -> None:
    out = StringIO()
    try:
        call_command("verify", stdout=out)
    except CommandError as ended:
        assert ended.returncode == 1  # noqa: PT017 - a promise may be broken in an empty database
    assert f"{SHIPPED}: " in out.getvalue()
