"""`commonhall verify` looks at the configurations of programs beside us: the shipped ones, or the operator's own."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from commonhall.web.beside import Unreadable
from tests.settings import PROJECT

SHIPPED = PROJECT / "deploy/nginx/nginx.conf"
MAIL = PROJECT / "deploy/postfix/main.cf"
TEXTS = PROJECT / "deploy/kannel/kannel.conf"


def verify(*arguments: str) -> str:
    out = StringIO()
    call_command("verify", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(("option", "file"), [("--proxy", SHIPPED), ("--mail", MAIL), ("--texts", TEXTS)])
def test_ones_own_configuration_is_looked_at_without_a_database(option: str, file: Path) -> None:
    said = verify(option, str(file))
    assert said.startswith(f"{file}: ")
    assert said.endswith("lines, none of which breaks a promise.\n")


@pytest.mark.parametrize(
    ("option", "file", "line", "worse"),
    [
        ("--mail", MAIL, "maximal_queue_lifetime = 1d", "maximal_queue_lifetime = 5d"),
        ("--texts", TEXTS, "dlr-storage = internal", "dlr-storage = pgsql"),
    ],
)
def test_a_line_of_mail_or_texts_that_breaks_a_promise_is_named(
    tmp_path: Path, option: str, file: Path, line: str, worse: str
) -> None:
    shutil.copytree(file.parent, tmp_path, dirs_exist_ok=True)
    own = tmp_path / file.name
    own.write_text(file.read_text("utf-8").replace(line, worse), "utf-8")
    out = StringIO()
    with pytest.raises(CommandError, match=r"purpose\.protect") as ended:
        call_command("verify", option, str(own), stdout=out)
    assert ended.value.returncode == 1
    number = own.read_text("utf-8").splitlines().index(worse) + 1
    assert out.getvalue().startswith(f"{own}:{number} breaks purpose.protect: keeps ")


def test_two_files_at_once_are_refused() -> None:
    with pytest.raises(CommandError, match="not allowed with"):
        verify("--mail", str(MAIL), "--texts", str(TEXTS))


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
    assert all(f"{file}: " in out.getvalue() for file in (SHIPPED, MAIL, TEXTS))
