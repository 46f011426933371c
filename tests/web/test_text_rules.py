"""Which lines of a Kannel configuration break a promise: the shipped one has none, each change for the worse one."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.web import text_rules
from commonhall.web.beside import Unreadable
from tests.settings import PROJECT

TEXT = (PROJECT / "deploy/kannel/kannel.conf").read_text("utf-8")
# What somebody writes in place of a line. An empty text takes the line out.
WORSE = {
    "log-level = 3": ["log-level = 1", ""],
    "store-type = spool": ["store-file = kannel.store", 'access-log = "/var/log/kannel/access.log"'],
    'store-location = "/run/kannel-texts"': ['store-location = "/var/spool/kannel"'],
    "dlr-storage = internal": ["dlr-storage = mysql"],
    "sendsms-interface = 127.0.0.1": ["", "sendsms-interface = 0.0.0.0"],
    'post-url = "http://127.0.0.1:8000/hooks/texts/kannel/CHANGE-ME/"': [
        'get-url = "http://127.0.0.1:8000/hooks/texts/kannel/CHANGE-ME/?from=%p&text=%a"',
        'post-url = "http://311.example.gov/hooks/texts/kannel/CHANGE-ME/"',
        'text = "Thank you"',
    ],
}


@pytest.mark.parametrize(("line", "instead"), [(line, each) for line, all_ in WORSE.items() for each in all_])
def test_a_change_for_the_worse_is_found_and_its_line_named(tmp_path: Path, line: str, instead: str) -> None:
    own = tmp_path / "kannel.conf"
    own.write_text(TEXT.replace(line, instead, 1), "utf-8")
    [found] = text_rules.look(own).breaks
    assert found.promise == "purpose.protect"
    if instead:
        assert found.place.split(",")[0] == f"{own}:{own.read_text('utf-8').splitlines().index(instead) + 1}"
    else:
        assert "without" in found.place


def test_the_shipped_configuration_breaks_no_promise(tmp_path: Path) -> None:
    own = tmp_path / "kannel.conf"
    own.write_text(TEXT, "utf-8")
    looked = text_rules.look(own)
    assert (looked.breaks, looked.count > 40) == ((), True)


def test_a_log_of_one_network_needs_its_level_too(tmp_path: Path) -> None:
    own = tmp_path / "kannel.conf"
    own.write_text(TEXT.replace("reconnect-delay = 10", "log-file = smsc.log"), "utf-8")
    [found] = text_rules.look(own).breaks
    assert found.place.endswith("without log-level,")


def test_what_is_included_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more/smsbox.conf").write_text("group = smsbox\naccess-log = /tmp/log\n")
    (tmp_path / "kannel.conf").write_text(f"include = {tmp_path}/more\n")
    [found] = text_rules.look(tmp_path / "kannel.conf").breaks
    assert found.place == f"{tmp_path}/more/smsbox.conf:2"


@pytest.mark.parametrize("wrong", ["admin-port = 13000", "a line without a sign", "include = kannel.conf"])
def test_what_kannel_would_not_read_is_refused(tmp_path: Path, wrong: str) -> None:
    own = tmp_path / "kannel.conf"
    own.write_text(f"{wrong}\n")
    with pytest.raises(Unreadable, match=r"kannel\.conf"):
        text_rules.look(own)


@given(text=st.text(st.sampled_from('group=smbox \n"#%p-')))
def test_any_text_is_judged_or_refused(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    own = tmp_path_factory.mktemp("kannel") / "kannel.conf"
    own.write_text(text)
    with suppress(Unreadable):
        assert text_rules.look(own).count >= 0
